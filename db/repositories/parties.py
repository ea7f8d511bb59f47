"""Whom cases name, and where people stand to them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import Insert, Uuid, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import in_force
from db.repositories.organisation import load_superiors
from db.statements.binding import TODAY
from db.statements.compiled import prepare
from db.statements.rows import SUPERSEDED_AT, insert_row, values_of_row
from db.tables.cases import cases, reported_parties
from db.tables.organisation import assignments, employees, units
from domain.cases.parties import Rank, Reported, UnitPlace, climb
from domain.terms import UnitKind

_THIS_CASE = bindparam("case", type_=Uuid())
PARTY = ("case_id", "employee_id", "unit_id", "name", "named_by_id", "named_at", "reason")
STORE_PARTY: Insert = insert_row(reported_parties, PARTY)
_STORE = prepare(STORE_PARTY)
_HOLDS = (reported_parties.c.case_id == _THIS_CASE, reported_parties.c.superseded_at.is_(None))
_LOAD = prepare(select(reported_parties.c.employee_id, reported_parties.c.unit_id).where(*_HOLDS))
_END = prepare(update(reported_parties).where(*_HOLDS).values(superseded_at=SUPERSEDED_AT))
_GUARD = prepare(update(cases).where(cases.c.id == _THIS_CASE).values(guarded=bindparam("guarded")))
_UNITS = prepare(select(units.c.id, units.c.kind, units.c.parent_id))
_KNOWN = prepare(select(employees.c.id).where(employees.c.id == bindparam("employee", type_=Uuid())))
_POSTS = prepare(
    select(assignments.c.unit_id)
    .where(assignments.c.employee_id == bindparam("employee", type_=Uuid()), in_force(assignments))
    .order_by(assignments.c.status != "DEFINITIVE", assignments.c.valid_from.desc(), assignments.c.id)
)

AnyConnection: TypeAlias = asyncpg.Connection | AsyncConnection


def party_values(record: Sequence[object]) -> dict[str, Any]:
    """The parameters of `STORE_PARTY`."""
    return values_of_row(reported_parties, PARTY, record)


async def load_reported(connection: AnyConnection, case_id: UUID) -> list[Reported]:
    """Whom a case names."""
    return [Reported(*row) for row in await _LOAD.fetch(connection, {"case": case_id})]


async def replace_reported(
    connection: AsyncConnection, case_id: UUID, record: Sequence[object] | None, now: datetime
) -> None:
    """Have a case name somebody else than before, or nobody."""
    await _END.fetch(connection, {"case": case_id, SUPERSEDED_AT.key: now})
    if record is not None:
        await _STORE.fetch(connection, party_values(record))
    await _GUARD.fetch(connection, {"case": case_id, "guarded": record is not None})


async def load_places(connection: AnyConnection) -> Mapping[UUID, UnitPlace]:
    """Every unit with its kind and the one above it."""
    return {key: UnitPlace(UnitKind(kind), parent) for key, kind, parent in await _UNITS.fetch(connection, {})}


async def is_employee(connection: AnyConnection, employee_id: UUID) -> bool:
    """Whether there is such an employee."""
    return bool(await _KNOWN.fetch(connection, {"employee": employee_id}))


async def load_posts_held(connection: AnyConnection, employee_id: UUID, today: date) -> list[UUID]:
    """The units in which an employee holds a post, that of the definitive one first."""
    return [unit for (unit,) in await _POSTS.fetch(connection, {"employee": employee_id, TODAY.key: today})]


async def load_rank(
    connection: AsyncConnection,
    employee_id: UUID,
    acting_for: UUID | None,
    places: Mapping[UUID, UnitPlace],
    today: date,
) -> Rank:
    """Where somebody stands: below whom, and in or under which units; `acting_for` is the unit they act for."""
    posts = await load_posts_held(connection, employee_id, today)
    superiors = await load_superiors(connection, employee_id, today)
    return Rank(employee_id, superiors, climb([*posts, *([acting_for] if acting_for else [])], places))
