"""What a rated person reads every Monday moves by ten answers or not at all, and can be redone from what is shown."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.logins import Login
from db.repositories.scores import AlikeScore, show_live_scores
from db.tables.scoring import (
    evidence,
    score_axes,
    score_components,
    scores,
    weekly_answers,
    weekly_axes,
    weekly_components,
    weekly_scores,
)
from domain.terms import EvidenceKind
from resolvers.publication.weekly_scores import show_all_scores, show_scores
from tests.clock import NOW
from tests.databases import acting
from tests.resolvers.scored_people import (
    DAY,
    add_case,
    add_employee,
    add_period,
    add_plan,
    add_unit,
    add_year,
    measure,
    outcomes,
    read,
    rescore_employees,
    say,
)

MONDAY = date(2026, 5, 11)


async def answer(connection: AsyncConnection, unit: UUID, rated: UUID, value: float, **more: Any) -> None:
    await say(connection, await add_case(connection, unit), unit, rated, *outcomes([value]), **more)
    await rescore_employees(connection, [rated], more.get("day", DAY))


async def show(connection: AsyncConnection, people: Sequence[UUID], today: date, now: datetime) -> None:
    """As due work does."""
    async with acting(connection, Login.JOBS):
        await show_scores(connection, people, today, now)


async def shown(connection: AsyncConnection) -> list[Any]:
    """All that the person reads: figures and arithmetic of every component."""
    columns = [weekly_components.c[name] for name in ("key", "observed", "estimate", "n", "effective_n", "arithmetic")]
    rows = select(*columns).join_from(weekly_components, weekly_axes).order_by(weekly_components.c.key)
    return [tuple(row) for row in await connection.execute(rows)]


async def told(connection: AsyncConnection) -> list[Any]:
    columns = [weekly_answers.c[name] for name in ("kind", "stratum", "value", "weight", "count")]
    return [tuple(row) for row in await connection.execute(select(*columns).order_by(weekly_answers.c.seq))]


async def live(connection: AsyncConnection) -> Any:
    return await connection.scalar(select(scores.c.inputs_hash).where(scores.c.superseded_at.is_(None)))


async def test_whoever_looks_every_week_sees_ten_answers_at_once(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rated = await add_unit(connection), await add_employee(connection)
        changes: list[int] = []
        before: list[Any] = []
        known = None
        for number in range(1, 36):
            await answer(connection, unit, rated, 1.0 + number % 4, weight=0.3 + number / 100)
            assert await live(connection) != known, "the score that the HR agency sees moves at once"
            known = await live(connection)
            await show(connection, [rated], MONDAY + timedelta(weeks=number), NOW)
            now = await shown(connection)
            changes += [number] if now != before and number > 1 else []
            before = now
            waiting = [count for _, _, value, _, count in await told(connection) if value is None]
            assert waiting == ([number % 10] if number % 10 else [])
    assert changes == [10, 20, 30]


async def test_below_ten_there_is_nothing_but_their_number(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rated = await add_unit(connection), await add_employee(connection)
        for _ in range(9):
            await answer(connection, unit, rated, 1.0)
        await show(connection, [rated], MONDAY, NOW)
        assert await told(connection) == [("OUTCOME", None, None, None, 9)]
        [outcome] = [row for row in await shown(connection) if row[0] == EvidenceKind.OUTCOME]
        assert (outcome[1], outcome[3]) == (None, 0)


async def test_an_answer_that_ceases_to_count_leaves_with_ten_that_come(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rated = await add_unit(connection), await add_employee(connection)
        for _ in range(10):
            await answer(connection, unit, rated, 4.0)
        await show(connection, [rated], MONDAY, NOW)
        before = await shown(connection)
        one = select(evidence.c.id).order_by(evidence.c.id).limit(1).scalar_subquery()
        await connection.execute(
            update(evidence).where(evidence.c.id == one).values(counted=False, standing="EXCLUDED")
        )
        await rescore_employees(connection, [rated], DAY)
        for number in range(9):
            await answer(connection, unit, rated, 2.5)
            await show(connection, [rated], MONDAY + timedelta(weeks=number), NOW)
            assert await shown(connection) == before
        await answer(connection, unit, rated, 2.5)
        await show(connection, [rated], MONDAY + timedelta(weeks=10), NOW)
        [outcome] = [row for row in await shown(connection) if row[0] == EvidenceKind.OUTCOME]
        assert outcome[3] == 19


async def test_what_is_left_of_quarters_is_told_with_the_year(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        await add_period(connection, "Q1", "QUARTERLY", date(2026, 1, 1), date(2026, 3, 31))
        await add_period(connection, "Q2", "QUARTERLY", date(2026, 4, 1), date(2026, 6, 30))
        unit, rated = await add_unit(connection), await add_employee(connection)
        for number in range(12):
            await answer(connection, unit, rated, 3.0, day=date(2026, 2, 2) if number % 2 else DAY)
        await show(connection, [rated], date(2026, 7, 6), NOW)
        assert {count for _, _, value, _, count in await told(connection) if value is not None} == set()
        await show(connection, [rated], date(2026, 7, 20), NOW)
        assert [count for _, _, value, _, count in await told(connection) if value is not None] == [12]


async def test_showing_again_writes_nothing_and_what_is_gone_goes(database: Database) -> None:
    tables = (weekly_scores, weekly_axes, weekly_components, weekly_answers)
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rated = await add_unit(connection), await add_employee(connection)
        for _ in range(12):
            await answer(connection, unit, rated, 3.0)
    await show_all_scores(database.for_jobs())
    async with database.transaction() as connection:
        before = await read(connection, *tables)
        assert before["weekly_scores"]
    await show_all_scores(database.for_jobs())
    async with database.transaction() as connection:
        assert await read(connection, *tables) == before
        await connection.execute(update(evidence).values(superseded_at=NOW))
    await show_all_scores(database.for_jobs())
    async with database.transaction() as connection:
        assert await connection.scalar(select(weekly_scores.c.superseded_at)) is not None


@pytest.mark.parametrize("value", [1.0, 4.0])
async def test_the_estimate_is_that_of_the_rows_that_are_shown(database: Database, value: float) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rated = await add_unit(connection), await add_employee(connection)
        for number in range(20):
            await answer(connection, unit, rated, value if number % 3 else 2.5, weight=0.2 + number / 50)
        await show(connection, [rated], MONDAY, NOW)
        rows = [row for row in await told(connection) if row[2] is not None]
        size = sum(weight * count for _, _, _, weight, count in rows)
        mean = sum(value * weight * count for _, _, value, weight, count in rows) / size
        [outcome] = [row for row in await shown(connection) if row[0] == EvidenceKind.OUTCOME]
        assert outcome[1] == pytest.approx(mean, abs=1e-4)
        assert {weight for _, _, _, weight, _ in rows} == {rows[0][3]}


async def figures(connection: AsyncConnection, *tables: Table) -> list[list[tuple[object, ...]]]:
    """What tables of scores say, without their keys."""
    found = []
    for table in tables:
        columns = [column for column in table.c if column.name not in {"id", "score_id", "axis_id", "computed_at"}]
        found.append(sorted((tuple(row) for row in await connection.execute(select(*columns))), key=str))
    return found


async def test_who_has_no_answers_is_shown_what_the_live_score_says(database: Database) -> None:
    live_ones, weekly_ones = (scores, score_axes, score_components), (weekly_scores, weekly_axes, weekly_components)
    async with database.transaction() as connection:
        year, rated = await add_year(connection), await add_employee(connection)
        indicator = await add_plan(connection, rated, year)
        for week, value in enumerate((90.0, 110.0)):
            await measure(connection, indicator, value)
            await rescore_employees(connection, [rated], DAY)
            await show(connection, [rated], MONDAY + timedelta(weeks=week), NOW)
            said = await figures(connection, *live_ones)
            assert await figures(connection, *weekly_ones) == said
            assert all(said)
        before = await read(connection, *weekly_ones)
        live_id, weekly_id = [await connection.scalar(select(table.c.id)) for table in (scores, weekly_scores)]
        other = AlikeScore(live_id, weekly_id, "of other inputs")
        async with acting(connection, Login.JOBS):
            assert not await show_live_scores(connection, [other], NOW + timedelta(days=1))
        assert await read(connection, *weekly_ones) == before
