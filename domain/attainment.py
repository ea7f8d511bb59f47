"""How far an indicator of a performance plan was attained: realisation, attainment by direction, place on the scale."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from domain.explanations import write_count, write_number, write_result
from domain.terms import Aggregation, Direction

Knots = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Target:
    """What a plan asks for: at least `low` (HIGHER), at most `high` (LOWER), or between the two (RANGE)."""

    direction: Direction
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Step:
    """A number and the arithmetic that leads to it."""

    value: float
    arithmetic: str


def aggregate(values: Sequence[float], aggregation: Aggregation) -> float | None:
    """One realisation of measurements in the order in which they were taken; none of none."""
    if not values:
        return None
    match aggregation:
        case Aggregation.LATEST:
            return values[-1]
        case Aggregation.SUM:
            return math.fsum(values)
        case Aggregation.MEAN:
            return math.fsum(values) / len(values)


def attain(realised: float, target: Target, cap: float) -> Step:
    """Attainment of a target, 1 when it is just met, from 0 to `cap`.

    HIGHER: realised / target. LOWER: target / realised, and the cap where nothing was realised. RANGE: 1 inside, and
    outside falling with the distance to the nearer bound in proportion to that bound. Where the bound is zero or less
    a ratio to it says nothing: met is 1, missed is 0, and RANGE measures the distance by the width of the range.
    """
    low, high = target.low or 0.0, target.high or 0.0
    match target.direction:
        case Direction.HIGHER:
            return _ratio(realised, low, cap) if low > 0 else _compare(realised, low, met=realised >= low)
        case Direction.LOWER if high <= 0:
            return _compare(realised, high, met=realised <= high)
        case Direction.LOWER:
            return _ratio(high, realised, cap) if realised > 0 else Step(cap, f"{_order(realised, high)}{_gives(cap)}")
        case Direction.RANGE:
            return _within(realised, low, high)


def place_on_scale(attainment: float, knots: Knots) -> Step:
    """Attainment on the common scale: linear between the policy's knots, level beyond the last."""
    after = bisect_right(knots, attainment, key=lambda knot: knot[0])
    left = knots[after - 1]
    if after == len(knots) or attainment == left[0]:
        return Step(left[1], f"→ {write_result(left[1])}")
    right = knots[after]
    value = left[1] + (attainment - left[0]) / (right[0] - left[0]) * (right[1] - left[1])
    share = f"({write_number(attainment)} − {write_number(left[0])}) / {write_number(right[0] - left[0])}"
    steps = f"{write_number(left[1])} + {share} × {write_number(right[1] - left[1])}"
    return Step(value, f"→ {steps} = {write_result(value)}")


def _ratio(above: float, below: float, cap: float) -> Step:
    ratio = above / below
    shown = f"{write_count(above)} / {write_count(below)}"
    if ratio > cap:
        return Step(cap, f"min({shown}, {write_number(cap)}) = {write_result(cap)}")
    if ratio < 0:
        return Step(0.0, f"max({shown}, 0) = {write_result(0.0)}")
    return Step(ratio, f"{shown} = {write_result(ratio)}")


def _compare(realised: float, bound: float, *, met: bool) -> Step:
    return Step(float(met), f"{_order(realised, bound)}{_gives(float(met))}")


def _within(realised: float, low: float, high: float) -> Step:
    if low <= realised <= high:
        shown = f"{write_count(low)} ≤ {write_count(realised)} ≤ {write_count(high)}"
        return Step(1.0, shown + _gives(1.0))
    bound = low if realised < low else high
    unit = bound if bound > 0 else high - low
    if unit <= 0:
        return _compare(realised, bound, met=False)
    nearer, farther = sorted((bound, realised))
    value = max(0.0, 1 - (farther - nearer) / unit)
    shown = f"1 − ({write_count(farther)} − {write_count(nearer)}) / {write_count(unit)}"
    return Step(value, f"{shown} = {write_result(value)}" if value else f"max({shown}, 0) = {write_result(value)}")


def _order(left: float, right: float) -> str:
    sign = "<" if left < right else ">" if left > right else "="
    return f"{write_count(left)} {sign} {write_count(right)}"


def _gives(value: float) -> str:
    return f" → {write_result(value)}"
