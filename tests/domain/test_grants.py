"""Roles as grants: who gives, confirms and takes which, and as what somebody may act at a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Principal
from domain.grants import (
    GRANTED,
    PROPOSAL_HOLDS,
    WITNESSED,
    WITNESSES,
    Capacity,
    Directory,
    Grant,
    Proposal,
    Witnesses,
    admit,
    check_confirmation,
    check_proposal,
    check_proposer,
    check_revocation,
    check_unheld,
    check_witnesses_left,
    needs_confirmation,
    operator_suffices,
)
from domain.problems import Refused
from domain.terms import GrantState, Role

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
ME, SOMEBODY, OTHER, UNIT, ELSEWHERE = (UUID(int=number) for number in range(1, 6))

roles = st.sampled_from(list(Role))
people = st.sampled_from([ME, SOMEBODY, OTHER])
moments = st.integers(-200, 200).map(lambda hours: NOW + hours * HOUR)


def code_of(action: Callable[[], object]) -> str | None:
    try:
        action()
    except Refused as refused:
        return refused.problems[0].code
    return None


def proposal(**changes: Any) -> Proposal:
    usual = {"employee_id": SOMEBODY, "role": Role.AUDITOR, "unit_id": None, "starts_at": NOW, "ends_at": None}
    return Proposal(**usual | changes)


def grant(**changes: Any) -> Grant:
    usual = {"employee_id": SOMEBODY, "role": Role.AUDITOR, "unit_id": None, "starts_at": NOW, "ends_at": None}
    usual |= {"id": UUID(int=9), "at": NOW, "granted_by": ME, "confirmed_at": None, "revoked_at": None}
    return Grant(**usual | changes)


def held(**changes: Any) -> Grant:
    return grant(confirmed_at=NOW, **changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"role": Role.UNIT_HEAD, "unit_id": UNIT}, None),
        ({"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}, None),
        ({"role": Role.EMPLOYEE}, "UNKNOWN_VALUE"),
        ({"role": Role.APPRAISER}, "UNKNOWN_VALUE"),
        ({"role": Role.CITIZEN}, "UNKNOWN_VALUE"),
        ({"role": Role.UNIT_HEAD}, "REQUIRED"),
        ({"unit_id": UNIT}, "UNIT_NOT_TAKEN"),
        ({"starts_at": NOW - HOUR}, "TIME_IN_PAST"),
        ({"ends_at": NOW}, "DATE_ORDER"),
    ],
)
def test_what_can_be_granted(changes: dict[str, Any], code: str | None) -> None:
    assert code_of(lambda: check_proposal(proposal(**changes), NOW)) == code


def test_administrators_propose_every_role_and_the_agency_heads_alone() -> None:
    may = {
        (role, given_role)
        for role in Role
        for given_role in GRANTED
        if code_of(lambda: check_proposer(Principal(role, ME), proposal(role=given_role))) is None  # noqa: B023
    }
    assert may == {(Role.ADMINISTRATOR, role) for role in GRANTED} | {(Role.HR_AGENCY, Role.UNIT_HEAD)}


@given(roles, st.sampled_from(GRANTED))
def test_nobody_gives_themselves_a_role(role: Role, given_role: Role) -> None:
    own = proposal(employee_id=ME, role=given_role)
    assert code_of(lambda: check_proposer(Principal(role, ME), own)) in {"FORBIDDEN", "OWN_GRANT"}
    assert code_of(lambda: check_proposer(Principal(role), own)) in {"FORBIDDEN", "OWN_GRANT"}


@given(people, people, people)
def test_whoever_confirms_is_neither_who_gets_nor_who_gave(by: UUID, to: UUID, giver: UUID) -> None:
    code = code_of(
        lambda: check_confirmation(Principal(Role.ADMINISTRATOR, by), grant(employee_id=to, granted_by=giver), NOW)
    )
    assert code == ("OWN_GRANT" if by == to else "SECOND_PERSON" if by == giver else None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"granted_by": None}, None),
        ({"confirmed_at": NOW}, "GRANT_SETTLED"),
        ({"revoked_at": NOW}, "GRANT_SETTLED"),
        ({"ends_at": NOW}, "GRANT_SETTLED"),
        ({"at": NOW - PROPOSAL_HOLDS}, "GRANT_SETTLED"),
    ],
)
def test_only_what_waits_is_confirmed(changes: dict[str, Any], code: str | None) -> None:
    assert code_of(lambda: check_confirmation(Principal(Role.AUDITOR, OTHER), grant(**changes), NOW)) == code


def test_every_role_but_the_heads_needs_a_second_person() -> None:
    assert {role for role in GRANTED if needs_confirmation(role)} == WITNESSED == set(GRANTED) - {Role.UNIT_HEAD}


holders = st.dictionaries(st.sampled_from(sorted(WITNESSES)), st.frozensets(people))


@given(st.sampled_from(GRANTED), people, holders, st.integers(0, 5))
def test_the_operator_alone_gives_roles_until_there_were_two_administrators_or_when_nobody_is_left(
    role: Role, to: UUID, held_by: dict[Role, frozenset[UUID]], ever: int
) -> None:
    others = frozenset().union(*held_by.values()) - {to}
    expected = role is Role.UNIT_HEAD or ever < 2 or not others
    assert operator_suffices(role, to, Witnesses(held_by, ever)) is expected


@given(st.sampled_from(GRANTED), people, holders)
def test_nobody_in_the_service_takes_one_of_the_last_two_witnesses(
    role: Role, of: UUID, held_by: dict[Role, frozenset[UUID]]
) -> None:
    there = held_by.get(role, frozenset())
    code = code_of(lambda: check_witnesses_left(held(role=role, employee_id=of), Witnesses(held_by, 2)))
    assert code == ("LAST_WITNESSES" if of in there and len(there - {of}) < 2 else None)


def test_witnesses_are_who_confirms() -> None:
    assert {Role.ADMINISTRATOR, Role.AUDITOR} == WITNESSES


@pytest.mark.parametrize("role", Role)
def test_who_takes_roles(role: Role) -> None:
    taken = {
        each
        for each in GRANTED
        if code_of(lambda: check_revocation(Principal(role, ME), held(role=each))) is None  # noqa: B023
    }
    everything = set(GRANTED)
    may = {
        Role.ADMINISTRATOR: everything - {Role.AUDITOR},
        Role.AUDITOR: everything,
        Role.HR_AGENCY: {Role.UNIT_HEAD},
    }
    assert taken == may.get(role, set())


def test_whoever_proposed_a_role_takes_that_back_until_it_is_confirmed() -> None:
    me, other = Principal(Role.ADMINISTRATOR, ME), Principal(Role.ADMINISTRATOR, OTHER)
    assert code_of(lambda: check_revocation(me, grant())) is None
    assert code_of(lambda: check_revocation(other, grant())) == "FORBIDDEN"
    assert code_of(lambda: check_revocation(me, held())) == "FORBIDDEN"
    assert code_of(lambda: check_revocation(Principal(Role.ADMINISTRATOR), grant(granted_by=None))) == "FORBIDDEN"


@given(roles)
def test_everybody_may_lay_down_their_own_once(role: Role) -> None:
    assert code_of(lambda: check_revocation(Principal(role, SOMEBODY), held())) is None
    assert code_of(lambda: check_revocation(Principal(role, SOMEBODY), held(revoked_at=NOW))) == "GRANT_SETTLED"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "ALREADY_GRANTED"),
        ({"confirmed_at": None}, "ALREADY_GRANTED"),
        ({"starts_at": NOW + HOUR}, "ALREADY_GRANTED"),
        ({"revoked_at": NOW}, None),
        ({"ends_at": NOW}, None),
        ({"confirmed_at": None, "at": NOW - PROPOSAL_HOLDS}, None),
        ({"role": Role.HR_AGENCY}, None),
        ({"unit_id": UNIT}, None),
    ],
)
def test_a_role_is_held_once(changes: dict[str, Any], code: str | None) -> None:
    assert code_of(lambda: check_unheld(proposal(), [grant(**{"confirmed_at": NOW} | changes)], NOW)) == code


def directory(*grants: Grant, **changes: Any) -> Directory:
    return Directory(**{"posts": {SOMEBODY: UNIT}, "grants": {SOMEBODY: grants}} | changes)


def admitted(listed: Directory, role: Role, now: datetime = NOW, **more: Any) -> Principal | str:
    try:
        return admit(listed, Capacity(SOMEBODY, role, **more), now)
    except Refused as refused:
        return refused.problems[0].code


@given(roles)
def test_whoever_has_no_post_is_nobody(role: Role) -> None:
    every = tuple(held(role=each, unit_id=UNIT if each is Role.UNIT_HEAD else None) for each in GRANTED)
    assert admitted(directory(*every, posts={ME: UNIT}, appraisers=frozenset({SOMEBODY})), role) == "FORBIDDEN"


@given(roles)
def test_whoever_is_away_is_an_employee_alone(role: Role) -> None:
    away = directory(held(role=Role.AUDITOR), posts={SOMEBODY: None}, appraisers=frozenset({SOMEBODY}))
    expected = Principal(Role.EMPLOYEE, SOMEBODY) if role is Role.EMPLOYEE else "FORBIDDEN"
    assert admitted(away, role) == expected


@given(roles, roles)
def test_a_grant_is_of_its_role_alone(granted: Role, asked: Role) -> None:
    found = admitted(directory(held(role=granted)), asked)
    assert (found == Principal(asked, SOMEBODY, UNIT)) is (asked in {granted, Role.EMPLOYEE})


def test_appraisers_are_those_who_appraise() -> None:
    listed = directory(appraisers=frozenset({SOMEBODY}))
    assert admitted(listed, Role.APPRAISER) == Principal(Role.APPRAISER, SOMEBODY, UNIT)
    assert admitted(directory(), Role.APPRAISER) == "FORBIDDEN"


@given(moments, moments, moments)
def test_a_grant_holds_from_its_start_until_its_end(start: datetime, end: datetime, now: datetime) -> None:
    found = admitted(directory(held(starts_at=start, ends_at=end)), Role.AUDITOR, now)
    assert (found != "FORBIDDEN") is (start <= now < end)


def test_heads_act_for_a_unit_that_they_head() -> None:
    both = directory(held(role=Role.UNIT_HEAD, unit_id=ELSEWHERE), held(role=Role.UNIT_HEAD, unit_id=UNIT))
    for asked, acted in ((None, ELSEWHERE), (ELSEWHERE, ELSEWHERE), (UNIT, UNIT)):
        assert admitted(both, Role.UNIT_HEAD, unit_id=asked) == Principal(Role.UNIT_HEAD, SOMEBODY, acted)
    assert admitted(both, Role.UNIT_HEAD, unit_id=OTHER) == "FORBIDDEN"


@pytest.mark.parametrize("ended", [SOMEBODY, OTHER])
def test_what_has_ended_admits_nobody(ended: UUID) -> None:
    listed = directory(held(), ended=frozenset({ended}))
    assert admitted(listed, Role.AUDITOR, session_id=OTHER) == "SESSION_ENDED"
    assert admitted(directory(held()), Role.AUDITOR, session_id=OTHER) == Principal(Role.AUDITOR, SOMEBODY, UNIT)


@given(st.booleans(), st.booleans())
def test_the_state_of_a_grant(confirmed: bool, revoked: bool) -> None:
    found = grant(confirmed_at=NOW if confirmed else None, revoked_at=NOW if revoked else None).state
    assert found is (GrantState.REVOKED if revoked else GrantState.CONFIRMED if confirmed else GrantState.PROPOSED)
