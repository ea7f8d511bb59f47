"""Tails are those of the distributions they are named by."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.detection.tails import is_unlikely, tail_of_count, tail_of_share

COUNTS = st.integers(0, 200)
MEANS, STRENGTHS = st.floats(0.01, 100), st.floats(0.5, 1e5)


def poisson(count: int, mean: float) -> float:
    return 1 - math.fsum(math.exp(-mean + each * math.log(mean) - math.lgamma(each + 1)) for each in range(count))


@pytest.mark.parametrize(("count", "mean", "chance"), [(8, 1.5, 0.0002), (6, 1.5, 0.004), (5, 1.5, 0.019)])
def test_with_a_known_rate_it_is_the_poisson_tail(count: int, mean: float, chance: float) -> None:
    assert tail_of_count(count, mean, 1e9) == pytest.approx(chance, abs=0.0005)
    assert tail_of_count(count, mean, 1e9) == pytest.approx(poisson(count, mean), rel=1e-4)


@given(COUNTS, MEANS, STRENGTHS)
def test_more_are_less_likely_and_less_is_known_the_more_so(count: int, mean: float, strength: float) -> None:
    tail = tail_of_count(count, mean, strength)
    assert 0 <= tail_of_count(count + 1, mean, strength) <= tail <= 1
    assert tail_of_count(count, mean * 1.1, strength) >= tail * (1 - 1e-9)


@given(COUNTS, MEANS, STRENGTHS, st.floats(1e-9, 0.5))
def test_what_is_unlikely_has_a_small_tail(count: int, mean: float, strength: float, chance: float) -> None:
    tail = tail_of_count(count, mean, strength)
    if abs(tail - chance) > chance * 1e-6:
        assert is_unlikely(count, mean, strength, chance) is (tail < chance)


@given(st.integers(1, 150), st.floats(0.01, 0.99), STRENGTHS, st.data())
def test_shares_have_a_tail_that_falls(whole: int, usual: float, strength: float, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert 0 <= tail_of_share(part, whole, usual, strength) <= 1
    if part < whole:
        assert tail_of_share(part + 1, whole, usual, strength) <= tail_of_share(part, whole, usual, strength)


def test_with_a_known_share_it_is_the_binomial_tail() -> None:
    exact = math.fsum(math.comb(20, each) * 0.3**each * 0.7 ** (20 - each) for each in range(12, 21))
    assert tail_of_share(12, 20, 0.3, 1e9) == pytest.approx(exact, rel=1e-4)
