"""Whoever polls what is published of units works out nobody's answer from it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count as numbers
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.logins import Login
from db.tables.scoring import published_scores
from domain.terms import EvidenceKind
from resolvers.publication.unit_scores import publish_unit_scores
from tests.databases import acting
from tests.resolvers.scored_people import (
    DAY,
    add_case,
    add_employee,
    add_period,
    add_unit,
    add_year,
    outcomes,
    rescore_units,
    say,
)

MONDAY = date(2026, 5, 11)


async def answer(connection: AsyncConnection, unit: UUID, handler: UUID, value: float, day: date = DAY) -> None:
    """A citizen's answer about one case of a handler."""
    await say(connection, await add_case(connection, unit), unit, handler, *outcomes([value]), day=day)


async def publish(connection: AsyncConnection, on: date) -> int:
    """As due work does."""
    async with acting(connection, Login.JOBS):
        return await publish_unit_scores(connection, on)


async def told(connection: AsyncConnection) -> list[Any]:
    """What is published, period after period."""
    columns = [published_scores.c[name] for name in ("period_id", "estimate", "low", "high", "cases")]
    return [tuple(row) for row in await connection.execute(select(*columns).order_by(published_scores.c.id))]


async def staff(connection: AsyncConnection, people: int) -> list[UUID]:
    return [await add_employee(connection, str(number)) for number in range(people)]


def mondays() -> Iterator[date]:
    return (MONDAY + timedelta(weeks=week) for week in numbers())


async def test_a_poll_each_week_finds_figures_that_lie_ten_answers_of_five_people_apart(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, people = await add_unit(connection), await staff(connection, 6)
        answers_at_change: list[int] = []
        seen: list[Any] = []
        for number, monday in zip(range(1, 71), mondays(), strict=False):
            await answer(connection, unit, people[number % 6], 1.0 + number % 4)
            await rescore_units(connection, [unit], DAY)
            await publish(connection, monday)
            if (now := await told(connection)) != seen:
                answers_at_change.append(number)
                seen = now
    assert answers_at_change == [30, 40, 50, 60, 70]
    assert all(later - earlier >= 10 for earlier, later in pairwise(answers_at_change))


async def test_what_one_person_did_is_not_told_by_a_difference(database: Database) -> None:
    """Forty cases of one handler come in between: the figure would tell theirs, and stays as it was."""
    async with database.transaction() as connection:
        await add_year(connection)
        unit, people = await add_unit(connection), await staff(connection, 6)
        for number in range(60):
            await answer(connection, unit, people[number % 6], 4.0)
        await rescore_units(connection, [unit], DAY)
        await publish(connection, MONDAY)
        before = await told(connection)
        for _ in range(40):
            await answer(connection, unit, people[0], 1.0)
        await rescore_units(connection, [unit], DAY)
        assert await publish(connection, MONDAY + timedelta(weeks=1)) == 0
        assert await told(connection) == before != []


async def test_figures_of_few_people_or_of_one_above_all_are_not_told(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        few, one_above_all = await add_unit(connection, "FEW"), await add_unit(connection, "ONE")
        people = await staff(connection, 12)
        for number in range(80):
            await answer(connection, few, people[number % 4], 3.0)
            await answer(connection, one_above_all, people[0 if number % 8 < 5 else 1 + number % 8], 3.0)
        await rescore_units(connection, [few, one_above_all], DAY)
        assert await publish(connection, MONDAY) == 0
        assert await told(connection) == []


async def test_a_year_is_not_told_where_it_would_tell_of_a_quarter_that_is_not(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        first = await add_period(connection, "Q1", "QUARTERLY", date(2026, 1, 1), date(2026, 3, 31))
        await add_period(connection, "Q2", "QUARTERLY", date(2026, 4, 1), date(2026, 6, 30))
        unit, people = await add_unit(connection), await staff(connection, 6)
        for number in range(60):
            await answer(connection, unit, people[number % 6], 3.0, date(2026, 2, 2))
        for number in range(9):
            await answer(connection, unit, people[number % 6], 1.0)
        for day in (date(2026, 2, 2), DAY):
            await rescore_units(connection, [unit], day)
        assert await publish(connection, MONDAY) == 1
        assert [row[0] for row in await told(connection)] == [first]
        for number in range(30):
            await answer(connection, unit, people[number % 6], 2.0)
        await rescore_units(connection, [unit], DAY)
        assert await publish(connection, MONDAY + timedelta(weeks=1)) == 2


async def test_publishing_again_changes_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, people = await add_unit(connection), await staff(connection, 6)
        for number in range(30):
            case = await add_case(connection, unit)
            await say(connection, case, unit, people[number % 6], (EvidenceKind.ON_TIME, 1.0), *outcomes([3.0]))
        await rescore_units(connection, [unit], DAY)
        assert await publish(connection, MONDAY) == 2
        before = await told(connection)
        assert await publish(connection, MONDAY + timedelta(weeks=1)) == 0
        assert await told(connection) == before
