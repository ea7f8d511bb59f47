"""Published figures tell no more than themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE, SCORED, Form
from domain.scoring.published_scores import CASES_STEP, STEP, publish_figures
from domain.scoring.unit_scores import UnitEvidence, score_unit
from domain.terms import EvidenceKind
from tests.domain.scoring.test_unit_scores import POLICY


def _ends(kind: EvidenceKind) -> tuple[float, float]:
    return POLICY.scale if EVIDENCE[kind].form is Form.RATING else (0.0, 1.0)


@given(st.sampled_from(SCORED), st.floats(0, 1), st.integers(30, 10_000))
def test_figures_are_multiples_of_their_steps_around_the_estimate(kind: EvidenceKind, place: float, cases: int) -> None:
    low, high = _ends(kind)
    estimate = low + place * (high - low)
    figures = publish_figures(kind, estimate, cases, POLICY)
    for value in (figures.estimate, figures.low, figures.high):
        assert value == round(round(value / STEP) * STEP, 2)
    assert low <= figures.low <= figures.estimate <= figures.high <= high
    assert abs(figures.estimate - estimate) <= STEP / 2 + 1e-9
    assert figures.cases % CASES_STEP == 0
    assert 0 <= cases - figures.cases < CASES_STEP


@given(st.sampled_from(SCORED), st.floats(0, 1), st.floats(0, 1), st.integers(3, 20), st.integers(0, 9))
def test_all_that_is_shown_follows_from_the_coarse_estimate_and_number(
    kind: EvidenceKind, one: float, other: float, tens: int, ones: int
) -> None:
    low, high = _ends(kind)
    first = publish_figures(kind, low + one * (high - low), tens * 10, POLICY)
    second = publish_figures(kind, low + other * (high - low), tens * 10 + ones, POLICY)
    assert (first == second) is (first.estimate == second.estimate)


@pytest.mark.parametrize("answers", range(30, 60))
def test_one_answer_among_thirty_is_not_read_from_the_figure_by_whoever_knows_the_others(answers: int) -> None:
    """Of the ten answers on the scale, the figure that follows is the same for several."""
    kind, possible = EvidenceKind.TREATMENT, [1 + 0.75 * step for step in range(5)]
    shown = {
        publish_figures(
            kind,
            score_unit(UnitEvidence(kind, 2.7 * answers + own, answers + 1, answers + 1), {}, POLICY).estimate,
            answers + 1,
            POLICY,
        )
        for own in possible
    }
    assert len(shown) < len(possible)
