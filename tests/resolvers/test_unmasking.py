"""Who brought a case is known to whom a second person lets, for a day, and each look is noted."""

from collections.abc import Awaitable
from datetime import timedelta

import pytest

from db.keys import new_key
from db.tables.audit import audit_entries, idempotency_keys
from db.tables.case_requests import unmaskings
from db.tables.readings import readings
from domain.access import Principal
from domain.problems import Refused
from domain.terms import Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.contacts import Contact
from resolvers.cases.unmasking import (
    DecideUnmasking,
    RequestUnmasking,
    RevealedReporter,
    RevealReporter,
    decide_unmasking,
    request_unmasking,
    reveal_reporter,
)
from tests.resolvers.town import Town

WHY = "Ancaman terhadap pelapor diperiksa polisi."
CONTACT = Contact("Siti", "+62 812-3456-7890", None)


def officer(town: Town) -> Principal:
    return town.officer.as_a(Role.COMPLAINT_OFFICER)


def inspector(town: Town) -> Principal:
    return town.head.as_a(Role.AUDITOR)


async def ask(town: Town, receipt: SubmittedComplaint, principal: Principal, reason: str = WHY) -> str:
    command = RequestUnmasking(case=format_id("Case", receipt.case_id), reason=reason)
    asked = await request_unmasking(town.context(principal), command)
    return format_id("Unmasking", asked.unmasking_id)


async def decide(town: Town, request: str, principal: Principal, *, approve: bool = True, reason: str = WHY) -> None:
    await decide_unmasking(town.context(principal), DecideUnmasking(request=request, approve=approve, reason=reason))


async def look(town: Town, request: str, principal: Principal) -> RevealedReporter:
    return await reveal_reporter(town.context(principal), RevealReporter(request=request))


async def code_of(action: Awaitable[object]) -> str:
    with pytest.raises(Refused) as caught:
        await action
    return caught.value.problems[0].code


async def test_a_granted_request_shows_contact_and_employee_and_notes_each_look(town: Town) -> None:
    receipt = await town.submit(town.outsider.as_a(Role.EMPLOYEE), confidential=True, contact=CONTACT)
    request = await ask(town, receipt, officer(town))
    await decide(town, request, inspector(town))
    assert await town.count(readings) == 0
    for looks in (1, 2):
        shown = await look(town, request, officer(town))
        assert (shown.contact, shown.employee_id, shown.employee_name) == (CONTACT, town.outsider.id, "outsider")
        noted = [(row.viewer_id, row.role, row.what, row.subject_id) for row in await town.rows(readings)]
        assert noted == [(town.officer.id, "COMPLAINT_OFFICER", "REPORTER", receipt.case_id)] * looks
    actions = [row.action for row in await town.rows(audit_entries, subject_id=receipt.case_id)]
    assert actions == ["submitComplaint", "requestUnmasking", "decideUnmasking", "revealReporter", "revealReporter"]
    kept = str([await town.rows(table) for table in (audit_entries, idempotency_keys, unmaskings, readings)])
    assert str(town.outsider.id) not in kept
    assert "Siti" not in kept


async def test_nobody_decides_what_they_asked_for_and_nothing_is_decided_twice(town: Town) -> None:
    receipt = await town.submit(contact=CONTACT)
    request = await ask(town, receipt, inspector(town))
    assert await code_of(decide(town, request, inspector(town))) == "SECOND_PERSON"
    assert await code_of(decide(town, request, officer(town))) == "FORBIDDEN"
    await decide(town, request, town.outsider.as_a(Role.AUDITOR), approve=False)
    assert await code_of(decide(town, request, town.colleague.as_a(Role.AUDITOR))) == "ALREADY_DECIDED"
    assert await code_of(look(town, request, inspector(town))) == "NOT_GRANTED"


async def test_whoever_handled_the_case_neither_asks_nor_decides(town: Town) -> None:
    receipt = await town.resolved(town.officer, town.head)
    assert await code_of(ask(town, receipt, officer(town))) == "PARTY"
    request = await ask(town, receipt, town.outsider.as_a(Role.AUDITOR))
    assert await code_of(decide(town, request, inspector(town))) == "PARTY"


async def test_whoever_handed_the_case_to_somebody_neither_asks_nor_decides(town: Town) -> None:
    receipt = await town.submit(contact=CONTACT)
    await town.assign(receipt, town.handler, officer(town))
    assert await code_of(ask(town, receipt, officer(town))) == "PARTY"
    request = await ask(town, receipt, inspector(town))
    assert await code_of(decide(town, request, town.officer.as_a(Role.AUDITOR))) == "PARTY"
    await decide(town, request, town.outsider.as_a(Role.AUDITOR))


async def test_whoever_hands_the_case_to_somebody_looks_no_longer(town: Town) -> None:
    receipt = await town.submit(contact=CONTACT)
    request = await ask(town, receipt, officer(town))
    await decide(town, request, inspector(town))
    await town.assign(receipt, town.handler, officer(town))
    assert await code_of(look(town, request, officer(town))) == "PARTY"


async def test_nothing_is_shown_before_a_grant_to_others_or_after_a_day(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = await ask(town, await town.submit(contact=CONTACT), officer(town))
    assert await code_of(look(town, request, officer(town))) == "NOT_GRANTED"
    await decide(town, request, inspector(town))
    assert await code_of(look(town, request, town.colleague.as_a(Role.COMPLAINT_OFFICER))) == "NOT_FOUND"
    assert await code_of(look(town, request, inspector(town))) == "NOT_FOUND"
    assert await code_of(look(town, request, town.officer.as_a(Role.UNIT_HEAD))) == "FORBIDDEN"
    await look(town, request, officer(town))
    town.wait(timedelta(hours=24))
    assert await code_of(look(town, request, officer(town))) == "NOT_GRANTED"
    assert await town.count(readings) == 1


async def test_of_an_anonymous_reporter_there_is_nothing_to_show(town: Town) -> None:
    receipt = await town.submit(town.outsider.as_a(Role.EMPLOYEE), anonymous=True)
    request = await ask(town, receipt, officer(town))
    await decide(town, request, inspector(town))
    assert await code_of(look(town, request, officer(town))) == "NOTHING_KEPT"


async def test_a_reason_is_needed_and_a_person(town: Town) -> None:
    receipt = await town.submit()
    assert await code_of(ask(town, receipt, officer(town), reason="perlu")) == "TEXT_EMPTY"
    assert await code_of(ask(town, receipt, Principal(Role.AUDITOR))) == "FORBIDDEN"
    assert await code_of(ask(town, receipt, town.head.as_a(Role.UNIT_HEAD))) == "FORBIDDEN"
    missing = SubmittedComplaint(new_key(), receipt.ticket, receipt.access_code, None)
    assert await code_of(ask(town, missing, officer(town))) == "NOT_FOUND"
    assert await code_of(decide(town, "unm_1", inspector(town))) == "NOT_FOUND"
