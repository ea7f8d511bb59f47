"""Scores of units stay on the natural scale of each kind, and few cases stay near what all units have."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring import standardised_units
from domain.scoring.casemix import OVERALL, expect_mean
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


@FEW
@given(st.sampled_from(PROPORTIONS), st.sampled_from([0.0, 1.0]), st.integers(1, 2000), st.integers(1, 1000))
def test_what_never_happened_before_leaves_something_unknown(
    kind: EvidenceKind, rate: float, before: int, cases: int
) -> None:
    expected = expect_mean(kind, rate, before, POLICY)
    assert 0 < expected < 1
    assert abs(expected - rate) <= max(1 / (before + 1), 1e-4)
    scored = score_unit(UnitEvidence(kind, rate * cases, cases, cases), {(kind, OVERALL): expected}, POLICY)
    assert scored.low < scored.high


@FEW
@given(
    st.sampled_from(PROPORTIONS), st.floats(0, 1), st.integers(1, 1000), st.floats(0.01, 0.99), st.floats(0.01, 0.99)
)
def test_beside_what_its_own_cases_let_expect_a_unit_keeps_its_doubt(
    kind: EvidenceKind, rate: float, cases: int, usual: float, own: float
) -> None:
    """Also where the difference to these leads past an end of the scale."""
    evidence = UnitEvidence(kind, rate * cases, cases, cases, strata={"hard": cases})
    expectations = {(kind, OVERALL): usual, (kind, "hard"): own}
    scored = standardised_units.score_unit(evidence, expectations, POLICY)
    assert 0 <= scored.low <= scored.estimate <= scored.high <= 1
    assert scored.low < scored.high
