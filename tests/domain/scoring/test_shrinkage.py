"""Shrinkage: the worked numbers of the method, and what holds for all observations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.shrinkage import (
    effective_size,
    interval,
    shrink_mean,
    shrink_proportion,
    wilson,
)

MU, SIGMA, K = 3.25, 0.6, 16.0
WEIGHTS = st.lists(st.floats(0.01, 1), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("n", "mean", "theta", "sd"),
    [(5, 2.4, 3.05, 0.13), (40, 2.4, 2.64, 0.08), (3, 3.9, 3.35, 0.14), (120, 3.9, 3.82, 0.05)],
)
def test_worked_means(n: int, mean: float, theta: float, sd: float) -> None:
    estimate = shrink_mean(n * mean, n, MU, SIGMA, K)
    assert (round(estimate.value, 2), round(estimate.sd, 2)) == (theta, sd)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"), [(8, 10, 0.49, 0.94), (80, 100, 0.71, 0.87), (9, 9, 0.70, 1.00)]
)
def test_worked_wilson_intervals(successes: int, n: int, low: float, high: float) -> None:
    assert tuple(round(end, 2) for end in wilson(successes, n, 0.95)) == (low, high)


def test_thirty_five_answers_give_a_half_width_of_a_fifth() -> None:
    assert [round(1.96 * 0.6 / n**0.5, 2) for n in (30, 35)] == [0.21, 0.20]
    low, high = interval(shrink_mean(35 * 3.0, 35, 3.0, SIGMA, 1e-9), 0.95, (1, 4))
    assert (high - low) / 2 == pytest.approx(0.20, abs=0.005)


def test_cold_start_is_the_bayesian_average() -> None:
    assert shrink_mean(3 * 2.0, 3, MU, SIGMA, K).value == pytest.approx((16 * MU + 3 * 2.0) / (16 + 3))


def test_a_proportion_without_cases_is_that_of_its_peers() -> None:
    assert shrink_proportion(0, 0, 0.8, K).value == pytest.approx(0.8)


def test_equal_weights_are_worth_their_number() -> None:
    assert effective_size([0.4] * 40) == pytest.approx(40)
    assert effective_size([1.0, 0.0]) == 1
    assert effective_size([]) == 0


@given(WEIGHTS)
def test_a_weighted_sample_is_never_worth_more_than_its_number(weights: list[float]) -> None:
    assert 0 < effective_size(weights) <= len(weights) * (1 + 1e-12)


@given(st.floats(0, 1), st.floats(0.1, 500), st.floats(0, 1))
def test_proportions_stay_proportions(share: float, n: float, rate: float) -> None:
    estimate = shrink_proportion(share * n, n, rate, K)
    low, high = wilson(share * n, n, 0.95)
    assert 0 <= estimate.value <= 1 + 1e-12
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


@given(st.floats(1, 4), st.floats(0, 500), st.floats(1, 4))
def test_an_interval_holds_its_estimate(mean: float, n: float, prior: float) -> None:
    estimate = shrink_mean(n * mean, n, prior, SIGMA, K)
    low, high = interval(estimate, 0.95, (1, 4))
    assert low <= estimate.value + 1e-12
    assert high >= estimate.value - 1e-12
    assert min(mean, prior) - 1e-9 <= estimate.value <= max(mean, prior) + 1e-9
