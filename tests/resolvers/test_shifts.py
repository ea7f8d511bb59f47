"""What has moved for everybody: measured when a period closes, decided about by two, and taken out for all alike."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database, open_database
from db.deadlines import UNHURRIED
from db.logins import Login
from db.repositories.periods import lock_period_record, store_draft
from db.repositories.score_inputs import load_scoring_context
from db.tables.appraisal import periods
from db.tables.audit import audit_entries
from db.tables.jobs import due_work
from db.tables.scoring import score_axes, scores, weekly_axes, weekly_scores
from db.tables.shifts import personal_shifts, shift_decisions, shifts
from domain.access import Principal
from domain.problems import Problem, Refused
from domain.scoring.peers import Shift
from domain.scoring.periods import find_calendar_period
from domain.scoring.policies import Policy
from domain.terms import EvidenceKind, PeriodKind, Role, Undecided, WorkKind
from domain.text.localized import Language
from graph.identifiers import format_id
from jobs.worker import Worker
from resolvers.periods.changes import MovePeriod, begin_closing_period, close_period
from resolvers.periods.opening import open_and_score
from resolvers.periods.schedule import begin_and_rescore, close_next_period, move_due_periods
from resolvers.periods.shift_decisions import DecideShift, decide_shift
from tests import clock
from tests.clock import NOW, MovingClock
from tests.databases import Clone
from tests.db.test_period_guards import try_as
from tests.resolvers.tilted_town import (
    BEFORE,
    WITHIN,
    TiltedTown,
    adopt,
    fit_by_hand,
    measure_by_hand,
    score_by_hand,
    settle,
)
from tests.resolvers.town import context_of

WHY = "Formulir baru berlaku di semua kantor."
# Past ten working days of any season.
LONG = timedelta(days=40)
TREATMENT = EvidenceKind.TREATMENT
AGAIN = (
    "INSERT INTO public.shifts (period_id, kind, mean, error, variance, people, answers, measured_at)"
    " SELECT period_id, 'RESOLUTION_HOURS', mean, error, variance, people, answers, measured_at"
    " FROM public.shifts LIMIT 1"
)
MORE = (
    "INSERT INTO public.shift_decisions (shift_id, confirm, reason, role, decided_by_id, decided_at)"
    " SELECT shift_id, confirm, reason, role, employees.id, decided_at"
    " FROM public.shift_decisions, public.employees WHERE name = 'Kantor' LIMIT 1"
)


@dataclass(frozen=True)
class Story:
    """A town whose second year was worse for everybody, and is closing."""

    url: str
    database: Database
    town: TiltedTown
    period: UUID
    policy: Policy

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.transaction() as connection:
            return list(await connection.execute(statement))

    async def stored(self) -> dict[EvidenceKind, Any]:
        return {EvidenceKind(row.kind): row for row in await self.rows(select(shifts))}

    def somebody(self, number: int, role: Role = Role.HR_AGENCY) -> Principal:
        return Principal(role, self.town.people[number], self.town.unit)

    async def say(self, kind: EvidenceKind, who: Principal, *, confirm: bool = True) -> None:
        command = DecideShift(shift=format_id("Shift", (await self.stored())[kind].id), confirm=confirm, reason=WHY)
        await decide_shift(context_of(self.database, who), command)

    async def work(self) -> None:
        """Do what is due."""
        await Worker(self.database.for_jobs(), chance=lambda: 0.5).do_all()

    async def axes(self) -> dict[tuple[UUID, str], Any]:
        joined = select(scores.c.employee_id, scores.c.inputs_hash, score_axes).join_from(scores, score_axes)
        current = joined.where(scores.c.period_id == self.period, scores.c.superseded_at.is_(None))
        return {(row.employee_id, row.axis): row for row in await self.rows(current)}

    @property
    def moving(self) -> MovePeriod:
        return MovePeriod(period=format_id("Period", self.period))

    def move(self, by: timedelta) -> None:
        assert isinstance(self.database.clock, MovingClock)
        self.database.clock.move(by)


@asynccontextmanager
async def live_on(clone: Clone, name: str) -> AsyncIterator[Story]:
    """A town of its own, up to when its second year is over."""
    async with (
        clone(name) as url,
        open_database(url, clock=clock.begin(), deadlines=UNHURRIED) as database,
    ):
        async with database.transaction() as connection:
            await adopt(connection)
            town = await settle(connection, moved=-1.0)
            opened = [await begin(connection, day) for day in (BEFORE, WITHIN)]
            policy = (await load_scoring_context(connection)).policy_on(WITHIN)
        story = Story(url, database, town, opened[-1], policy)
        story.move(date(WITHIN.year + 1, 1, 4) - database.today())
        yield story


@asynccontextmanager
async def live_through(clone: Clone, name: str, *, by_itself: bool = False) -> AsyncIterator[Story]:
    """A town of its own, up to when its second year is closing: begun by somebody, or by itself."""
    async with live_on(clone, name) as story:
        database = story.database
        if by_itself:
            async with database.for_jobs().transaction() as connection:
                begun = await begin_and_rescore(connection, database.today(), database.clock())
            assert begun == [str(BEFORE.year), str(WITHIN.year)]
        else:
            await begin_closing_period(context_of(database, story.somebody(0)), story.moving)
        await story.work()
        yield story


async def begin(connection: AsyncConnection, day: date) -> UUID:
    key = await store_draft(connection, find_calendar_period(PeriodKind.ANNUAL, day))
    record = await lock_period_record(connection, key) if key else None
    assert record is not None
    await open_and_score(connection, record, NOW, None)
    return record.period.id


@pytest.fixture(scope="module")
async def story(clone: Clone) -> AsyncIterator[Story]:
    """To look at, and not to decide about."""
    async with live_through(clone, "shifted") as story:
        yield story


async def refused(action: Any) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        await action
    return list(caught.value.problems)


def decided(found: Mapping[EvidenceKind, Any], person: UUID, rows: list[Any]) -> dict[EvidenceKind, Shift]:
    """What is stored for a person, as the domain has it."""
    own = {row.shift_id: row for row in rows if row.employee_id == person}
    told = {kind: (own[row.id], row.confirmed) for kind, row in found.items()}
    return {
        kind: Shift(row.mean, row.variance, confirmed, row.error, row.people, row.answers)
        for kind, (row, confirmed) in told.items()
        if row.mean is not None
    }


async def check_scores(story: Story) -> list[Any]:
    """Every score is what the domain alone makes of the shifts that are stored; the axes."""
    fits, found = fit_by_hand(story.town, story.policy), await story.stored()
    personal, axes = await story.rows(select(personal_shifts)), await story.axes()
    for person in story.town.people:
        read_by = decided(found, person, personal)
        expected = score_by_hand(story.town, fits, person, story.policy, shifts=read_by, today=story.database.today())
        for axis in expected.axes:
            stored = axes[person, axis.axis]
            assert stored.inputs_hash == expected.inputs_hash
            assert (stored.rating, stored.undecided) == (axis.rating, axis.undecided)
            shown = {part["kind"]: part["shift"]["confirmed"] for part in stored.steps["parts"] if "shift" in part}
            assert shown == {kind: read_by[EvidenceKind(kind)].confirmed for kind in shown}
            assert shown
    return [*axes.values()]


async def test_it_is_measured_once_as_the_domain_alone_does_and_without_the_own_answers(story: Story) -> None:
    measured = measure_by_hand(story.town, fit_by_hand(story.town, story.policy), story.policy)
    stored, personal = await story.stored(), await story.rows(select(personal_shifts))
    assert set(stored) == set(measured)
    for kind, row in stored.items():
        told = [(row, measured[kind].common)]
        told += [(own, measured[kind].personal[own.employee_id]) for own in personal if own.shift_id == row.id]
        assert len(told) == len(story.town.people) + 1
        for found, shift in told:
            assert shift is not None
            numbers = [round(each, 6) for each in (shift.mean, shift.error, shift.variance)]
            assert [found.mean, found.error, found.variance] == numbers
            assert (found.people, found.answers) == (shift.people, shift.answers)
    said = story.town.said[WITHIN.year].values()
    treatment = stored[TREATMENT]
    assert treatment.mean < -0.5
    assert treatment.people == len(story.town.people)
    assert treatment.answers <= sum(each.kind is TREATMENT for listed in said for each in listed)


async def test_until_it_is_decided_nobody_is_rated_by_it(story: Story) -> None:
    axes = await check_scores(story)
    waiting = [row for row in axes if row.undecided == Undecided.SHIFT_UNCONFIRMED]
    assert waiting
    assert {row.rating for row in waiting} == {None}


async def test_it_keeps_the_period_from_being_closed_and_says_who_decides(story: Story) -> None:
    story.move(LONG)
    problems = await refused(close_period(context_of(story.database, story.somebody(1)), story.moving))
    assert {each.code for each in problems} == {"SHIFT_UNDECIDED"}
    named = {format_id("Shift", row.id) for row in (await story.stored()).values()}
    assert {each.values["shift"] for each in problems} == named
    assert "decideShift" in problems[0].message(Language.ENGLISH)
    async with story.database.for_jobs().transaction() as transaction:
        assert await close_next_period(transaction, story.database.today(), story.database.clock()) is None
    moved = await move_due_periods(story.database.for_jobs())
    assert moved.unconfirmed == {str(WITHIN.year): len(named)}


async def test_who_may_not_decide_is_refused(story: Story) -> None:
    for role in set(Role) - {Role.HR_AGENCY, Role.AUDITOR}:
        [problem] = await refused(story.say(TREATMENT, story.somebody(1, role)))
        assert problem.code == "FORBIDDEN"
    [problem] = await refused(story.say(TREATMENT, Principal(Role.HR_AGENCY)))
    assert problem.code == "FORBIDDEN"
    command = DecideShift(shift=format_id("Shift", story.period), confirm=True, reason=WHY)
    [problem] = await refused(decide_shift(context_of(story.database, story.somebody(1)), command))
    assert problem.code == "NOT_FOUND"
    [problem] = await refused(decide_shift(context_of(story.database, story.somebody(1)), replace(command, reason="-")))
    assert (problem.code, problem.path) == ("TEXT_EMPTY", ("reason",))


@pytest.mark.parametrize("login", [Login.WRITING, Login.JOBS, None])
async def test_nobody_changes_what_was_measured(story: Story, login: Login | None) -> None:
    connection = await asyncpg.connect(story.url)
    wrong = ["UPDATE public.personal_shifts SET mean = 0", "DELETE FROM public.personal_shifts"]
    if login is not None:
        wrong += ["UPDATE public.shifts SET mean = 0", "DELETE FROM public.shifts"]
    for statement in wrong:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await try_as(connection, login, statement)
    await connection.close()


async def test_one_that_is_over_only_by_the_time_it_is_locked_is_measured_then(clone: Clone) -> None:
    """Somebody asks in the last second of the year, and is heard in the first of the next."""
    async with live_on(clone, "midnight") as story:
        context = context_of(story.database, story.somebody(0))
        over = story.database.clock()
        moments = iter([datetime(WITHIN.year, 12, 31, 23, 59, 59, tzinfo=story.database.government.zone)])
        passing = replace(story.database, clock=lambda: next(moments, over))
        await begin_closing_period(replace(context, database=passing), story.moving)
        assert set(await story.stored()) == set(fit_by_hand(story.town, story.policy))
        assert await story.rows(select(due_work).where(due_work.c.kind == WorkKind.RESCORE_PEOPLE))


async def test_two_who_agree_decide_and_it_is_taken_out_for_all_alike(clone: Clone) -> None:
    async with live_through(clone, "decided", by_itself=True) as story:
        kinds = sorted(await story.stored())
        before = await check_scores(story)
        for kind in kinds:
            await story.say(kind, story.somebody(1, Role.AUDITOR))
            [problem] = await refused(story.say(kind, story.somebody(1)))
            assert problem.code == "TWO_DECIDE_SHIFT"
            await story.say(kind, story.somebody(2, Role.AUDITOR))
        assert {row.confirmed for row in (await story.stored()).values()} == {None}
        both = [story.say(TREATMENT, story.somebody(number)) for number in (3, 4)]
        [late] = [each for each in await asyncio.gather(*both, return_exceptions=True) if each is not None]
        assert isinstance(late, Refused)
        for kind in set(kinds) - {TREATMENT}:
            await story.say(kind, story.somebody(3), confirm=kind is not EvidenceKind.OUTCOME)
        await story.say(EvidenceKind.OUTCOME, story.somebody(4), confirm=False)
        found = {kind: row.confirmed for kind, row in (await story.stored()).items()}
        assert found == {kind: kind is not EvidenceKind.OUTCOME for kind in kinds}
        [problem] = await refused(story.say(TREATMENT, story.somebody(5)))
        assert problem.code == "ALREADY_DECIDED"
        await story.work()
        after = await check_scores(story)
        assert Undecided.SHIFT_UNCONFIRMED not in {row.undecided for row in after}
        assert sum(row.estimate for row in after) > sum(row.estimate for row in before)
        entries = [row for row in await story.rows(select(audit_entries)) if row.action == "decideShift"]
        assert len(entries) == len(await story.rows(select(shift_decisions))) == 3 * len(kinds) + 1
        await check_closes(story)


async def check_closes(story: Story) -> None:
    """The period closes, people are shown what was decided, and nothing of it changes any more."""
    story.move(LONG)
    await close_period(context_of(story.database, story.somebody(6)), story.moving)
    await story.work()
    [period] = await story.rows(select(periods).where(periods.c.id == story.period))
    assert period.state == "CLOSED"
    joined = select(weekly_axes).join_from(weekly_scores, weekly_axes).where(weekly_scores.c.period_id == story.period)
    shown = [part["shift"] for row in await story.rows(joined) for part in row.steps["parts"] if "shift" in part]
    assert {each["confirmed"] for each in shown} == {True, False}
    connection = await asyncpg.connect(story.url)
    for statement in ("UPDATE public.shifts SET confirmed = NOT confirmed", AGAIN, MORE):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await try_as(connection, Login.WRITING, statement)
    await connection.close()
