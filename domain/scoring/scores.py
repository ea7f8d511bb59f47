"""The score of one person in one period: a pure function of plan, evidence, expectations and policy.

It proposes; a human decides (PermenPANRB 6/2022). What is missing is left out and the rest reweighted, never zero.
"""

import math
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.scoring.components import Combination, Component, combine, explain, score_components
from domain.scoring.inputs import ScoreInputs, hash_inputs
from domain.scoring.parts import Comparison
from domain.scoring.policies import Policy
from domain.scoring.ratings import find_predicate, propose_rating
from domain.scoring.shrinkage import Estimate, effective_size, interval
from domain.scoring.steps import AxisStep
from domain.terms import Axis, EvidenceKind, Predicate, Rating, Undecided
from domain.text.localized import LocalizedText

# To which scores, and what is expected of them, are kept.
DECIMALS = 4


@dataclass(frozen=True)
class ScoredComponent:
    """A component as stored: numbers to four decimals. `weight` is nominal, `effective_weight` among those present."""

    key: str
    label: LocalizedText
    indicator_id: UUID | None
    kind: EvidenceKind | None
    weight: float
    effective_weight: float | None
    observed: float | None
    attainment: float | None
    estimate: float | None
    reference: float
    low: float | None
    high: float | None
    n: int
    effective_n: float
    counts_for_rating: bool
    arithmetic: str
    comparisons: tuple[Comparison, ...] = ()
    missing: tuple[date, ...] = ()


@dataclass(frozen=True)
class ScoredAxis:
    """One axis: estimate, reference and 95 % interval on the scale, none without components; the rating proposed.

    From the second method on there may be none: `undecided` says why. Who decides by a rating that `needs_reading`
    has to read a sample of the cases first; that is a mark, nothing waits for it. `steps` are the figures that lead to
    it (domain.scoring.steps).
    """

    axis: Axis
    estimate: float | None
    reference: float | None
    low: float | None
    high: float | None
    effective_n: float
    coverage: float
    rating: Rating | None
    arithmetic: str
    components: tuple[ScoredComponent, ...]
    undecided: Undecided | None = None
    needs_reading: bool = False
    steps: AxisStep | None = None


@dataclass(frozen=True)
class Score:
    """The proposal for one person in one period; `predicate` is none where nothing at all is known.

    From the second method on also where an axis has no rating, or answers of one kind alone would say misconduct.
    """

    predicate: Predicate | None
    coverage: float
    inputs_hash: str
    axes: tuple[ScoredAxis, ...]


def score(inputs: ScoreInputs, policy: Policy, inputs_hash: str | None = None) -> Score:
    """Score a person by a policy. The order of indicators, measurements and evidence does not matter.

    `inputs_hash` is what `hash_inputs` says of both, where it is known already.
    """
    axes = tuple(_score_axis(axis, inputs, policy) for axis in Axis)
    ratings = {axis.axis: axis.rating for axis in axes if axis.rating}
    known = any(axis.estimate is not None for axis in axes)
    return Score(
        find_predicate(ratings[Axis.WORK_RESULT], ratings[Axis.WORK_BEHAVIOUR]) if known else None,
        round(math.fsum(axis.coverage for axis in axes) / len(axes), DECIMALS),
        inputs_hash or hash_inputs(inputs, policy),
        axes,
    )


def _score_axis(axis: Axis, inputs: ScoreInputs, policy: Policy) -> ScoredAxis:
    components = score_components(axis, inputs, policy)
    present = [component for component in components if component.estimate]
    whole, rated = combine(present), combine([component for component in present if component.counts_for_rating])
    weights = (answer.weight for component in present if component.kind for answer in inputs.values(component.kind))
    low, high = _interval(whole.estimate if whole else None, policy)
    return ScoredAxis(
        axis,
        _rounded(whole.estimate.value if whole else None),
        _rounded(whole.reference if whole else None),
        low,
        high,
        round(effective_size(weights), DECIMALS),
        round(math.fsum(component.weight for component in present), DECIMALS),
        propose_rating(rated.estimate, rated.reference, policy) if rated else Rating.MEETS,
        explain(whole, rated, policy),
        tuple(_finish(component, whole, policy) for component in components),
    )


def _finish(component: Component, whole: Combination | None, policy: Policy) -> ScoredComponent:
    low, high = _interval(component.estimate, policy)
    return ScoredComponent(
        key=component.key,
        label=component.label,
        indicator_id=component.indicator_id,
        kind=component.kind,
        weight=round(component.weight, DECIMALS),
        effective_weight=_rounded(component.weight / whole.weight if whole and component.estimate else None),
        observed=_rounded(component.observed),
        attainment=_rounded(component.attainment),
        estimate=_rounded(component.estimate.value if component.estimate else None),
        reference=round(component.reference, DECIMALS),
        low=low,
        high=high,
        n=component.n,
        effective_n=round(component.effective_n, DECIMALS),
        counts_for_rating=component.counts_for_rating,
        arithmetic=component.arithmetic,
    )


def _interval(estimate: Estimate | None, policy: Policy) -> tuple[float, float] | tuple[None, None]:
    if estimate is None:
        return None, None
    low, high = interval(estimate, policy.interval, policy.scale)
    return round(low, DECIMALS), round(high, DECIMALS)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
