"""Scores are stored as the domain computes them, with the change of evidence, and only where they change."""

import asyncio
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.repositories.score_inputs import Expected, load_people, load_scoring_context
from db.tables.scoring import evidence, policies, score_axes, score_components, scores, unit_scores
from domain.scoring.context import Period
from domain.scoring.scores import score
from domain.terms import EvidenceKind
from resolvers.scoring.recomputation import rescore_everything
from tests.conftest import Statements
from tests.databases import arranging
from tests.first_policy import FIRST_POLICY
from tests.resolvers.scored_people import (
    DAY,
    add_case,
    add_employee,
    add_period,
    add_plan,
    add_post,
    add_unit,
    add_year,
    count,
    measure,
    outcomes,
    read,
    rescore_employees,
    rescore_units,
    say,
)

GOOD = (EvidenceKind.TREATMENT, 4.0)
BAD = (EvidenceKind.TREATMENT, 1.0)
ON_TIME, LATE = (EvidenceKind.ON_TIME, 1.0), (EvidenceKind.ON_TIME, 0.0)


async def components_of(connection: AsyncConnection, employee: UUID) -> Mapping[str, Any]:
    joined = select(score_components).join_from(score_components, score_axes).join(scores)
    return {row.key: row for row in await connection.execute(joined.where(scores.c.employee_id == employee))}


async def axes_of(connection: AsyncConnection, employee: UUID) -> Mapping[str, Any]:
    joined = select(score_axes).join_from(score_axes, scores)
    return {row.axis: row for row in await connection.execute(joined.where(scores.c.employee_id == employee))}


async def test_what_is_stored_is_what_the_domain_computes(database: Database) -> None:
    async with database.transaction() as connection:
        year, unit, rina = await add_year(connection), await add_unit(connection), await add_employee(connection)
        await add_post(connection, rina, unit, "TRANSPORT", date(2020, 1, 1))
        await measure(connection, await add_plan(connection, rina, year), 120)
        await say(connection, await add_case(connection, unit), unit, rina, GOOD, *outcomes([2.5, 4.0]), weight=0.8)
        assert await rescore_employees(connection, [rina], DAY) == [rina]
        period = Period(year, date(2026, 1, 1), date(2026, 12, 31))
        [known] = await load_people(connection, [(rina, period)], Expected({}, {}, DAY))
        assert known.inputs is not None
        expected = score(known.inputs, (await load_scoring_context(connection)).policy_on(DAY))
        stored = (await connection.execute(select(scores))).one()
        assert (stored.predicate, stored.coverage, stored.inputs_hash) == (
            expected.predicate,
            expected.coverage,
            expected.inputs_hash,
        )
        components, axes = await components_of(connection, rina), await axes_of(connection, rina)
        for axis in expected.axes:
            names = {field.name for field in fields(axis)} - {"components"}
            assert all(getattr(axis, name) == getattr(axes[axis.axis], name) for name in names)
            for seq, component in enumerate(axis.components, 1):
                stored_component = components[component.key]
                assert stored_component.seq == seq
                assert (stored_component.comparisons, stored_component.missing) == ([], [])
                assert all(
                    getattr(component, field.name) == getattr(stored_component, field.name)
                    for field in fields(component)
                    if field.name not in {"comparisons", "missing"}
                )
        assert components["ON_TIME"].weight == 0.3
        assert components["INDICATORS.1"].estimate == 4


