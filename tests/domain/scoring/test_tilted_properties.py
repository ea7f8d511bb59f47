"""What holds for every axis of anybody by the second method, whatever the plan, the answers and the peers are."""

from collections import defaultdict
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE as KINDS
from domain.scoring.inputs import ScoreInputs, WeightedValue, hash_inputs
from domain.scoring.judgements import Judgement
from domain.scoring.tilted_scores import judge, score
from domain.scoring.yardsticks import yardstick_of
from domain.terms import Axis, EvidenceKind, Rating, Undecided
from tests.domain.scoring.appraised import PEOPLE, POLICY, WEIGHED, values_of
from tests.domain.strategies import STRATA

FEW = settings(max_examples=60, deadline=None)
NOISE = 1e-7
KINDS_OF_ANSWERS = st.sampled_from(WEIGHED)
SHARES = st.sampled_from([1.0, 0.5, 0.25])
RANKS = {Rating.BELOW: 0, Rating.MEETS: 1, Rating.ABOVE: 2}


def axis_of(kind: EvidenceKind) -> Axis:
    axis = KINDS[kind].axis
    assert axis is not None
    return axis


def add(inputs: ScoreInputs, kind: EvidenceKind, said: tuple[float, float, str], n: int = 1) -> ScoreInputs:
    """`n` more answers with this value, share and stratum."""
    value, share, stratum = said
    weight = share * POLICY.controllability[kind]
    new = [WeightedValue(f"new {number}", value, weight, stratum) for number in range(n)]
    return replace(inputs, evidence={**inputs.evidence, kind: (*inputs.evidence.get(kind, ()), *new)})


def standing(judged: Judgement) -> float:
    """Where an axis stands on the scale."""
    return judged.place(judged.quality.estimate)


@FEW
@given(PEOPLE)
def test_a_score_stays_on_the_scale_and_its_interval_holds_it(person: ScoreInputs) -> None:
    scored = score(person, POLICY)
    for one in (*scored.axes, *(component for axis in scored.axes for component in axis.components)):
        if one.estimate is not None:
            assert one.low is not None
            assert one.high is not None
            assert one.reference is not None
            assert 1 <= one.low <= one.estimate <= one.high <= 4
            assert 1 <= one.reference <= 4


@FEW
@given(PEOPLE, KINDS_OF_ANSWERS, SHARES, st.sampled_from(STRATA), st.data())
def test_a_better_answer_in_place_of_another_lowers_nothing(
    person: ScoreInputs, kind: EvidenceKind, share: float, stratum: str, data: st.DataObject
) -> None:
    values = values_of(kind)
    worse, better = sorted(data.draw(st.tuples(st.sampled_from(values), st.sampled_from(values))), key=values.index)
    low, high = (judge(axis_of(kind), add(person, kind, (value, share, stratum)), POLICY) for value in (worse, better))
    if low.parts:
        assert standing(high) >= standing(low) - NOISE
        assert high.chances[1] >= low.chances[1] - NOISE
        assert high.chances[0] <= low.chances[0] + NOISE
    assert high.undecided == low.undecided
    if high.rating and low.rating:
        assert 0 <= RANKS[high.rating] - RANKS[low.rating] <= 1


@FEW
@given(PEOPLE, KINDS_OF_ANSWERS, SHARES, st.sampled_from(STRATA))
def test_the_best_answer_never_lowers_and_the_worst_never_raises(
    person: ScoreInputs, kind: EvidenceKind, share: float, stratum: str
) -> None:
    axis = axis_of(kind)
    before = judge(axis, person, POLICY)
    best, worst = (judge(axis, add(person, kind, (values_of(kind)[end], share, stratum)), POLICY) for end in (-1, 0))
    if before.parts:
        assert standing(worst) <= standing(before) + NOISE
        assert standing(before) <= standing(best) + NOISE
    for one, after in zip(before.parts, best.parts, strict=True):
        assert after.place(after.quality.estimate) >= one.place(one.quality.estimate) - NOISE
    for one, after in zip(before.parts, worst.parts, strict=True):
        assert after.place(after.quality.estimate) <= one.place(one.quality.estimate) + NOISE


