"""A period from its draft to its end: who moves it on, what holds it up, and that nothing of it changes afterwards."""

import asyncio
import random
from collections.abc import Awaitable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from db.database import Database
from db.privileges.guards import SCORED
from db.tables.appraisal import periods
from db.tables.audit import audit_entries
from db.tables.cases import resolutions
from domain.access import Principal
from domain.problems import Problem, Refused
from domain.terms import PeriodKind, PeriodState, Role
from graph.identifiers import format_id
from jobs.worker import Worker
from resolvers.measurements import NewMeasurement, RecordMeasurements, record_measurements
from resolvers.periods.changes import (
    DraftPeriod,
    MovePeriod,
    begin_closing_period,
    close_period,
    draft_period,
    open_period,
)
from resolvers.periods.schedule import begin_due_closings, close_next_period, open_due_periods
from resolvers.publication.weekly_scores import show_all_scores
from resolvers.scoring.recomputation import rescore_everything
from tests.databases import arranging
from tests.resolvers.test_quarantine import alone, decide, inspector
from tests.resolvers.town import YEAR, Town, found

# Until after the year of these tests, and past ten working days of any season.
A_YEAR, LONG = timedelta(days=365), timedelta(days=40)


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


def hr(town: Town) -> Principal:
    return town.head.as_a(Role.HR_AGENCY)


def colleague(town: Town) -> Principal:
    return town.officer.as_a(Role.HR_AGENCY)


async def year_of(town: Town, year: int = YEAR) -> Any:
    [row] = await town.rows(periods, code=str(year))
    return row


async def moving(town: Town, year: int = YEAR) -> MovePeriod:
    return MovePeriod(period=format_id("Period", (await year_of(town, year)).id))


async def refused(action: Awaitable[object]) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        await action
    return list(caught.value.problems)


async def code_of(action: Awaitable[object]) -> str:
    return (await refused(action))[0].code


async def work(town: Town) -> None:
    """Do what is due."""
    await Worker(town.database.for_jobs(), chance=random.random).do_all()


async def close(town: Town) -> None:
    """Let the year of these tests come to its end, as the HR agency sees to it."""
    town.wait(A_YEAR)
    await begin_closing_period(town.context(hr(town)), await moving(town))
    town.wait(LONG)
    await close_period(town.context(colleague(town)), await moving(town))
    await work(town)


async def scored(town: Town) -> list[Any]:
    """Every row of every table of scores of the year."""
    async with town.database.transaction() as connection, arranging(connection):
        asked = [text(f"SELECT to_jsonb({name})::text FROM {name}") for name in SCORED]
        return [sorted(await connection.scalars(each)) for each in asked]


async def test_a_period_is_drafted_opened_and_closed_by_whom_it_says(town: Town) -> None:
    town.wait(A_YEAR)
    following = DraftPeriod(kind=PeriodKind.QUARTERLY, day=date(YEAR + 1, 2, 2))
    drafted = await draft_period(town.context(hr(town)), following)
    [row] = await town.rows(periods, id=drafted.period_id)
    assert (row.code, row.state, row.opened_at) == (f"{YEAR + 1}-Q1", "DRAFT", None)
    move = MovePeriod(period=format_id("Period", row.id))
    assert (await open_period(town.context(hr(town)), move)).period_id == row.id
    town.wait(A_YEAR)
    await begin_closing_period(town.context(hr(town)), move)
    town.wait(LONG)
    await close_period(town.context(colleague(town)), move)
    [asked] = await town.rows(periods, id=row.id)
    assert asked.state == "CLOSING"
    await work(town)
    [row] = await town.rows(periods, id=row.id)
    assert row.state == "CLOSED"
    assert (row.opened_by_id, row.closing_by_id, row.closed_by_id) == (town.head.id, town.head.id, town.officer.id)
    assert row.opened_at < row.closing_at < row.closed_at
    actions = ("draftPeriod", "openPeriod", "beginClosingPeriod", "closePeriod")
    entries = {each.action: each for each in await town.rows(audit_entries) if each.action in actions}
    assert set(entries) == set(actions)
    assert (entries["openPeriod"].before, entries["openPeriod"].after) == ({"state": "DRAFT"}, {"state": "OPEN"})
    assert {each.subject_id for each in entries.values()} == {row.id}


async def test_only_the_hr_agency_moves_periods(town: Town) -> None:
    move, draft = await moving(town), DraftPeriod(kind=PeriodKind.MONTHLY, day=date(YEAR, 2, 2))
    for role in set(Role) - {Role.HR_AGENCY}:
        context = town.context(Principal(role, None if role is Role.CITIZEN else town.head.id, town.office))
        assert await code_of(draft_period(context, draft)) == "FORBIDDEN"
        for use_case in (open_period, begin_closing_period, close_period):
            assert await code_of(use_case(context, move)) == "FORBIDDEN"


async def test_what_is_too_early_or_done_already_is_refused(town: Town) -> None:
    context, move = town.context(hr(town)), await moving(town)
    assert await code_of(open_period(context, move)) == "PERIOD_STATE"
    assert await code_of(begin_closing_period(context, move)) == "PERIOD_NOT_OVER"
    assert await code_of(close_period(context, move)) == "PERIOD_STATE"
    missing = MovePeriod(period=format_id("Period", UUID(int=5)))
    assert await code_of(open_period(context, missing)) == "NOT_FOUND"
    same = DraftPeriod(kind=PeriodKind.ANNUAL, day=date(YEAR, 2, 2))
    assert await code_of(draft_period(context, same)) == "PERIOD_EXISTS"
    drafted = await draft_period(context, DraftPeriod(kind=PeriodKind.ANNUAL, day=date(YEAR + 1, 2, 2)))
    early = MovePeriod(period=format_id("Period", drafted.period_id))
    assert await code_of(open_period(context, early)) == "PERIOD_NOT_BEGUN"


