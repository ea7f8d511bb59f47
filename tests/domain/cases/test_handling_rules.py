"""Who may work on a case, rate it, name its handler, and measure whom: every role."""

from collections.abc import Callable
from uuid import UUID

import pytest

from domain.access import ACTIONS, Principal, check_action, check_handling, check_rating, may_measure, may_name_handler
from domain.problems import Refused
from domain.terms import Role

ME, SOMEBODY = UUID(int=1), UUID(int=2)
DIRECTING = {Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}


def code_of(action: Callable[[], None]) -> str | None:
    try:
        action()
    except Refused as refused:
        return refused.problems[0].code
    return None


@pytest.mark.parametrize("role", list(Role))
def test_only_listed_roles_may_act(role: Role) -> None:
    for action, roles in ACTIONS.items():
        expected = None if role in roles else "FORBIDDEN"
        assert code_of(lambda action=action: check_action(Principal(role), action)) == expected
    assert code_of(lambda: check_action(Principal(role), "unheardOf")) == "FORBIDDEN"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("holder", [ME, SOMEBODY, None])
def test_one_works_on_what_one_holds_unless_one_directs(role: Role, holder: UUID | None) -> None:
    me = Principal(role, ME)
    assert code_of(lambda: check_handling(me, holder, seen=False)) == "NOT_FOUND"
    expected = None if role in DIRECTING or holder == ME else "NOT_THE_HOLDER"
    assert code_of(lambda: check_handling(me, holder, seen=True)) == expected


@pytest.mark.parametrize("role", sorted(set(Role) - DIRECTING))
def test_nobody_in_particular_holds_nothing(role: Role) -> None:
    assert code_of(lambda: check_handling(Principal(role), None, seen=True)) == "NOT_THE_HOLDER"


def test_whoever_handled_a_case_does_not_rate_it() -> None:
    assert code_of(lambda: check_rating(Principal(Role.EMPLOYEE, ME), {ME, SOMEBODY})) == "OWN_WORK"
    assert code_of(lambda: check_rating(Principal(Role.EMPLOYEE, ME), {SOMEBODY})) is None
    assert code_of(lambda: check_rating(Principal(Role.CITIZEN), {SOMEBODY})) is None


@pytest.mark.parametrize("role", list(Role))
def test_a_unit_head_hands_work_to_their_own_people(role: Role) -> None:
    assert may_name_handler(Principal(role, ME), within=True)
    assert may_name_handler(Principal(role, ME), within=False) is (role is not Role.UNIT_HEAD)


@pytest.mark.parametrize("role", list(Role))
def test_the_appraiser_and_the_hr_agency_measure_and_nobody_themselves(role: Role) -> None:
    assert not may_measure(Principal(role, ME), ME, {ME})
    assert may_measure(Principal(role, ME), SOMEBODY, {ME})
    assert may_measure(Principal(role, ME), SOMEBODY, set()) is (role is Role.HR_AGENCY)
    assert may_measure(Principal(role), SOMEBODY, {ME}) is (role is Role.HR_AGENCY)
