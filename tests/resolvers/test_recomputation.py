"""Recomputing everything in batches, and what a period expects."""

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.repositories import organisation
from db.tables.scoring import score_axes, score_components, scores, unit_scores
from domain.terms import EvidenceKind
from resolvers.scoring.recomputation import Rescored, rescore_everything
from tests.conftest import Statements
from tests.resolvers.scored_people import (
    DAY,
    add_case,
    add_employee,
    add_plan,
    add_unit,
    add_year,
    measure,
    outcomes,
    read,
    rescore_employees,
    rescore_units,
    say,
)

ON_TIME = (EvidenceKind.ON_TIME, 1.0)


async def populate(connection: AsyncConnection, people: int) -> None:
    year, unit = await add_year(connection), await add_unit(connection)
    for number in range(people):
        employee = await add_employee(connection, str(number))
        await measure(connection, await add_plan(connection, employee, year), 90 + number)
        await say(connection, await add_case(connection, unit), unit, employee, ON_TIME, *outcomes([2.5]), weight=0.4)


async def test_everything_is_recomputed_in_batches_and_the_second_time_nothing_changes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisation, "BATCH", 3)
    async with database.transaction() as connection:
        await populate(connection, 7)
    seen: list[tuple[int, int]] = []
    done = await rescore_everything(database, lambda looked_at, total: seen.append((looked_at, total)))
    assert done == Rescored(employees=7, changed=7, units=2)
    assert seen == [(3, 8), (6, 8), (7, 8), (8, 8)]
    tables = (scores, score_axes, score_components, unit_scores)
    async with database.transaction() as connection:
        before = await read(connection, *tables)
    assert await rescore_everything(database) == Rescored(employees=7, changed=0, units=0)
    async with database.transaction() as connection:
        assert await read(connection, *tables) == before


async def test_ten_times_the_people_take_at_most_twelve_times_the_statements(
    database: Database, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(organisation, "BATCH", 2)
    async with database.transaction() as connection:
        await populate(connection, 2)
    statements.clear()
    await rescore_everything(database)
    few = len(statements)
    async with database.transaction() as connection:
        for number in range(18):
            await add_employee(connection, f"new {number}")
    statements.clear()
    await rescore_everything(database)
    assert len(statements) <= 12 * few


async def test_what_was_computed_at_once_is_what_the_changes_computed(database: Database) -> None:
    async with database.transaction() as connection:
        year, unit, rina = await add_year(connection), await add_unit(connection), await add_employee(connection)
        indicator = await add_plan(connection, rina, year)
        for value in (80, 110):
            await measure(connection, indicator, value)
            await say(connection, await add_case(connection, unit), unit, rina, ON_TIME, *outcomes([4.0]), weight=0.3)
            await rescore_employees(connection, [rina], DAY)
            await rescore_units(connection, [unit], DAY)
    assert await rescore_everything(database) == Rescored(employees=1, changed=0, units=0)
