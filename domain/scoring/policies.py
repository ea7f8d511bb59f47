"""The scoring policy: every number of the method, versioned and effective-dated.

The code holds only what a kind of evidence says of itself, for policies that are older than the kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.cases.invitations import USUAL, HearingRules
from domain.cases.recontacts import FEWEST, MOST
from domain.detection.rules import DetectionRules
from domain.evidence.derivation import SHORTEST_WORK
from domain.evidence.kinds import EVIDENCE, SCORED, STORED
from domain.scoring.detection_parameters import parse_detection
from domain.scoring.distributions import Limit, UnitPredicate
from domain.scoring.parameters import Parameters
from domain.scoring.tilting_rules import TiltingRules, parse_tilting
from domain.terms import Axis, EvidenceKind, JobFamily, Predicate

INDICATORS = "INDICATORS"
DEFAULT_FAMILY = "DEFAULT"
FIRST_METHOD = 1
TILTING_METHOD = 2
CITIZEN_DAYS = 30


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
    the peers' mean counts for. `minimum_rated` is in effective answers by the first method, in cases and citizens by
    the second; `minimum_stratum` is in cases. `shortest_work` is how long somebody must have had a case before its
    resolution counts without a second look; policies name it in seconds. Answers are held for `hold` (named in hours;
    none where a policy names none); then those of one citizen about one person within `citizen_span` (named in days)
    weigh no more than one. What makes answers suspect `detection` says; by policies that name nothing of it none is.
    `attainment_knots` lead from attainment (1 is the target) to the scale.
    `weights` are by job family: what is the same in every one stands under `DEFAULT_FAMILY`, and a family names only
    the axes that it changes. `tilting` is there from the second method on. Citizens are asked by `hearing`; a policy
    that names nothing of it asks all.
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
    minimum_stratum: int
    shortest_work: timedelta
    expected_margin: float
    attainment_cap: float
    attainment_knots: tuple[tuple[float, float], ...]
    weights: Mapping[str, Mapping[Axis, AxisWeights]]
    distribution: Mapping[UnitPredicate, Sequence[Limit]]
    tilting: TiltingRules | None = None
    hold: timedelta = timedelta()
    citizen_span: timedelta = timedelta(days=CITIZEN_DAYS)
    hearing: HearingRules = USUAL
    detection: DetectionRules | None = None

    def axis_weights(self, family: JobFamily | None, axis: Axis) -> AxisWeights:
        """Weights of an axis for a job family; those of everybody where the family has none of its own."""
        default = self.weights[DEFAULT_FAMILY]
        return self.weights.get(family or DEFAULT_FAMILY, default).get(axis, default[axis])


def parse_policy(policy_id: UUID, version: int, parameters: Mapping[str, Any]) -> Policy:
    """The policy that stored parameters describe; refuses POLICY_PARAMETER where one is missing or out of bounds."""
    read = Parameters(parameters)
    if "minimum_shown" in parameters:
        # Older policies name it. Of how few nothing is told is no policy's to say: it is SMALLEST_GROUP of disclosure.
        read.positive("minimum_shown")
    scale = read.scale("scale")
    shares = {kind: spec.controllability for kind, spec in EVIDENCE.items()}
    rates = {kind: spec.prior_rate for kind, spec in EVIDENCE.items() if spec.prior_rate is not None}
    method, cap = read.whole("method", FIRST_METHOD), read.positive("attainment_cap")
    return Policy(
        id=policy_id,
        version=version,
        method=method,
        scale=scale,
        controllability=_by_kind(read.part("controllability"), shares),
        prior_mean=read.between("prior_mean", *scale),
        prior_rates=_by_kind(read.part("prior_rates"), rates),
        prior_weight=read.positive("prior_weight"),
        sigma=read.positive("sigma"),
        delta=read.positive("delta"),
        confidence=read.between("confidence", 0, 1),
        interval=read.between("interval", 0, 1),
        minimum_rated=read.positive("minimum_rated"),
        minimum_stratum=int(read.positive("minimum_stratum")),
        shortest_work=timedelta(seconds=read.whole("shortest_work", int(SHORTEST_WORK.total_seconds()))),
        expected_margin=read.between("expected_margin", 0, (scale[1] - scale[0]) / 2),
        attainment_cap=cap,
        attainment_knots=read.knots("attainment_knots", scale),
        weights=_weights(read.part("weights")),
        distribution={
            predicate: [_limit(group) for group in read.part("distribution").groups(predicate)]
            for predicate in UnitPredicate
        },
        tilting=parse_tilting(read.part("tilting"), cap) if method == TILTING_METHOD else None,
        hold=timedelta(hours=read.whole("hold_hours", 1)) if "hold_hours" in parameters else timedelta(),
        citizen_span=timedelta(days=read.whole("citizen_days", CITIZEN_DAYS)),
        hearing=_hearing(read.part("hearing")) if "hearing" in parameters else USUAL,
        detection=parse_detection(read.part("detection")) if "detection" in parameters else None,
    )


def _hearing(read: Parameters) -> HearingRules:
    return HearingRules(
        read.at_most("invited_share", 1),
        timedelta(days=read.whole("invitation_days", USUAL.lasts.days)),
        read.from_to("recontact_share", FEWEST, MOST),
    )


def _by_kind(read: Parameters, defaults: Mapping[EvidenceKind, float]) -> dict[EvidenceKind, float]:
    """A share for each kind; a policy that is older than a kind leaves it out, and takes what the kind itself says."""
    names = read.names([EVIDENCE[kind].stored_as for kind in defaults])
    return {**defaults, **{STORED[name]: share for name, share in read.shares(names).items()}}


def _weights(read: Parameters) -> dict[str, dict[Axis, AxisWeights]]:
    families = {family: read.part(family) for family in read.names((DEFAULT_FAMILY, *JobFamily))}
    weights = {
        family: {Axis(axis): _axis_weights(axes, axis) for axis in axes.names(tuple(Axis))}
        for family, axes in families.items()
    }
    default = read.part(DEFAULT_FAMILY)
    return {**weights, DEFAULT_FAMILY: {axis: _axis_weights(default, axis) for axis in Axis}}


def _axis_weights(axes: Parameters, axis: str) -> AxisWeights:
    weights = axes.part(axis).weights((INDICATORS, *(EVIDENCE[kind].stored_as for kind in SCORED)))
    evidence = {STORED[name]: weight for name, weight in weights.items() if name != INDICATORS}
    return AxisWeights(weights.get(INDICATORS, 0.0), evidence)


def _limit(read: Parameters) -> Limit:
    names = read.names(("of", "at_least", "at_most", "number"))
    shares = read.shares(name for name in names if name.startswith("at_"))
    number = int(read.positive("number")) if "number" in names else 0
    return Limit(frozenset(map(Predicate, read.words("of", tuple(Predicate)))), **shares, number=number)
