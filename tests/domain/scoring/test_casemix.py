"""Case-mix: the ends of the scale stay, the expected answer becomes the mean, order is kept."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.casemix import OVERALL, CaseMix, find_case_mix, peer_rate
from domain.scoring.policies import parse_policy
from domain.terms import EvidenceKind
from tests.first_policy import FIRST_POLICY

POLICY = parse_policy(UUID(int=1), 1, FIRST_POLICY)
KIND = EvidenceKind.OUTCOME
ANSWERS = st.sampled_from([1.0, 1.75, 2.5, 3.25, 4.0])


def mix(mean: float, **strata: float) -> CaseMix:
    expectations = {(KIND, OVERALL): mean} | {(KIND, stratum): value for stratum, value in strata.items()}
    return find_case_mix(KIND, expectations, POLICY)


@given(st.floats(1, 4), st.floats(1, 4))
def test_the_ends_stay_and_the_expected_answer_becomes_the_mean(mean: float, expected: float) -> None:
    one = mix(mean, roads=expected)
    assert one.adjust(4.0, "roads") == 4.0
    assert one.adjust(1.0, "roads") == 1.0
    assert one.adjust(one.expected("roads"), "roads") == pytest.approx(mean)


@given(st.floats(1, 4), st.floats(1, 4), ANSWERS, ANSWERS)
def test_a_better_answer_never_becomes_worse(mean: float, expected: float, first: float, second: float) -> None:
    one = mix(mean, roads=expected)
    low, high = (one.adjust(value, "roads") for value in sorted((first, second)))
    assert 1 <= low <= high + 1e-12
    assert high <= 4


def test_the_same_answer_is_worth_more_where_less_is_expected() -> None:
    one = mix(3.25, hard=2.5, easy=3.7)
    assert one.adjust(3.25, "hard") > 3.25 > one.adjust(3.25, "easy")


def test_an_unknown_stratum_is_read_against_all_and_nothing_against_the_prior() -> None:
    assert mix(3.0).expected("new") == 3.0
    assert find_case_mix(KIND, {}, POLICY).mean == POLICY.prior_mean
    assert peer_rate(EvidenceKind.ON_TIME, {}, POLICY) == POLICY.prior_rates[EvidenceKind.ON_TIME]
    assert peer_rate(EvidenceKind.ON_TIME, {(EvidenceKind.ON_TIME, OVERALL): 0.7}, POLICY) == 0.7


def test_an_expectation_at_the_end_of_the_scale_leaves_room_above() -> None:
    assert mix(3.25, best=4.0).expected("best") == pytest.approx(3.95)
    assert mix(3.25, worst=1.0).expected("worst") == pytest.approx(1.05)


def test_answers_of_a_hard_stratum_are_raised() -> None:
    one = mix(3.25, hard=2.5)
    assert one.adjust(3.25, "hard") == pytest.approx(4 - (4 - 3.25) * (4 - 3.25) / (4 - 2.5))
    assert one.adjust(1.75, "hard") == pytest.approx(1 + (3.25 - 1) * (1.75 - 1) / (2.5 - 1))
