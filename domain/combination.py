"""Parts of an axis put together: weights rescaled to those that are there, estimate, and what the rating rests on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.explanations import NOTHING, write_chances, write_spread, write_weighted
from domain.parts import Part
from domain.policies import Policy
from domain.predicates import chance_above, chance_below
from domain.shrinkage import Estimate


@dataclass(frozen=True)
class Combination:
    """Several parts as one: `weight` is what their nominal weights sum to, `shares` pairs of share and estimate."""

    estimate: Estimate
    reference: float
    weight: float
    shares: tuple[tuple[float, float], ...]

    @property
    def arithmetic(self) -> str:
        """The weighted sum with its numbers."""
        return write_weighted(self.shares, self.estimate.value)


def combine(parts: Sequence[Part]) -> Combination | None:
    """Weighted sum of the parts that have an estimate, their weights rescaled to sum to one; none of none.

    The parts are taken as independent: variances add with the squares of the shares.
    """
    present = [(part.weight, part.estimate, part.reference) for part in parts if part.estimate]
    weight = math.fsum(nominal for nominal, _, _ in present)
    if not present:
        return None
    shares = [(nominal / weight, estimate, reference) for nominal, estimate, reference in present]
    value = math.fsum(share * estimate.value for share, estimate, _ in shares)
    sd = math.sqrt(math.fsum((share * estimate.sd) ** 2 for share, estimate, _ in shares))
    reference = math.fsum(share * reference for share, _, reference in shares)
    return Combination(Estimate(value, sd), reference, weight, tuple((share, part.value) for share, part, _ in shares))


def explain(whole: Combination | None, rated: Combination | None, policy: Policy) -> str:
    """The sum over all parts; then, of those that count for the rating, what the rating was decided by."""
    if whole is None:
        return NOTHING
    if rated is None:
        return whole.arithmetic
    high, low = rated.reference + policy.delta, rated.reference - policy.delta
    above, below = chance_above(high, rated.estimate), chance_below(low, rated.estimate)
    sums = [whole.arithmetic] if rated.shares == whole.shares else [whole.arithmetic, rated.arithmetic]
    return "; ".join([*sums, write_spread(rated.estimate), write_chances(high, above, low, below)])
