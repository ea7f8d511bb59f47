"""The life of a period: its days and names, its moves, and what keeps it from closing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise, product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.government import GOVERNMENT
from domain.access import Principal
from domain.calendar import WorkingCalendar
from domain.problems import Refused
from domain.scoring.context import Period
from domain.scoring.periods import (
    MONTHS,
    WORKING_DAYS,
    Move,
    PeriodRecord,
    Undecided,
    check_begin_closing,
    check_closing,
    check_decided,
    check_draft,
    check_opening,
    earliest_closing,
    find_calendar_period,
    find_due_drafts,
    find_history,
    holds_up,
    move_to,
)
from domain.terms import PeriodKind, PeriodState, Role

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(PeriodKind)
ONE, OTHER = UUID(int=1), UUID(int=2)
ZONE = GOVERNMENT.zone
MOMENTS = st.integers(0, 360 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)
CALENDAR = WorkingCalendar(ZONE, frozenset({date(2026, 10, 5)}), hours=GOVERNMENT.hours)


def record(kind: PeriodKind, day: date, state: PeriodState = PeriodState.DRAFT, number: int = 9) -> PeriodRecord:
    made = find_calendar_period(kind, day)
    begun = datetime.combine(made.ends_on + timedelta(days=1), datetime.min.time(), ZONE)
    moves = tuple(Move(begun, ONE) for _ in range(list(PeriodState).index(state)))
    return PeriodRecord(Period(UUID(int=number), made.starts_on, made.ends_on, state), kind, made.code, moves)


def code_of(check: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        check()
    return caught.value.problems[0].code


@given(KINDS, DAYS)
def test_the_periods_of_a_kind_cover_the_calendar_without_gap_or_overlap(kind: PeriodKind, day: date) -> None:
    found = find_calendar_period(kind, day)
    after = find_calendar_period(kind, found.ends_on + timedelta(days=1))
    assert found.starts_on <= day <= found.ends_on
    assert after.starts_on == found.ends_on + timedelta(days=1)
    assert found == find_calendar_period(kind, found.starts_on) == find_calendar_period(kind, found.ends_on)
    months = (after.starts_on.year - found.starts_on.year) * 12 + after.starts_on.month - found.starts_on.month
    assert months == MONTHS[kind]
    assert found.code != after.code
    assert found.name != after.name


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        (PeriodKind.MONTHLY, "2026-09", "September 2026"),
        (PeriodKind.QUARTERLY, "2026-Q3", "Triwulan III 2026"),
        (PeriodKind.ANNUAL, "2026", "Tahun 2026"),
    ],
)
def test_a_period_is_called_what_people_call_it(kind: PeriodKind, code: str, name: str) -> None:
    found = find_calendar_period(kind, date(2026, 9, 30))
    assert (found.code, found.name) == (code, name)


@given(st.lists(st.tuples(KINDS, DAYS)), KINDS, DAYS)
def test_a_day_is_in_one_period_of_a_kind(made: list[tuple[PeriodKind, date]], kind: PeriodKind, day: date) -> None:
    known = [record(*each) for each in made]
    draft = find_calendar_period(kind, day)
    if any(each.kind is kind and each.period.holds(day) for each in known):
        assert code_of(lambda: check_draft(draft, known)) == "PERIOD_EXISTS"
    else:
        check_draft(draft, known)


@given(st.lists(st.tuples(KINDS, DAYS)), DAYS)
def test_what_follows_by_itself_holds_the_day_and_follows_something(
    made: list[tuple[PeriodKind, date]], today: date
) -> None:
    known = [record(*each) for each in made]
    due = find_due_drafts(known, today)
    for draft in due:
        check_draft(draft, known)
        assert draft.starts_on <= today <= draft.ends_on
        assert any(each.kind is draft.kind and each.period.ends_on < today for each in known)
    made_since = [*known, *(record(draft.kind, today) for draft in due)]
    assert find_due_drafts(made_since, today) == []


@given(st.lists(st.tuples(KINDS, DAYS)), KINDS, DAYS)
def test_history_lies_before_a_period_and_is_the_last_of_its_kind(
    made: list[tuple[PeriodKind, date]], kind: PeriodKind, day: date
) -> None:
    known, this = [record(*each) for each in made], record(kind, day)
    history = find_history(this, known)
    assert history.last < this.period.starts_on
    before = [each.period for each in known if each.kind is kind and each.period.ends_on < this.period.starts_on]
    if before:
        assert history.last == max(each.ends_on for each in before)
        assert history.first == next(each.starts_on for each in before if each.ends_on == history.last)
    else:
        assert (history.first, history.last) == (date.min, this.period.starts_on - timedelta(days=1))


def test_a_period_moves_through_its_states_and_no_further() -> None:
    at = datetime(2026, 10, 1, tzinfo=ZONE)
    stages = [record(PeriodKind.QUARTERLY, date(2026, 7, 1))]
    for state, by in zip(list(PeriodState)[1:], (ONE, None, OTHER), strict=True):
        stages.append(move_to(stages[-1], state, at, by))
    assert [each.state for each in stages] == list(PeriodState)
    assert stages[-1].moves == (Move(at, ONE), Move(at, None), Move(at, OTHER))
    for stage, state in product(stages, PeriodState):
        if state is not PeriodState.DRAFT and stages.index(stage) + 1 == list(PeriodState).index(state):
            continue
        with pytest.raises(ValueError, match="cannot become"):
            move_to(stage, state, at, ONE)


@given(DAYS, st.integers(-400, 400), st.sampled_from(PeriodState))
def test_a_period_opens_once_it_has_begun_and_closes_once_it_is_over(day: date, ahead: int, state: PeriodState) -> None:
    this, today = record(PeriodKind.QUARTERLY, day, state), day + timedelta(days=ahead)
    checks = (
        (check_opening, PeriodState.DRAFT, today >= this.period.starts_on, "PERIOD_NOT_BEGUN"),
        (check_begin_closing, PeriodState.OPEN, today > this.period.ends_on, "PERIOD_NOT_OVER"),
    )
    for check, wanted, may, code in checks:
        if state is not wanted:
            assert code_of(lambda check=check: check(this, today)) == "PERIOD_STATE"  # type: ignore[misc]
        elif may:
            check(this, today)
        else:
            assert code_of(lambda check=check: check(this, today)) == code  # type: ignore[misc]


CLOSING = record(PeriodKind.QUARTERLY, date(2026, 9, 1), PeriodState.CLOSING)
# Ten working days after Thursday 1 October, without Monday 5: through Friday 16.
EARLIEST = datetime(2026, 10, 17, tzinfo=ZONE)


def test_closing_takes_ten_working_days_and_a_second_person() -> None:
    def close(person: UUID | None, at: datetime) -> None:
        check_closing(CLOSING, Principal(Role.HR_AGENCY, person), at, CALENDAR)

    assert WORKING_DAYS == 10
    assert earliest_closing(CLOSING, CALENDAR) == EARLIEST
    close(OTHER, EARLIEST)
    check_closing(CLOSING, None, EARLIEST, CALENDAR)
    just_before = EARLIEST - timedelta(seconds=1)
    assert code_of(lambda: close(OTHER, just_before)) == "CLOSING_LASTS"
    assert code_of(lambda: check_closing(CLOSING, None, just_before, CALENDAR)) == "CLOSING_LASTS"
    assert code_of(lambda: close(ONE, EARLIEST)) == "SECOND_PERSON"
    assert code_of(lambda: close(None, EARLIEST)) == "SECOND_PERSON"
    for state in set(PeriodState) - {PeriodState.CLOSING}:
        other = record(PeriodKind.QUARTERLY, date(2026, 9, 1), state)
        assert code_of(lambda other=other: check_closing(other, None, EARLIEST, CALENDAR)) == "PERIOD_STATE"  # type: ignore[misc]


@given(MOMENTS, st.integers(0, 40 * 24 * 60))
def test_what_was_in_doubt_when_closing_began_is_decided_or_holds_it_up(begun: datetime, minutes: int) -> None:
    closing = PeriodRecord(CLOSING.period, CLOSING.kind, CLOSING.code, (Move(begun, None), Move(begun, None)))
    since = begun - timedelta(minutes=minutes)
    assert holds_up(since, earliest_closing(closing, CALENDAR), CALENDAR)


@given(MOMENTS)
def test_once_something_holds_closing_up_it_does_until_it_is_decided(since: datetime) -> None:
    held = [holds_up(since, since + timedelta(days=days), CALENDAR) for days in range(40)]
    assert not any(held[: WORKING_DAYS + 1])
    assert held[-1]
    assert all(not earlier or later for earlier, later in pairwise(held))


def test_a_refusal_names_what_the_asker_sees_and_counts_the_rest() -> None:
    at = datetime(2026, 9, 1, 9, tzinfo=ZONE)
    seen = [Undecided("res_b", "DISHUB", at), Undecided("res_a", "DISHUB", at)]
    check_decided(CLOSING, [])
    with pytest.raises(Refused) as caught:
        check_decided(CLOSING, [*seen, Undecided("res_c", "BKPSDM", at, named=False)])
    problems = caught.value.problems
    assert [each.code for each in problems] == ["UNDECIDED", "UNDECIDED", "OTHERS_UNDECIDED"]
    assert [each.values.get("resolution") for each in problems] == ["res_a", "res_b", None]
    assert problems[0].values["day"] == "2026-09-01"
    assert "AUDITOR" in problems[0].values["deciders"]
    assert problems[2].values["count"] == "1"
    assert "res_c" not in str(caught.value)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
@pytest.mark.parametrize("kind", PeriodKind)
def test_days_at_the_ends_of_the_calendar_belong_to_no_period(kind: PeriodKind, day: date) -> None:
    with pytest.raises(Refused) as refused:
        find_calendar_period(kind, day)
    [problem] = refused.value.problems
    assert (problem.code, problem.path) == ("PERIOD_FAR", ("day",))
    assert find_calendar_period(kind, date(2199, 12, 31)).ends_on == date(2199, 12, 31)
