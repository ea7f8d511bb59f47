"""Due work by the rules alone: delays, states, leases, and what recurs."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.due_work import (
    FIRST_DELAY,
    LEASE,
    LONGEST_DELAY,
    MOST_ATTEMPTS,
    WORK,
    Daily,
    EveryMinute,
    Lease,
    Weekly,
    recurring_work,
    retry_delay,
    state_after,
    take_lease,
)
from domain.terms import WorkKind, WorkState
from domain.text.localized import Language

JAKARTA = ZoneInfo("Asia/Jakarta")
ZONES = st.sampled_from([JAKARTA, ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura"), ZoneInfo("Asia/Kathmandu")])
INSTANTS = st.timedeltas(timedelta(), timedelta(days=36_500)).map(
    lambda since: datetime(2000, 1, 1, tzinfo=UTC) + since
)
ATTEMPTS = st.integers(1, MOST_ATTEMPTS)
CHANCES = st.floats(0, 1, exclude_max=True)
HERE, THERE = UUID(int=1), UUID(int=2)


@given(ATTEMPTS, CHANCES, CHANCES)
def test_a_delay_lies_between_half_and_all_of_a_doubling_one(attempt: int, one: float, other: float) -> None:
    whole = min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY)
    assert retry_delay(attempt, 0) == whole
    assert whole / 2 <= retry_delay(attempt, one) <= whole
    assert (retry_delay(attempt, one) < retry_delay(attempt, other)) <= (one > other)


def test_delays_grow_to_the_longest() -> None:
    delays = [retry_delay(attempt, 0) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert delays[0] == FIRST_DELAY
    assert delays == sorted(delays)
    assert delays[-1] == LONGEST_DELAY


def test_work_fails_with_its_last_attempt() -> None:
    states = [state_after(attempts) for attempts in range(MOST_ATTEMPTS + 1)]
    assert states == [WorkState.WAITING] * MOST_ATTEMPTS + [WorkState.FAILED]


@given(INSTANTS, st.timedeltas(timedelta(), LEASE * 2))
def test_a_lease_is_its_holders_until_it_runs_out(now: datetime, later: timedelta) -> None:
    held = take_lease(None, HERE, now)
    assert held == Lease(HERE, now + LEASE)
    assert take_lease(held, HERE, now + later) == Lease(HERE, now + later + LEASE)
    taken = take_lease(held, THERE, now + later)
    assert taken == (None if later < LEASE else Lease(THERE, now + later + LEASE))


@given(INSTANTS, ZONES, st.times())
def test_the_latest_occurrence_is_past_and_the_next_is_not(now: datetime, zone: ZoneInfo, at: time) -> None:
    daily = Daily(at)
    latest, following = daily.days_around(now, zone)
    assert following == latest + timedelta(days=1)
    assert daily.occurrence(latest, zone).astimezone(UTC) <= now
    assert daily.occurrence(following, zone).astimezone(UTC) > now


@given(INSTANTS, ZONES, st.integers(0, 6), st.times())
def test_a_weekly_occurrence_lies_on_its_day_of_the_week(now: datetime, zone: ZoneInfo, weekday: int, at: time) -> None:
    weekly = Weekly(at, weekday)
    latest, following = weekly.days_around(now, zone)
    assert latest.weekday() == weekday
    assert following == latest + timedelta(days=7)
    assert weekly.occurrence(latest, zone).astimezone(UTC) <= now
    assert weekly.occurrence(following, zone).astimezone(UTC) > now


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 17, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_a_day_begins_in_the_zone_of_the_government(now: datetime, latest: date) -> None:
    (first, following) = [work for work in recurring_work(now, JAKARTA) if work.kind is WorkKind.OPEN_PERIOD]
    assert (first.key, following.key) == (latest.isoformat(), (latest + timedelta(days=1)).isoformat())
    assert first.due_at.astimezone(UTC) == datetime.combine(latest, time(17), UTC) - timedelta(days=1)


@given(INSTANTS, st.integers(0, 23), ZONES)
def test_looking_again_within_the_day_finds_the_same_work(now: datetime, hours: int, zone: ZoneInfo) -> None:
    keys = {(work.kind, work.key) for work in recurring_work(now, zone)}
    later = {(work.kind, work.key) for work in recurring_work(now + timedelta(hours=hours), zone)}
    assert len(keys) == 2 * sum(spec.schedule is not None for spec in WORK.values())
    each_minute = {kind for kind, spec in WORK.items() if isinstance(spec.schedule, EveryMinute)}
    assert {kind for kind, _ in keys & later} | each_minute == {kind for kind, _ in keys}


def test_every_kind_has_its_entry_and_two_names() -> None:
    assert set(WORK) == set(WorkKind)
    assert all(len(set(spec.label.values())) == len(Language) for spec in WORK.values())
