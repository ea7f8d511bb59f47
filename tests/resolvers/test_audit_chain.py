"""The audit sealed each minute, and walked along."""

import asyncpg
import pytest
from sqlalchemy import insert, select

from db.database import Database
from db.repositories.audit_seals import LONGEST_TRANSACTION
from db.tables.audit import audit_entries
from domain.audit_chain import BreakKind
from domain.terms import Role
from resolvers.audit.chain import Verification, seal_audit, verify_audit
from tests.clock import NOW
from tests.resolvers.town import Town


async def seal(database: Database) -> int:
    async with database.for_jobs().transaction() as transaction:
        return await seal_audit(transaction, NOW)


async def verify(database: Database, head: bytes | None = None) -> Verification:
    async with database.for_jobs().transaction() as transaction:
        return await verify_audit(transaction, head)


async def meddle(owner: asyncpg.Connection, statement: str) -> None:
    """What somebody does who owns the tables, or their files."""
    async with owner.transaction():
        await owner.execute("SET LOCAL simpul.retention = 'on'")
        await owner.execute(statement)


async def test_what_is_done_is_sealed_once_and_the_tail_is_told(town: Town) -> None:
    await town.submit()
    await town.submit()
    assert [await seal(town.database) for _ in range(2)] == [1, 0]
    await town.submit()
    found = await verify(town.database)
    assert (found.links, found.entries, found.unsealed, found.whole) == (1, 2, 1, True)
    assert await seal(town.database) == 1
    found = await verify(town.database)
    assert (found.links, found.entries, found.unsealed, found.since) == (2, 3, 0, None)


async def test_an_entry_that_commits_late_is_sealed_by_a_later_link(town: Town) -> None:
    await town.submit()
    async with town.database.transaction() as transaction:
        await transaction.execute(insert(audit_entries).values(role=Role.AUDITOR, action="look"))
        await town.submit()
        assert await seal(town.database) == 1
    found = await verify(town.database)
    assert (found.entries, found.unsealed, found.whole) == (2, 1, True)
    assert await seal(town.database) == 1
    assert (await verify(town.database)).entries == 3


CHANGED = "UPDATE audit_entries SET role = 'AUDITOR' WHERE id = (SELECT id FROM audit_entries ORDER BY id LIMIT 1)"
REMOVED = "DELETE FROM audit_entries WHERE id = (SELECT id FROM audit_entries ORDER BY id LIMIT 1)"
SLIPPED = (
    "INSERT INTO audit_entries (id, role, action)"
    f" VALUES (uuidv7(interval '-{LONGEST_TRANSACTION.total_seconds() + 60} seconds'), 'AUDITOR', 'look')"
)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (CHANGED, BreakKind.ENTRY_CHANGED),
        (REMOVED, BreakKind.ENTRY_MISSING),
        (SLIPPED, BreakKind.ENTRY_INSERTED),
        ("UPDATE audit_seals SET at = at + interval '1 s' WHERE number = 1", BreakKind.SEAL_CHANGED),
        ("DELETE FROM audit_seals WHERE number = 1", BreakKind.SEAL_MISSING),
    ],
)
async def test_whatever_the_owner_of_the_tables_does_is_named(
    town: Town, owner: asyncpg.Connection, statement: str, kind: BreakKind
) -> None:
    for _ in range(2):
        await town.submit()
        await seal(town.database)
    await meddle(owner, statement)
    found = await verify(town.database)
    assert kind in {each.kind for each in found.breaks}
    assert not found.whole


async def test_a_chain_written_anew_or_cut_short_lacks_the_head_that_was_kept(
    town: Town, owner: asyncpg.Connection
) -> None:
    for _ in range(2):
        await town.submit()
        await seal(town.database)
    kept = await verify(town.database)
    assert kept.head is not None
    head = kept.head.hash
    await town.submit()
    await seal(town.database)
    assert (await verify(town.database, head)).whole, "a head is found although the chain has grown"
    await meddle(owner, f"{CHANGED}; TRUNCATE audit_seals")
    await seal(town.database)
    found = await verify(town.database, head)
    assert (found.breaks, found.kept_head_found, found.whole) == ([], False, False)


async def test_an_entry_names_its_subject_and_what_differs(town: Town) -> None:
    receipt = await town.resolved(town.handler)
    async with town.database.transaction() as transaction:
        rows = list(await transaction.execute(select(audit_entries).order_by(audit_entries.c.id)))
    submitted, last = rows[0], rows[-1]
    assert submitted.request_id is None, "the log would tell who reported"
    assert (last.subject_type, last.subject_id) == ("Case", receipt.case_id)
    assert (last.before["holder"], last.after["status"], last.after["event"]) == (
        str(town.handler.id),
        "RESOLVED",
        "RESOLVED",
    )
    assert last.request_id


async def test_what_was_slipped_in_is_not_sealed_later(town: Town, owner: asyncpg.Connection) -> None:
    await town.submit()
    await seal(town.database)
    await meddle(owner, SLIPPED)
    await town.submit()
    await seal(town.database)
    found = await verify(town.database)
    assert [each.kind for each in found.breaks] == [BreakKind.ENTRY_INSERTED]
    assert found.unsealed == 1


DATED = "INSERT INTO audit_entries (at, role, action) VALUES (now() - interval '{minutes} minutes', 'AUDITOR', 'look')"


async def test_it_is_told_which_entries_are_dated_otherwise_than_they_were_written(
    town: Town, owner: asyncpg.Connection
) -> None:
    before = (await verify(town.database)).misdated
    await meddle(owner, DATED.format(minutes=50))
    assert (await verify(town.database)).misdated == before
    await meddle(owner, DATED.format(minutes=70))
    unsealed = await verify(town.database)
    await seal(town.database)
    sealed = await verify(town.database)
    assert (unsealed.misdated, sealed.misdated) == (before + 1, before + 1)
    assert sealed.whole, "the demonstration has a clock of its own"
