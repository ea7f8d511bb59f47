"""The arithmetic of a score in one line each, with its real numbers, in no language, for a person to redo on paper."""

import math
from collections.abc import Sequence

from domain.scoring.shrinkage import Estimate

NOTHING = "–"
DECIMALS = 2
PRECISION = 4
SMALL = 0.1
MOST = 8
LISTED = 12


def write_number(value: float, least: int = DECIMALS) -> str:
    """`value` with as many decimals as it takes: from `least` to four, and four digits of a number below 0.1."""
    decimals = PRECISION
    if 0 < abs(value) < SMALL:
        decimals += min(-1 - math.floor(math.log10(abs(value))), MOST)
    text = f"{value or 0.0:.{decimals}f}"
    shortest = len(text) - decimals + least
    return text[: max(len(text.rstrip("0")), shortest)].rstrip(".").replace("-", "−")


def write_count(value: float) -> str:
    """A number of answers, which weights may make a fraction."""
    return write_number(value, 0)


def write_result(value: float) -> str:
    """The result of a line: two decimals."""
    return f"{value + 0.0:.{DECIMALS}f}".replace("-", "−")


def write_shrunken(n: float, mean: float, prior_weight: float, prior: float, result: float) -> str:
    """`(40 × 2.40 + 16 × 3.25) / (40 + 16) = 2.64`."""
    count, weight = write_count(n), write_count(prior_weight)
    products = f"{count} × {write_number(mean)} + {weight} × {write_number(prior)}"
    return f"({products}) / ({count} + {weight}) = {write_result(result)}"


def write_proportion(successes: float, n: float, prior_weight: float, rate: float, result: float) -> str:
    """`(16 × 0.80 + 33.2) / (16 + 40) = 0.82`."""
    weight = write_count(prior_weight)
    numerator = f"{weight} × {write_number(rate)} + {write_count(successes)}"
    return f"({numerator}) / ({weight} + {write_count(n)}) = {write_result(result)}"


def write_observed(successes: float, n: float, ends: tuple[float, float]) -> str:
    """A raw proportion with its interval: `8 / 10 = 0.80 (0.49–0.94)`."""
    shown = f"{write_count(successes)} / {write_count(n)} = {write_result(successes / n)}"
    return f"{shown} ({write_result(ends[0])}–{write_result(ends[1])})"


def write_on_scale(proportion: float, result: float, scale: tuple[float, float], *, reverse: bool) -> str:
    """A proportion brought on the common scale: `1 + 3 × 0.82 = 3.46`, or from the top where less is better."""
    start, sign = (scale[1], "−") if reverse else (scale[0], "+")
    width = write_count(scale[1] - scale[0])
    return f"{write_count(start)} {sign} {width} × {write_number(proportion)} = {write_result(result)}"


def write_weighted(parts: Sequence[tuple[float, float]], result: float) -> str:
    """Weighted values `(weight, value)` and their sum: `0.60 × 3.10 + 0.40 × 2.64 = 2.92`."""
    products = " + ".join(f"{write_number(weight)} × {write_number(value)}" for weight, value in parts)
    return f"{products} = {write_result(result)}"


def write_chances(high: float, above: float, low: float, below: float) -> str:
    """How likely the true value is beyond each threshold: `P(θ > 3.35) = 0.03; P(θ < 3.15) = 0.91`."""
    upper = f"P(θ > {write_number(high)}) = {write_result(above)}"
    return f"{upper}; P(θ < {write_number(low)}) = {write_result(below)}"


def write_spread(estimate: Estimate) -> str:
    """An estimate and its standard deviation: `θ = 2.92 ± 0.08`."""
    return f"θ = {write_result(estimate.value)} ± {write_result(estimate.sd)}"


def write_quarantined(number: int) -> str:
    """How many more pieces of evidence wait for a second look: `; n_q = 3`, nothing where none does."""
    return f"; n_q = {number}" if number else ""


def write_sum(values: Sequence[float]) -> str:
    """The terms of a sum; only their number where they are many."""
    if len(values) > LISTED:
        return f"Σ (n = {len(values)})"
    return " + ".join(write_count(value) for value in values)
