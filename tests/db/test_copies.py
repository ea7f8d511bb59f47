"""Rows by COPY, in the transaction of the caller."""

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime

import asyncpg
import pytest
from sqlalchemy import select

from db.database import Database
from db.statements.copies import copy_rows
from db.tables import audit, organisation
from tests import patience

MONDAY = datetime(2026, 1, 5, 2, tzinfo=UTC)


async def test_what_was_copied_goes_with_its_transaction(database: Database) -> None:
    unit = {"code": "B", "name": "B", "kind": "AGENCY", "valid_from": date(2020, 1, 1)}
    with suppress(ZeroDivisionError):
        async with database.transaction() as connection:
            # The very first statement of a transaction.
            await copy_rows(connection, organisation.units, [unit])
            assert await connection.scalar(select(organisation.units.c.code).filter_by(code="B")) == "B"
            raise ZeroDivisionError
    assert await database.reads.fetchval("SELECT count(*) FROM units") == 0


async def test_objects_are_copied_as_json(database: Database) -> None:
    rows = [{"role": "AUDITOR", "action": "look", "detail": detail} for detail in ({"at": MONDAY}, None)]
    async with database.transaction() as connection:
        await copy_rows(connection, audit.audit_entries, rows)
    found = await database.reads.fetch("SELECT detail ->> 'at' AS at FROM audit_entries ORDER BY detail")
    assert [row["at"] for row in found] == ["2026-01-05T02:00:00+00:00", None]


async def test_rows_that_differ_in_their_columns_are_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="rows of audit_entries differ"):
        async with database.transaction() as connection:
            await copy_rows(connection, audit.audit_entries, [{"role": "AUDITOR"}, {"action": "look"}])


async def test_a_copy_whose_connection_is_lost_ends(
    database: Database, owner: asyncpg.Connection, database_url: str
) -> None:
    rows = [{"role": "AUDITOR", "action": "look" * 100} for _ in range(20_000)]
    blocked = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"

    async def lose() -> None:
        """Wait until the copy stands still with its buffers full, and end its server process."""
        ending = await asyncpg.connect(database_url)
        while (pid := await ending.fetchval(blocked)) is None:
            pass
        await ending.fetchval("SELECT pg_terminate_backend($1)", pid)
        await ending.close()

    async def copy() -> None:
        async with database.transaction() as connection:
            await copy_rows(connection, audit.audit_entries, rows)

    async with owner.transaction(), asyncio.timeout(patience.SECONDS):
        await owner.execute("LOCK TABLE audit_entries IN SHARE MODE")
        losing = asyncio.create_task(lose())
        with pytest.raises(ConnectionError, match="nothing is stored"):
            await copy()
        await losing
    assert await database.reads.fetchval("SELECT count(*) FROM audit_entries") == 0
