"""Buckets give out no more than they held and what flowed in, however many draw from them."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.budgets import STAFF, STRANGERS, BudgetKind, Level, Limit, charge, draw, fill, ready_at
from tests.clock import NOW

LIMITS = st.builds(Limit, st.integers(1, 10_000), st.integers(1, 7_200))
STEPS = st.lists(st.tuples(st.floats(0, 500), st.integers(1, 500), st.integers(1, 2_000)), max_size=40)


@given(LIMITS, STEPS)
def test_no_more_is_drawn_than_was_there_and_flowed_in(limit: Limit, steps: list[tuple[float, int, int]]) -> None:
    level: Level | None = None
    at, drawn = NOW, 0
    for seconds, least, most in steps:
        at += timedelta(seconds=seconds)
        level, points = draw(limit, level, at, least, max(least, most))
        assert points == 0 or least <= points <= max(least, most)
        assert level.left >= 0
        drawn += points
        assert drawn <= limit.capacity + limit.rate * (at - NOW).total_seconds() + 1e-6 * len(steps)


@given(LIMITS, STEPS)
def test_several_processes_draw_from_one_bucket(limit: Limit, steps: list[tuple[float, int, int]]) -> None:
    """Clocks of processes differ: a moment that lies before the last changes nothing but what is drawn."""
    level = Level(limit.capacity, NOW)
    latest, drawn = NOW, 0
    for index, (seconds, least, most) in enumerate(steps):
        at = latest - timedelta(seconds=3) if index % 3 else latest + timedelta(seconds=seconds)
        latest = max(latest, at)
        level, points = draw(limit, level, at, least, max(least, most))
        drawn += points
        assert level.at == latest
        assert drawn <= limit.capacity + limit.rate * (latest - NOW).total_seconds() + 1e-6 * len(steps)


@given(LIMITS, st.integers(1, 5_000), st.integers(1, 5_000))
def test_what_was_charged_is_paid_back_before_more_is_given(limit: Limit, amount: int, wanted: int) -> None:
    owed = charge(limit, None, NOW, amount)
    assert -limit.capacity <= owed.left == max(-limit.capacity, limit.capacity - amount)
    ready = ready_at(limit, owed, wanted)
    assert fill(limit, owed, ready + timedelta(milliseconds=1)).left >= min(wanted, limit.capacity) - 1e-3
    if ready > NOW + timedelta(milliseconds=1):
        assert fill(limit, owed, ready - timedelta(milliseconds=1)).left < min(wanted, limit.capacity)


@given(LIMITS)
def test_a_bucket_fills_and_does_not_run_over(limit: Limit) -> None:
    empty, drawn = draw(limit, None, NOW, limit.capacity, limit.capacity)
    assert (empty.left, drawn) == (0, limit.capacity)
    later: datetime = NOW + timedelta(seconds=limit.seconds)
    assert abs(fill(limit, empty, later).left - limit.capacity) < 1e-6 * limit.capacity
    assert fill(limit, empty, later + timedelta(days=1)).left == limit.capacity


def test_everything_has_a_limit_and_no_portion_is_a_whole_bucket() -> None:
    for limits in (STRANGERS, STAFF):
        assert set(limits) == set(BudgetKind)
        assert all(1 <= limit.portion < limit.capacity for limit in limits.values())
