"""Reports in SQL: the same figures as the measures of the domain make of the rows, in one statement for each fact."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import literal, select

from db.database import Database
from db.expressions.working_time import minute_of, office_clock
from db.reports.statements import tally_statement
from db.reports.tallies import load_tally
from db.repositories.score_inputs import load_scoring_context
from db.statements.binding import Binder, Inputs
from db.statements.compiled import compile_statement
from domain.access import Principal
from domain.calendar import WorkingCalendar
from domain.cases.office_time import AROUND_THE_CLOCK
from domain.keyring import NO_KEYS
from domain.measures import MEASURES, Fact, MeasureKey, realise
from domain.reports.dimensions import DimensionKey, fitting
from domain.reports.questions import Narrowing, Question, Window
from domain.reports.results import Figure
from domain.terms import CaseKind, EvidenceKind, Outcome, Role
from tests.clock import NOW
from tests.conftest import Statements
from tests.databases import Clone
from tests.db.reported_cases import (
    HOLIDAYS,
    Government,
    ancestors,
    draw_histories,
    found_government,
    open_government,
    store_cases,
)
from tests.domain.histories import JAKARTA, OFFICE_HOURS
from tests.keys import KEYS

OVER_CASES = tuple(key for key in MeasureKey if MEASURES[key].fact in {Fact.CASES, Fact.ANSWERS})
AUDITOR, OFFICER = Principal(Role.AUDITOR), Principal(Role.COMPLAINT_OFFICER)
Items = list[tuple[float, float]]


@pytest.fixture(scope="module")
async def government(clone: Clone) -> AsyncIterator[Government]:
    """The government with its cases, for reading only."""
    async with clone("reports") as url, open_government(url) as opened:
        await store_cases(opened, draw_histories(opened, 400, seed=7))
        yield opened


async def read_cases(database: Database) -> list[dict[str, Any]]:
    """Every case with all that a report can say of it, read plainly."""
    rows = await database.reads.fetch(
        """
        SELECT cases.*, units.code AS unit, categories.code AS category,
            (SELECT code FROM assignments JOIN positions ON positions.id = position_id
             WHERE employee_id = holder_id AND daterange(assignments.valid_from, valid_to, '[]')
                @> (coalesce(resolved_at, $1) AT TIME ZONE 'Asia/Jakarta')::date) AS position,
            (SELECT json_agg(json_build_array(kind, value, weight))::text FROM evidence
             WHERE case_id = cases.id AND counted) AS said
        FROM cases JOIN units ON units.id = cases.unit_id JOIN categories ON categories.id = category_id
    """,
        NOW,
    )
    return [dict(row) for row in rows]


def observe(measure: MeasureKey, case: dict[str, Any], calendar: WorkingCalendar) -> Items:
    """What a case says for a measure: by its times, or by the evidence that indicators are realised from."""
    flagged = "CLOSES_BEFORE_OPENS" in case["flags"]
    if measure is MeasureKey.CASES:
        return [(1.0, 1.0)]
    if measure in (MeasureKey.ON_TIME_CASES, MeasureKey.ON_TIME_RATE):
        known = case["resolved_at"] and case["due_at"]
        return [(float(case["resolved_at"] <= case["due_at"]), 1.0)] if known else []
    if measure is MeasureKey.MEDIAN_RESPONSE_MINUTES:
        until = case["first_response_at"]
        if until is None or flagged:
            return []
        elapsed = (until - case["received_at"]).total_seconds() / 60
        around = case["kind"] in AROUND_THE_CLOCK
        return [(elapsed if around else float(calendar.working_minutes(case["received_at"], until)), 1.0)]
    return said(case, MEASURES[measure].evidence)


def said(case: dict[str, Any], wanted: EvidenceKind | None) -> Items:
    return [(value, weight) for kind, value, weight in json.loads(case["said"] or "[]") if kind == wanted]


def expected(
    cases: Iterable[dict[str, Any]], places: Callable[[dict[str, Any]], Iterable[Any]], calendar: WorkingCalendar
) -> dict[Any, dict[MeasureKey, float | None]]:
    """The value of every measure in every place, as the domain realises it."""
    items: dict[Any, dict[MeasureKey, Items]] = defaultdict(lambda: {key: [] for key in OVER_CASES})
    for case in cases:
        for place in places(case):
            for key in OVER_CASES:
                items[place][key] += observe(key, case, calendar)
    return {
        place: {key: realise(MEASURES[key], found) for key, found in by_measure.items()}
        for place, by_measure in items.items()
    }


async def ask(database: Database, question: Question, principal: Principal = AUDITOR) -> dict[Any, dict[Any, Figure]]:
    """The figures of the groups by their keys, and of the total by None."""
    found: dict[Any, dict[Any, Figure]] = defaultdict(dict)
    for tally in [await load_tally(database, KEYS, principal, question, fact) for fact in question.facts]:
        groups = {tuple(place.key for place in group.places): group.figures for group in tally.groups}
        assert len(groups) == len(tally.groups) == (tally.size if question.by else 1)
        for place, figures in {**groups, None: tally.total}.items():
            found[place] |= figures
    return found


def local_day(case: dict[str, Any]) -> date:
    day: date = case["received_at"].astimezone(JAKARTA).date()
    return day


PLACES: dict[DimensionKey, Callable[[dict[str, Any]], Iterable[Any]]] = {
    DimensionKey.UNIT: lambda case: ancestors(case["unit"]),
    DimensionKey.CATEGORY: lambda case: [case["category"]],
    DimensionKey.CHANNEL: lambda case: [case["channel"]],
    DimensionKey.KIND: lambda case: [case["kind"]],
    DimensionKey.OUTCOME: lambda case: [case["outcome"]],
    DimensionKey.HANDLER_POSITION: lambda case: [case["position"]],
    DimensionKey.MONTH: lambda case: [f"{local_day(case):%Y-%m}"],
    DimensionKey.PERIOD: lambda case: [f"{local_day(case):%Y}"],
}


async def calendar_of(database: Database) -> WorkingCalendar:
    async with database.transaction() as connection:
        return (await load_scoring_context(connection)).calendar


def assert_equal(found: dict[Any, Figure], wanted: dict[MeasureKey, float | None]) -> None:
    for key, value in wanted.items():
        if value is None:
            # Where the domain knows nothing of no observation, a count is nought.
            assert found[key].value in ((0.0,) if key is MeasureKey.ON_TIME_CASES else (None,))
        else:
            assert found[key].value == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("dimension", PLACES)
async def test_sql_and_the_domain_make_the_same_of_the_same_rows(
    government: Government, dimension: DimensionKey
) -> None:
    cases, calendar = await read_cases(government.database), await calendar_of(government.database)
    found = await ask(government.database, Question(OVER_CASES, (dimension,)))
    wanted = expected(cases, PLACES[dimension], calendar)
    assert {place[0] for place in found if place} == set(wanted)
    for place, values in wanted.items():
        assert_equal(found[place,], values)
    assert_equal(found[None], expected(cases, lambda _: ["all"], calendar)["all"])


async def test_the_drawn_cases_hold_what_measures_differ_in(government: Government) -> None:
    cases = await read_cases(government.database)
    assert {case["kind"] for case in cases} == set(CaseKind)
    assert any(case["reopen_count"] > 1 for case in cases)
    assert any(case["flags"] == ["CLOSES_BEFORE_OPENS"] for case in cases)
    assert {case["outcome"] for case in cases} == {None, *Outcome}
    assert any(case["position"] is None for case in cases)
    assert {case["position"] for case in cases} > {"clerk", "chief"}
    assert any(local_day(case).month != case["received_at"].month for case in cases)


async def test_evidence_says_on_time_of_the_same_cases_except_those_that_close_before_they_open(
    government: Government,
) -> None:
    calendar = await calendar_of(government.database)
    for case in await read_cases(government.database):
        by_times = realise(MEASURES["ON_TIME_RATE"], observe(MeasureKey.ON_TIME_RATE, case, calendar))
        by_evidence = realise(MEASURES["ON_TIME_RATE"], said(case, EvidenceKind.ON_TIME))
        assert by_evidence == (None if "CLOSES_BEFORE_OPENS" in case["flags"] else by_times)


async def test_three_dimensions_cross(government: Government) -> None:
    by = (DimensionKey.UNIT, DimensionKey.CHANNEL, DimensionKey.MONTH)
    cases, calendar = await read_cases(government.database), await calendar_of(government.database)

    def places(case: dict[str, Any]) -> list[tuple[Any, ...]]:
        return [(unit, case["channel"], f"{local_day(case):%Y-%m}") for unit in ancestors(case["unit"])]

    found = await ask(government.database, Question(OVER_CASES, by))
    wanted = expected(cases, places, calendar)
    assert set(found) - {None} == set(wanted)
    for place, values in wanted.items():
        assert_equal(found[place], values)


async def test_a_rate_shows_the_counts_it_is_made_of(government: Government) -> None:
    found = (await ask(government.database, Question((MeasureKey.ON_TIME_RATE,))))[None][MeasureKey.ON_TIME_RATE]
    cases = [case for case in await read_cases(government.database) if case["due_at"] and case["resolved_at"]]
    assert found.denominator == len(cases)
    assert found.numerator == sum(case["resolved_at"] <= case["due_at"] for case in cases)


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        (Narrowing(channels=("PHONE", "EMAIL")), lambda case: case["channel"] in ("PHONE", "EMAIL")),  # type: ignore[arg-type]
        (Narrowing(kinds=(CaseKind.COMPLAINT,)), lambda case: case["kind"] == "COMPLAINT"),
        (Narrowing(outcomes=(Outcome.FIXED,)), lambda case: case["outcome"] == "FIXED"),
        (Narrowing(sources=("siak",)), lambda case: case["source_system"] == "siak"),
    ],
)
async def test_facts_are_narrowed(
    government: Government, where: Narrowing, holds: Callable[[dict[str, Any]], bool]
) -> None:
    calendar = await calendar_of(government.database)
    cases = [case for case in await read_cases(government.database) if holds(case)]
    found = await ask(government.database, Question(OVER_CASES, where=where))
    assert cases
    assert_equal(found[None], expected(cases, lambda _: ["all"], calendar)["all"])


async def test_units_are_narrowed_to_those_below_and_only_they_have_rows(government: Government) -> None:
    where = Narrowing(units=(government.units["section"], government.units["hospital"]))
    found = await ask(government.database, Question((MeasureKey.CASES,), (DimensionKey.UNIT,), where))
    cases = [case["unit"] for case in await read_cases(government.database)]
    assert {place[0] for place in found if place} == {"section", "desk", "hospital"}
    assert found[None][MeasureKey.CASES].value == sum(unit in ("section", "desk", "hospital") for unit in cases)


async def test_categories_are_narrowed(government: Government) -> None:
    where = Narrowing(categories=(government.categories["roads"],))
    found = await ask(government.database, Question((MeasureKey.CASES,), (DimensionKey.CATEGORY,), where))
    assert set(found) == {("roads",), None}


async def test_days_are_those_of_the_governments_clocks(government: Government) -> None:
    day = date(2025, 12, 1)
    window = Window(day, day + timedelta(days=14))
    found = await ask(government.database, Question((MeasureKey.CASES,), window=window))
    days = [local_day(case) for case in await read_cases(government.database)]
    within = sum(day <= each < day + timedelta(days=14) for each in days)
    assert 0 < within < len(days)
    assert found[None][MeasureKey.CASES].value == within


async def test_a_period_that_lies_only_partly_in_the_window_has_no_row(government: Government) -> None:
    window = Window(date(2025, 6, 1), date(2027, 1, 1))
    found = await ask(government.database, Question((MeasureKey.CASES,), (DimensionKey.PERIOD,), window=window))
    assert set(found) == {("2026",), None}


async def test_no_more_rows_come_than_one_above_the_limit_and_all_are_counted(government: Government) -> None:
    question = Question((MeasureKey.CASES,), (DimensionKey.UNIT, DimensionKey.CHANNEL), limit=3)
    tally = await load_tally(government.database, KEYS, AUDITOR, question, Fact.CASES)
    assert len(tally.groups) == 4
    assert tally.size > 20


async def test_a_fact_costs_one_statement_however_many_measures_and_dimensions(
    database: Database, statements: Statements
) -> None:
    await found_government(database)
    by = (DimensionKey.UNIT, DimensionKey.PERIOD, DimensionKey.HANDLER_POSITION)
    # A new connection asks for the types it meets.
    await load_tally(database, KEYS, AUDITOR, Question(OVER_CASES, by), Fact.CASES)
    statements.clear()
    await load_tally(database, KEYS, AUDITOR, Question(OVER_CASES, by), Fact.CASES)
    assert len(statements) == 1


@pytest.mark.parametrize("key", [key for key in MeasureKey if MEASURES[key].fact is Fact.ANSWERS])
async def test_what_any_report_of_answers_needs_of_a_case_is_published_with_it(
    government: Government, key: MeasureKey
) -> None:
    """Else whoever does not see each answer has no report by that measure or dimension."""
    for dimension in fitting(MEASURES[key]):
        question = Question((key,), (dimension.key,))
        tally_statement(question, Fact.ANSWERS, Binder(OFFICER), government.database.government, NOW)


async def test_cases_are_read_once_for_rows_and_total(government: Government) -> None:
    binder = Binder(AUDITOR)
    question = Question(OVER_CASES, (DimensionKey.UNIT, DimensionKey.CATEGORY))
    compiled = compile_statement(
        tally_statement(question, Fact.CASES, binder, government.database.government, NOW), binder
    )
    values = compiled.values(Inputs({}, AUDITOR, NO_KEYS, NOW.date()))
    plan = await government.database.reads.fetch(f"EXPLAIN {compiled.sql}", *values)
    assert sum(" on cases " in step for (step,) in plan) == 1


async def test_what_a_client_sends_is_never_part_of_the_statement(database: Database, statements: Statements) -> None:
    government = await found_government(database)
    where = Narrowing(tuple(government.units.values()), sources=("siak'; --",))
    await load_tally(
        database, KEYS, AUDITOR, Question((MeasureKey.CASES,), (), where, Window(date(2025, 2, 3))), Fact.CASES
    )
    assert not any("siak" in sent or str(government.units["city"]) in sent or "2025" in sent for sent in statements)


async def test_working_minutes_are_those_of_the_calendar(government: Government) -> None:
    """Any two moments of some months, and all that lies close to the corners of a day."""
    random = Random(3)
    first = datetime(2025, 12, 20, tzinfo=UTC)
    moments = [first + timedelta(seconds=random.randrange(60 * 86_400)) for _ in range(150)]
    for day in (*HOLIDAYS, date(2026, 2, 13), date(2026, 2, 14)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=JAKARTA)
        moments += [midnight + timedelta(minutes=minute) for minute in (0, 449, 450, 690, 720, 780, 960, 990, 1439)]
    calendar, clock = await calendar_of(government.database), office_clock(OFFICE_HOURS)
    async with government.database.transaction() as connection:
        for _ in range(200):
            start, end = random.choice(moments), random.choice(moments)
            counted = clock.count_between(minute_of(literal(start), JAKARTA), minute_of(literal(end), JAKARTA))
            found = await connection.scalar(select(counted).select_from(clock.tables))
            assert found == calendar.working_minutes(start, end)


async def test_without_holidays_every_week_is_whole(database: Database) -> None:
    monday, clock = datetime(2026, 1, 5, tzinfo=JAKARTA), office_clock(OFFICE_HOURS)
    week = (minute_of(literal(monday + timedelta(weeks=weeks)), JAKARTA) for weeks in (0, 1))
    counted = clock.count_between(*week)
    async with database.transaction() as connection:
        assert await connection.scalar(select(counted).select_from(clock.tables)) == 37.5 * 60
