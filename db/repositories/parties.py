"""Whom cases name, and where people stand to them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import Insert, Uuid, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import in_force
from db.repositories.organisation import load_superiors
from db.statements.binding import TODAY
from db.statements.compiled import prepare
from db.statements.rows import SUPERSEDED_AT, insert_row, values_of_row
from db.tables.cases import cases, reported_parties
from db.tables.organisation import assignments, employees, units
from domain.cases.parties import Party, Rank, Reported, UnitPlace, climb
from domain.terms import UnitKind

_THIS_CASE = bindparam("case", type_=Uuid())
PARTY = ("case_id", "employee_id", "unit_id", "name", "named_by_id", "named_at", "reason")
STORE_PARTY: Insert = insert_row(reported_parties, PARTY)
_STORE = prepare(STORE_PARTY)
_THIS_PARTY = reported_parties.c.id == bindparam("party", type_=Uuid())
_HOLDS = (reported_parties.c.case_id == _THIS_CASE, reported_parties.c.superseded_at.is_(None))
_LOAD = prepare(
    select(*[reported_parties.c[name] for name in ("id", "employee_id", "unit_id", "named_by_id")])
    .where(*_HOLDS)
    .order_by(reported_parties.c.named_at, reported_parties.c.id)
)
_CASE_OF = prepare(select(reported_parties.c.case_id).where(_THIS_PARTY))
_END = prepare(update(reported_parties).where(_THIS_PARTY).values(superseded_at=SUPERSEDED_AT))
_GUARD = prepare(update(cases).where(cases.c.id == _THIS_CASE).values(guarded=exists().where(*_HOLDS)))
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


async def load_parties(connection: AnyConnection, case_id: UUID) -> dict[UUID, Party]:
    """Whom a case names, by key, the first first."""
    rows = await _LOAD.fetch(connection, {"case": case_id})
    return {key: Party(Reported(employee_id, unit_id), by) for key, employee_id, unit_id, by in rows}


async def find_case_named(connection: AnyConnection, party_id: UUID) -> UUID | None:
    """The case that names somebody, or once did."""
    rows = await _CASE_OF.fetch(connection, {"party": party_id})
    return next((case_id for (case_id,) in rows), None)


async def store_party(connection: AsyncConnection, case_id: UUID, record: Sequence[object]) -> None:
    """Have a case name somebody, beside whom it names already; `record` holds the columns of `PARTY`."""
    await _STORE.fetch(connection, party_values(record))
    await _GUARD.fetch(connection, {"case": case_id})


async def end_party(connection: AsyncConnection, case_id: UUID, party_id: UUID, now: datetime) -> None:
    """Have a case name one of those no longer whom it names."""
    await _END.fetch(connection, {"party": party_id, SUPERSEDED_AT.key: now})
    await _GUARD.fetch(connection, {"case": case_id})


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
