"""Invitations to answer: made with what was done, handed out once, used up by an answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, LargeBinary, Text, Uuid, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.cases import LockedCase
from db.statements.compiled import prepare
from db.statements.copies import Record, copy_records
from db.statements.rows import insert_row, values_of_row
from db.tables.cases import cases, resolutions
from db.tables.columns import Instant
from db.tables.hearing import invitations
from domain.cases.invitations import Invitation
from domain.terms import CaseStatus, EvidenceStanding, InvitationWay

MADE = ("case_id", "drawn", "recontact_lot", "made_at", "expires_at")
_READ = ("id", "case_id", "drawn", "expires_at", "handed_out_at", "way", "answered_resolution_id")
_COLUMNS = [invitations.c[name] for name in _READ]

_CASE = bindparam("case", type_=Uuid())
_INVITATION = bindparam("invitation", type_=Uuid())
_THIS = invitations.c.id == _INVITATION
_HASHES = bindparam("hashes", type_=ARRAY(LargeBinary))
# There is one of each case, whichever of its resolutions was the first.
_MAKE = prepare(insert_row(invitations, MADE).on_conflict_do_nothing(index_elements=["case_id"]))


async def copy_invitations(transaction: AsyncConnection, records: Sequence[Record]) -> None:
    """Store the invitations of cases that were just stored: records of `MADE`."""
    await copy_records(transaction, invitations, MADE, records)


async def make_invitation(transaction: AsyncConnection, record: Record) -> None:
    """Store the invitation of a case, unless it has one: a record of `MADE`."""
    await _MAKE.fetch(transaction, values_of_row(invitations, MADE, record))


_latest = (
    select(resolutions.c.standing)
    .where(resolutions.c.case_id == _CASE)
    .order_by(resolutions.c.seq.desc())
    .limit(1)
    .scalar_subquery()
)
_OF_CASE = prepare(select(*_COLUMNS, _latest.label("standing")).where(invitations.c.case_id == _CASE))


async def load_invitation(
    transaction: AsyncConnection, case_id: UUID
) -> tuple[Invitation | None, EvidenceStanding | None]:
    """The invitation of a case that the caller has locked, and how its latest resolution stands."""
    for row in await _OF_CASE.fetch(transaction, {"case": case_id}):
        standing = row["standing"]
        return _read(row), None if standing is None else EvidenceStanding(standing)
    return None, None


def _read(row: asyncpg.Record) -> Invitation:
    way = row["way"]
    return Invitation(**{name: row[name] for name in _READ} | {"way": None if way is None else InvitationWay(way)})


_HAND_OUT = prepare(
    update(invitations)
    .where(_THIS)
    .values(
        token_hash=bindparam("hash", type_=LargeBinary()),
        way=bindparam("by", type_=Text()),
        handed_out_at=bindparam("now", type_=Instant),
        expires_at=bindparam("until", type_=Instant),
    )
)


async def store_handing_out(
    transaction: AsyncConnection,
    invitation: Invitation,
    token_hash: bytes,
    way: InvitationWay,
    moments: tuple[datetime, datetime],
) -> None:
    """Keep the hash of a token that is handed out, and how; `moments` are when, and from when on it is void."""
    now, until = moments
    values = {"invitation": invitation.id, "hash": token_hash, "by": way.value, "now": now, "until": until}
    await _HAND_OUT.fetch(transaction, values)


# Whoever locks a case locks what is said of it, its invitation, too.
_BY_TOKEN = prepare(
    select(cases.c.id, cases.c.status, cases.c.holder_id)
    .join(invitations, invitations.c.case_id == cases.c.id)
    .where(invitations.c.token_hash == func.any(_HASHES))
    .with_for_update(of=cases, key_share=True)
)
_FIND = prepare(select(*_COLUMNS).where(invitations.c.token_hash == func.any(_HASHES)))


async def lock_case_of_token(transaction: AsyncConnection, token_hashes: Sequence[bytes]) -> LockedCase | None:
    """Lock the case of an invitation whose token has one of these hashes: as many looks into one index, always."""
    for case_id, status, holder_id in await _BY_TOKEN.fetch(transaction, {"hashes": list(token_hashes)}):
        return LockedCase(case_id, CaseStatus(status), holder_id, seen=True)
    return None


async def find_invitation(transaction: AsyncConnection, token_hashes: Sequence[bytes]) -> Invitation:
    """The invitation of a token, whose case the caller has locked by it."""
    [row] = await _FIND.fetch(transaction, {"hashes": list(token_hashes)})
    return _read(row)


_USE = prepare(update(invitations).where(_THIS).values(answered_resolution_id=bindparam("resolution", type_=Uuid())))


async def store_use(transaction: AsyncConnection, invitation_id: UUID, resolution_id: UUID) -> None:
    """Note for which resolution an invitation was used."""
    await _USE.fetch(transaction, {"invitation": invitation_id, "resolution": resolution_id})
