"""The pattern of predicates in a unit, with the worked example of 25 people."""

from uuid import UUID

import pytest

from domain.scoring.distributions import UnitPredicate, find_breaches
from domain.scoring.policies import parse_policy
from domain.terms import Predicate
from tests.first_policy import FIRST_POLICY

LIMITS = parse_policy(UUID(int=1), 1, FIRST_POLICY).distribution


@pytest.mark.parametrize(
    ("predicate", "bounds"),
    [
        (UnitPredicate.EXCEPTIONAL, [(0, 17)]),
        (UnitPredicate.GOOD, [(0, 17), (1, 25)]),
        (UnitPredicate.NEEDS_IMPROVEMENT, [(15, 25), (0, 2)]),
        (UnitPredicate.POOR, [(15, 25), (3, 25), (0, 2)]),
        (UnitPredicate.VERY_POOR, [(15, 25), (3, 25), (0, 0)]),
    ],
)
def test_bounds_for_twenty_five_people(predicate: UnitPredicate, bounds: list[tuple[int, int]]) -> None:
    assert [limit.bounds(25) for limit in LIMITS[predicate]] == bounds


def test_a_good_unit_without_anybody_to_improve_breaks_one_limit() -> None:
    limits = LIMITS[UnitPredicate.GOOD]
    assert find_breaches({Predicate.GOOD: 17, Predicate.VERY_GOOD: 8}, limits) == [limits[1]]
    assert find_breaches({Predicate.GOOD: 17, Predicate.VERY_GOOD: 7, Predicate.NEEDS_IMPROVEMENT: 1}, limits) == []
    assert find_breaches({Predicate.GOOD: 18, Predicate.POOR_MISCONDUCT: 7}, limits) == [limits[0]]
