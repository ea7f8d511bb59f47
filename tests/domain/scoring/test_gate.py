"""The least number counts citizens: whatever they say, and never fewer because one of them says more."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.inputs import Citizen, ScoreInputs, WeightedValue
from domain.scoring.parts import find_cases
from domain.scoring.policies import parse_policy
from domain.terms import EvidenceKind
from tests.tilting_policy import TILTING_POLICY

POLICY = parse_policy(UUID(int=2), 2, TILTING_POLICY)
KIND = EvidenceKind.TREATMENT
WHOLE = POLICY.controllability[KIND]


def gather(answers: list[tuple[str, float, float]]) -> ScoreInputs:
    """Answers of one stratum: whose each is, the share in its case, and its value, in the order of their cases."""
    by_citizen: dict[str, list[int]] = {}
    for number, (citizen, _, _) in enumerate(answers):
        by_citizen.setdefault(citizen, []).append(number)
    said, citizens = [], {}
    for number, (citizen, share, value) in enumerate(answers):
        theirs = by_citizen[citizen]
        said.append(WeightedValue(f"case {number}", value, WHOLE * share / len(theirs), "s"))
        if len(theirs) > 1:
            citizens[f"case {number}"] = Citizen(f"case {theirs[0]}", 1 / len(theirs))
    return ScoreInputs(None, (), {KIND: said}, {}, citizens=citizens)


def count(answers: list[tuple[str, float, float]]) -> int:
    assert POLICY.tilting is not None
    return len(find_cases(KIND, gather(answers), POLICY, POLICY.tilting))


ANSWERS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.floats(0.001, 1), st.sampled_from([1.0, 1.75, 2.5, 3.25, 4.0])),
    max_size=40,
)


def test_forty_answers_of_one_citizen_are_one_and_forty_citizens_are_forty() -> None:
    assert count([("a", 1.0, 1.0)] * 40) == 1
    assert count([(f"{each}", 1.0, 1.0) for each in range(40)]) == 40


@pytest.mark.parametrize(("share", "counted"), [(0.1, 1), (0.09, 0), (0.02, 0), (1.0, 1)])
def test_a_share_of_a_tenth_counts(share: float, counted: int) -> None:
    assert count([("a", share, 1.0)]) == counted


@given(ANSWERS, ANSWERS)
def test_it_never_falls_and_knows_no_values(
    answers: list[tuple[str, float, float]], more: list[tuple[str, float, float]]
) -> None:
    assert count(answers) <= count([*answers, *more])
    assert count(answers) == count([(citizen, share, 4.0) for citizen, share, _ in answers])
    assert count(answers) <= len({citizen for citizen, _, _ in answers})
