"""Cases that are about to change: locked, and read as the caller sees them."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Select, Text, Uuid, bindparam, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.graph.binding import Binder, Inputs, Read
from db.graph.visibility import rows_visible
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


_FOREIGN = func.unnest(bindparam("sources", type_=ARRAY(Text)), bindparam("numbers", type_=ARRAY(Text))).table_valued(
    "source_system", "external_id", name="foreign_numbers"
)
_RECORDED = select(cases.c.source_system, cases.c.external_id).join(
    _FOREIGN,
    (cases.c.source_system == _FOREIGN.c.source_system) & (cases.c.external_id == _FOREIGN.c.external_id),
)


async def find_recorded(connection: AsyncConnection, foreign: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the pairs of a source and its number for a case under which a case is stored."""
    sources, numbers = zip(*foreign, strict=True) if foreign else ((), ())
    rows = await connection.execute(_RECORDED, {"sources": list(sources), "numbers": list(numbers)})
    return {(source, number) for source, number in rows}
