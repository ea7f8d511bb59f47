"""Scores of units: how a unit's cases went, shrunken towards all units, on the natural scale of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring.arithmetic import write_observed, write_proportion, write_quarantined, write_shrunken
from domain.scoring.casemix import Expectations, find_case_mix, peer_rate
from domain.scoring.policies import Policy
from domain.scoring.scores import DECIMALS
from domain.scoring.shrinkage import interval, shrink_mean, shrink_proportion, wilson
from domain.terms import EvidenceKind

WHOLE = (0.0, 1.0)


@dataclass(frozen=True)
class UnitEvidence:
    """All counted evidence of one kind of a unit: weighted sum of the values, sum of the weights, number of cases.

    `quarantined` is of how many cases it waits for a second look; `strata` parts the weight by stratum.
    """

    kind: EvidenceKind
    total: float
    weight: float
    cases: int
    quarantined: int = 0
    strata: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitScore:
    """A mean answer (1 to 4) or a proportion (0 to 1): shrunken with its interval, and as observed."""

    kind: EvidenceKind
    estimate: float
    low: float
    high: float
    observed: float
    cases: int
    arithmetic: str


def score_unit(given: UnitEvidence, expectations: Expectations, policy: Policy) -> UnitScore:
    """Score one kind of a unit's evidence; `given.weight` is more than zero."""
    return score_against(given, find_usual(given.kind, expectations, policy), policy)


def find_usual(kind: EvidenceKind, expectations: Expectations, policy: Policy) -> float:
    """What the cases of all units together let expect of a kind."""
    if EVIDENCE[kind].form is Form.RATING:
        return find_case_mix(kind, expectations, policy).mean
    return peer_rate(kind, expectations, policy)


def score_against(given: UnitEvidence, usual: float, policy: Policy) -> UnitScore:
    """Score one kind of a unit's evidence, drawn towards what is usual."""
    if EVIDENCE[given.kind].form is Form.RATING:
        return _score_answers(given, usual, policy)
    return _score_proportion(given, usual, policy)


def _score_answers(given: UnitEvidence, mean: float, policy: Policy) -> UnitScore:
    estimate = shrink_mean(given.total, given.weight, mean, policy.sigma, policy.prior_weight)
    observed = given.total / given.weight
    arithmetic = write_shrunken(given.weight, observed, policy.prior_weight, mean, estimate.value)
    ends = interval(estimate, policy.interval, policy.scale)
    return _finish(given, estimate.value, ends, observed, arithmetic)


def _score_proportion(given: UnitEvidence, rate: float, policy: Policy) -> UnitScore:
    estimate = shrink_proportion(given.total, given.weight, rate, policy.prior_weight)
    observed = write_observed(given.total, given.weight, wilson(given.total, given.weight, policy.interval))
    shrunken = write_proportion(given.total, given.weight, policy.prior_weight, rate, estimate.value)
    ends = interval(estimate, policy.interval, WHOLE)
    return _finish(given, estimate.value, ends, given.total / given.weight, f"{observed}; {shrunken}")


def _finish(
    given: UnitEvidence, estimate: float, ends: tuple[float, float], observed: float, arithmetic: str
) -> UnitScore:
    low, high = (round(end, DECIMALS) for end in ends)
    arithmetic += write_quarantined(given.quarantined)
    return UnitScore(
        given.kind, round(estimate, DECIMALS), low, high, round(observed, DECIMALS), given.cases, arithmetic
    )
