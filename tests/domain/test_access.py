"""Who sees and does what: every role by every type, guarded field and action, written out and compared."""

from typing import Any

import pytest

from domain.access import ACTIONS, FIELDS, OWNERS, ROWS, Principal, Scope, check_action, field_seen, rows_seen
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
    "pub": Scope.PUBLISHED,
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
UnitScore         pub  all  all   all  all   all  all  all
Policy            -    all  all   all  all   all  all  all
Position          -    all  all   all  all   all  all  all
Employee          -    all  all   all  all   all  all  all
Assignment        -    all  all   all  all   all  all  all
PerformancePlan   -    own  line  own  line  all  all  -
Indicator         -    own  line  own  line  all  all  -
Measurement       -    own  line  own  line  all  all  -
Score             -    own  line  own  line  all  all  -
ScoreAxis         -    own  line  own  line  all  all  -
ScoreComponent    -    own  line  own  line  all  all  -
Evidence          -    own  line  own  line  all  all  -
Case              -    own  line  all  unit  all  all  all
CaseEvent         -    own  line  all  unit  all  all  all
CaseLink          -    own  line  all  unit  all  all  all
Segment           -    own  line  all  unit  all  all  all
Resolution        -    own  line  all  unit  all  all  all
Feedback          -    own  line  all  unit  all  all  all
Attribution       -    own  line  all  unit  all  all  all
AuditEntry        -    -    -     -    -     -    all  all
DueWork           -    -    -     -    -     -    -    all
"""
GUARDS = """
identity_number     -  own  line  own  line  all  all  all
confidential_text   -  own  own   all  own  open all  open
confidential_event  -  own  own   all  own  open all  open
feedback_text       -  -    -     all  -     -    all  -
"""
# x: the role may do it.
DEEDS = """
submitComplaint       x  x  x  x  x  x  x  x
rateResolution        x  x  x  x  x  x  x  x
reopenComplaint       x  x  x  x  x  x  x  x
assignComplaint       -  -  -  x  x  -  -  x
respondToComplaint    -  x  x  x  x  -  -  -
resolveComplaint      -  x  x  x  x  -  -  -
recordMeasurements    -  -  x  -  x  x  -  -
recordServiceRecords  -  -  -  x  x  -  -  x
report                -  -  -  x  x  x  x  x
"""


def read_table(text: str) -> list[tuple[str, Role, str]]:
    lines = [line.split() for line in text.strip().splitlines()]
    return [(name, role, word) for name, *words in lines for role, word in zip(ROLES, words, strict=True)]


def names_in(text: str) -> set[str]:
    return {name for name, _, _ in read_table(text)}


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
    if word == "x":
        check_action(Principal(role), action)
        return
    with pytest.raises(Refused) as refusal:
        check_action(Principal(role), action)
    assert [problem.code for problem in refusal.value.problems] == ["FORBIDDEN"]


UNKNOWN: Any = "SUPERVISOR"


@pytest.mark.parametrize("role", [*Role, UNKNOWN])
def test_what_is_not_listed_is_refused(role: Role) -> None:
    assert rows_seen("Salary", role) is Scope.NONE
    assert field_seen("salary", role) is Scope.NONE
    with pytest.raises(Refused):
        check_action(Principal(role), "payOut")


def test_an_unknown_role_sees_and_does_nothing() -> None:
    assert {rows_seen(name, UNKNOWN) for name in names_in(TYPES)} == {Scope.NONE}
    assert {field_seen(guard, UNKNOWN) for guard in FIELDS} == {Scope.NONE}
    for action in ACTIONS:
        with pytest.raises(Refused):
            check_action(Principal(UNKNOWN), action)
