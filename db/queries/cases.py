"""Cases that are about to change: locked, and read as the caller sees them."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, Uuid, bindparam, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.access import rows_visible
from db.statements.binding import Binder, Inputs, Read
from db.tables.cases import cases
from domain.access import Principal
from domain.terms import CaseStatus, Role


@dataclass(frozen=True)
class LockedCase:
    """A case that nobody else can change until the transaction ends."""

    id: UUID
    status: CaseStatus
    unit_id: UUID
    holder_id: UUID | None
    seen: bool


_ROW = (cases.c.id, cases.c.status, cases.c.unit_id, cases.c.holder_id)


def _locked(statement: Select[Any]) -> Select[Any]:
    return statement.with_for_update(of=cases, key_share=True)


_BY_CODE = _locked(
    select(*_ROW, literal(True)).where(cases.c.access_hash == bindparam("access_hash", type_=LargeBinary()))
)


@cache
def _by_id(role: Role) -> tuple[Select[Any], dict[str, Read]]:
    binder = Binder(Principal(role))
    seen = rows_visible("Case", cases, binder)
    statement = select(*_ROW, true() if seen is None else seen).where(cases.c.id == bindparam("case_id", type_=Uuid()))
    return _locked(statement), binder.reads


async def lock_case(connection: AsyncConnection, case_id: UUID, principal: Principal) -> LockedCase | None:
    """Lock a case; `seen` says whether the principal sees it in the graph."""
    statement, reads = _by_id(principal.role)
    inputs = Inputs({}, principal, b"")
    values: dict[str, Any] = {name: read(inputs) for name, read in reads.items()}
    return await _first(connection, statement, values | {"case_id": case_id})


async def lock_case_of_code(connection: AsyncConnection, access_hash: bytes) -> LockedCase | None:
    """Lock the case whose ticket and access code have this hash: one look into one index, whatever was wrong."""
    return await _first(connection, _BY_CODE, {"access_hash": access_hash})


async def _first(connection: AsyncConnection, statement: Select[Any], values: dict[str, Any]) -> LockedCase | None:
    row = (await connection.execute(statement, values)).first()
    if row is None:
        return None
    case_id, status, unit_id, holder_id, seen = row
    return LockedCase(case_id, CaseStatus(status), unit_id, holder_id, seen)
