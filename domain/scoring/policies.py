"""The scoring policy: every number of the method, versioned and effective-dated, none of them in the code."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.evidence.kinds import PROPORTIONS, SCORED
from domain.scoring.distributions import Limit, UnitPredicate
from domain.scoring.parameters import Parameters
from domain.terms import Axis, EvidenceKind, JobFamily, Predicate

INDICATORS = "INDICATORS"
DEFAULT_FAMILY = "DEFAULT"
FIRST_METHOD = 1

# Values that are the same in every job family stand under DEFAULT_FAMILY; a family names only the axes it changes.
DEFAULT_PARAMETERS: dict[str, Any] = {
    "scale": [1.0, 4.0],
    "controllability": {
        "INTERACTION": 0.8,
        "OUTCOME": 0.4,
        "ON_TIME": 0.4,
        "REOPENED": 0.4,
        "RESPONSE_MINUTES": 1.0,
        "RESOLUTION_HOURS": 1.0,
    },
    "prior_mean": 3.25,
    "prior_rates": {"ON_TIME": 0.80, "REOPENED": 0.10},
    "prior_weight": 16.0,
    "sigma": 0.6,
    "delta": 0.10,
    "confidence": 0.90,
    "interval": 0.95,
    "minimum_rated": 30.0,
    "minimum_shown": 10,
    "minimum_stratum": 30,
    "expected_margin": 0.05,
    "attainment_cap": 1.2,
    "attainment_knots": [[0.0, 1.0], [1.0, 3.0], [1.2, 4.0]],
    "distribution": {
        "EXCEPTIONAL": [{"of": ["VERY_GOOD"], "at_most": 0.7}],
        "GOOD": [{"of": ["GOOD"], "at_most": 0.7}, {"of": ["NEEDS_IMPROVEMENT", "POOR_MISCONDUCT"], "number": 1}],
        "NEEDS_IMPROVEMENT": [
            {"of": ["NEEDS_IMPROVEMENT"], "at_least": 0.6},
            {"of": ["VERY_GOOD"], "at_most": 0.1},
        ],
        "POOR": [
            {"of": ["POOR_MISCONDUCT"], "at_least": 0.6},
            {"of": ["NEEDS_IMPROVEMENT"], "at_least": 0.1},
            {"of": ["VERY_GOOD"], "at_most": 0.1},
        ],
        "VERY_POOR": [
            {"of": ["VERY_POOR"], "at_least": 0.6},
            {"of": ["POOR_MISCONDUCT", "NEEDS_IMPROVEMENT"], "at_least": 0.1},
            {"of": ["VERY_GOOD"], "at_most": 0.0},
        ],
    },
    "weights": {
        "DEFAULT": {
            "WORK_RESULT": {"INDICATORS": 0.60, "OUTCOME": 0.20, "ON_TIME": 0.15, "REOPENED": 0.05},
            "WORK_BEHAVIOUR": {"INTERACTION": 1.0},
        },
        "LEADERSHIP": {"WORK_RESULT": {"INDICATORS": 0.75, "OUTCOME": 0.10, "ON_TIME": 0.10, "REOPENED": 0.05}},
        "HEALTH": {"WORK_RESULT": {"INDICATORS": 0.55, "OUTCOME": 0.25, "ON_TIME": 0.15, "REOPENED": 0.05}},
        "TRANSPORT": {"WORK_RESULT": {"INDICATORS": 0.45, "OUTCOME": 0.20, "ON_TIME": 0.30, "REOPENED": 0.05}},
        "COUNTER": {"WORK_RESULT": {"INDICATORS": 0.45, "OUTCOME": 0.25, "ON_TIME": 0.20, "REOPENED": 0.10}},
    },
}


@dataclass(frozen=True)
class AxisWeights:
    """Weights on one axis: of the block of plan indicators, and of each kind of evidence; they sum to one."""

    indicators: float
    evidence: Mapping[EvidenceKind, float]


@dataclass(frozen=True)
class Policy:
    """One version of the rules: a method, and its parameters.

    `method` is the number of the method that reads them (see domain.scoring.methods); stored policies that name none
    are of the first. `scale` is the ends of the common scale; `prior_mean` is on it, as are `sigma` (spread of single
    answers) and `delta` (how far from the reference still meets expectations). `prior_weight` (k) is how many answers
    the peers' mean counts for. `minimum_rated` is in effective answers, `minimum_shown` in answers, `minimum_stratum`
    in cases. `attainment_knots` lead from attainment (1 is the target) to the scale.
    """

    id: UUID
    version: int
    method: int
    scale: tuple[float, float]
    controllability: Mapping[EvidenceKind, float]
    prior_mean: float
    prior_rates: Mapping[EvidenceKind, float]
    prior_weight: float
    sigma: float
    delta: float
    confidence: float
    interval: float
    minimum_rated: float
    minimum_shown: int
    minimum_stratum: int
    expected_margin: float
    attainment_cap: float
    attainment_knots: tuple[tuple[float, float], ...]
    weights: Mapping[str, Mapping[Axis, AxisWeights]]
    distribution: Mapping[UnitPredicate, Sequence[Limit]]

    @property
    def tau(self) -> float:
        """Spread of true means between peers, on the scale: sigma / sqrt(k)."""
        return self.sigma / math.sqrt(self.prior_weight)

    def axis_weights(self, family: JobFamily | None, axis: Axis) -> AxisWeights:
        """Weights of an axis for a job family; those of everybody where the family has none of its own."""
        default = self.weights[DEFAULT_FAMILY]
        return self.weights.get(family or DEFAULT_FAMILY, default).get(axis, default[axis])


def parse_policy(policy_id: UUID, version: int, parameters: Mapping[str, Any]) -> Policy:
    """The policy that stored parameters describe; refuses POLICY_PARAMETER where one is missing or out of bounds."""
    read = Parameters(parameters)
    scale = read.scale("scale")
    return Policy(
        id=policy_id,
        version=version,
        method=read.whole("method", FIRST_METHOD),
        scale=scale,
        controllability=_by_kind(read.part("controllability").shares(EvidenceKind)),
        prior_mean=read.between("prior_mean", *scale),
        prior_rates=_by_kind(read.part("prior_rates").shares(PROPORTIONS)),
        prior_weight=read.positive("prior_weight"),
        sigma=read.positive("sigma"),
        delta=read.positive("delta"),
        confidence=read.between("confidence", 0, 1),
        interval=read.between("interval", 0, 1),
        minimum_rated=read.positive("minimum_rated"),
        minimum_shown=int(read.positive("minimum_shown")),
        minimum_stratum=int(read.positive("minimum_stratum")),
        expected_margin=read.between("expected_margin", 0, (scale[1] - scale[0]) / 2),
        attainment_cap=read.positive("attainment_cap"),
        attainment_knots=read.knots("attainment_knots", scale),
        weights=_weights(read.part("weights")),
        distribution={
            predicate: [_limit(group) for group in read.part("distribution").groups(predicate)]
            for predicate in UnitPredicate
        },
    )


def _by_kind(values: Mapping[str, float]) -> dict[EvidenceKind, float]:
    return {EvidenceKind(name): value for name, value in values.items()}


def _weights(read: Parameters) -> dict[str, dict[Axis, AxisWeights]]:
    families = {family: read.part(family) for family in read.names((DEFAULT_FAMILY, *JobFamily))}
    weights = {
        family: {Axis(axis): _axis_weights(axes, axis) for axis in axes.names(tuple(Axis))}
        for family, axes in families.items()
    }
    default = read.part(DEFAULT_FAMILY)
    return {**weights, DEFAULT_FAMILY: {axis: _axis_weights(default, axis) for axis in Axis}}


def _axis_weights(axes: Parameters, axis: str) -> AxisWeights:
    weights = axes.part(axis).weights((INDICATORS, *SCORED))
    evidence = {name: weight for name, weight in weights.items() if name != INDICATORS}
    return AxisWeights(weights.get(INDICATORS, 0.0), _by_kind(evidence))


def _limit(read: Parameters) -> Limit:
    names = read.names(("of", "at_least", "at_most", "number"))
    shares = read.shares(name for name in names if name.startswith("at_"))
    number = int(read.positive("number")) if "number" in names else 0
    return Limit(frozenset(map(Predicate, read.words("of", tuple(Predicate)))), **shares, number=number)