async def test_a_second_person_closes_and_not_before_ten_working_days(town: Town) -> None:
    town.wait(A_YEAR)
    await begin_closing_period(town.context(hr(town)), await moving(town))
    assert await code_of(close_period(town.context(colleague(town)), await moving(town))) == "CLOSING_LASTS"
    town.wait(LONG)
    assert await code_of(close_period(town.context(hr(town)), await moving(town))) == "SECOND_PERSON"
    await work(town)
    assert (await year_of(town)).state == "CLOSING"


async def test_asking_twice_with_one_key_is_asking_once(town: Town) -> None:
    town.wait(A_YEAR)
    move = MovePeriod(**vars(await moving(town)) | {"idempotency_key": "once"})
    first = await begin_closing_period(town.context(hr(town)), move)
    assert await begin_closing_period(town.context(hr(town)), move) == first
    assert await code_of(begin_closing_period(town.context(hr(town)), await moving(town))) == "PERIOD_STATE"


async def test_scores_of_a_closed_period_stay_whatever_comes(town: Town) -> None:
    receipt = await town.resolved(town.colleague, town.handler)
    await town.rate(receipt)
    await close(town)
    before = await scored(town)
    assert all(before[: len(before) - 2]), "nothing was shown of some table"
    await town.reopen(receipt)
    await rescore_everything(town.database)
    await show_all_scores(town.database.for_jobs())
    item = NewMeasurement(
        indicator=format_id("Indicator", town.recorded), measured_on=date(YEAR, 11, 24), value=Decimal(1)
    )
    refusal = record_measurements(town.context(hr(town)), RecordMeasurements(items=(item,)))
    assert "PERIOD_CLOSED" in {each.code for each in await refused(refusal)}
    assert await scored(town) == before


async def test_what_comes_after_closing_is_kept_as_late(town: Town) -> None:
    receipt = await town.resolved(town.handler)
    await close(town)
    asked = (
        "SELECT count(*) FROM evidence, periods WHERE occurred_on BETWEEN starts_on AND ends_on AND state = 'CLOSED'"
    )
    late = f"{asked} AND recorded_at > closed_at"
    assert await town.database.primary.fetchval(late) == 0
    stored = await town.database.primary.fetchval(asked)
    await town.reopen(receipt)
    assert await town.database.primary.fetchval(late) > 0
    assert await town.database.primary.fetchval(asked) >= stored


async def test_what_waits_for_a_decision_holds_closing_up_and_is_named(town: Town) -> None:
    await alone(town, town.head)
    town.wait(A_YEAR)
    await begin_closing_period(town.context(colleague(town)), await moving(town))
    town.wait(LONG)
    someone = town.outsider.as_a(Role.HR_AGENCY)
    problems = await refused(close_period(town.context(someone), await moving(town)))
    rows = await town.rows(resolutions)
    assert [each.code for each in problems] == ["UNDECIDED"]
    assert problems[0].values["resolution"] == format_id("Resolution", rows[0].id)
    async with town.database.for_jobs().transaction() as transaction:
        now = town.database.clock()
        assert await close_next_period(transaction, town.database.government.day_of(now), now) is None
    await decide(town, inspector(town), rows)
    await close_period(town.context(someone), await moving(town))
    await work(town)
    assert (await year_of(town)).state == "CLOSED"


async def test_periods_move_by_themselves_on_their_day(town: Town) -> None:
    jobs = town.database.for_jobs()

    async def on(day: date, now: Any) -> tuple[list[str], list[str], str | None]:
        async with jobs.transaction() as transaction:
            opened = await open_due_periods(transaction, day, now)
            begun = await begin_due_closings(transaction, day, now)
            return opened, begun, await close_next_period(transaction, day, now)

    begin = datetime(YEAR + 1, 1, 1, tzinfo=town.database.government.zone)
    assert await on(date(YEAR, 12, 31), begin - timedelta(days=1)) == ([], [str(YEAR - 1)], None)
    assert await on(date(YEAR + 1, 1, 1), begin) == ([str(YEAR + 1)], [str(YEAR)], None)
    assert await on(date(YEAR + 1, 1, 1), begin) == ([], [], None)
    later = begin + LONG
    assert await on(later.date(), later) == ([], [], str(YEAR - 1))
    assert await on(later.date(), later) == ([], [], str(YEAR))
    rows = await town.rows(periods)
    assert {row.code: row.state for row in rows} == {
        str(YEAR - 1): PeriodState.CLOSED,
        str(YEAR): PeriodState.CLOSED,
        str(YEAR + 1): PeriodState.OPEN,
    }
    assert not any(row.closed_by_id or row.closing_by_id or row.opened_by_id for row in rows)


async def test_an_answer_that_comes_while_a_period_closes_is_counted_or_late_and_never_lost(town: Town) -> None:
    receipts = [await town.resolved(town.colleague, town.handler) for _ in range(4)]
    town.wait(A_YEAR)
    await begin_closing_period(town.context(hr(town)), await moving(town))
    town.wait(LONG)
    await close_period(town.context(colleague(town)), await moving(town))
    await asyncio.gather(work(town), *(town.reopen(each) for each in receipts))
    assert (await year_of(town)).state == "CLOSED"
    async with town.database.transaction() as transaction:
        kept = await transaction.scalar(select(periods.c.closed_at).where(periods.c.code == str(YEAR)))
    assert kept is not None
