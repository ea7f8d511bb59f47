"""Everything that enters a score, and its fingerprint: equal inputs have the same one, in whatever order they came."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.evidence.kinds import SCORED
from domain.scoring.casemix import OVERALL, Expectations
from domain.scoring.policies import Policy
from domain.terms import Aggregation, Direction, EvidenceKind, IndicatorSource, JobFamily


class WeightedValue(NamedTuple):
    """What one case says of a person, in one kind: the key of the case (or other origin), value, share, stratum."""

    origin: str
    value: float
    weight: float
    stratum: str


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
    """An indicator of the person's plan; `measure` names what it is realised from where it is not recorded."""

    id: UUID
    seq: int
    name: str
    name_en: str
    target: Target
    weight: float
    source: IndicatorSource
    measure: str | None
    aggregation: Aggregation
    measurements: Sequence[RecordedValue] = ()


@dataclass(frozen=True)
class ScoreInputs:
    """What is known of one person in one period: plan, counted evidence by kind, and what the period expects."""

    job_family: JobFamily | None
    indicators: Sequence[Indicator]
    evidence: Mapping[EvidenceKind, Sequence[WeightedValue]]
    expectations: Expectations

    def answers(self, kind: EvidenceKind) -> Sequence[WeightedValue]:
        """Counted evidence of a kind that has any weight."""
        return [answer for answer in self.evidence.get(kind, ()) if answer.weight > 0]


def hash_inputs(inputs: ScoreInputs, policy: Policy) -> str:
    """SHA-256, in hexadecimal, of a canonical form (JSON with sorted keys) of all that enters a score."""
    canonical = {
        "method": policy.method,
        "policy": [str(policy.id), policy.version],
        "family": inputs.job_family,
        "indicators": sorted(_indicator(indicator) for indicator in inputs.indicators),
        "evidence": {kind: sorted(inputs.answers(kind)) for kind in EvidenceKind},
        "expectations": _expectations(inputs),
    }
    return hashlib.sha256(json.dumps(canonical, sort_keys=True).encode()).hexdigest()


def _indicator(indicator: Indicator) -> list[object]:
    target = indicator.target
    return [
        indicator.seq,
        str(indicator.id),
        [indicator.name, indicator.name_en],
        [target.direction, target.low, target.high, indicator.weight],
        [indicator.source, indicator.measure, indicator.aggregation],
        [(day.isoformat(), value) for day, _, value in sorted(indicator.measurements)],
    ]


def _expectations(inputs: ScoreInputs) -> list[tuple[str, str, float]]:
    """Only what the person's own cases are read against: a change elsewhere leaves the score as it is."""
    used = {
        (kind, stratum)
        for kind in SCORED
        for stratum in (OVERALL, *(answer.stratum for answer in inputs.answers(kind)))
        if (kind, stratum) in inputs.expectations
    }
    return sorted((kind, stratum, inputs.expectations[kind, stratum]) for kind, stratum in used)
