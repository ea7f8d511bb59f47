"""What an indicator realised, and what that is on the scale of scores."""

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from domain.measures import MEASURES, PERCENT, Measure, MeasureKind, realise
from domain.scoring.arithmetic import write_count, write_number, write_result, write_sum
from domain.scoring.inputs import Indicator, ScoreInputs, Target, WeightedValue
from domain.scoring.shrinkage import effective_size
from domain.terms import Aggregation, Direction, EvidenceKind, IndicatorSource
from domain.text.localized import LocalizedText, text

Knots = Sequence[tuple[float, float]]
_FIRST = itemgetter(0)


@dataclass(frozen=True)
class ExplainedValue:
    """A number and the arithmetic that leads to it, which is written only where somebody reads it."""

    value: float
    write: Callable[[], str]

    @property
    def arithmetic(self) -> str:
        """The arithmetic in one line."""
        return self.write()


def aggregate(values: Sequence[float], aggregation: Aggregation) -> float | None:
    """One realisation of measurements in the order in which they were taken; none of none."""
    if not values:
        return None
    match aggregation:
        case Aggregation.LATEST:
            return values[-1]
        case Aggregation.SUM:
            return math.fsum(values)
        case Aggregation.MEAN:
            return math.fsum(values) / len(values)


def attain(realised: float, target: Target, cap: float) -> ExplainedValue:
    """Attainment of a target, 1 when it is just met, from 0 to `cap`.

    HIGHER: realised / target. LOWER: target / realised, and the cap where nothing was realised. RANGE: 1 inside, and
    outside falling with the distance to the nearer bound in proportion to that bound. Where the bound is zero or less
    a ratio to it says nothing: met is 1, missed is 0, and RANGE measures the distance by the width of the range.
    """
    low, high = target.low or 0.0, target.high or 0.0
    match target.direction:
        case Direction.HIGHER:
            return _ratio(realised, low, cap) if low > 0 else _compare(realised, low, met=realised >= low)
        case Direction.LOWER if high <= 0:
            return _compare(realised, high, met=realised <= high)
        case Direction.LOWER:
            return (
                _ratio(high, realised, cap)
                if realised > 0
                else ExplainedValue(cap, lambda: f"{_order(realised, high)}{_gives(cap)}")
            )
        case Direction.RANGE:
            return _within(realised, low, high)


def interpolate(attainment: float, knots: Knots) -> float:
    """Attainment on the common scale: linear between the policy's knots, level beyond the last."""
    after = bisect_right(knots, attainment, key=_FIRST)
    left = knots[after - 1]
    if after == len(knots) or attainment == left[0]:
        return left[1]
    right = knots[after]
    return left[1] + (attainment - left[0]) / (right[0] - left[0]) * (right[1] - left[1])


def place_on_scale(attainment: float, knots: Knots) -> ExplainedValue:
    """The same with its arithmetic."""
    value = interpolate(attainment, knots)
    after = bisect_right(knots, attainment, key=_FIRST)
    left = knots[after - 1]
    if after == len(knots) or attainment == left[0]:
        return ExplainedValue(value, lambda: f"→ {write_result(value)}")
    right = knots[after]

    def write() -> str:
        share = f"({write_number(attainment)} − {write_number(left[0])}) / {write_number(right[0] - left[0])}"
        steps = f"{write_number(left[1])} + {share} × {write_number(right[1] - left[1])}"
        return f"→ {steps} = {write_result(value)}"

    return ExplainedValue(value, write)


def _ratio(above: float, below: float, cap: float) -> ExplainedValue:
    ratio = above / below

    def write() -> str:
        shown = f"{write_count(above)} / {write_count(below)}"
        if ratio > cap:
            return f"min({shown}, {write_number(cap)}) = {write_result(cap)}"
        return f"max({shown}, 0) = {write_result(0.0)}" if ratio < 0 else f"{shown} = {write_result(ratio)}"

    return ExplainedValue(cap if ratio > cap else max(ratio, 0.0), write)


def _compare(realised: float, bound: float, *, met: bool) -> ExplainedValue:
    return ExplainedValue(float(met), lambda: f"{_order(realised, bound)}{_gives(float(met))}")


