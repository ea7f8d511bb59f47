"""Requests that what was written of a case be erased."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_row, values_of_row
from db.tables.erasures import erasures
from domain.cases.requests import CaseRequest

_ASKED = ("id", "case_id", "requested_by_id", "requested_at", "reason")
_REQUEST = prepare(insert_row(erasures, _ASKED))

_DECIDED = ("approved", "decided_by_id", "decided_at", "decision_reason")
_THIS = erasures.c.id == bindparam("erasure", type_=Uuid())
_DECIDE = prepare(
    update(erasures)
    .where(_THIS)
    .values({name: bindparam(f"erasures_{name}", type_=erasures.c[name].type) for name in _DECIDED})
)
_READ = ("id", "case_id", "requested_by_id", "approved", "decided_at")
_LOCK = prepare(select(*[erasures.c[name] for name in _READ]).where(_THIS).with_for_update())


async def store_erasure(connection: AsyncConnection, request: Sequence[object]) -> None:
    """Store a request: its key, the case, who asks, when, and why."""
    await _REQUEST.fetch(connection, values_of_row(erasures, _ASKED, request))


async def lock_erasure(connection: AsyncConnection, key: UUID) -> CaseRequest | None:
    """A request that nobody else decides until the transaction ends."""
    for row in await _LOCK.fetch(connection, {"erasure": key}):
        return CaseRequest(*row)
    return None


async def store_erasure_decision(connection: AsyncConnection, key: UUID, decision: Sequence[object]) -> None:
    """Store what was decided: whether it is granted, by whom, when, and why."""
    await _DECIDE.fetch(connection, {"erasure": key} | values_of_row(erasures, _DECIDED, decision))
