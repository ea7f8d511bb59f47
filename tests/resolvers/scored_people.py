"""A small government to score: people with posts and plans, cases, and what they say of whom."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, func, insert, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.privileges.tables import TABLES
from db.repositories.score_inputs import load_scoring_context
from db.tables.appraisal import indicators, measurements, performance_plans, periods
from db.tables.cases import cases, categories
from db.tables.organisation import assignments, employees, positions, units
from db.tables.scoring import evidence
from domain.evidence.records import Affected, Subject
from domain.terms import EvidenceKind
from resolvers.scoring.rescoring import recompute, rescore
from tests.clock import NOW
from tests.databases import arranging

DAY = date(2026, 5, 4)


async def add(connection: AsyncConnection, table: Table, **values: object) -> UUID:
    """Insert one row; its key."""
    made = insert(table).values(values).returning(table.c.id)
    async with nullcontext() if "I" in TABLES[table.name].writing else arranging(connection):
        key: UUID | None = await connection.scalar(made)
    assert key is not None
    return key


async def rescore_employees(connection: AsyncConnection, employee_ids: Iterable[UUID], on: date) -> list[UUID]:
    """Rescore people as a change does that says something of them on one day; whose score changed, in order."""
    affected = Affected()
    affected.by_day[on] |= {Subject(None, employee) for employee in employee_ids}
    return sorted(await rescore(connection, affected, await load_scoring_context(connection), NOW))


async def rescore_units(connection: AsyncConnection, unit_ids: Iterable[UUID], on: date) -> int:
    """Rescore units in the periods of one day; how many of their scores changed."""
    context = await load_scoring_context(connection)
    wanted = [(unit, period) for period in context.periods_of([on]) for unit in sorted(set(unit_ids))]
    return (await recompute(connection, [], wanted, context, NOW))[1]


async def add_period(connection: AsyncConnection, code: str, kind: str, first: date, last: date) -> UUID:
    stands = {"state": "OPEN", "opened_at": NOW}
    return await add(connection, periods, code=code, name=code, kind=kind, starts_on=first, ends_on=last, **stands)


async def add_year(connection: AsyncConnection, year: int = 2026) -> UUID:
    return await add_period(connection, str(year), "ANNUAL", date(year, 1, 1), date(year, 12, 31))


async def add_unit(connection: AsyncConnection, code: str = "DISHUB") -> UUID:
    return await add(connection, units, code=code, name=code, kind="OFFICE", valid_from=date(2020, 1, 1))


async def add_employee(connection: AsyncConnection, name: str = "Rina") -> UUID:
    return await add(connection, employees, name=name, employment="PNS")


async def add_post(
    connection: AsyncConnection, employee: UUID, unit: UUID, family: str, first: date, *, status: str = "DEFINITIVE"
) -> None:
    position = await connection.scalar(select(positions.c.id).where(positions.c.code == family))
    if position is None:
        position = await add(connection, positions, code=family, title=family, type="PELAKSANA", job_family=family)
    post = {"employee_id": employee, "unit_id": unit, "position_id": position, "status": status, "valid_from": first}
    await add(connection, assignments, **post, valid_to=None if status == "DEFINITIVE" else date(2030, 1, 1))


async def add_plan(connection: AsyncConnection, employee: UUID, period: UUID, state: str = "AGREED") -> UUID:
    """A plan with one recorded indicator, target 100 or more; the indicator's key."""
    plan = await add(connection, performance_plans, employee_id=employee, period_id=period, state=state)
    indicator = {"name": {"id": "Cakupan", "en": "Coverage"}, "unit_of_measure": "%", "aspect": "QUANTITY", "weight": 1}
    aims = {"direction": "HIGHER", "target_min": 100, "source": "RECORDED", "aggregation": "LATEST"}
    return await add(connection, indicators, plan_id=plan, seq=1, **indicator, **aims)


async def measure(connection: AsyncConnection, indicator: UUID, value: float, day: date = DAY) -> UUID:
    return await add(connection, measurements, indicator_id=indicator, measured_on=day, value=value)


async def add_case(connection: AsyncConnection, unit: UUID) -> UUID:
    category = await connection.scalar(select(categories.c.id).limit(1))
    if category is None:
        category = await add(connection, categories, code="JALAN", name="Jalan rusak", unit_id=unit)
    number = await connection.scalar(select(func.count()).select_from(cases))
    values = {"ticket": f"T{number}", "kind": "COMPLAINT", "category_id": category, "channel": "PORTAL"}
    filled = {"received_at": NOW, "description": "Jalan berlubang", "status": "RESOLVED", "unit_id": unit}
    return await add(connection, cases, **values, **filled)


async def say(
    connection: AsyncConnection,
    case: UUID,
    unit: UUID,
    employee: UUID | None,
    *observed: tuple[EvidenceKind, float],
    weight: float = 1.0,
    day: date = DAY,
    stratum: str = "JALAN|PORTAL",
    counted: bool = True,
) -> None:
    """Evidence of one case about a person, or about a unit."""
    shared = {
        "case_id": case,
        "origin_type": "CASE",
        "origin_id": case,
        "unit_id": unit,
        "employee_id": employee,
        "weight": weight,
        "occurred_on": day,
    }
    rows = [
        {
            **shared,
            "kind": kind,
            "value": value,
            "stratum": stratum,
            "counted": counted,
            "standing": "COUNTED" if counted else "QUARANTINED",
        }
        for kind, value in observed
    ]
    await connection.execute(insert(evidence), rows)


async def read(connection: AsyncConnection, *tables: Table) -> dict[str, list[tuple[object, ...]]]:
    """All rows with the transaction and the place that wrote them: equal only if nothing was written between."""
    return {table.name: [tuple(row) for row in await connection.execute(_physical(table))] for table in tables}


def _physical(table: Table) -> Select[Any]:
    return select(literal_column("xmin::text"), literal_column("ctid::text"), table).order_by(table.c.id)


async def count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0


def outcomes(values: Iterable[float]) -> list[tuple[EvidenceKind, float]]:
    return [(EvidenceKind.OUTCOME, value) for value in values]
