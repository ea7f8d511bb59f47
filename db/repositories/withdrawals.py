"""Requests that a case no longer name somebody."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_row, values_of_row
from db.tables.cases import withdrawals
from domain.cases.requests import CaseRequest

_ASKED = ("id", "case_id", "party_id", "requested_by_id", "requested_at", "reason")
_REQUEST = prepare(insert_row(withdrawals, _ASKED))

_DECIDED = ("approved", "decided_by_id", "decided_at", "decision_reason")
_THIS = withdrawals.c.id == bindparam("withdrawal", type_=Uuid())
_DECIDE = prepare(
    update(withdrawals)
    .where(_THIS)
    .values({name: bindparam(f"withdrawals_{name}", type_=withdrawals.c[name].type) for name in _DECIDED})
)
_READ = ("party_id", "id", "case_id", "requested_by_id", "approved", "decided_at")
_LOCK = prepare(select(*[withdrawals.c[name] for name in _READ]).where(_THIS).with_for_update())


async def store_withdrawal(connection: AsyncConnection, request: Sequence[object]) -> None:
    """Store a request: its key, the case, the party, who asks, when, and why, sealed."""
    await _REQUEST.fetch(connection, values_of_row(withdrawals, _ASKED, request))


async def lock_withdrawal(connection: AsyncConnection, key: UUID) -> tuple[UUID, CaseRequest] | None:
    """The party, and the request about it, which nobody else decides until the transaction ends."""
    for party_id, *request in await _LOCK.fetch(connection, {"withdrawal": key}):
        return party_id, CaseRequest(*request)
    return None


async def store_withdrawal_decision(connection: AsyncConnection, key: UUID, decision: Sequence[object]) -> None:
    """Store what was decided: whether it is granted, by whom, when, and why, sealed."""
    await _DECIDE.fetch(connection, {"withdrawal": key} | values_of_row(withdrawals, _DECIDED, decision))
