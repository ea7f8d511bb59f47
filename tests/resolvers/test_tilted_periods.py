"""Periods by a policy of the second method: opened, scored, recomputed and closed, with what they are read against."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database, open_database
from db.deadlines import UNHURRIED
from db.keys import new_key
from db.logins import Login
from db.repositories.comparisons import write_comparison
from db.repositories.periods import lock_period_record, store_draft, store_move
from db.repositories.score_inputs import load_scoring_context
from db.tables.appraisal import indicators
from db.tables.scoring import (
    expectations,
    personal_expectations,
    score_axes,
    score_components,
    scores,
    unit_scores,
    weekly_axes,
    weekly_scores,
)
from domain.evidence.records import Affected, Subject
from domain.scoring.periods import find_calendar_period, move_to
from domain.scoring.policies import Policy
from domain.terms import Axis, EvidenceKind, PeriodKind, PeriodState, Rating, Undecided
from resolvers.periods.closing import close
from resolvers.periods.opening import open_and_score
from resolvers.scoring.recomputation import rescore_everything
from resolvers.scoring.rescoring import refresh, rescore
from tests import clock
from tests.clock import NOW
from tests.conftest import Statements
from tests.databases import Clone, arranging
from tests.db.test_period_guards import try_as
from tests.resolvers.scored_people import (
    add_employee,
    add_plan,
    add_post,
    measure,
    read,
    rescore_employees,
)
from tests.resolvers.tilted_town import (
    BEFORE,
    WITHIN,
    Said,
    TiltedTown,
    adopt,
    fit_by_hand,
    score_by_hand,
    settle,
    tell,
)

ADD = (
    "INSERT INTO public.personal_expectations"
    " (period_id, employee_id, kind, stratum, expected, people, shares, doubt, company)"
    " SELECT period_id, employee_id, kind, 'X', expected, people, shares, doubt, company"
    " FROM public.personal_expectations LIMIT 1"
)
IN_APRIL = datetime(2026, 4, 15, 12, tzinfo=NOW.tzinfo)
SCORES = (scores, score_axes, score_components, unit_scores)


@dataclass(frozen=True)
class Story:
    """The town after its two years: the first is closed, the second open; what each was opened with and scored as."""

    url: str
    database: Database
    town: TiltedTown
    years: Mapping[int, UUID]
    policy: Policy


@pytest.fixture(scope="module")
async def story(clone: Clone) -> AsyncIterator[Story]:
    async with (
        clone("tilted") as url,
        open_database(url, clock=clock.begin(), deadlines=UNHURRIED) as database,
    ):
        async with database.transaction() as connection:
            await adopt(connection)
            town = await settle(connection)
            first = await begin(connection, BEFORE)
        async with database.for_jobs().transaction() as connection:
            await end(connection, first)
        async with database.transaction() as connection:
            second = await begin(connection, WITHIN)
            policy = (await load_scoring_context(connection)).policy_on(WITHIN)
        yield Story(url, database, town, {BEFORE.year: first, WITHIN.year: second}, policy)


@pytest.fixture
def database(story: Story) -> Database:
    return story.database


async def begin(connection: AsyncConnection, day: date) -> UUID:
    key = await store_draft(connection, find_calendar_period(PeriodKind.ANNUAL, day))
    record = await lock_period_record(connection, key or new_key())
    assert record is not None
    await open_and_score(connection, record, NOW, None)
    return record.period.id


async def end(connection: AsyncConnection, period: UUID) -> None:
    record = await lock_period_record(connection, period)
    assert record is not None
    closing = move_to(record, PeriodState.CLOSING, NOW, None)
    await store_move(connection, closing)
    after = datetime.combine(record.period.ends_on + timedelta(days=20), time(12), NOW.tzinfo)
    await close(connection, closing, after.date(), after, None)


async def rows(database: Database, statement: Any) -> list[Any]:
    async with database.transaction() as connection:
        return list(await connection.execute(statement))


async def axes_of(database: Database, period: UUID) -> Mapping[tuple[UUID, str], Any]:
    joined = select(scores.c.employee_id, scores.c.predicate, scores.c.inputs_hash, score_axes).join_from(
        scores, score_axes
    )
    found = await rows(database, joined.where(scores.c.period_id == period, scores.c.superseded_at.is_(None)))
    return {(row.employee_id, row.axis): row for row in found}


async def test_a_first_period_proposes_nothing_above_or_below(story: Story) -> None:
    axes = await axes_of(story.database, story.years[BEFORE.year])
    assert {row.undecided for row in axes.values()} == {Undecided.NO_HISTORY}
    assert {(row.rating, row.predicate) for row in axes.values()} == {(None, None)}
    assert len(axes) == 2 * len(story.town.people)
    assert all(row.estimate is not None for row in axes.values())
    read_by = select(expectations).where(expectations.c.period_id == story.years[BEFORE.year])
    assert await rows(story.database, read_by) == []


async def test_the_next_is_scored_as_the_domain_alone_scores_it(story: Story) -> None:
    period = story.years[WITHIN.year]
    axes = await axes_of(story.database, period)
    parts, fits = await rows(story.database, select(score_components)), fit_by_hand(story.town, story.policy)
    assert {person for person, _ in axes} >= set(story.town.people)
    for person in story.town.people:
        expected = score_by_hand(story.town, fits, person, story.policy)
        for axis in expected.axes:
            stored = axes[person, axis.axis]
            names = {field.name for field in fields(axis)} - {"components", "steps"}
            assert {name: getattr(stored, name) for name in names} == {name: getattr(axis, name) for name in names}
            assert (stored.predicate, stored.inputs_hash) == (expected.predicate, expected.inputs_hash)
            found = {row.key: row for row in parts if row.axis_id == stored.id}
            assert set(found) == {component.key for component in axis.components}
            for component in axis.components:
                assert found[component.key].estimate == component.estimate
                written = [write_comparison(each) for each in component.comparisons]
                assert found[component.key].comparisons == json.loads(json.dumps(written))
    ratings = {axes[person, axis].rating for person in story.town.people for axis in Axis}
    assert {Rating.ABOVE, Rating.BELOW} <= ratings
    assert None not in ratings


async def test_people_are_read_without_their_own_cases(story: Story) -> None:
    best, period = story.town.people[-1], story.years[WITHIN.year]
    own = await rows(
        story.database,
        select(personal_expectations).where(
            personal_expectations.c.period_id == period, personal_expectations.c.employee_id == best
        ),
    )
    everybody = {
        (row.kind, row.stratum): row
        for row in await rows(story.database, select(expectations).where(expectations.c.period_id == period))
    }
    treated = [row for row in own if row.kind == EvidenceKind.TREATMENT]
    assert {row.stratum for row in treated} == {each.stratum for each in story.town.said[BEFORE.year][best]}
    for row in treated:
        whole = everybody[row.kind, row.stratum]
        assert row.people == whole.people - 1
        assert row.expected < whole.expected
    assert {row.slope is not None for (_, stratum), row in everybody.items() if not stratum} == {True}
    volumes = everybody[EvidenceKind.TREATMENT, ""].volumes
    assert volumes["COUNTER"] > volumes["DEFAULT"] > volumes["LEADERSHIP"] == 0


async def test_recomputing_changes_nothing(story: Story) -> None:
    async with story.database.transaction() as connection:
        before = await read(connection, *SCORES)
    assert (await rescore_everything(story.database)).changed == 0
    async with story.database.transaction() as connection:
        assert await read(connection, *SCORES) == before


async def test_the_statements_of_a_rescore_do_not_grow_with_people(story: Story, statements: Statements) -> None:
    counts = []
    for people in (story.town.people[:1], story.town.people):
        async with story.database.transaction() as connection:
            # As if something else had entered.
            await connection.execute(update(scores).values(inputs_hash="").where(scores.c.employee_id.in_(people),
                scores.c.period_id == story.years[WITHIN.year]))  # fmt: skip
        statements.clear()
        async with story.database.transaction() as connection:
            assert await rescore_employees(connection, people, WITHIN) == sorted(people)
        counts.append(len(statements))
    assert counts[0] == counts[1]


async def test_of_parallel_answers_none_is_lost(story: Story) -> None:
    person, town = story.town.people[3], story.town

    async def answer(number: int) -> None:
        said = Said(new_key(), EvidenceKind.TREATMENT, 4.0, 0.8, "JALAN|PORTAL", WITHIN + timedelta(days=number))
        async with story.database.transaction() as connection:
            await tell(connection, town.unit, person, [said])
            affected = Affected()
            affected.add(said.day, Subject(town.unit, person))
            await rescore(connection, affected, await load_scoring_context(connection), NOW)
        town.said[WITHIN.year][person].append(said)

    await asyncio.gather(*map(answer, range(4)))
    axes = await axes_of(story.database, story.years[WITHIN.year])
    expected = score_by_hand(town, fit_by_hand(town, story.policy), person, story.policy)
    assert axes[person, Axis.WORK_BEHAVIOUR].inputs_hash == expected.inputs_hash


async def test_a_new_desk_has_no_such_part_and_no_verdict(story: Story) -> None:
    """Of a family that nobody asked citizens about, behaviour is the appraiser's alone."""
    said = [
        Said(new_key(), EvidenceKind.TREATMENT, 4.0, 0.8, "JALAN|PORTAL", WITHIN + timedelta(days=number))
        for number in range(40)
    ]
    async with story.database.transaction() as connection:
        await tell(connection, story.town.unit, story.town.office_worker, said)
        await rescore_employees(connection, [story.town.office_worker], WITHIN)
    axes = await axes_of(story.database, story.years[WITHIN.year])
    behaviour = axes[story.town.office_worker, Axis.WORK_BEHAVIOUR]
    assert (behaviour.undecided, behaviour.estimate, behaviour.predicate) == (Undecided.APPRAISERS, None, None)