def _within(realised: float, low: float, high: float) -> ExplainedValue:
    if low <= realised <= high:
        return ExplainedValue(
            1.0, lambda: f"{write_count(low)} ≤ {write_count(realised)} ≤ {write_count(high)}{_gives(1.0)}"
        )
    bound = low if realised < low else high
    unit = bound if bound > 0 else high - low
    if unit <= 0:
        return _compare(realised, bound, met=False)
    nearer, farther = sorted((bound, realised))
    value = max(0.0, 1 - (farther - nearer) / unit)

    def write() -> str:
        shown = f"1 − ({write_count(farther)} − {write_count(nearer)}) / {write_count(unit)}"
        return f"{shown} = {write_result(value)}" if value else f"max({shown}, 0) = {write_result(value)}"

    return ExplainedValue(value, write)


def _order(left: float, right: float) -> str:
    sign = "<" if left < right else ">" if left > right else "="
    return f"{write_count(left)} {sign} {write_count(right)}"


def _gives(value: float) -> str:
    return f" → {write_result(value)}"


@dataclass(frozen=True)
class Realisation(ExplainedValue):
    """What an indicator realised, in its unit; from `n` pieces of evidence or measurements, effectively so many."""

    n: int
    effective_n: float = 0.0


def _aggregate(indicator: Indicator, _: ScoreInputs) -> Realisation | None:
    """What was recorded by hand."""
    ordered = sorted(indicator.measurements)
    values = [measurement.value for measurement in ordered]
    value = aggregate(values, indicator.aggregation)
    if value is None:
        return None

    def write() -> str:
        match indicator.aggregation:
            case Aggregation.LATEST:
                return f"{ordered[-1].measured_on.isoformat()}: {write_count(value)}"
            case Aggregation.SUM:
                return f"{write_sum(values)} = {write_count(value)}"
            case Aggregation.MEAN:
                return f"({write_sum(values)}) / {len(values)} = {write_count(value)}"

    return Realisation(value, write, len(ordered))


def _compute(indicator: Indicator, inputs: ScoreInputs) -> Realisation | None:
    """What a declared measure says of the person's own cases."""
    measure = MEASURES.get(indicator.source_key or "")
    observations = inputs.values(measure.evidence) if measure and measure.evidence else ()
    value = realise(measure, ((answer.value, answer.weight) for answer in observations)) if measure else None
    if measure is None or value is None:
        return None
    size = effective_size(answer.weight for answer in observations)
    return Realisation(value, lambda: _measured(measure, value, observations), len(observations), size)


def _measured(measure: Measure, value: float, observations: Sequence[WeightedValue]) -> str:
    weight = math.fsum(answer.weight for answer in observations)
    match measure.kind:
        case MeasureKind.MEDIAN:
            return f"median (n = {len(observations)}) = {write_number(value)}"
        case MeasureKind.RATE | MeasureKind.SHARE:
            successes = write_count(value / PERCENT * weight)
            return f"{successes} / {write_count(weight)} × {PERCENT} = {write_number(value)}"
        case MeasureKind.MEAN:
            return f"{write_count(value * weight)} / {write_count(weight)} = {write_number(value)}"
        case MeasureKind.COUNT:
            return f"Σ (n = {len(observations)}) = {write_count(value)}"


@dataclass(frozen=True)
class SourceSpec:
    """Where realisations of indicators come from.

    Measurements are recorded by hand where it is `recordable`; where it is `keyed`, indicators name by a key what
    within it they are realised from. `evidence` is the kind that the explanation of an indicator leads down to, by
    that key. `realise` gives none, which is not zero, where nothing is known.
    """

    label: LocalizedText
    description: str
    realise: Callable[[Indicator, ScoreInputs], Realisation | None]
    recordable: bool = False
    keyed: bool = False
    evidence: Mapping[str, EvidenceKind] = field(default_factory=dict)


SOURCES: Mapping[IndicatorSource, SourceSpec] = {
    IndicatorSource.RECORDED: SourceSpec(
        label=text(id="Dicatat", en="Recorded"),
        description="Recorded by hand.",
        realise=_aggregate,
        recordable=True,
    ),
    IndicatorSource.MEASURE: SourceSpec(
        label=text(id="Ukuran", en="Measure"),
        description="Computed from cases by a declared measure.",
        realise=_compute,
        keyed=True,
        evidence={str(key): measure.evidence for key, measure in MEASURES.items() if measure.evidence},
    ),
}
