"""The components of an axis: the plan's indicators and the kinds of evidence, and how they combine."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.evidence.kinds import EVIDENCE, SCORED, Form
from domain.scoring.arithmetic import (
    NOTHING,
    write_chances,
    write_count,
    write_number,
    write_observed,
    write_on_scale,
    write_proportion,
    write_quarantined,
    write_result,
    write_shrunken,
    write_spread,
    write_weighted,
)
from domain.scoring.casemix import find_case_mix, peer_rate
from domain.scoring.indicators import SOURCES, attain, interpolate, place_on_scale
from domain.scoring.inputs import Indicator, ScoreInputs, WeightedValue
from domain.scoring.policies import INDICATORS, Policy
from domain.scoring.ratings import chance_above, chance_below
from domain.scoring.shrinkage import Estimate, effective_size, shrink_mean, shrink_proportion, wilson
from domain.terms import Axis, Direction, EvidenceKind
from domain.text.localized import LocalizedText, text

PLAN_LABEL = text(id="Indikator rencana kinerja", en="Indicators of the performance plan")
MISSING = f"{NOTHING} (n = 0)"


@dataclass(frozen=True)
class Component:
    """One component of an axis, before rounding.

    `observed` is in the component's own unit (realisation, mean answer, proportion); `estimate` and `reference` are on
    the common scale; a component without an estimate is missing: it is listed, and its weight goes to the others.
    """

    key: str
    label: LocalizedText
    weight: float
    reference: float
    arithmetic: str
    estimate: Estimate | None = None
    observed: float | None = None
    attainment: float | None = None
    n: int = 0
    effective_n: float = 0.0
    counts_for_rating: bool = False
    kind: EvidenceKind | None = None
    indicator_id: UUID | None = None


def score_components(axis: Axis, inputs: ScoreInputs, policy: Policy) -> list[Component]:
    """All components of an axis that the policy gives weight, indicators first; their nominal weights sum to one."""
    weights = policy.axis_weights(inputs.job_family, axis)
    kinds = [kind for kind in SCORED if weights.evidence.get(kind)]
    evidence = [_score_evidence(kind, weights.evidence[kind], inputs, policy) for kind in kinds]
    return _score_plan(weights.indicators, inputs, policy) + evidence


def _score_plan(weight: float, inputs: ScoreInputs, policy: Policy) -> list[Component]:
    met = interpolate(1.0, policy.attainment_knots)
    if not weight:
        return []
    if not inputs.indicators:
        return [Component(INDICATORS, PLAN_LABEL, weight, met, MISSING)]
    total = math.fsum(indicator.weight for indicator in inputs.indicators)
    ordered = sorted(inputs.indicators, key=lambda indicator: indicator.seq)
    return [_score_indicator(one, weight * one.weight / total, met, inputs, policy) for one in ordered]


def _score_indicator(indicator: Indicator, weight: float, met: float, inputs: ScoreInputs, policy: Policy) -> Component:
    """Realisation, attainment, place on the scale; `met` is the place of a target just met. Nothing is uncertain."""
    key = f"{INDICATORS}.{indicator.seq}"
    source = SOURCES[indicator.source]
    kind, realised = source.evidence.get(indicator.source_key or ""), source.realise(indicator, inputs)
    waiting = write_quarantined(inputs.quarantined.get(kind, 0)) if kind else ""
    if realised is None:
        return Component(key, indicator.name, weight, met, MISSING + waiting, indicator_id=indicator.id)
    attained = attain(realised.value, indicator.target, policy.attainment_cap)
    place = place_on_scale(attained.value, policy.attainment_knots)
    return Component(
        key,
        indicator.name,
        weight,
        met,
        f"{realised.arithmetic}; {attained.arithmetic} {place.arithmetic}{waiting}",
        estimate=Estimate(place.value, 0.0),
        observed=realised.value,
        attainment=attained.value,
        n=realised.n,
        effective_n=realised.effective_n,
        counts_for_rating=True,
        indicator_id=indicator.id,
    )


def _score_evidence(kind: EvidenceKind, weight: float, inputs: ScoreInputs, policy: Policy) -> Component:
    """One kind of evidence, shrunken; it counts for the rating from `policy.minimum_rated` effective answers on."""
    answers = inputs.values(kind)
    size = effective_size(answer.weight for answer in answers)
    counts = size >= policy.minimum_rated
    prior = _prior(kind, inputs, policy)
    waiting = write_quarantined(inputs.quarantined.get(kind, 0))
    if not answers:
        return Component(kind, EVIDENCE[kind].label, weight, prior, MISSING + waiting, kind=kind)
    observed, estimate, arithmetic = _SCORERS[EVIDENCE[kind].form](kind, answers, inputs, policy)
    shortage = "" if counts else f"; n_eff = {write_result(size)} < {write_count(policy.minimum_rated)}"
    return Component(
        kind,
        EVIDENCE[kind].label,
        weight,
        prior,
        arithmetic + shortage + waiting,
        estimate=estimate,
        observed=observed,
        n=len(answers),
        effective_n=size,
        counts_for_rating=counts,
        kind=kind,
    )


Scored = tuple[float, Estimate, str]


def _prior(kind: EvidenceKind, inputs: ScoreInputs, policy: Policy) -> float:
    """What peers have, on the common scale."""
    if EVIDENCE[kind].form is Form.RATING:
        return find_case_mix(kind, inputs.expectations, policy).mean
    return _on_scale(kind, peer_rate(kind, inputs.expectations, policy), policy)


def _score_ratings(kind: EvidenceKind, answers: Sequence[WeightedValue], inputs: ScoreInputs, policy: Policy) -> Scored:
    mix = find_case_mix(kind, inputs.expectations, policy)
    n = math.fsum(answer.weight for answer in answers)
    raw = math.fsum(answer.weight * answer.value for answer in answers) / n
    total = math.fsum(answer.weight * mix.adjust(answer.value, answer.stratum) for answer in answers)
    estimate = shrink_mean(total, n, mix.mean, policy.sigma, policy.prior_weight)
    shrunken = write_shrunken(n, total / n, policy.prior_weight, mix.mean, estimate.value)
    return raw, estimate, f"{write_number(raw)} → {write_number(total / n)}; {shrunken}"


def _score_proportion(
    kind: EvidenceKind, answers: Sequence[WeightedValue], inputs: ScoreInputs, policy: Policy
) -> Scored:
    rate = peer_rate(kind, inputs.expectations, policy)
    n = math.fsum(answer.weight for answer in answers)
    successes = math.fsum(answer.weight for answer in answers if answer.value > 0)
    posterior = shrink_proportion(successes, n, rate, policy.prior_weight)
    low, high = policy.scale
    value = _on_scale(kind, posterior.value, policy)
    observed = write_observed(successes, n, wilson(successes, n, policy.interval))
    shrunken = write_proportion(successes, n, policy.prior_weight, rate, posterior.value)
    placed = write_on_scale(posterior.value, value, policy.scale, reverse=_is_reversed(kind))
    return successes / n, Estimate(value, (high - low) * posterior.sd), f"{observed}; {shrunken}; {placed}"


def _on_scale(kind: EvidenceKind, proportion: float, policy: Policy) -> float:
    low, high = policy.scale
    better = 1 - proportion if _is_reversed(kind) else proportion
    return low + (high - low) * better


def _is_reversed(kind: EvidenceKind) -> bool:
    return EVIDENCE[kind].better is Direction.LOWER


_SCORERS = {Form.RATING: _score_ratings, Form.PROPORTION: _score_proportion}


@dataclass(frozen=True)
class Combination:
    """Several components as one: `weight` is what their nominal weights sum to, `shares` pairs share and estimate."""

    estimate: Estimate
    reference: float
    weight: float
    shares: tuple[tuple[float, float], ...]

    @property
    def arithmetic(self) -> str:
        """The weighted sum with its numbers."""
        return write_weighted(self.shares, self.estimate.value)


def combine(components: Sequence[Component]) -> Combination | None:
    """Weighted sum of the components that have an estimate, their weights rescaled to sum to one; none of none.

    The components are taken as independent: variances add with the squares of the shares.
    """
    present = [
        (component.weight, component.estimate, component.reference) for component in components if component.estimate
    ]
    weight = math.fsum(nominal for nominal, _, _ in present)
    if not present:
        return None
    shares = [(nominal / weight, estimate, reference) for nominal, estimate, reference in present]
    value = math.fsum(share * estimate.value for share, estimate, _ in shares)
    sd = math.sqrt(math.fsum((share * estimate.sd) ** 2 for share, estimate, _ in shares))
    reference = math.fsum(share * reference for share, _, reference in shares)
    return Combination(
        Estimate(value, sd), reference, weight, tuple((share, component.value) for share, component, _ in shares)
    )


def explain(whole: Combination | None, rated: Combination | None, policy: Policy) -> str:
    """The sum over all components; then, of those that count for the rating, what the rating was decided by."""
    if whole is None:
        return NOTHING
    if rated is None:
        return whole.arithmetic
    high, low = rated.reference + policy.delta, rated.reference - policy.delta
    above, below = chance_above(high, rated.estimate), chance_below(low, rated.estimate)
    sums = [whole.arithmetic] if rated.shares == whole.shares else [whole.arithmetic, rated.arithmetic]
    return "; ".join([*sums, write_spread(rated.estimate), write_chances(high, above, low, below)])
