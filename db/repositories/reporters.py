"""Who brought a case, as it is kept, and requests to know it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_row, values_of_row
from db.tables.cases import case_contacts
from db.tables.organisation import employees
from db.tables.reporters import unmaskings
from domain.cases.requests import CaseRequest

_ASKED = ("id", "case_id", "requested_by_id", "requested_at", "reason")
_REQUEST = prepare(insert_row(unmaskings, _ASKED))

_DECIDED = ("approved", "decided_by_id", "decided_at", "decision_reason")
_THIS = unmaskings.c.id == bindparam("unmasking", type_=Uuid())
_DECIDE = prepare(
    update(unmaskings)
    .where(_THIS)
    .values({name: bindparam(f"unmaskings_{name}", type_=unmaskings.c[name].type) for name in _DECIDED})
)
_READ = ("id", "case_id", "requested_by_id", "approved", "decided_at")
_LOCK = prepare(select(*[unmaskings.c[name] for name in _READ]).where(_THIS).with_for_update())
_SEALED = prepare(select(case_contacts.c.ciphertext).where(case_contacts.c.case_id == bindparam("case", type_=Uuid())))
_NAME = prepare(select(employees.c.name).where(employees.c.id == bindparam("employee", type_=Uuid())))


async def store_unmasking(connection: AsyncConnection, request: Sequence[object]) -> None:
    """Store a request to know the reporter of a case: its key, the case, who asks, when, and why."""
    await _REQUEST.fetch(connection, values_of_row(unmaskings, _ASKED, request))


async def lock_unmasking(connection: AsyncConnection, key: UUID) -> CaseRequest | None:
    """A request that nobody else decides until the transaction ends."""
    for row in await _LOCK.fetch(connection, {"unmasking": key}):
        return CaseRequest(*row)
    return None


async def store_decision(connection: AsyncConnection, key: UUID, decision: Sequence[object]) -> None:
    """Store what was decided: whether it is granted, by whom, when, and why."""
    await _DECIDE.fetch(connection, {"unmasking": key} | values_of_row(unmaskings, _DECIDED, decision))


async def load_sealed_reporter(connection: AsyncConnection, case_id: UUID) -> bytes | None:
    """Who brought a case, encrypted; None where nothing is kept."""
    for (ciphertext,) in await _SEALED.fetch(connection, {"case": case_id}):
        return bytes(ciphertext)
    return None


async def find_name(connection: AsyncConnection, employee_id: UUID) -> str | None:
    """What an employee is called."""
    for (name,) in await _NAME.fetch(connection, {"employee": employee_id}):
        return str(name)
    return None
