"""Working time against a clock that counts every minute, and deadlines against the printed calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from tests.domain.histories import CALENDAR, EID, JAKARTA, OFFICE_HOURS

MOMENTS = st.datetimes(datetime(2026, 3, 13), datetime(2026, 3, 27), timezones=st.sampled_from([UTC, JAKARTA]))  # noqa: DTZ001
AROUND_THE_CLOCK = WorkingCalendar(JAKARTA, hours=(((0, 1440),),) * 7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


def count_minutes(start: datetime, end: datetime) -> int:
    """Walk from minute to minute and ask the printed hours about each."""
    minute = start.astimezone(JAKARTA).replace(second=0, microsecond=0)
    last = end.astimezone(JAKARTA).replace(second=0, microsecond=0)
    total = 0
    while minute < last:
        total += works_at(minute)
        minute += timedelta(minutes=1)
    return total


def works_at(moment: datetime) -> bool:
    if moment.date() in EID or moment.weekday() > 4:
        return False
    friday = moment.weekday() == 4
    noon, close = (time(11, 30), time(16, 30)) if friday else (time(12), time(16))
    return time(7, 30) <= moment.time() < noon or time(13) <= moment.time() < close


@settings(max_examples=12, deadline=None)
@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=6)))
@example(at("2026-03-13T11:45"), timedelta(minutes=60))
@example(at("2026-03-16T12:15"), timedelta(minutes=30))
@example(at("2026-03-17T15:59:59"), timedelta(seconds=2))
@example(at("2026-03-20T09:00"), timedelta(days=5))
def test_working_minutes_are_those_a_minute_counter_finds(start: datetime, length: timedelta) -> None:
    assert CALENDAR.working_minutes(start, start + length) == count_minutes(start, start + length)


@settings(max_examples=40)
@given(st.tuples(MOMENTS, MOMENTS, MOMENTS).map(sorted))
def test_working_minutes_add_up_over_any_moment_between(moments: list[datetime]) -> None:
    first, middle, last = moments
    parts = CALENDAR.working_minutes(first, middle) + CALENDAR.working_minutes(middle, last)
    assert parts == CALENDAR.working_minutes(first, last)


@settings(max_examples=25)
@given(MOMENTS, MOMENTS)
def test_an_end_before_its_start_takes_no_time(one: datetime, other: datetime) -> None:
    assert CALENDAR.working_minutes(max(one, other), min(one, other)) == 0


@settings(max_examples=25)
@given(MOMENTS, st.integers(0, 5_000))
def test_an_office_that_never_closes_counts_every_minute(start: datetime, minutes: int) -> None:
    assert AROUND_THE_CLOCK.working_minutes(start, start + timedelta(minutes=minutes)) == minutes


def test_the_hour_that_clocks_repeat_in_autumn_gives_no_negative_time() -> None:
    summer, winter = datetime(2026, 11, 1, 5, 50, tzinfo=UTC), datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    new_york = WorkingCalendar(ZoneInfo("America/New_York"), hours=AROUND_THE_CLOCK.hours)
    assert new_york.working_minutes(summer, winter) == 0
    assert new_york.working_minutes(winter, summer) == 0


def test_a_week_has_37_and_a_half_hours() -> None:
    assert CALENDAR.working_minutes(at("2026-04-06T00:00"), at("2026-04-13T00:00")) == 37.5 * 60


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-16T07:00", "2026-03-16T07:30", 0),
        ("2026-03-16T07:00", "2026-03-16T08:00", 30),
        ("2026-03-16T12:10", "2026-03-16T12:50", 0),
        ("2026-03-16T11:50", "2026-03-16T13:10", 20),
        ("2026-03-13T11:20", "2026-03-13T13:10", 20),
        ("2026-03-13T16:20", "2026-03-16T07:40", 20),
        ("2026-03-17T15:50", "2026-03-25T07:40", 20),
    ],
)
def test_breaks_weekends_and_holidays_do_not_count(start: str, end: str, minutes: int) -> None:
    assert CALENDAR.working_minutes(at(start), at(end)) == minutes


def test_three_working_days_after_monday_16_march_2026_is_thursday_26_march() -> None:
    assert CALENDAR.add_working_days(at("2026-03-16T09:00"), 3) == at("2026-03-26T16:00")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-04-06T09:00", 1, "2026-04-07T16:00"),
        ("2026-04-06T23:00", 4, "2026-04-10T16:30"),
        ("2026-04-10T09:00", 1, "2026-04-13T16:00"),
        ("2026-04-11T09:00", 1, "2026-04-13T16:00"),
        ("2026-04-06T09:00", 0, "2026-04-06T16:00"),
        ("2026-04-11T09:00", 0, "2026-04-13T16:00"),
        ("2026-03-02T09:00", 60, "2026-06-01T16:00"),
    ],
)
def test_a_deadline_is_the_end_of_office_hours_of_its_day(start: str, days: int, end: str) -> None:
    assert CALENDAR.add_working_days(at(start), days) == at(end)


def test_the_day_of_a_deadline_is_that_of_the_office_not_of_the_sender() -> None:
    sunday_evening_in_london = datetime(2026, 4, 5, 18, 0, tzinfo=UTC)
    assert CALENDAR.add_working_days(sunday_evening_in_london, 1) == at("2026-04-07T16:00")


@settings(max_examples=25)
@given(MOMENTS, st.integers(1, 40))
def test_a_deadline_leaves_exactly_its_number_of_working_days(start: datetime, days: int) -> None:
    due = CALENDAR.add_working_days(start, days)
    first = start.astimezone(JAKARTA).date()
    between = [first + timedelta(days=each) for each in range(1, (due.date() - first).days + 1)]
    assert sum(day.weekday() < 5 and day not in EID for day in between) == days


def test_a_deadline_in_the_past_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        CALENDAR.add_working_days(at("2026-04-06T09:00"), -1)


@pytest.mark.parametrize(
    "week",
    [OFFICE_HOURS[:5], ((),) * 7, (((60, 30),),) * 7, (((0, 60), (30, 90)),) * 7, (((0, 1441),),) * 7],
)
def test_hours_that_no_week_can_have_are_refused(week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(ValueError, match="work"):
        WorkingCalendar(JAKARTA, hours=week)


def test_a_holiday_on_a_weekend_takes_nothing_away() -> None:
    sunday = WorkingCalendar(JAKARTA, frozenset({date(2026, 4, 12)}), hours=OFFICE_HOURS)
    assert sunday.working_minutes(at("2026-04-06T00:00"), at("2026-04-20T00:00")) == 75 * 60
