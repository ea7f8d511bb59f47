"""Everything that enters a score, and its fingerprint: equal inputs have the same one, in whatever order they came."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.evidence.kinds import EVIDENCE, SCORED
from domain.scoring.casemix import OVERALL, Expectations
from domain.scoring.peers import KindExpectation, Shift
from domain.scoring.policies import TILTING_METHOD, Policy
from domain.terms import Aggregation, Axis, Direction, EvidenceKind, IndicatorSource, JobFamily
from domain.text.localized import LocalizedText

# These enter every fingerprint, with or without values. A newer kind does only where it has some or counts for the
# person, so that the fingerprints from before it still hold.
_ALWAYS = frozenset({"INTERACTION", "OUTCOME", "ON_TIME", "REOPENED", "RESPONSE_MINUTES", "RESOLUTION_HOURS"})


class WeightedValue(NamedTuple):
    """What one case says of a person, in one kind: the key of the case (or other origin), value, share, stratum."""

    origin: str
    value: float
    weight: float
    stratum: str


class Citizen(NamedTuple):
    """Whose case it is where a citizen has answered of several: the first of them, and what this answer weighs."""

    key: str
    weight: float


class RecordedValue(NamedTuple):
    """A recorded value of an indicator; `recorded` orders those measured on the same day."""

    measured_on: date
    recorded: int
    value: float


@dataclass(frozen=True)
class Target:
    """What a plan asks for: at least `low` (HIGHER), at most `high` (LOWER), or between the two (RANGE)."""

    direction: Direction
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Indicator:
    """An indicator of the person's plan; `source_key` names what within its source it is realised from."""

    id: UUID
    seq: int
    name: LocalizedText
    target: Target
    weight: float
    source: IndicatorSource
    source_key: str | None
    aggregation: Aggregation
    measurements: Sequence[RecordedValue] = ()


@dataclass(frozen=True)
class MeasuringMonths:
    """The first days of the months of a period, in order; `ended` of them are over, and should have been measured."""

    first_days: tuple[date, ...] = ()
    ended: int = 0


@dataclass(frozen=True)
class ScoreInputs:
    """What is known of one person in one period: plan, counted evidence by kind, and what the period expects.

    `quarantined` is how many pieces of a kind wait for a second look: they enter no number, and are told beside it.
    `expectations` are those of the first method, `peers` and `months` of the second; so are `citizens`, by the cases
    (`origin`) of those who are known to have answered of more than one. Where answers are told without their cases,
    `heard` is how many citizens with enough of a share gave them.
    """

    job_family: JobFamily | None
    indicators: Sequence[Indicator]
    evidence: Mapping[EvidenceKind, Sequence[WeightedValue]]
    expectations: Expectations
    quarantined: Mapping[EvidenceKind, int] = field(default_factory=dict)
    peers: Mapping[EvidenceKind, KindExpectation] = field(default_factory=dict)
    months: MeasuringMonths = field(default_factory=MeasuringMonths)
    citizens: Mapping[str, Citizen] = field(default_factory=dict)
    heard: Mapping[EvidenceKind, int] = field(default_factory=dict)

    def undecided_shifts(self) -> dict[EvidenceKind, Shift]:
        """The shifts that were measured, and about which nobody has decided."""
        shifts = {kind: expected.shift for kind, expected in self.peers.items() if expected.shift}
        return {kind: shift for kind, shift in shifts.items() if shift.confirmed is None}

    def confirm_shifts(self, kinds: Collection[EvidenceKind]) -> "ScoreInputs":
        """The same if the shifts of these kinds, which were measured, were confirmed."""
        confirmed = {
            kind: replace(expected, shift=replace(expected.shift, confirmed=True))
            for kind, expected in self.peers.items()
            if kind in kinds and expected.shift
        }
        return replace(self, peers={**self.peers, **confirmed})

    def values(self, kind: EvidenceKind) -> Sequence[WeightedValue]:
        """Counted evidence of a kind that has any weight."""
        return [answer for answer in self.evidence.get(kind, ()) if answer.weight > 0]


def hash_inputs(inputs: ScoreInputs, policy: Policy) -> str:
    """SHA-256, in hexadecimal, of a canonical form (JSON with sorted keys) of all that enters a score.

    Kinds of evidence go by their `stored_as`, which never changes.
    """
    kinds = _find_kinds(inputs, policy)
    canonical: dict[str, object] = {
        "method": policy.method,
        "policy": [str(policy.id), policy.version],
        "family": inputs.job_family,
        "indicators": sorted(_indicator(indicator) for indicator in inputs.indicators),
        "evidence": {EVIDENCE[kind].stored_as: sorted(inputs.values(kind)) for kind in kinds},
        "expectations": _expectations(inputs, kinds),
    }
    # Where nothing waits, fingerprints are those from before anything could.
    if waiting := sorted((EVIDENCE[kind].stored_as, number) for kind, number in inputs.quarantined.items() if number):
        canonical["quarantined"] = waiting
    if policy.method == TILTING_METHOD:
        canonical["peers"] = sorted(_peers(kind, inputs) for kind in inputs.peers)
        if inputs.citizens:
            canonical["citizens"] = sorted((origin, *citizen) for origin, citizen in inputs.citizens.items())
        if inputs.heard:
            canonical["heard"] = sorted((EVIDENCE[kind].stored_as, number) for kind, number in inputs.heard.items())
        canonical["months"] = [[day.isoformat() for day in inputs.months.first_days], inputs.months.ended]
    return hashlib.sha256(json.dumps(canonical, sort_keys=True).encode()).hexdigest()


def _find_kinds(inputs: ScoreInputs, policy: Policy) -> list[EvidenceKind]:
    weighed = {kind for axis in Axis for kind in policy.axis_weights(inputs.job_family, axis).evidence}
    return [
        kind for kind, spec in EVIDENCE.items() if spec.stored_as in _ALWAYS or kind in weighed or inputs.values(kind)
    ]


def _indicator(indicator: Indicator) -> list[object]:
    target = indicator.target
    return [
        indicator.seq,
        str(indicator.id),
        [*indicator.name.values()],
        [target.direction, target.low, target.high, indicator.weight],
        [indicator.source, indicator.source_key, indicator.aggregation],
        [(day.isoformat(), value) for day, _, value in sorted(indicator.measurements)],
    ]


def _peers(kind: EvidenceKind, inputs: ScoreInputs) -> list[object]:
    """Of what is expected, only what the person's own answers are read against."""
    expected = inputs.peers[kind]
    strata = sorted({answer.stratum for answer in inputs.values(kind)} & set(expected.yardsticks))
    read_by = [expected.overall, expected.unknown, *(expected.yardsticks[stratum] for stratum in strata)]
    yardsticks = [(one.shares, one.doubt, one.company) for one in read_by]
    numbers = [expected.slope, expected.known, expected.volume, expected.trust]
    shift = [[expected.shift.mean, expected.shift.variance, expected.shift.confirmed]] if expected.shift else []
    return [EVIDENCE[kind].stored_as, numbers, strata, yardsticks, *shift]


def _expectations(inputs: ScoreInputs, kinds: Iterable[EvidenceKind]) -> list[tuple[str, str, float]]:
    """Only what the person's own cases are read against: a change elsewhere leaves the score as it is."""
    used = {
        (kind, stratum)
        for kind in kinds
        if kind in SCORED
        for stratum in (OVERALL, *(answer.stratum for answer in inputs.values(kind)))
        if (kind, stratum) in inputs.expectations
    }
    return sorted((EVIDENCE[kind].stored_as, stratum, inputs.expectations[kind, stratum]) for kind, stratum in used)
