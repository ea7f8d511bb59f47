"""Who sees and does what: every role by every type, guarded field and action, written out and compared.

And who may work on a case, rate it, name its handler, and measure whom.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from domain.access import (
    ACTIONS,
    FIELDS,
    OWNERS,
    ROWS,
    Principal,
    Scope,
    check_action,
    check_handling,
    check_handover,
    check_rating,
    field_seen,
    may_measure,
    may_name_handler,
    rows_seen,
)
from domain.problems import Refused
from domain.terms import Role

ROLES = (
    Role.CITIZEN,
    Role.EMPLOYEE,
    Role.APPRAISER,
    Role.COMPLAINT_OFFICER,
    Role.UNIT_HEAD,
    Role.HR_AGENCY,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
SHORT = {
    "-": Scope.NONE,
    "all": Scope.ALL,
    "open": Scope.OPEN,
    "own": Scope.OWN,
    "line": Scope.LINE,
    "unit": Scope.UNIT,
}

# Columns in the order of ROLES:  citizen employee appraiser officer head hr auditor administrator
TYPES = """
Government        all  all  all   all  all   all  all  all
Unit              all  all  all   all  all   all  all  all
Service           all  all  all   all  all   all  all  all
Category          all  all  all   all  all   all  all  all
Period            all  all  all   all  all   all  all  all
TrackedComplaint  all  all  all   all  all   all  all  all
TrackedEvent      all  all  all   all  all   all  all  all
Invitation        all  all  all   all  all   all  all  all
UnitScore         -    -    -     -    -     all  all  -
PublishedScore    all  all  all   all  all   all  all  all
Expectation       -    -    -     -    -     all  all  -
Shift             -    -    -     -    -     all  all  all
ShiftDecision     -    -    -     -    -     all  all  all
PersonalExpectation - own  line  own  line  all  all  -
Policy            -    all  all   all  all   all  all  all
Position          -    all  all   all  all   all  all  all
Employee          -    all  all   all  all   all  all  all
Assignment        -    all  all   all  all   all  all  all
PerformancePlan   -    own  line  own  line  all  all  -
Indicator         -    own  line  own  line  all  all  -
Measurement       -    own  line  own  line  all  all  -
WeeklyScore       -    own  line  own  line  all  all  -
WeeklyAxis        -    own  line  own  line  all  all  -
WeeklyComponent   -    own  line  own  line  all  all  -
WeeklyAnswer      -    own  line  own  line  all  all  -
Score             -    -    -     -    -     all  all  -
ScoreAxis         -    -    -     -    -     all  all  -
ScoreComponent    -    -    -     -    -     all  all  -
Evidence          -    -    -     -    -     all  all  -
Case              -    own  line  all  unit  all  all  all
CaseEvent         -    own  line  all  unit  all  all  all
CaseLink          -    own  line  all  unit  all  all  all
Segment           -    own  line  all  unit  all  all  all
Resolution        -    own  line  all  unit  all  all  all
ReportedParty     -    -    -     all  -     -    all  -
Unmasking         -    -    -     own  -     -    all  -
Erasure           -    -    -     own  -     -    all  -
Withdrawal        -    -    -     own  -     -    all  -
Feedback          -    -    -     -    -     all  all  -
AnswerDecision    -    -    -     -    -     all  all  -
Attribution       -    -    -     -    -     all  all  -
AuditEntry        -    -    -     -    -     -    all  all
DueWork           -    -    -     -    -     -    -    all
Grant             -    -    -     -    -     all  all  all
Session           -    own  own   own  own   own  own  own
Reading           -    own  own   own  own   own  all  own
"""
GUARDS = """
identity_number     -  own  line  own  line  all  all  all
confidential_text   -  own  own   all  own  open all  open
confidential_event  -  own  own   all  own  open all  open
feedback_text       -  -    -     -    -     -    all  -
"""
# x: the role may do it.
DEEDS = """
submitComplaint       x  x  x  x  x  x  x  x
rateResolution        x  x  x  x  x  x  x  x
reopenComplaint       x  x  x  x  x  x  x  x
assignComplaint       -  -  -  x  x  -  -  x
respondToComplaint    -  x  x  x  x  -  -  -
resolveComplaint      -  x  x  x  x  -  -  -
draftPeriod           -  -  -  -  -  x  -  -
openPeriod            -  -  -  -  -  x  -  -
beginClosingPeriod    -  -  -  -  -  x  -  -
closePeriod           -  -  -  -  -  x  -  -
decideShift           -  -  -  -  -  x  x  -
recordMeasurements    -  -  x  -  x  x  -  -
recordServiceRecords  -  -  -  x  x  -  -  x
answerInvitation      x  x  x  x  x  x  x  x
handOutInvitation     -  -  -  x  x  -  -  x
recordServedDays      -  -  -  x  -  -  -  x
recordRecontact       -  -  -  x  -  -  x  -
decideQuarantine      -  -  x  x  x  -  x  -
nameReported          -  -  -  x  -  -  x  -
requestUnmasking      -  -  -  x  -  -  x  -
decideUnmasking       -  -  -  -  -  -  x  -
correctComplaint      x  x  x  x  x  x  x  x
eraseComplaint        x  x  x  x  x  x  x  x
requestWithdrawal     -  -  -  x  -  -  x  -
decideWithdrawal      -  -  -  -  -  -  x  -
requestErasure        -  -  -  x  -  -  x  -
decideErasure         -  -  -  -  -  -  x  -
revealReporter        -  -  -  x  -  -  x  -
endSession            -  x  x  x  x  x  x  x
endAllSessions        -  x  x  x  x  x  x  x
startAccountRecovery    -  -  -  -  -  -  -  x
confirmAccountRecovery  -  -  -  -  -  x  -  x
report                -  -  -  x  x  x  x  x
proposeGrant          -  -  -  -  -  x  -  x
confirmGrant          -  -  -  -  -  -  x  x
revokeGrant           -  x  x  x  x  x  x  x
"""


def read_table(text: str) -> list[tuple[str, Role, str]]:
    lines = [line.split() for line in text.strip().splitlines()]
    return [(name, role, word) for name, *words in lines for role, word in zip(ROLES, words, strict=True)]


def names_in(text: str) -> set[str]:
    return {name for name, _, _ in read_table(text)}


def code_of(action: Callable[[], None]) -> str | None:
    try:
        action()
    except Refused as refused:
        return refused.problems[0].code
    return None


def test_the_tables_leave_nothing_out() -> None:
    assert set(ROLES) == set(Role)
    assert names_in(TYPES) == set(ROWS) | set(OWNERS)
    assert names_in(GUARDS) == set(FIELDS)
    assert names_in(DEEDS) == set(ACTIONS)


@pytest.mark.parametrize(("type_name", "role", "scope"), read_table(TYPES))
def test_rows(type_name: str, role: Role, scope: str) -> None:
    assert rows_seen(type_name, role) is SHORT[scope]


@pytest.mark.parametrize(("guard", "role", "scope"), read_table(GUARDS))
def test_guarded_fields(guard: str, role: Role, scope: str) -> None:
    assert field_seen(guard, role) is SHORT[scope]


@pytest.mark.parametrize(("action", "role", "word"), read_table(DEEDS))
def test_actions(action: str, role: Role, word: str) -> None:
    assert code_of(lambda: check_action(Principal(role), action)) == (None if word == "x" else "FORBIDDEN")


UNKNOWN: Any = "SUPERVISOR"


@pytest.mark.parametrize("role", [*Role, UNKNOWN])
def test_what_is_not_listed_is_refused(role: Role) -> None:
    assert rows_seen("Salary", role) is Scope.NONE
    assert field_seen("salary", role) is Scope.NONE
    assert code_of(lambda: check_action(Principal(role), "payOut")) == "FORBIDDEN"


def test_an_unknown_role_sees_and_does_nothing() -> None:
    assert {rows_seen(name, UNKNOWN) for name in names_in(TYPES)} == {Scope.NONE}
    assert {field_seen(guard, UNKNOWN) for guard in FIELDS} == {Scope.NONE}
    for action in ACTIONS:
        with pytest.raises(Refused):
            check_action(Principal(UNKNOWN), action)


ME, SOMEBODY = UUID(int=1), UUID(int=2)
DIRECTING = {Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}


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


@pytest.mark.parametrize("role", list(Role))
def test_a_case_that_names_somebody_is_handed_on_by_who_may_see_whom(role: Role) -> None:
    may_see = role in {Role.COMPLAINT_OFFICER, Role.AUDITOR}
    assert code_of(lambda: check_handover(Principal(role, ME), guarded=True)) == (None if may_see else "NAMES_SOMEBODY")
    assert code_of(lambda: check_handover(Principal(role, ME), guarded=False)) is None


def test_whoever_was_involved_in_a_case_does_not_rate_it() -> None:
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
