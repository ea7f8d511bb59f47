"""The parts of an axis that indicators of the plan are: measured month by month, or taken from cases.

What is expected comes from the target: somebody who just meets it is like peers. A measurement is uncertain by what
months vary, and what cases say by how many they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.measures import MEASURES, Measure, MeasureKind, realise
from domain.scoring.case_targets import CaseTarget, find_case_target
from domain.scoring.indicators import SOURCES, attain
from domain.scoring.inputs import Indicator, ScoreInputs, WeightedValue
from domain.scoring.months import read_months, share_out
from domain.scoring.parts import Comparison, Part, expectation_of, find_cases, share_of
from domain.scoring.places import CasePlace, FigurePlace
from domain.scoring.policies import INDICATORS, Policy
from domain.scoring.shrinkage import effective_size
from domain.scoring.tilting import Tally
from domain.scoring.tilting_rules import TiltingRules
from domain.scoring.yardsticks import NormalYardstick
from domain.terms import EvidenceKind, IndicatorSource

# The stratum of what is read against a target.
TARGET = "TARGET"


@dataclass(frozen=True)
class Reader:
    """All that the indicators of one person are read by."""

    inputs: ScoreInputs
    policy: Policy
    rules: TiltingRules


def read_plan(weight: float, reader: Reader) -> list[Part]:
    """The parts of the plan's indicators, which share `weight` by their own."""
    ordered = sorted(reader.inputs.indicators, key=lambda indicator: indicator.seq)
    total = math.fsum(indicator.weight for indicator in ordered)
    if not weight or not total:
        return []
    return [_read(indicator, weight * indicator.weight / total, reader) for indicator in ordered]


def _read(indicator: Indicator, weight: float, reader: Reader) -> Part:
    measure = MEASURES.get(indicator.source_key or "")
    if indicator.source is IndicatorSource.RECORDED:
        part = _read_months(indicator, reader)
    elif measure and measure.evidence:
        part = _read_measure(indicator, measure, measure.evidence, reader)
    else:
        part = _figures(indicator, (), reader.rules.month_spread**2, 1, reader)
    realised = SOURCES[indicator.source].realise(indicator, reader.inputs)
    if realised is None:
        return replace(part, weight=weight)
    attained = attain(realised.value, indicator.target, reader.policy.attainment_cap).value
    return replace(part, weight=weight, observed=realised.value, attainment=attained)


def _read_months(indicator: Indicator, reader: Reader) -> Part:
    """The part of an indicator that somebody records."""
    rules, months = reader.rules, reader.inputs.months
    measured = read_months(indicator, months, reader.policy.attainment_cap)
    distances = [_cut(attained - 1, reader.policy) for attained in measured.attained]
    part = _figures(indicator, distances, rules.month_spread**2, max(1, len(months.first_days)), reader)
    return replace(part, missing=measured.missing, is_measured=True)


def _read_measure(indicator: Indicator, measure: Measure, kind: EvidenceKind, reader: Reader) -> Part:
    """The part of an indicator that a measure takes from the person's cases."""
    answers = reader.inputs.values(kind)
    overall = expectation_of(kind, reader.inputs, reader.rules).overall
    target = find_case_target(measure, indicator.target, overall, reader.rules.target_margin)
    part = _read_cases(indicator, target, kind, reader) if target else _read_figure(indicator, measure, answers, reader)
    return replace(
        part,
        n=len(answers),
        effective_n=effective_size(answer.weight for answer in answers),
        cases=find_cases(kind, reader.inputs, reader.policy, reader.rules),
        cases_of=kind,
    )


def _read_cases(indicator: Indicator, target: CaseTarget, kind: EvidenceKind, reader: Reader) -> Part:
    """Cases one by one, each read against what meeting the target lets expect."""
    expected, policy = expectation_of(kind, reader.inputs, reader.rules), reader.policy
    rises: dict[float, list[float]] = {}
    for answer in reader.inputs.values(kind):
        rises.setdefault(share_of(kind, answer, policy), []).append(target.rise(answer.value))
    return Part(
        key=_key(indicator),
        label=indicator.name,
        weight=0.0,
        place=CasePlace(target, expected.slope, policy.attainment_cap, policy.attainment_knots),
        comparisons=tuple(
            Comparison(TARGET, _tally(target, expected.slope * share, said, kind, indicator))
            for share, said in sorted(rises.items())
        ),
        usual=max(expected.volume, 1.0),
        information=max(expected.volume, 1.0) * expected.slope**2 * target.yardstick.moments(0.0)[1],
        indicator_id=indicator.id,
        slope=expected.slope,
        source=kind,
    )


def _read_figure(indicator: Indicator, measure: Measure, answers: Sequence[WeightedValue], reader: Reader) -> Part:
    """A figure as a whole, as uncertain as so many cases are (Poisson); of a count, what the months so far ask for."""
    months, target = reader.inputs.months, indicator.target
    value = realise(measure, ((answer.value, answer.weight) for answer in answers))
    size = float(len(answers))
    if measure.kind is MeasureKind.COUNT:
        value, size = value or 0.0, target.low or target.high or 0.0
        if months.first_days:
            target = share_out(target, len(months.first_days) / months.ended) if months.ended else target
            value = value if months.ended else None
    attained = [] if value is None else [attain(value, target, reader.policy.attainment_cap).value]
    return _figures(indicator, [_cut(each - 1, reader.policy) for each in attained], 1 / max(1.0, size), 1, reader)


def _figures(indicator: Indicator, distances: Sequence[float], variance: float, number: int, reader: Reader) -> Part:
    """Figures by how far they lie from their target, each normal with the same variance; `number` in a whole period."""
    difference, policy, key = reader.rules.month_difference, reader.policy, _key(indicator)
    yardstick = NormalYardstick(variance)
    tally = Tally(yardstick, difference / variance, len(distances), math.fsum(distances), 1.0, key, key)
    return Part(
        key=_key(indicator),
        label=indicator.name,
        weight=0.0,
        place=FigurePlace(yardstick, difference, policy.attainment_cap, policy.attainment_knots),
        comparisons=(Comparison(TARGET, tally),) if distances else (),
        usual=number,
        information=number * difference**2 / variance,
        indicator_id=indicator.id,
        n=len(distances),
        effective_n=float(len(distances)),
    )


def _tally(target: CaseTarget, slope: float, rises: Sequence[float], kind: str, indicator: Indicator) -> Tally:
    return Tally(target.yardstick, slope, len(rises), math.fsum(rises), 1.0, kind, _key(indicator))


def _key(indicator: Indicator) -> str:
    return f"{INDICATORS}.{indicator.seq}"


def _cut(distance: float, policy: Policy) -> float:
    """How far from the target, up to where the best month is, and as far on the other side."""
    most = policy.attainment_cap - 1
    return min(max(distance, -most), most)
