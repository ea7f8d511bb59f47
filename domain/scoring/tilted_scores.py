"""The score of one person in one period by the second method: one quality an axis, read from all that was said.

It proposes; a human decides (PermenPANRB 6/2022). Where too little is known it proposes nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.evidence.kinds import SCORED
from domain.scoring.arithmetic import NOTHING, write_quarantined
from domain.scoring.indicator_parts import Reader, read_plan
from domain.scoring.inputs import ScoreInputs, hash_inputs
from domain.scoring.judgements import Judgement
from domain.scoring.parts import Part, read_evidence, weigh
from domain.scoring.policies import Policy
from domain.scoring.ratings import find_predicate
from domain.scoring.scores import DECIMALS, Score, ScoredAxis, ScoredComponent
from domain.scoring.shrinkage import effective_size
from domain.scoring.tilting_arithmetic import write_axis, write_chance, write_missing, write_part
from domain.scoring.tilting_rules import TiltingRules
from domain.scoring.walkthroughs import list_steps
from domain.terms import Axis, EvidenceKind, Predicate, Rating


def score(inputs: ScoreInputs, policy: Policy, inputs_hash: str | None = None) -> Score:
    """Score a person by a policy of the second method. The order of indicators, measurements and evidence is nothing.

    `inputs_hash` is what `hash_inputs` says of both, where it is known already.
    """
    axes = tuple(_score_axis(axis, inputs, policy) for axis in Axis)
    return Score(
        _find_predicate(axes),
        round(math.fsum(axis.coverage for axis in axes) / len(axes), DECIMALS),
        inputs_hash or hash_inputs(inputs, policy),
        axes,
    )


def judge(axis: Axis, inputs: ScoreInputs, policy: Policy) -> Judgement:
    """What is known of one axis of a person."""
    assert policy.tilting is not None
    return replace(
        _judge_once(axis, inputs, policy, policy.tilting),
        otherwise=tuple(
            _judge_once(axis, inputs.confirm_shifts(kinds), policy, policy.tilting)
            for kinds in list_extremes(axis, inputs, policy)
        ),
    )


def list_extremes(axis: Axis, inputs: ScoreInputs, policy: Policy) -> list[list[EvidenceKind]]:
    """Of the kinds of an axis whose shift nobody has decided about, those that would raise it together, and lower it.

    What answers have become better by lowers it once it is taken out. Whatever is confirmed, and whatever is not, leads
    no further than these.
    """
    weights = policy.axis_weights(inputs.job_family, axis).evidence
    shifts = {kind: shift.mean for kind, shift in inputs.undecided_shifts().items() if weights.get(kind)}
    sides = [[kind for kind in shifts if shifts[kind] < 0], [kind for kind in shifts if shifts[kind] > 0]]
    return [side for side in sides if side]


def _judge_once(axis: Axis, inputs: ScoreInputs, policy: Policy, rules: TiltingRules) -> Judgement:
    return Judgement(read_parts(axis, inputs, policy, rules), policy, rules)


def read_parts(axis: Axis, inputs: ScoreInputs, policy: Policy, rules: TiltingRules) -> list[Part]:
    """The parts that the work has on an axis, indicators first, their weights rescaled to sum to one."""
    weights = policy.axis_weights(inputs.job_family, axis)
    parts = read_plan(weights.indicators, Reader(inputs, policy, rules))
    for kind in SCORED:
        weight = weights.evidence.get(kind, 0.0)
        part = read_evidence(kind, weight, inputs, policy, rules) if weight else None
        parts += [part] if part else []
    total = math.fsum(part.weight for part in parts)
    return weigh([replace(part, weight=part.weight / total) for part in parts], rules, policy.confidence)


def _score_axis(axis: Axis, inputs: ScoreInputs, policy: Policy) -> ScoredAxis:
    judged = judge(axis, inputs, policy)
    weights = (answer.weight for part in judged.parts if part.kind is not None for answer in inputs.values(part.kind))
    steps = list_steps(axis, judged, inputs.quarantined)
    return ScoredAxis(
        axis=axis,
        estimate=steps["estimate"],
        reference=steps["reference"],
        low=steps["low"],
        high=steps["high"],
        effective_n=_rounded(effective_size(weights)),
        coverage=steps["coverage"],
        rating=judged.rating,
        arithmetic=_explain(judged),
        components=tuple(_finish(part, judged, inputs, policy) for part in judged.parts),
        undecided=judged.undecided,
        needs_reading=judged.needs_reading,
        steps=steps,
    )


def _explain(judged: Judgement) -> str:
    """Where the axis stands, and how sure one may be that it is below, or above, what is expected."""
    if not judged.parts:
        return NOTHING
    at, (low, high), (below, above) = judged.quality.estimate, judged.thresholds, judged.chances
    weighted = [(part.weight, part.place(at)) for part in judged.parts]
    lines = [write_axis(at, weighted, judged.place(at))]
    for sign, threshold, chance in ((">", high, above), ("<", low, below)):
        lines.append(write_chance(sign, threshold, judged.quality.balance(threshold), chance))
    return "; ".join(lines)


def _finish(part: Part, judged: Judgement, inputs: ScoreInputs, policy: Policy) -> ScoredComponent:
    quality = part.quality
    low, high = (part.place(end) for end in quality.interval(policy.interval))
    value = part.place(quality.estimate)
    waiting = write_quarantined(inputs.quarantined.get(part.kind, 0)) if part.kind else ""
    return ScoredComponent(
        key=part.key,
        label=part.label,
        indicator_id=part.indicator_id,
        kind=part.kind,
        weight=_rounded(part.weight),
        effective_weight=_rounded(part.weight),
        observed=None if part.observed is None else _rounded(part.observed),
        attainment=None if part.attainment is None else _rounded(part.attainment),
        estimate=_rounded(value),
        reference=_rounded(part.place(0.0)),
        low=_rounded(low),
        high=_rounded(high),
        n=part.n,
        effective_n=_rounded(part.effective_n),
        counts_for_rating=judged.counts(part),
        arithmetic=write_part(part.comparisons, quality, value) + write_missing(len(part.missing)) + waiting,
        comparisons=part.comparisons,
        missing=part.missing,
    )


def _find_predicate(axes: Sequence[ScoredAxis]) -> Predicate | None:
    """The predicate where both axes have a rating; one kind of answers alone never says that somebody misbehaved."""
    ratings: dict[Axis, Rating] = {axis.axis: axis.rating for axis in axes if axis.rating}
    if len(ratings) < len(Axis):
        return None
    predicate = find_predicate(ratings[Axis.WORK_RESULT], ratings[Axis.WORK_BEHAVIOUR])
    alone = any(axis.axis is Axis.WORK_BEHAVIOUR and _is_alone(axis.components) for axis in axes)
    return None if predicate is Predicate.POOR_MISCONDUCT and alone else predicate


def _is_alone(components: Iterable[ScoredComponent]) -> bool:
    said = [component for component in components if component.n]
    return len(said) == 1 and said[0].kind is not None


def _rounded(value: float) -> float:
    return round(value, DECIMALS)
