"""Attainment of indicators by direction, and its place on the common scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.indicators import aggregate, attain, place_on_scale
from domain.scoring.inputs import Target
from domain.terms import Aggregation, Direction

CAP = 1.2
KNOTS = [(0.0, 1.0), (1.0, 3.0), (1.2, 4.0)]
REAL = st.floats(-1e6, 1e6)


def higher(target: float) -> Target:
    return Target(Direction.HIGHER, target, None)


def lower(target: float) -> Target:
    return Target(Direction.LOWER, None, target)


def between(low: float, high: float) -> Target:
    return Target(Direction.RANGE, low, high)


@pytest.mark.parametrize(
    ("realised", "target", "attainment", "arithmetic"),
    [
        (120, higher(100), 1.2, "120 / 100 = 1.20"),
        (150, higher(100), 1.2, "min(150 / 100, 1.20) = 1.20"),
        (45, higher(90), 0.5, "45 / 90 = 0.50"),
        (-3, higher(90), 0.0, "max(−3 / 90, 0) = 0.00"),
        (0, higher(0), 1.0, "0 = 0 → 1.00"),
        (-1, higher(0), 0.0, "−1 < 0 → 0.00"),
        (20, lower(15), 0.75, "15 / 20 = 0.75"),
        (0, lower(15), 1.2, "0 < 15 → 1.20"),
        (0, lower(0), 1.0, "0 = 0 → 1.00"),
        (2, lower(0), 0.0, "2 > 0 → 0.00"),
        (95, between(90, 100), 1.0, "90 ≤ 95 ≤ 100 → 1.00"),
        (45, between(90, 100), 0.5, "1 − (90 − 45) / 90 = 0.50"),
        (120, between(90, 100), 0.8, "1 − (120 − 100) / 100 = 0.80"),
        (300, between(90, 100), 0.0, "max(1 − (300 − 100) / 100, 0) = 0.00"),
        (-1, between(0, 4), 0.75, "1 − (0 − −1) / 4 = 0.75"),
        (1, between(0, 0), 0.0, "1 > 0 → 0.00"),
    ],
)
def test_attainment_by_direction(realised: float, target: Target, attainment: float, arithmetic: str) -> None:
    step = attain(realised, target, CAP)
    assert step.value == pytest.approx(attainment)
    assert step.arithmetic == arithmetic


@pytest.mark.parametrize(
    ("attainment", "value", "arithmetic"),
    [
        (0.0, 1.0, "→ 1.00"),
        (0.5, 2.0, "→ 1.00 + (0.50 − 0.00) / 1.00 × 2.00 = 2.00"),
        (1.0, 3.0, "→ 3.00"),
        (1.1, 3.5, "→ 3.00 + (1.10 − 1.00) / 0.20 × 1.00 = 3.50"),
        (1.2, 4.0, "→ 4.00"),
        (7.0, 4.0, "→ 4.00"),
    ],
)
def test_place_on_the_scale(attainment: float, value: float, arithmetic: str) -> None:
    step = place_on_scale(attainment, KNOTS)
    assert step.value == pytest.approx(value)
    assert step.arithmetic == arithmetic


def test_aggregation() -> None:
    values = [30.0, 40.0, 35.0]
    assert [aggregate(values, way) for way in Aggregation] == [35, 105, 35]
    assert all(aggregate([], way) is None for way in Aggregation)


@given(REAL, st.sampled_from(Direction), REAL, st.floats(0, 1e6))
def test_attainment_stays_between_nothing_and_the_cap(
    realised: float, direction: Direction, low: float, width: float
) -> None:
    assert 0 <= attain(realised, Target(direction, low, low + width), CAP).value <= CAP


@given(REAL, REAL, REAL)
def test_more_never_attains_less_where_more_is_better(first: float, second: float, target: float) -> None:
    less, more = sorted((first, second))
    assert attain(less, higher(target), CAP).value <= attain(more, higher(target), CAP).value
    assert attain(less, lower(target), CAP).value >= attain(more, lower(target), CAP).value


@given(REAL, st.floats(0, 1e6))
def test_a_target_just_met_is_attained_in_full(target: float, width: float) -> None:
    assert attain(target, higher(target), CAP).value == 1
    assert attain(target, lower(target), CAP).value == 1
    assert attain(target, between(target, target + width), CAP).value == 1
