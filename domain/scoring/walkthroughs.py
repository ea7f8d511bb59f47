"""The steps of an axis, listed: what it was computed from, and what came out of each step, rounded."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.evidence.kinds import EVIDENCE
from domain.scoring.answer_groups import ToldAnswers
from domain.scoring.judgements import Judgement
from domain.scoring.parts import Part
from domain.scoring.peers import Shift
from domain.scoring.places import AnswerPlace, CasePlace, FigurePlace
from domain.scoring.scores import DECIMALS, Score, ScoredAxis
from domain.scoring.steps import AxisStep, ChanceStep, PartStep, RuleStep, ShiftStep, WaitingStep
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import Axis, EvidenceKind


def list_steps(axis: Axis, judged: Judgement, waiting: Mapping[EvidenceKind, int]) -> AxisStep:
    """The steps of an axis; `waiting` is how many answers of each kind wait for a second look."""
    quality, policy = judged.quality, judged.policy
    low, high = quality.interval(policy.interval)
    return AxisStep(
        axis=axis,
        parts=[_describe(part, judged, waiting) for part in judged.parts],
        quality=_rounded(quality.estimate),
        quality_low=_rounded(low),
        quality_high=_rounded(high),
        unevenness=_rounded(quality.unevenness),
        doubt=_rounded(quality.doubt),
        estimate=_place(judged, quality.estimate),
        low=_place(judged, low),
        high=_place(judged, high),
        reference=_place(judged, 0.0),
        below=_weigh(judged, 0),
        above=_weigh(judged, 1),
        cases=judged.cases,
        coverage=_rounded(judged.coverage),
        enough=_sum(part.weight for part in judged.parts if judged.counts(part)),
        known=_sum(part.weight for part in judged.parts if part.known),
        rules=RuleStep(
            minimum_rated=policy.minimum_rated,
            least_coverage=judged.rules.least_coverage,
            most_doubt=judged.rules.most_doubt,
            confidence=policy.confidence,
            interval=policy.interval,
            delta=policy.delta,
        ),
        rating=judged.rating,
        undecided=judged.undecided,
        needs_reading=judged.needs_reading,
    )


def tell_waiting(score: Score, told: Iterable[ToldAnswers]) -> Score:
    """A weekly score whose steps say which answers wait, and for what; as it is where it has no steps."""
    waiting: dict[str | None, list[WaitingStep]] = {}
    for row in told:
        if row.value is None:
            waiting.setdefault(row.kind, []).append(WaitingStep(reason=row.reason, number=row.number))
    return replace(score, axes=tuple(_tell_axis(axis, waiting) for axis in score.axes))


def _tell_axis(axis: ScoredAxis, waiting: Mapping[str | None, list[WaitingStep]]) -> ScoredAxis:
    if axis.steps is None:
        return axis
    parts: list[PartStep] = [
        {**part, "waiting": waiting.get(part["kind"], part["waiting"])} for part in axis.steps["parts"]
    ]
    return replace(axis, steps={**axis.steps, "parts": parts})


def _place(judged: Judgement, quality: float) -> float | None:
    return _rounded(judged.place(quality)) if judged.parts else None


def _weigh(judged: Judgement, side: int) -> ChanceStep:
    threshold = judged.thresholds[side]
    balance = judged.quality.balance(threshold)
    return ChanceStep(
        threshold=_rounded(threshold),
        balance=_rounded(balance.value),
        spread=_rounded(balance.spread),
        doubt=_rounded(balance.doubt),
        chance=_rounded(judged.chances[side]),
    )


def _describe(part: Part, judged: Judgement, waiting: Mapping[EvidenceKind, int]) -> PartStep:
    read = [one for one in part.comparisons if one.tally.n > 0]
    people = [one.people for one in read if one.people]
    unheard = (one.tally.n for one in read if one.people == 0)
    quarantined = waiting.get(part.kind, 0) if part.kind else 0
    estimate = part.quality.estimate
    found = PartStep(
        key=part.key,
        label=part.label.written(),
        kind=part.kind,
        form=EVIDENCE[part.kind].form if part.kind else None,
        source=part.source or part.key,
        cases_of=part.cases_of,
        read_as="",
        is_measured=part.is_measured,
        weight=part.weight,
        slope=part.slope,
        usual=part.usual,
        trust=part.trust,
        information=_rounded(part.information),
        emphasis=_rounded(part.emphasis),
        known=part.known,
        counts=judged.counts(part),
        n=math.fsum(one.tally.n for one in read),
        pieces=part.n,
        counted=len(part.cases),
        total=_sum(one.tally.total for one in read),
        expected=_sum(one.expected for one in read),
        fewest=min(people, default=None),
        most=max(people, default=None),
        unheard=math.fsum(unheard),
        observed=None if part.observed is None else _rounded(part.observed),
        attainment=None if part.attainment is None else _rounded(part.attainment),
        quality=_rounded(estimate),
        estimate=_rounded(part.place(estimate)),
        reference=_rounded(part.place(0.0)),
        missing=[month.isoformat() for month in part.missing],
        waiting=[WaitingStep(reason="QUARANTINED", number=quarantined)] if quarantined else [],
    )
    _say_place(found, part)
    return found


def _say_place(found: PartStep, part: Part) -> None:
    """Add what the place of the part follows from."""
    place = part.place
    match place:
        case AnswerPlace():
            found["read_as"], found["shares"] = "ANSWERS", place.yardstick.shares
            if part.shift:
                found["shift"] = _describe_shift(part.shift, place.yardstick)
        case CasePlace():
            found["read_as"], found["shares"] = "CASES", place.yardstick.shares
            found["nothing"] = place.target.nothing
        case FigurePlace():
            found["read_as"], found["difference"] = "FIGURES", place.difference
            found["variance"] = place.yardstick.moments(0.0)[1]


def _describe_shift(shift: Shift, yardstick: AnswerYardstick) -> ShiftStep:
    return ShiftStep(
        mean=shift.mean,
        error=shift.error,
        variance=shift.variance,
        people=shift.people,
        answers=shift.answers,
        moved=_rounded(yardstick.moments(shift.mean)[0] - yardstick.expected),
        confirmed=shift.confirmed,
    )


def _sum(values: Iterable[float]) -> float:
    return _rounded(math.fsum(values))


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
