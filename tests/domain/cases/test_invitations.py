"""Whoever was served is asked by lot or by rule, never by choice; a token opens one answer, and tells nothing."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.invitations import (
    ON_TABLET,
    HearingRules,
    Invitation,
    check_answering,
    check_handing_out,
    draw_lot,
    hash_token,
    hash_tokens,
    invite,
    link_to,
    make_token,
    name_service,
    void_from,
    wins,
)
from domain.keyring import Key, Keys, Purpose
from domain.problems import Refused
from domain.terms import CaseKind, EventType, EvidenceStanding, InvitationWay
from tests.domain.histories import ANI, BUDI, MONDAY, make_case, make_event

SECRET = b"a secret of thirty-two bytes....."
KEYS = Keys({Purpose.INVITATIONS: (Key(1, SECRET),)})
DAY = timedelta(days=1)
COUNTED = EvidenceStanding.COUNTED
OPEN = Invitation(UUID(int=1), UUID(int=2), drawn=True, expires_at=MONDAY + 14 * DAY)


def code(action: object, *given: object) -> str:
    with pytest.raises(Refused) as caught:
        action(*given)  # type: ignore[operator]
    return caught.value.problems[0].code


@given(st.floats(0.05, 0.95))
def test_a_lot_asks_the_share_that_it_should(share: float) -> None:
    won = sum(wins(draw_lot(SECRET, "invitation", f"case {number}"), share) for number in range(2_000))
    assert abs(won / 2_000 - share) < 5 * (share * (1 - share) / 2_000) ** 0.5


def test_all_are_asked_unless_a_policy_says_otherwise() -> None:
    asked = [invite(UUID(int=number), f"case {number}", HearingRules(), KEYS, MONDAY) for number in range(500)]
    assert all(each.drawn for each in asked)
    assert 2 <= sum(each.recontact_lot is not None for each in asked) <= 40


@given(st.text(), st.text(), st.text())
def test_what_is_told_twice_draws_the_same_lot(source: str, number: str, other: str) -> None:
    """Whichever key the second record gets, and whenever it is told; the lot itself nobody has without the secret."""
    first, second = (replace(make_case(CaseKind.SERVICE_RECORD), id=UUID(int=key)) for key in (1, 2))
    handed = [make_event(2, EventType.ASSIGNED, 0, holder=ANI)]
    assert name_service(first, handed, source, number) == name_service(second, handed, source, number)
    assert name_service(first, handed, None, None) == name_service(second, handed, None, None)
    assert draw_lot(SECRET, "invitation", other) != draw_lot(SECRET[::-1], "invitation", other)


def test_another_service_draws_another_lot() -> None:
    case = make_case(CaseKind.SERVICE_RECORD)
    told = [
        name_service(case, [make_event(2, EventType.ASSIGNED, 0, holder=ANI)], None, None),
        name_service(case, [make_event(2, EventType.ASSIGNED, 0, holder=BUDI)], None, None),
        name_service(replace(case, received_at=case.received_at + timedelta(minutes=1)), [], None, None),
        name_service(case, [], "antrean", "1"),
        name_service(replace(case, kind=CaseKind.COMPLAINT), [], None, None),
    ]
    assert len(set(told)) == len(told)


def test_a_rotation_draws_nothing_anew() -> None:
    rotated = Keys({Purpose.INVITATIONS: (Key(2, SECRET[::-1]), Key(1, SECRET))})
    rules = HearingRules(invited_share=0.5)
    for number in range(50):
        before, after = (invite(UUID(int=number), f"case {number}", rules, keys, MONDAY) for keys in (KEYS, rotated))
        assert before == after


def test_a_token_is_read_as_somebody_types_it_and_kept_as_nothing_that_opens() -> None:
    token = make_token(SECRET, UUID(int=7))
    assert len(token) == 24
    assert hash_token(SECRET, f" {token.lower()[:12]} - {token.lower()[12:]}") == hash_token(SECRET, token)
    assert hash_tokens(KEYS, token) == [hash_token(SECRET, token)]
    assert hash_token(SECRET[::-1], token) != hash_token(SECRET, token)
    assert token.encode() not in hash_token(SECRET, token)
    assert make_token(SECRET, UUID(int=8)) != token
    assert link_to("https://layanan.contoh.id/jawab", token) == f"https://layanan.contoh.id/jawab#{token}"
    assert link_to(None, token) is None


def test_a_token_is_handed_out_once_of_what_counts() -> None:
    assert check_handing_out(OPEN, COUNTED, MONDAY) is OPEN
    assert code(check_handing_out, None, None, MONDAY) == "NOT_INVITED"
    for standing in (EvidenceStanding.QUARANTINED, EvidenceStanding.EXCLUDED):
        assert code(check_handing_out, OPEN, standing, MONDAY) == "IN_DOUBT"
    assert code(check_handing_out, replace(OPEN, handed_out_at=MONDAY), COUNTED, MONDAY) == "HANDED_OUT"
    assert code(check_handing_out, OPEN, COUNTED, OPEN.expires_at) == "INVITATION_EXPIRED"


def test_a_token_answers_one_resolution_until_it_expires() -> None:
    check = partial(check_answering, on_tablet=False)
    check(OPEN, UUID(int=3), MONDAY)
    used = replace(OPEN, answered_resolution_id=UUID(int=3))
    check(used, UUID(int=3), MONDAY)
    assert code(check, used, UUID(int=4), MONDAY) == "ALREADY_RATED"
    assert code(check, OPEN, UUID(int=3), OPEN.expires_at) == "INVITATION_EXPIRED"


def test_on_a_tablet_nobody_answers_tomorrow_or_elsewhere() -> None:
    shown = replace(OPEN, way=InvitationWay.TABLET)
    check_answering(shown, UUID(int=3), MONDAY, on_tablet=True)
    assert code(partial(check_answering, on_tablet=False), shown, UUID(int=3), MONDAY) == "TABLET_ALONE"
    assert void_from(OPEN, InvitationWay.TABLET, MONDAY) == MONDAY + ON_TABLET
    assert void_from(OPEN, InvitationWay.TABLET, OPEN.expires_at - timedelta(minutes=1)) == OPEN.expires_at
    assert void_from(OPEN, InvitationWay.QR, MONDAY) == OPEN.expires_at
