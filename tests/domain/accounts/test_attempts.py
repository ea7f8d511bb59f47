"""Attempts wait longer and longer, but nobody waits for long because of others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts.attempts import (
    FORGOTTEN_AFTER,
    PACES,
    Count,
    Counter,
    delay_after,
    remaining_wait,
    slowing_counters,
)
from tests.clock import NOW

counters = st.sampled_from(Counter)


@given(counters, st.integers(0, 10_000))
def test_a_delay_never_shrinks_and_never_passes_its_longest(counter: Counter, failures: int) -> None:
    assert delay_after(counter, failures) <= delay_after(counter, failures + 1) <= PACES[counter].longest


@pytest.mark.parametrize("counter", Counter)
def test_the_first_failures_cost_nothing_then_a_second_then_twice_as_much(counter: Counter) -> None:
    free = PACES[counter].free
    delays = [delay_after(counter, free + more).total_seconds() for more in (-1, 0, 1, 2, 3)]
    assert delays == [0, 1, 2, 4, 8]


def test_what_strangers_do_slows_a_person_for_a_minute_at_most_and_on_known_devices_not_at_all() -> None:
    assert PACES[Counter.ACCOUNT].longest == timedelta(minutes=1)
    assert slowing_counters(known_device=True) == (Counter.DEVICE,)
    assert set(slowing_counters(known_device=False)) == {Counter.ACCOUNT, Counter.NEIGHBOURHOOD}


@given(
    st.lists(
        st.builds(
            Count,
            counters,
            st.integers(0, 100),
            st.timedeltas(timedelta(days=-300), timedelta(days=300)).map(lambda since: NOW + since),
        )
    )
)
def test_whoever_has_waited_may_try(counts: list[Count]) -> None:
    wait = remaining_wait(counts, NOW)
    assert wait >= timedelta(0)
    assert remaining_wait(counts, NOW + wait) == timedelta(0)


def test_after_a_day_a_count_begins_anew() -> None:
    count = Count(Counter.NEIGHBOURHOOD, 50, NOW)
    assert count.current(NOW + FORGOTTEN_AFTER - timedelta(seconds=1)) == 50
    assert count.current(NOW + FORGOTTEN_AFTER) == 0
    assert Count(Counter.DEVICE).current(NOW) == 0