async def test_months_that_are_owed_are_named_also_when_nothing_but_time_passes(story: Story) -> None:
    period = story.years[WITHIN.year]
    async with story.database.transaction() as connection:
        person = await add_employee(connection, "Rencana")
        await add_post(connection, person, story.town.unit, "LEADERSHIP", date(2020, 1, 1))
        indicator = await add_plan(connection, person, period)
        async with arranging(connection):
            await connection.execute(update(indicators).values(aggregation="SUM").where(indicators.c.id == indicator))
        await measure(connection, indicator, 9, date(2026, 1, 31))
        assert await refresh(connection, [person], IN_APRIL) == [person]

    async def owed() -> list[str]:
        axes = await axes_of(story.database, period)
        result = axes[person, Axis.WORK_RESULT]
        assert (result.undecided, result.rating) == (Undecided.MEASUREMENT_DUE, None)
        planned = select(score_components).where(score_components.c.indicator_id == indicator)
        [part] = await rows(story.database, planned)
        return list(part.missing)

    assert await owed() == ["2026-02-01", "2026-03-01"]
    async with story.database.transaction() as connection:
        assert await refresh(connection, [person], IN_APRIL + timedelta(days=20)) == [person]
        assert await refresh(connection, [person], IN_APRIL + timedelta(days=20)) == []
    assert await owed() == ["2026-02-01", "2026-03-01", "2026-04-01"]


@pytest.mark.parametrize("login", [Login.WRITING, Login.JOBS, None])
async def test_nobody_changes_what_people_are_read_against(story: Story, login: Login | None) -> None:
    connection = await asyncpg.connect(story.url)
    for statement in (
        "UPDATE public.personal_expectations SET doubt = 0",
        "DELETE FROM public.personal_expectations",
        "UPDATE public.expectations SET slope = 1 WHERE stratum = ''",
        ADD,
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await try_as(connection, login, statement)
    await connection.close()


async def test_what_a_closed_period_ended_with_is_shown_without_a_rating(story: Story) -> None:
    joined = select(weekly_axes).join_from(weekly_scores, weekly_axes).where(
        weekly_scores.c.period_id == story.years[BEFORE.year]
    )  # fmt: skip
    shown = await rows(story.database, joined)
    assert {row.rating for row in shown} == {None}
    assert len(shown) == 2 * len(story.town.people)
