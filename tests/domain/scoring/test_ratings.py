"""The matrix of predicates and the proposal of ratings."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.policies import parse_policy
from domain.scoring.ratings import MATRIX, chance_above, chance_below, find_predicate, propose_rating
from domain.scoring.shrinkage import Estimate, shrink_mean
from domain.terms import Predicate, Rating
from tests.first_policy import FIRST_POLICY

POLICY = parse_policy(UUID(int=1), 1, FIRST_POLICY)


def shrunken(n: int, mean: float) -> Estimate:
    return shrink_mean(n * mean, n, POLICY.prior_mean, POLICY.sigma, POLICY.prior_weight)


def test_the_cells_of_the_matrix_are_one_three_two_two_one() -> None:
    counts = Counter(find_predicate(result, behaviour) for result in Rating for behaviour in Rating)
    assert [counts[predicate] for predicate in Predicate] == [1, 3, 2, 2, 1]
    assert sum(len(row) for row in MATRIX.values()) == 9


@pytest.mark.parametrize(
    ("result", "behaviour", "predicate"),
    [
        (Rating.ABOVE, Rating.ABOVE, Predicate.VERY_GOOD),
        (Rating.ABOVE, Rating.BELOW, Predicate.POOR_MISCONDUCT),
        (Rating.MEETS, Rating.ABOVE, Predicate.GOOD),
        (Rating.BELOW, Rating.ABOVE, Predicate.NEEDS_IMPROVEMENT),
        (Rating.BELOW, Rating.BELOW, Predicate.VERY_POOR),
    ],
)
def test_cells(result: Rating, behaviour: Rating, predicate: Predicate) -> None:
    assert find_predicate(result, behaviour) is predicate


def test_worked_ratings() -> None:
    many, few, enough = shrunken(200, 3.40), shrunken(5, 2.4), shrunken(40, 2.4)
    assert round(chance_above(3.35, many), 2) == 0.83
    assert round(chance_below(3.15, few), 2) == 0.78
    ratings = [propose_rating(estimate, POLICY.prior_mean, POLICY) for estimate in (many, few, enough)]
    assert ratings == [Rating.MEETS, Rating.MEETS, Rating.BELOW]


def test_without_spread_the_value_is_compared_directly() -> None:
    near, above, below = (Estimate(3.0 + step, 0.0) for step in (0.1, 0.11, -0.11))
    assert [propose_rating(estimate, 3.0, POLICY) for estimate in (near, above, below)] == [
        Rating.MEETS,
        Rating.ABOVE,
        Rating.BELOW,
    ]


@given(st.floats(1, 4), st.floats(0, 1), st.floats(1, 4))
def test_nobody_is_above_and_below_at_once(value: float, sd: float, reference: float) -> None:
    estimate = Estimate(value, sd)
    above = chance_above(reference + POLICY.delta, estimate)
    below = chance_below(reference - POLICY.delta, estimate)
    assert above + below <= 1 + 1e-9
