"""Scores of units stay on the natural scale of each kind, and few cases stay near what all units have."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring.casemix import OVERALL
from domain.scoring.policies import parse_policy
from domain.scoring.unit_scores import UnitEvidence, score_unit
from domain.terms import EvidenceKind
from tests.first_policy import FIRST_POLICY

POLICY = parse_policy(UUID(int=1), 1, FIRST_POLICY)
FEW = settings(max_examples=40)
WEIGHT = st.floats(1e-3, 1e5)
RATINGS, PROPORTIONS = (
    [kind for kind, spec in EVIDENCE.items() if spec.form is form] for form in (Form.RATING, Form.PROPORTION)
)


@FEW
@given(st.sampled_from(RATINGS), st.floats(1, 4), WEIGHT, st.floats(1, 4))
def test_answers(kind: EvidenceKind, mean: float, weight: float, peers: float) -> None:
    scored = score_unit(UnitEvidence(kind, mean * weight, weight, 1), {(kind, OVERALL): peers}, POLICY)
    assert 1 <= scored.low <= scored.estimate <= scored.high <= 4
    assert min(mean, peers) - 1e-4 <= scored.estimate <= max(mean, peers) + 1e-4


@FEW
@given(st.sampled_from(PROPORTIONS), st.floats(0, 1), WEIGHT, st.floats(0, 1))
def test_proportions(kind: EvidenceKind, rate: float, weight: float, peers: float) -> None:
    scored = score_unit(UnitEvidence(kind, rate * weight, weight, 1), {(kind, OVERALL): peers}, POLICY)
    assert 0 <= scored.low <= scored.estimate <= scored.high <= 1
    assert min(rate, peers) - 1e-4 <= scored.estimate <= max(rate, peers) + 1e-4


def test_the_service_of_a_unit_with_many_cases_is_what_was_observed() -> None:
    scored = score_unit(UnitEvidence(EvidenceKind.ON_TIME, 7988, 9555, 9555), {}, POLICY)
    assert scored.observed == 0.836
    assert scored.arithmetic.startswith("7988 / 9555 = 0.84 (0.83–0.84); ")
    assert scored.low < 0.836 < scored.high
