"""Fair comparison of people whose cases differ: answers are read against what their kind of case lets expect.

Indirect standardisation: the expected answer of a stratum comes from everybody's answers of the preceding period, and
is set before the period opens (as for standardised rates, Breslow and Day 1987). The adjusted answer is not a residual
`y - E`: with residuals a top answer from a stratum where everybody is content weighs less than the mean of the others,
so a citizen's best answer could lower a score. Here the ends of the scale stay where they are and the expected answer
moves to the peers' mean, so the best answer never lowers a mean and the worst never raises it, whatever the mix.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring.policies import Policy
from domain.terms import EvidenceKind

OVERALL = ""

Expectations = Mapping[tuple[EvidenceKind, str], float]

# As expectations are kept.
LEAST_RATE = 1e-4


@dataclass(frozen=True)
class CaseMix:
    """What answers of one kind are expected to be, by stratum, on `scale`; `mean` is that of all peers."""

    kind: EvidenceKind
    expectations: Expectations
    mean: float
    scale: tuple[float, float]
    margin: float

    def expected(self, stratum: str) -> float:
        """What an answer of `stratum` is expected to be; the peers' mean where the stratum is unknown or too small.

        Kept `margin` off the ends of the scale, so that an answer can still be better or worse than expected.
        """
        low, high = self.scale
        expected = self.expectations.get((self.kind, stratum), self.mean)
        return min(max(expected, low + self.margin), high - self.margin)

    def adjust(self, value: float, stratum: str) -> float:
        """The answer as it would be in an average stratum: piecewise linear, the expected answer goes to the mean."""
        low, high = self.scale
        expected = self.expected(stratum)
        if value >= expected:
            return high - (high - self.mean) * (high - value) / (high - expected)
        return low + (self.mean - low) * (value - low) / (expected - low)


def find_case_mix(kind: EvidenceKind, expectations: Expectations, policy: Policy) -> CaseMix:
    """The case-mix of a kind of answer; with no expectations at all every answer is expected to be the prior mean."""
    mean = expectations.get((kind, OVERALL), policy.prior_mean)
    return CaseMix(kind, expectations, mean, policy.scale, policy.expected_margin)


def expect_mean(kind: EvidenceKind, mean: float, cases: int, policy: Policy) -> float:
    """What evidence is expected to be after so many `cases` with this mean.

    Of proportions the policy's rate counts as one case more, since what never happened is not impossible: read against
    a rate of 0, a single case would leave nothing unknown.
    """
    if EVIDENCE[kind].form is not Form.PROPORTION:
        return mean
    rate = (mean * cases + policy.prior_rates[kind]) / (cases + 1)
    return min(max(rate, LEAST_RATE), 1 - LEAST_RATE)


def peer_rate(kind: EvidenceKind, expectations: Expectations, policy: Policy) -> float:
    """The proportion among all peers, 0 to 1."""
    return expectations.get((kind, OVERALL), policy.prior_rates[kind])
