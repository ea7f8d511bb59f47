"""What holds for every score of anybody: range, fairness of added answers, order, missing components, arithmetic."""

import re
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE as KINDS
from domain.evidence.kinds import STORED, Form
from domain.scoring.inputs import ScoreInputs, WeightedValue, hash_inputs
from domain.scoring.policies import INDICATORS, parse_policy
from domain.scoring.scores import Score, ScoredAxis, ScoredComponent, score
from domain.terms import Axis, Direction, EvidenceKind
from tests.domain.scoring.people import draw_person
from tests.domain.strategies import EVIDENCE, PEOPLE, STRATA, WEIGHTS
from tests.first_policy import FIRST_POLICY

FEW = settings(max_examples=40)
POLICY = parse_policy(UUID(int=1), 1, FIRST_POLICY)
ENDS = {Form.RATING: (1.0, 4.0), Form.PROPORTION: (0.0, 1.0)}
WEIGHED = [kind for axis in Axis for kind, weight in POLICY.axis_weights(None, axis).evidence.items() if weight]
WORST = {kind: ENDS[KINDS[kind].form][KINDS[kind].better is Direction.LOWER] for kind in WEIGHED}
BEST = {kind: ENDS[KINDS[kind].form][KINDS[kind].better is Direction.HIGHER] for kind in WEIGHED}


def numbers(scored: Score) -> list[ScoredAxis | ScoredComponent]:
    return [*scored.axes, *(component for axis in scored.axes for component in axis.components)]


def estimate(scored: Score, kind: EvidenceKind) -> float | None:
    return next(component.estimate for axis in scored.axes for component in axis.components if component.kind is kind)


def add(inputs: ScoreInputs, kind: EvidenceKind, answer: WeightedValue) -> ScoreInputs:
    return replace(inputs, evidence={**inputs.evidence, kind: (*inputs.evidence.get(kind, ()), answer)})


@FEW
@given(PEOPLE)
def test_a_score_never_leaves_its_range_and_its_interval_holds_it(person: ScoreInputs) -> None:
    scored = score(person, POLICY)
    assert 0 <= scored.coverage <= 1
    for one in numbers(scored):
        if one.estimate is not None:
            assert one.low is not None
            assert one.high is not None
            assert 1 <= one.low <= one.estimate <= one.high <= 4
            assert one.reference is not None
            assert 1 <= one.reference <= 4


@FEW
@given(PEOPLE, st.sampled_from(WEIGHED), WEIGHTS, st.sampled_from(STRATA))
def test_the_best_answer_never_lowers_and_the_worst_never_raises(
    person: ScoreInputs, kind: EvidenceKind, weight: float, stratum: str
) -> None:
    before = estimate(score(person, POLICY), kind)
    better = estimate(score(add(person, kind, WeightedValue("new", BEST[kind], weight, stratum)), POLICY), kind)
    worse = estimate(score(add(person, kind, WeightedValue("new", WORST[kind], weight, stratum)), POLICY), kind)
    assert better is not None
    assert worse is not None
    assert worse <= better
    if before is not None:
        assert worse <= before <= better


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
        evidence={kind: random.sample(listed, len(listed)) for kind, listed in reversed(person.evidence.items())},
        expectations=dict(random.sample(list(person.expectations.items()), len(person.expectations))),
    )
    assert score(shuffled, POLICY) == score(person, POLICY)


@FEW
@given(PEOPLE)
def test_an_axis_lies_within_its_present_components_so_none_missing_counts_as_zero(person: ScoreInputs) -> None:
    for axis in score(person, POLICY).axes:
        present = [component for component in axis.components if component.estimate is not None]
        assert (axis.estimate is None) == (not present)
        if present:
            estimates = [component.estimate for component in present if component.estimate is not None]
            assert axis.estimate is not None
            assert min(estimates) - 1e-4 <= axis.estimate <= max(estimates) + 1e-4
            assert sum(component.effective_weight or 0 for component in present) == pytest.approx(1, abs=1e-3)
            assert axis.coverage == pytest.approx(sum(component.weight for component in present), abs=1e-3)


@FEW
@given(PEOPLE, st.sampled_from(WEIGHED))
def test_removing_a_component_leaves_the_others_as_they_are(person: ScoreInputs, kind: EvidenceKind) -> None:
    without = replace(person, evidence={key: value for key, value in person.evidence.items() if key is not kind})
    fewer, more = ({component.key: component for component in components(one)} for one in (without, person))
    assert fewer[kind].estimate is None
    for key in fewer.keys() - {kind}:
        if not key.startswith(INDICATORS):
            assert fewer[key].estimate == more[key].estimate


def components(person: ScoreInputs) -> list[ScoredComponent]:
    return [component for axis in score(person, POLICY).axes for component in axis.components]


@FEW
@given(PEOPLE, EVIDENCE)
def test_other_inputs_have_another_hash(
    person: ScoreInputs, evidence: dict[EvidenceKind, tuple[WeightedValue, ...]]
) -> None:
    changed = replace(person, evidence=evidence)
    same = all(sorted(person.values(kind)) == sorted(changed.values(kind)) for kind in EvidenceKind)
    assert (hash_inputs(person, POLICY) == hash_inputs(changed, POLICY)) == same
    assert hash_inputs(person, replace(POLICY, version=2)) != hash_inputs(person, POLICY)


@FEW
@given(PEOPLE)
def test_every_line_of_arithmetic_can_be_redone(person: ScoreInputs) -> None:
    for one in numbers(score(person, POLICY)):
        for shown, result in calculations(one.arithmetic):
            assert redo(shown) == pytest.approx(result, abs=0.0051, rel=0.005)


def test_every_estimate_has_arithmetic_to_redo() -> None:
    known = [one for one in numbers(score(draw_person(5, STORED), POLICY)) if one.estimate is not None]
    assert len(known) == 8
    assert all(calculations(one.arithmetic) for one in known)


def calculations(arithmetic: str) -> list[tuple[str, float]]:
    """What is computed in a line, and what comes of it; numbers that are only named are left out."""
    found = re.findall(r"([-\d.+*/() ]+) = ([-\d.]+)", arithmetic.translate(SIGNS))
    return [(shown, float(result)) for shown, result in found if any(sign in shown.strip("- ") for sign in "+*/")]


SIGNS = str.maketrans({"×": "*", "−": "-"})


def redo(shown: str) -> float:
    return float(eval(shown.strip(), {"__builtins__": {}}))
