"""What a reporter corrects: the case says it now, and its history how it read before."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from db.tables.audit import audit_entries, idempotency_keys
from db.tables.cases import case_contacts, case_events, cases
from domain.access import ANYONE, Principal
from domain.cases.erasure import CORRECTIONS_WITHIN, MOST_CORRECTIONS
from domain.problems import Refused
from domain.terms import Channel, Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.contacts import Contact
from resolvers.cases.corrections import CorrectComplaint, correct_complaint
from resolvers.cases.erasures import DecideErasure, RequestErasure, decide_erasure, request_erasure
from resolvers.cases.reporters import Reporter, decrypt_reporter
from resolvers.cases.unmasking import RevealedReporter
from tests.contents import read_texts
from tests.keys import KEYS
from tests.resolvers.test_contents import TRACK, dump, executor
from tests.resolvers.test_contents import ask as read
from tests.resolvers.test_unmasking import WHY, ask, decide, look
from tests.resolvers.town import WORK, Town

CONTACT = Contact("Siti", "+62 812-3456-7890", None)
OTHER = Contact("Siti Aminah", None, "siti@example.org")
FALSE = Contact("Siti", "+62 899-0000-0000", None)


async def correct(town: Town, receipt: SubmittedComplaint, principal: Principal = ANYONE, **given: Any) -> None:
    codes = {"ticket": receipt.ticket, "access_code": receipt.access_code}
    await correct_complaint(town.context(principal), CorrectComplaint(**codes | given))


async def code_of(action: Awaitable[object]) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(Refused) as caught:
        await action
    return caught.value.problems[0].code, caught.value.problems[0].path


async def test_a_case_says_what_was_corrected_and_its_history_what_it_said_before(
    town: Town, owner: asyncpg.Connection
) -> None:
    receipt = await town.submit(description="Merpati di Jalan Satu.", address="Jalan Satu")
    await town.assign(receipt, town.handler)
    await correct(town, receipt, description="Merpati di Jalan Dua.", address="Jalan Dua")
    await correct(town, receipt, address="Jalan Tiga")
    assert await read_texts(town.database, cases, "description") == ["Merpati di Jalan Dua."]
    assert await read_texts(town.database, cases, "address") == ["Jalan Tiga"]
    texts = await read_texts(town.database, case_events, "text", type="CORRECTED")
    assert texts == ["Merpati di Jalan Satu.\n\nJalan Satu", "Jalan Dua"]
    events = await town.rows(case_events, type="CORRECTED")
    assert [event.payload for event in events] == [
        {"description": True, "address": True, "contact": False},
        {"description": False, "address": True, "contact": False},
    ]
    assert {(event.actor, event.actor_id, event.public) for event in events} == {("CITIZEN", None, True)}
    kept = await dump(owner)
    assert [word for word in ("Merpati", "Jalan Dua", "Jalan Tiga") if word in kept] == []
    assert await town.event_types(receipt.case_id) == ["SUBMITTED", "ASSIGNED", "CORRECTED", "CORRECTED"]
    (case,) = await town.rows(cases)
    assert (case.status, case.holder_id) == ("ASSIGNED", town.handler.id)


@pytest.mark.parametrize("plans", [True, False], ids=["plans", "loaders"])
async def test_whoever_finds_a_ticket_does_not_read_what_was_corrected(town: Town, plans: bool) -> None:
    receipt = await town.submit(description="Merpati di Jalan Satu.")
    await correct(town, receipt, description="Merpati di Jalan Dua.")
    codes = {"t": receipt.ticket, "c": receipt.access_code}
    shown = await read(executor(town.database, plans=plans), TRACK, ANYONE, **codes)
    *_, corrected = shown["complaint"]["history"]
    assert corrected == {"type": "CORRECTED", "text": None}


async def test_a_contact_is_replaced_and_the_employee_behind_it_stays_known(town: Town) -> None:
    receipt = await town.submit(town.outsider.as_a(Role.EMPLOYEE), contact=CONTACT)
    unknown = await town.submit()
    await correct(town, receipt, contact=OTHER)
    await correct(town, unknown, contact=OTHER)
    kept = {row.case_id: decrypt_reporter(KEYS, row.case_id, row.ciphertext) for row in await town.rows(case_contacts)}
    assert kept == {
        receipt.case_id: Reporter(OTHER, town.outsider.id),
        unknown.case_id: Reporter(OTHER, None),
    }
    (event,) = await town.rows(case_events, type="CORRECTED", case_id=receipt.case_id)
    assert event.text is None
    assert str(town.outsider.id) not in str(await town.rows(audit_entries, subject_id=receipt.case_id))


@pytest.mark.parametrize("taker", [Role.COMPLAINT_OFFICER, Role.EMPLOYEE])
@pytest.mark.parametrize("channel", [Channel.COUNTER, Channel.PHONE])
async def test_no_contact_of_whom_somebody_took_in_is_lost(town: Town, channel: Channel, taker: Role) -> None:
    """Whoever took it in knows the code, and needs not sign in."""
    receipt = await town.submit(town.officer.as_a(taker), channel=channel, contact=CONTACT)
    for contact in (OTHER, OTHER, FALSE):
        await correct(town, receipt, contact=contact)
    (row,) = await town.rows(case_contacts)
    kept = decrypt_reporter(KEYS, receipt.case_id, row.ciphertext)
    assert (kept.contact, kept.former) == (FALSE, (OTHER, CONTACT))
    shown = await reveal(town, receipt)
    assert (shown.contact, shown.former) == (FALSE, (OTHER, CONTACT))
    await town.assign(receipt, town.handler, town.colleague.as_a(Role.COMPLAINT_OFFICER))
    town.wait(WORK)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    town.wait(timedelta(days=2))
    await erase(town, receipt)
    assert await town.rows(case_contacts) == []


async def test_of_a_contact_that_its_reporter_brought_alone_nothing_is_kept(town: Town) -> None:
    receipt = await town.submit(contact=CONTACT)
    await correct(town, receipt, contact=OTHER)
    shown = await reveal(town, receipt)
    assert (shown.contact, shown.former) == (OTHER, ())


async def reveal(town: Town, receipt: SubmittedComplaint) -> RevealedReporter:
    """The reporter, as somebody sees them whom a second person lets."""
    asking, deciding = town.outsider.as_a(Role.AUDITOR), town.head.as_a(Role.AUDITOR)
    request = await ask(town, receipt, asking)
    await decide(town, request, deciding)
    return await look(town, request, asking)


async def erase(town: Town, receipt: SubmittedComplaint) -> None:
    asking, deciding = town.outsider.as_a(Role.AUDITOR), town.head.as_a(Role.AUDITOR)
    command = RequestErasure(case=format_id("Case", receipt.case_id), reason=WHY)
    asked = await request_erasure(town.context(asking), command)
    request = format_id("Erasure", asked.erasure_id)
    await decide_erasure(town.context(deciding), DecideErasure(request=request, approve=True, reason=WHY))


async def test_a_correction_holds_after_a_resolution_and_is_made_once(town: Town) -> None:
    receipt = await town.resolved()
    for _ in range(2):
        await correct(town, receipt, description="Lampu di gang.", idempotency_key="k")
    assert await town.event_types(receipt.case_id) == ["SUBMITTED", "ASSIGNED", "RESOLVED", "CORRECTED"]
    kept = str(await town.rows(idempotency_keys))
    assert "gang" not in kept
    assert (await town.rows(cases))[0].status == "RESOLVED"


async def test_a_case_is_corrected_so_often_a_day_and_again_the_next(town: Town) -> None:
    """Whoever knows a code can use it up for a day, and never lock its reporter out."""
    receipt = await town.submit()
    for _ in range(MOST_CORRECTIONS):
        await correct(town, receipt, address="Jalan Dua")
    assert await code_of(correct(town, receipt, address="Jalan Tiga")) == ("TOO_MANY_CORRECTIONS", ("ticket",))
    town.wait(CORRECTIONS_WITHIN)
    await correct(town, receipt, address="Jalan Empat")
    assert await read_texts(town.database, cases, "address") == ["Jalan Empat"]


async def test_what_cannot_be_corrected(town: Town) -> None:
    receipt, anonymous = await town.resolved(), await town.submit(anonymous=True)
    named = await town.submit(reported_employee=town.outsider.external)
    wrong = SubmittedComplaint(receipt.case_id, receipt.ticket, anonymous.access_code, None)
    handler, reported = town.handler.as_a(Role.EMPLOYEE), town.outsider.as_a(Role.EMPLOYEE)
    assert await code_of(correct(town, receipt)) == ("NOTHING_TO_CORRECT", ("description",))
    assert await code_of(correct(town, receipt, description=" ")) == ("TEXT_EMPTY", ("description",))
    assert await code_of(correct(town, receipt, contact=Contact(None, "abc", None))) == (
        "PHONE_FORM",
        ("contact", "phone"),
    )
    assert await code_of(correct(town, wrong, description="x")) == ("WRONG_TICKET_OR_CODE", ("ticket",))
    assert await code_of(correct(town, anonymous, contact=OTHER)) == ("CONTACT_OF_ANONYMOUS", ("contact",))
    assert await code_of(correct(town, receipt, handler, description="x")) == ("PARTY", ("ticket",))
    assert await code_of(correct(town, named, reported, description="x")) == ("PARTY", ("ticket",))
    assert await town.rows(case_events, type="CORRECTED") == []
