"""From estimates to a proposed rating on each axis, and from two ratings to the predicate (PermenPANRB 6/2022)."""

import math

from domain.scoring.policies import Policy
from domain.scoring.shrinkage import STANDARD_NORMAL, Estimate
from domain.terms import Predicate, Rating

# By rating of work result, then of work behaviour.
MATRIX = {
    Rating.ABOVE: {
        Rating.BELOW: Predicate.POOR_MISCONDUCT,
        Rating.MEETS: Predicate.GOOD,
        Rating.ABOVE: Predicate.VERY_GOOD,
    },
    Rating.MEETS: {
        Rating.BELOW: Predicate.POOR_MISCONDUCT,
        Rating.MEETS: Predicate.GOOD,
        Rating.ABOVE: Predicate.GOOD,
    },
    Rating.BELOW: {
        Rating.BELOW: Predicate.VERY_POOR,
        Rating.MEETS: Predicate.NEEDS_IMPROVEMENT,
        Rating.ABOVE: Predicate.NEEDS_IMPROVEMENT,
    },
}


def find_predicate(work_result: Rating, work_behaviour: Rating) -> Predicate:
    """The cell of the 3 x 3 matrix of the two axes."""
    return MATRIX[work_result][work_behaviour]


def chance_above(threshold: float, estimate: Estimate) -> float:
    """Probability that the true value exceeds `threshold`; 0 or 1 where nothing is unknown."""
    if estimate.sd == 0:
        return float(estimate.value > threshold and not math.isclose(estimate.value, threshold))
    return STANDARD_NORMAL.cdf((estimate.value - threshold) / estimate.sd)


def chance_below(threshold: float, estimate: Estimate) -> float:
    """Probability that the true value is less than `threshold`; 0 or 1 where nothing is unknown."""
    return chance_above(-threshold, Estimate(-estimate.value, estimate.sd))


def propose_rating(estimate: Estimate, reference: float, policy: Policy) -> Rating:
    """MEETS, unless it is nearly certain (`policy.confidence`) that the value is more than `policy.delta` away."""
    if chance_above(reference + policy.delta, estimate) >= policy.confidence:
        return Rating.ABOVE
    if chance_below(reference - policy.delta, estimate) >= policy.confidence:
        return Rating.BELOW
    return Rating.MEETS