async def test_a_rating_moves_the_score_and_keeps_its_key(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rina = await add_unit(connection), await add_employee(connection)
        await say(connection, await add_case(connection, unit), unit, rina, GOOD)
        await rescore_employees(connection, [rina], DAY)
        before, key = await axes_of(connection, rina), await connection.scalar(select(scores.c.id))
        await say(connection, await add_case(connection, unit), unit, rina, BAD)
        assert await rescore_employees(connection, [rina], DAY) == [rina]
        after = await axes_of(connection, rina)
        assert after["WORK_BEHAVIOUR"].estimate < before["WORK_BEHAVIOUR"].estimate
        assert await connection.scalar(select(scores.c.id)) == key


async def test_recomputing_writes_nothing(database: Database, statements: Statements) -> None:
    async with database.transaction() as connection:
        year, unit = await add_year(connection), await add_unit(connection)
        people = [await add_employee(connection, name) for name in ("Rina", "Budi")]
        for employee in people:
            await measure(connection, await add_plan(connection, employee, year), 90)
            await say(connection, await add_case(connection, unit), unit, employee, GOOD, *outcomes([4.0]))
        await rescore_employees(connection, people, DAY)
    async with database.transaction() as connection:
        before = await read(connection, scores, score_axes, score_components)
        statements.clear()
        assert await rescore_employees(connection, people, DAY) == []
        assert not any(word in text for text in statements for word in ("INSERT", "UPDATE", "DELETE"))
    async with database.transaction() as connection:
        assert await read(connection, scores, score_axes, score_components) == before


async def test_only_those_whose_inputs_changed_are_written(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rina, budi = await add_unit(connection), await add_employee(connection), await add_employee(connection)
        for employee in (rina, budi):
            await say(connection, await add_case(connection, unit), unit, employee, GOOD)
        assert await rescore_employees(connection, [budi, rina, rina], DAY) == sorted([rina, budi])
        await say(connection, await add_case(connection, unit), unit, budi, BAD)
        assert await rescore_employees(connection, [rina, budi], DAY) == [budi]


async def test_many_people_cost_as_many_statements_as_one(database: Database, statements: Statements) -> None:
    async with database.transaction() as connection:
        year, unit = await add_year(connection), await add_unit(connection)
        people = [await add_employee(connection, str(number)) for number in range(30)]
        for employee in people:
            await measure(connection, await add_plan(connection, employee, year), 90)
            await say(connection, await add_case(connection, unit), unit, employee, GOOD)
    counts = []
    for chosen in (people[:1], people[1:]):
        statements.clear()
        async with database.transaction() as connection:
            await rescore_employees(connection, chosen, DAY)
        counts.append(len(statements))
    assert counts == [6, 6]
    async with database.transaction() as connection:
        assert await count(connection, scores) == 30


async def test_who_has_neither_plan_nor_evidence_has_no_score(database: Database) -> None:
    async with database.transaction() as connection:
        year, unit = await add_year(connection), await add_unit(connection)
        idle, drafting, quarantined = [await add_employee(connection, name) for name in "ABC"]
        await add_plan(connection, drafting, year, state="DRAFT")
        await say(connection, await add_case(connection, unit), unit, quarantined, BAD, counted=False)
        assert await rescore_employees(connection, [idle, drafting, quarantined], DAY) == []
        assert await count(connection, scores) == 0


async def test_a_score_goes_with_its_evidence(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rina = await add_unit(connection), await add_employee(connection)
        await say(connection, await add_case(connection, unit), unit, rina, GOOD)
        await rescore_employees(connection, [rina], DAY)
        await connection.execute(update(evidence).values(superseded_at=DAY))
        assert await rescore_employees(connection, [rina], DAY) == [rina]
        assert await connection.scalar(select(scores.c.superseded_at)) is not None
        assert await rescore_employees(connection, [rina], DAY) == []


async def test_a_score_that_is_known_again_is_the_same_one(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rina = await add_unit(connection), await add_employee(connection)
        case = await add_case(connection, unit)
        for _ in range(2):
            await say(connection, case, unit, rina, GOOD)
            assert await rescore_employees(connection, [rina], DAY) == [rina]
            before = await axes_of(connection, rina)
            await connection.execute(update(evidence).values(superseded_at=DAY))
            assert await rescore_employees(connection, [rina], DAY) == [rina]
        assert [await count(connection, table) for table in (scores, score_axes)] == [1, 2]
        await say(connection, case, unit, rina, GOOD)
        await rescore_employees(connection, [rina], DAY)
        assert await axes_of(connection, rina) == before
        assert await connection.scalar(select(scores.c.superseded_at)) is None


async def test_every_period_that_holds_the_day_counts_only_its_own_days(database: Database) -> None:
    async with database.transaction() as connection:
        year = await add_year(connection)
        quarter = await add_period(connection, "2026-2", "QUARTERLY", date(2026, 4, 1), date(2026, 6, 30))
        unit, rina = await add_unit(connection), await add_employee(connection)
        for day in (date(2026, 1, 1), DAY, date(2026, 6, 30), date(2026, 12, 31), date(2027, 1, 1)):
            await say(connection, await add_case(connection, unit), unit, rina, GOOD, day=day)
        await rescore_employees(connection, [rina], DAY)
        counted = select(scores.c.period_id, score_components.c.n).join_from(scores, score_axes).join(score_components)
        rows = await connection.execute(counted.where(score_components.c.key == "TREATMENT"))
        assert dict(map(tuple, rows)) == {year: 4, quarter: 2}


async def test_no_period_no_score(database: Database) -> None:
    async with database.transaction() as connection:
        assert await rescore_employees(connection, [await add_employee(connection)], DAY) == []
        assert await rescore_employees(connection, [], DAY) == []


async def test_the_latest_measurement_is_the_last_recorded_of_the_last_day(database: Database) -> None:
    async with database.transaction() as connection:
        year, rina = await add_year(connection), await add_employee(connection)
        indicator = await add_plan(connection, rina, year)
        for value, day in ((50, DAY), (70, DAY), (10, date(2026, 1, 5))):
            await measure(connection, indicator, value, day)
        await rescore_employees(connection, [rina], DAY)
        assert (await components_of(connection, rina))["INDICATORS.1"].observed == 70


async def test_the_job_family_is_that_of_the_definitive_post(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, rina = await add_unit(connection), await add_employee(connection)
        await add_post(connection, rina, unit, "COUNTER", date(2021, 1, 1))
        await add_post(connection, rina, unit, "LEADERSHIP", date(2026, 2, 1), status="ACTING")
        await say(connection, await add_case(connection, unit), unit, rina, GOOD)
        await rescore_employees(connection, [rina], DAY)
        assert (await components_of(connection, rina))["REOPENED"].weight == 0.1


async def test_a_new_policy_holds_for_periods_that_begin_under_it(database: Database) -> None:
    async with database.transaction() as connection:
        new = {"version": 2, "name": "2", "parameters": {**FIRST_POLICY, "prior_mean": 3.0}}
        async with arranging(connection):
            await connection.execute(insert(policies).values(new | {"effective_from": date(2026, 3, 1)}))
        await add_year(connection, 2026)
        await add_year(connection, 2027)
        unit, rina = await add_unit(connection), await add_employee(connection)
        for day in (DAY, date(2027, 5, 4)):
            await say(connection, await add_case(connection, unit), unit, rina, GOOD, day=day)
            await rescore_employees(connection, [rina], day)
        versions = select(policies.c.version).join_from(scores, policies).order_by(policies.c.version)
        assert list(await connection.scalars(versions)) == [1, 2]


async def test_before_the_first_policy_the_first_one_holds(database: Database, owner: asyncpg.Connection) -> None:
    await owner.execute("UPDATE policies SET effective_from = '2026-01-01'")
    async with database.transaction() as connection:
        for day in (date(1990, 1, 1), date(2026, 1, 1), date(2040, 1, 1)):
            assert (await load_scoring_context(connection)).policy_on(day).version == 1


async def unit_rows(connection: AsyncConnection) -> dict[str, tuple[float, float, float, float, int, str]]:
    columns = ("estimate", "low", "high", "observed", "cases", "arithmetic")
    rows = await connection.execute(select(unit_scores.c.kind, *(unit_scores.c[name] for name in columns)))
    return {kind: tuple(values) for kind, *values in rows}


async def test_a_unit_is_scored_from_all_its_cases(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit, other = await add_unit(connection), await add_unit(connection, "DINKES")
        rina = await add_employee(connection)
        for number in range(10):
            case = await add_case(connection, unit)
            result = ON_TIME if number < 8 else LATE
            await say(connection, case, unit, rina, result, *outcomes([3.25]), weight=0.4)
            await say(connection, case, unit, None, result, *outcomes([3.25]), weight=0.6)
        await say(connection, await add_case(connection, other), other, None, LATE, counted=False)
        assert await rescore_units(connection, [unit, other], DAY) == 2
        rows = await unit_rows(connection)
        assert rows.keys() == {"ON_TIME", "OUTCOME"}
        estimate, low, high, observed, cases, arithmetic = rows["ON_TIME"]
        assert (estimate, observed, cases) == (0.8, 0.8, 10)
        assert arithmetic == "8 / 10 = 0.80 (0.49–0.94); (16 × 0.80 + 8) / (16 + 10) = 0.80"
        assert low < estimate < high <= 1
        assert rows["OUTCOME"][0] == 3.25
        assert rows["OUTCOME"][-1] == "(10 × 3.25 + 16 × 3.25) / (10 + 16) = 3.25"
        assert await rescore_units(connection, [unit, other], DAY) == 0


async def test_a_score_of_a_unit_goes_with_its_evidence(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit = await add_unit(connection)
        await say(connection, await add_case(connection, unit), unit, None, ON_TIME)
        await rescore_units(connection, [unit], DAY)
        await connection.execute(update(evidence).values(superseded_at=DAY))
        assert await rescore_units(connection, [unit], DAY) == 1
        assert await connection.scalar(select(unit_scores.c.superseded_at)) is not None
        assert await rescore_units(connection, [unit], DAY) == 0


@pytest.mark.parametrize("raters", [2, 12])
async def test_parallel_ratings_of_one_officer_lose_none(database: Database, raters: int) -> None:
    async with database.transaction() as connection:
        await add_year(connection)
        unit = await add_unit(connection)
        rina, budi = await add_employee(connection, "Rina"), await add_employee(connection, "Budi")
        cases = [await add_case(connection, unit) for _ in range(raters)]

    async def rate(number: int) -> None:
        async with database.transaction() as connection:
            for employee in (rina, budi):
                await say(connection, cases[number], unit, employee, GOOD, weight=0.4)
            people = [rina, budi] if number % 2 else [budi, rina]
            assert await rescore_employees(connection, people, DAY) == sorted(people)

    await asyncio.gather(*map(rate, range(raters)))
    async with database.transaction() as connection:
        for employee in (rina, budi):
            assert (await components_of(connection, employee))["TREATMENT"].n == raters
    assert (await rescore_everything(database)).changed == 0
