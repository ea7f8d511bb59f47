"""When a session goes on, and in which role."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts.sessions import FRESH, SessionFacts, SessionRules, check_fresh, check_role, end_of, has_left
from domain.accounts.terms import SessionEnd, SignInMethod
from domain.problems import Refused
from domain.terms import Role
from tests.clock import NOW, TODAY

RULES = SessionRules()
RUNNING = SessionFacts(SignInMethod.TOTP, NOW, NOW, ended=False, superseded=False, left_on=None)
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "later", "end"),
    [
        ({}, timedelta(0), None),
        ({}, RULES.idle - MOMENT, None),
        ({}, RULES.idle, SessionEnd.EXPIRED),
        ({"started_at": NOW - RULES.longest + MOMENT}, timedelta(0), None),
        ({"started_at": NOW - RULES.longest}, timedelta(0), SessionEnd.EXPIRED),
        ({"left_on": TODAY + timedelta(days=1)}, timedelta(0), None),
        ({"left_on": TODAY}, timedelta(0), SessionEnd.LEFT_SERVICE),
        ({"superseded": True}, timedelta(0), SessionEnd.TOKEN_REUSED),
        ({"superseded": True}, RULES.longest, SessionEnd.TOKEN_REUSED),
        ({"superseded": True, "ended": True}, timedelta(0), SessionEnd.SIGNED_OUT),
    ],
)
def test_a_session_goes_on_unless_something_ends_it(
    changes: dict[str, object], later: timedelta, end: SessionEnd | None
) -> None:
    assert end_of(replace(RUNNING, **changes), NOW + later, TODAY, RULES) is end  # type: ignore[arg-type]


def refusal(role: Role, method: SignInMethod) -> str | None:
    try:
        check_role(role, method)
    except Refused as refused:
        return refused.problems[0].code
    return None


@pytest.mark.parametrize("method", SignInMethod)
@pytest.mark.parametrize("role", Role)
def test_a_password_alone_is_enough_for_plain_employees_at_most(role: Role, method: SignInMethod) -> None:
    weak = method is SignInMethod.PASSWORD and role is not Role.EMPLOYEE
    expected = "ROLE_NOT_HELD" if role is Role.CITIZEN else "SECOND_FACTOR_NEEDED" if weak else None
    assert refusal(role, method) == expected


@given(st.sampled_from(SignInMethod), st.timedeltas(timedelta(0), timedelta(hours=1)), st.booleans())
def test_who_changes_how_they_sign_in_has_just_proved_who_they_are(
    method: SignInMethod, ago: timedelta, protected: bool
) -> None:
    enough = {SignInMethod.TOTP, SignInMethod.PASSKEY} | (set() if protected else {SignInMethod.PASSWORD})
    try:
        check_fresh(method, NOW - ago, NOW, protected=protected)
    except Refused:
        assert ago >= FRESH or method not in enough
    else:
        assert ago < FRESH
        assert method in enough


def test_somebody_has_left_from_their_last_day_on() -> None:
    assert not has_left(None, TODAY)
    assert has_left(TODAY, TODAY)
    assert not has_left(TODAY + timedelta(days=1), TODAY)
