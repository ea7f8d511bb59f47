"""What was realised of an indicator: from recorded measurements, or from the person's own cases by a measure."""

import math
from collections.abc import Sequence

from domain.attainment import Step, aggregate
from domain.explanations import write_count, write_number, write_sum
from domain.measures import MEASURES, PERCENT, Measure, MeasureKind, realise
from domain.score_inputs import Answer, Indicator, ScoreInputs
from domain.terms import Aggregation


def find_observations(indicator: Indicator, inputs: ScoreInputs) -> Sequence[Answer]:
    """The evidence that an indicator with a measure is realised from; none where its measurements are recorded."""
    kind = MEASURES[indicator.measure].evidence if indicator.measure in MEASURES else None
    return inputs.answers(kind) if kind else ()


def realise_indicator(indicator: Indicator, observations: Sequence[Answer]) -> Step | None:
    """Realisation in the indicator's unit and how it came about; none, which is not zero, where nothing is known."""
    if indicator.measure is None:
        return _aggregate(indicator)
    if not observations:
        return None
    measure = MEASURES[indicator.measure]
    value = realise(measure, ((answer.value, answer.weight) for answer in observations))
    return None if value is None else Step(value, _measured(measure, value, observations))


def _aggregate(indicator: Indicator) -> Step | None:
    ordered = sorted(indicator.measurements)
    values = [measurement.value for measurement in ordered]
    value = aggregate(values, indicator.aggregation)
    if value is None:
        return None
    match indicator.aggregation:
        case Aggregation.LATEST:
            shown = f"{ordered[-1].measured_on.isoformat()}: {write_count(value)}"
        case Aggregation.SUM:
            shown = f"{write_sum(values)} = {write_count(value)}"
        case Aggregation.MEAN:
            shown = f"({write_sum(values)}) / {len(values)} = {write_count(value)}"
    return Step(value, shown)


def _measured(measure: Measure, value: float, observations: Sequence[Answer]) -> str:
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
