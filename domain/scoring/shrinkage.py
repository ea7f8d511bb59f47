"""Estimates from few observations, drawn towards what is known of peers in proportion to how few they are.

Empirical Bayes as in Efron and Morris (1975); intervals of raw proportions after Wilson (1927); the size of a weighted
sample after Kish (1965). All functions are pure and, through `math.fsum`, independent of the order of observations.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

STANDARD_NORMAL = NormalDist()


@dataclass(frozen=True)
class Estimate:
    """A shrunken value with the standard deviation of what is still unknown, both on the scale of the observations."""

    value: float
    sd: float


def shrink_mean(total: float, n: float, mean: float, sigma: float, prior_weight: float) -> Estimate:
    """Shrink `n` weighted observations that sum to `total` towards the peers' `mean`, which counts for `prior_weight`.

    `sigma` is the spread of single observations; with tau = sigma / sqrt(prior_weight) the spread of the result is
    1 / sqrt(n / sigma^2 + 1 / tau^2).
    """
    size = n + prior_weight
    return Estimate((total + prior_weight * mean) / size, sigma / math.sqrt(size))


def shrink_proportion(successes: float, n: float, rate: float, prior_weight: float) -> Estimate:
    """Posterior mean and spread of a proportion: Beta-Binomial with the peers' `rate` counting for `prior_weight`."""
    size = n + prior_weight
    value = (prior_weight * rate + successes) / size
    return Estimate(value, math.sqrt(max(0.0, value * (1 - value)) / (size + 1)))


def effective_size(weights: Iterable[float]) -> float:
    """How many equally weighted observations the weighted ones are worth: (sum a)^2 / sum a^2 (Kish)."""
    listed = list(weights)
    squares = math.fsum(weight * weight for weight in listed)
    return math.fsum(listed) ** 2 / squares if squares else 0.0


@cache
def two_sided(probability: float) -> float:
    """Standard deviations on each side of the mean that hold `probability` of a normal distribution."""
    return STANDARD_NORMAL.inv_cdf((1 + probability) / 2)


def interval(estimate: Estimate, probability: float, ends: tuple[float, float]) -> tuple[float, float]:
    """Normal interval around an estimate, cut at the ends of its scale; always holds the estimate."""
    half = two_sided(probability) * estimate.sd
    return max(ends[0], estimate.value - half), min(ends[1], estimate.value + half)


def wilson(successes: float, n: float, probability: float) -> tuple[float, float]:
    """Wilson's interval of a raw proportion of `n > 0` observations."""
    z = two_sided(probability)
    rate = successes / n
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(max(0.0, rate * (1 - rate)) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)