@FEW
@given(PEOPLE, st.sampled_from(["TREATMENT", "OUTCOME"]), SHARES, st.sampled_from([1, 10, 60]))
def test_answers_as_expected_move_nothing_away_from_the_reference(
    person: ScoreInputs, word: str, share: float, n: int
) -> None:
    """Peers give the middle answer on average, and so do `n` more citizens."""
    kind = EvidenceKind(word)
    even = replace(person.peers[kind], yardsticks={STRATA[0]: yardstick_of([3, 2, 5, 2, 3])}, shift=None)
    person = replace(person, peers={**person.peers, kind: even}, indicators=[])
    axis = axis_of(kind)
    before, after = judge(axis, person, POLICY), judge(axis, add(person, kind, (2.5, share, STRATA[0]), n), POLICY)
    assert abs(after.quality.estimate) <= abs(before.quality.estimate) + NOISE
    for chance, earlier in zip(
        after.chances if after.parts else (), before.chances if after.parts else (), strict=True
    ):
        assert chance < POLICY.confidence or earlier >= POLICY.confidence - NOISE


@FEW
@given(PEOPLE, KINDS_OF_ANSWERS, st.sampled_from([1.0, 0.05]), st.sampled_from(STRATA), st.data())
def test_no_answer_takes_away_what_there_is_enough_of(
    person: ScoreInputs, kind: EvidenceKind, share: float, stratum: str, data: st.DataObject
) -> None:
    before = judge(axis_of(kind), person, POLICY)
    said = data.draw(st.sampled_from(values_of(kind))), share, stratum
    after = judge(axis_of(kind), add(person, kind, said), POLICY)
    assert after.cases >= before.cases
    for one, later in zip(before.parts, after.parts, strict=True):
        assert after.counts(later) or not before.counts(one)
    if before.undecided is not Undecided.TOO_FEW:
        assert after.undecided is not Undecided.TOO_FEW


@FEW
@given(PEOPLE, KINDS_OF_ANSWERS, st.sampled_from(STRATA))
def test_an_answer_moves_no_other_part_and_no_weight(person: ScoreInputs, kind: EvidenceKind, stratum: str) -> None:
    before = score(person, POLICY)
    after = score(add(person, kind, (values_of(kind)[0], 1.0, stratum)), POLICY)
    for one, other in zip(before.axes, after.axes, strict=True):
        assert one.reference == other.reference
        for part, same in zip(one.components, other.components, strict=True):
            assert (part.key, part.weight, part.reference) == (same.key, same.weight, same.reference)
            if part.kind is not None and part.kind is not kind:
                assert (part.estimate, part.low, part.arithmetic) == (same.estimate, same.low, same.arithmetic)


@FEW
@given(PEOPLE, st.randoms())
def test_order_of_arrival_never_matters(person: ScoreInputs, random: Random) -> None:
    shuffled = replace(
        person,
        indicators=random.sample(
            [
                replace(one, measurements=random.sample(one.measurements, len(one.measurements)))
                for one in person.indicators
            ],
            len(person.indicators),
        ),
        evidence={kind: random.sample(values, len(values)) for kind, values in reversed(person.evidence.items())},
    )
    assert score(shuffled, POLICY) == score(person, POLICY)
    assert hash_inputs(shuffled, POLICY) == hash_inputs(person, POLICY)


@FEW
@given(PEOPLE)
def test_every_number_follows_from_what_stands_beside_it(person: ScoreInputs) -> None:
    """A reader redoes an axis from the comparisons of its components: shares, slopes, numbers and sums of answers."""
    for axis in score(person, POLICY).axes:
        judged = judge(axis.axis, person, POLICY)
        if not axis.components:
            continue
        for threshold, chance in zip(judged.thresholds, judged.chances, strict=True):
            balance, doubts, errors = -threshold, defaultdict[object, float](float), defaultdict[str, float](float)
            for tallies in ([one.tally for one in component.comparisons] for component in axis.components):
                sampled = 0.0
                for tally in tallies:
                    mean, variance = tally.yardstick.moments(tally.slope * threshold)
                    pull = tally.emphasis * tally.slope
                    balance += pull * (tally.total - tally.n * mean)
                    sampled += pull * pull * tally.n * variance
                    doubts[tally.yardstick.alone] += pull * tally.n * variance * tally.yardstick.doubt
                    doubts[tally.group] += pull * tally.n * variance * tally.yardstick.company
                errors[tallies[0].group if tallies else ""] += sampled**0.5
            uneven = judged.quality.unevenness * judged.quality.balance(threshold).steepness
            variance = 1 + uneven**2 + sum(each * each for each in (*errors.values(), *doubts.values()))
            ratio = balance / variance**0.5
            if abs(threshold) < 5:
                assert judged.quality.balance(threshold).ratio == pytest.approx(ratio)
                assert 0 <= chance <= 1
