"""Two who agree decide about a shift, one of the HR agency among them, and nobody says anything of it twice."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Principal
from domain.problems import Refused
from domain.scoring.shift_decisions import SaidOfShift, check_saying, check_shifts_decided, find_decision
from domain.terms import Role

HR, AUDITOR = Role.HR_AGENCY, Role.AUDITOR
SAID = st.lists(st.tuples(st.sampled_from([HR, AUDITOR]), st.booleans()), max_size=6)


def say(*words: tuple[Role, bool]) -> list[SaidOfShift]:
    return [SaidOfShift(UUID(int=number), role, confirm) for number, (role, confirm) in enumerate(words)]


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        ([], None),
        ([(HR, True)], None),
        ([(HR, True), (HR, False)], None),
        ([(AUDITOR, True), (AUDITOR, True), (AUDITOR, True)], None),
        ([(HR, True), (HR, True)], True),
        ([(AUDITOR, False), (HR, False)], False),
        ([(HR, True), (AUDITOR, False), (HR, False)], False),
    ],
)
def test_two_who_agree_decide(said: list[tuple[Role, bool]], decision: bool | None) -> None:
    assert find_decision(say(*said)) is decision


@given(SAID)
def test_it_is_decided_by_the_first_word_that_makes_it_so_and_never_by_one_person(
    said: list[tuple[Role, bool]],
) -> None:
    """Words are asked for until it is decided, so that the other decision is never reached, too."""
    decisions = [find_decision(say(*said[:number])) for number in range(len(said) + 1)]
    assert decisions[:2] == [None, None][: len(decisions)]
    first = next((place for place, each in enumerate(decisions) if each is not None), None)
    if first is not None:
        agreed = [role for role, confirm in said[:first] if confirm is decisions[first]]
        assert len(agreed) >= 2
        assert HR in agreed


def test_what_is_refused() -> None:
    somebody = Principal(HR, UUID(int=0))
    assert check_saying(somebody, None, [], confirm=True) == SaidOfShift(UUID(int=0), HR, True)
    for principal, confirmed, said, code in (
        (Principal(HR), None, [], "FORBIDDEN"),
        (somebody, False, [], "ALREADY_DECIDED"),
        (Principal(AUDITOR, UUID(int=0)), None, say((HR, True)), "TWO_DECIDE_SHIFT"),
    ):
        with pytest.raises(Refused) as caught:
            check_saying(principal, confirmed, said, confirm=True)
        assert [problem.code for problem in caught.value.problems] == [code]
    check_shifts_decided([])
