"""What was written of a case is destroyed with its key: nobody reads it any more, and what counted stays counted."""

import asyncio
from base64 import b64decode
from collections.abc import Awaitable
from datetime import timedelta
from itertools import product
from typing import Any

import asyncpg
import pytest
from cryptography.exceptions import InvalidTag

from db.contents import open_case_key
from db.encryption import NONCE_BYTES, cipher_of
from db.tables.audit import audit_entries, idempotency_keys
from db.tables.case_requests import erasures
from db.tables.cases import attributions, case_contacts, case_events, cases, feedbacks, resolutions, segments
from db.tables.scoring import evidence, score_axes, score_components, scores
from domain.access import ANYONE, Principal
from domain.keyring import Purpose
from domain.problems import Refused
from domain.terms import Channel, Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.contacts import Contact
from resolvers.cases.corrections import CorrectComplaint, correct_complaint
from resolvers.cases.erasures import (
    DecideErasure,
    EraseComplaint,
    RequestErasure,
    decide_erasure,
    erase_again,
    erase_complaint,
    erase_old_cases,
    list_erased_cases,
    request_erasure,
)
from resolvers.cases.reported import NameReported, name_reported
from resolvers.cases.unmasking import DecideUnmasking, RequestUnmasking, decide_unmasking, request_unmasking
from tests.keys import KEYS
from tests.resolvers.test_contents import READ, TRACK, ask, executor
from tests.resolvers.town import WORK, Person, Town

CONTACT = Contact("Siti", "+62 812-3456-7890", None)
WHY = "Data anak yang tidak perlu disimpan."
YEARS = 5
LONG = timedelta(days=366 * YEARS)
# What was derived and counted, to the last digit; of the case itself, what is no content.
COUNTED = (segments, attributions, resolutions, feedbacks, evidence, scores, score_axes, score_components)


async def erase(town: Town, receipt: SubmittedComplaint, principal: Principal = ANYONE, **given: Any) -> None:
    codes = {"ticket": receipt.ticket, "access_code": receipt.access_code}
    await erase_complaint(town.context(principal), EraseComplaint(**codes | given))


async def request(town: Town, receipt: SubmittedComplaint, principal: Principal) -> str:
    command = RequestErasure(case=format_id("Case", receipt.case_id), reason=WHY)
    return format_id("Erasure", (await request_erasure(town.context(principal), command)).erasure_id)


async def decide(town: Town, asked: str, principal: Principal, *, approve: bool = True) -> None:
    await decide_erasure(town.context(principal), DecideErasure(request=asked, approve=approve, reason=WHY))


async def code_of(action: Awaitable[object]) -> str:
    with pytest.raises(Refused) as caught:
        await action
    return caught.value.problems[0].code


async def finished(town: Town, taker: Principal = ANYONE, **given: Any) -> SubmittedComplaint:
    """A case that was worked on, resolved and rated, with everything that people write."""
    receipt = await town.submit(taker, **{"contact": CONTACT, "address": "Kenanga 7"} | given)
    await town.assign(receipt, town.handler)
    await town.respond(receipt, town.handler.as_a(Role.EMPLOYEE))
    town.wait(WORK)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    await town.rate(receipt, text="Cepat.")
    return receipt


async def name(town: Town, receipt: SubmittedComplaint, person: Person) -> None:
    """Say whom a case is about."""
    command = NameReported(case=format_id("Case", receipt.case_id), employee=person.external, reason=WHY)
    await name_reported(town.context(outsider(town, Role.COMPLAINT_OFFICER)), command)


async def counted(town: Town) -> list[list[Any]]:
    return [await town.rows(table) for table in COUNTED]


def outsider(town: Town, role: Role = Role.AUDITOR) -> Principal:
    return town.outsider.as_a(role)


def inspector(town: Town) -> Principal:
    return town.colleague.as_a(Role.AUDITOR)


async def test_what_was_written_is_gone_and_what_counted_stays_counted(town: Town) -> None:
    receipt = await finished(town)
    other = await finished(town)
    before, events = await counted(town), await town.rows(case_events)
    key = (await town.rows(cases, id=receipt.case_id))[0].content_key
    await erase(town, receipt)
    assert await counted(town) == before
    assert await town.rows(case_events) == events
    (case,) = await town.rows(cases, id=receipt.case_id)
    assert (case.content_key, case.reporter_mark, case.erased_at is None) == (None, None, False)
    assert (case.status, case.outcome, case.resolved_at is None) == ("RESOLVED", "FIXED", False)
    assert [row.case_id for row in await town.rows(case_contacts)] == [other.case_id]
    assert key not in [row.content_key for row in await town.rows(cases)]
    (entry,) = await town.rows(audit_entries, action="eraseComplaint")
    assert (entry.role, entry.actor_id, entry.subject_id, entry.after) == (
        "CITIZEN",
        None,
        receipt.case_id,
        {"erased": True},
    )


@pytest.mark.parametrize("plans", [True, False])
async def test_nobody_reads_it_any_more_each_way(town: Town, *, plans: bool) -> None:
    receipt = await finished(town)
    await erase(town, receipt)
    asked, identifier = executor(town.database, plans=plans), format_id("Case", receipt.case_id)
    for role in (Role.AUDITOR, Role.COMPLAINT_OFFICER, Role.ADMINISTRATOR):
        read = await ask(
            asked, READ.replace("description", "description erasedAt"), outsider(town, role), id=identifier
        )
        case = read["case"]
        assert (case["description"], case["address"], case["erasedAt"] is None) == (None, None, False)
        assert {node["text"] for node in case["events"]["nodes"]} == {None}
        assert {each["text"] for each in [*case["resolutions"], *case["feedbacks"]]} == {None}
    given = {"t": receipt.ticket, "c": receipt.access_code}
    query = TRACK.replace("history", "erasedAt canRate canReopen history")
    tracked = (await ask(asked, query, ANYONE, **given))["complaint"]
    assert (tracked["canRate"], tracked["canReopen"], tracked["erasedAt"] is None) == (False, False, False)
    assert {event["text"] for event in tracked["history"]} == {None}


async def test_no_key_that_is_anywhere_opens_what_is_left(town: Town) -> None:
    receipt, other = await finished(town), await finished(town)
    await erase(town, receipt)
    kept = [row.content_key for row in await town.rows(cases) if row.content_key]
    texts = [row.text for row in await town.rows(case_events, case_id=receipt.case_id) if row.text]
    assert len(texts) == 2
    for wrapped, text in product(kept, texts):
        with pytest.raises(InvalidTag):
            open_case_key(KEYS, other.case_id.bytes, wrapped).open(text)
        with pytest.raises(InvalidTag):
            open_case_key(KEYS, receipt.case_id.bytes, wrapped)
    whole = b64decode(texts[0][1:])
    for purpose in Purpose:
        for each in KEYS.all(purpose):
            if len(each.secret) == 32:
                with pytest.raises(InvalidTag):
                    cipher_of(each.secret).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], None)


async def test_nothing_is_added_to_an_erased_case(town: Town) -> None:
    receipt = await finished(town)
    await erase(town, receipt)
    events = await town.rows(case_events)
    codes = {"ticket": receipt.ticket, "access_code": receipt.access_code}
    correction = CorrectComplaint(**codes, description="Lain.")
    for action in (
        town.rate(receipt),
        town.reopen(receipt),
        correct_complaint(town.context(ANYONE), correction),
        name(town, receipt, town.outsider),
        town.respond(receipt, town.clerk, public=False),
        erase(town, receipt),
        request(town, receipt, outsider(town)),
    ):
        assert await code_of(action) == "ERASED"
    assert await town.rows(case_events) == events


async def test_a_repeated_request_is_answered_alike_and_says_nothing(town: Town) -> None:
    receipt = await finished(town)
    for _ in range(2):
        await erase(town, receipt, idempotency_key="k")
    (key,) = [row for row in await town.rows(idempotency_keys) if row.scope.startswith("eraseComplaint")]
    assert (key.answer, key.subject_id) == ({}, receipt.case_id)
    assert len(await town.rows(audit_entries, action="eraseComplaint")) == 1


async def test_what_holds_a_reporter_up(town: Town) -> None:
    open_case = await town.submit(contact=CONTACT)
    assert await code_of(erase(town, open_case)) == "STILL_OPEN"
    doubtful = await town.submit()
    await town.assign(doubtful, town.handler)
    await town.resolve(doubtful, town.handler.as_a(Role.EMPLOYEE))
    assert await code_of(erase(town, doubtful)) == "UNDER_REVIEW"
    named = await finished(town)
    await name(town, named, town.handler)
    assert await code_of(erase(town, named)) == "TWO_PEOPLE_DECIDE"
    taken_in = await finished(town, town.clerk, channel=Channel.COUNTER)
    assert await code_of(erase(town, taken_in)) == "TWO_PEOPLE_DECIDE"
    receipt = await finished(town)
    assert await code_of(erase(town, receipt, town.handler.as_a(Role.EMPLOYEE))) == "PARTY"
    assert await code_of(erase(town, receipt, town.clerk)) == "PARTY", "who handed it over is involved, too"
    wrong = SubmittedComplaint(receipt.case_id, receipt.ticket, named.access_code, None)
    assert await code_of(erase(town, wrong)) == "WRONG_TICKET_OR_CODE"
    assert [row.erased_at for row in await town.rows(cases)] == [None] * 5


async def test_an_unmasking_under_way_holds_it_up_until_it_is_over(town: Town) -> None:
    receipt = await finished(town)
    command = RequestUnmasking(case=format_id("Case", receipt.case_id), reason=WHY)
    asked = await request_unmasking(town.context(inspector(town)), command)
    assert await code_of(erase(town, receipt)) == "UNDER_REVIEW"
    granted = DecideUnmasking(request=format_id("Unmasking", asked.unmasking_id), approve=True, reason=WHY)
    await decide_unmasking(town.context(outsider(town)), granted)
    assert await code_of(erase(town, receipt)) == "UNDER_REVIEW"
    town.wait(timedelta(hours=24))
    await erase(town, receipt)
    assert await town.rows(case_contacts) == []


async def test_two_people_erase_who_have_nothing_to_do_with_the_case(town: Town) -> None:
    receipt = await finished(town)
    await name(town, receipt, town.handler)
    before = await counted(town)
    assert await code_of(request(town, receipt, town.clerk)) == "PARTY"
    assert await code_of(request(town, receipt, town.handler.as_a(Role.AUDITOR))) == "NOT_FOUND"
    assert await code_of(request(town, receipt, town.outsider.as_a(Role.UNIT_HEAD))) == "FORBIDDEN"
    asked = await request(town, receipt, outsider(town, Role.COMPLAINT_OFFICER))
    assert await code_of(decide(town, asked, outsider(town))) == "SECOND_PERSON"
    assert await code_of(decide(town, asked, town.officer.as_a(Role.AUDITOR))) == "PARTY"
    assert await code_of(decide(town, asked, town.colleague.as_a(Role.COMPLAINT_OFFICER))) == "FORBIDDEN"
    await decide(town, asked, inspector(town))
    assert await code_of(decide(town, asked, inspector(town))) == "ERASED"
    assert await counted(town) == before
    (case,) = await town.rows(cases)
    assert (case.content_key, case.erased_at is None) == (None, False)
    (row,) = await town.rows(erasures)
    assert (row.requested_by_id, row.decided_by_id, row.approved) == (town.outsider.id, town.colleague.id, True)
    (entry,) = await town.rows(audit_entries, action="decideErasure")
    assert entry.detail == {"erasure": str(row.id), "approved": True}
    assert (entry.actor_id, entry.after) == (town.colleague.id, {"erased": True})


async def test_a_denied_request_erases_nothing(town: Town) -> None:
    receipt = await finished(town)
    asked = await request(town, receipt, outsider(town))
    await decide(town, asked, inspector(town), approve=False)
    assert await code_of(decide(town, asked, inspector(town))) == "ALREADY_DECIDED"
    (case,) = await town.rows(cases)
    assert (case.erased_at, case.content_key is None) == (None, False)


async def test_whom_a_case_names_finds_no_request_about_it(town: Town) -> None:
    receipt = await finished(town)
    await name(town, receipt, town.colleague)
    asked = await request(town, receipt, outsider(town))
    assert await code_of(request(town, receipt, inspector(town))) == "NOT_FOUND"
    assert await code_of(decide(town, asked, inspector(town))) == "NOT_FOUND"
    assert await town.context(inspector(town)).reader.read_nodes([asked]) == [None]


async def test_contents_go_when_their_time_is_over(town: Town) -> None:
    old, later, doubtful = await finished(town), await finished(town), await town.submit()
    await town.assign(doubtful, town.handler)
    await town.resolve(doubtful, town.handler.as_a(Role.EMPLOYEE))
    still_open = await town.submit()
    town.wait(LONG)
    await correct_complaint(
        town.context(ANYONE),
        CorrectComplaint(ticket=later.ticket, access_code=later.access_code, description="Lain."),
    )
    before = await counted(town)
    async with town.database.for_jobs().transaction() as transaction:
        now = town.database.clock()
        assert await erase_old_cases(transaction, YEARS, now, 10) == 1
        assert await erase_old_cases(transaction, YEARS, now, 10) == 0
    assert await counted(town) == before
    assert {row.id for row in await town.rows(cases) if row.erased_at} == {old.case_id}
    assert {row.case_id for row in await town.rows(case_contacts)} == {later.case_id}
    (entry,) = await town.rows(audit_entries, action="eraseContents")
    assert (entry.subject_type, entry.subject_id, entry.role) == ("Case", old.case_id, "ADMINISTRATOR")
    assert entry.detail == {"operator": True, "keptYears": YEARS}
    assert still_open.case_id != old.case_id


async def test_what_a_backup_brings_back_is_erased_again(town: Town, owner: asyncpg.Connection) -> None:
    gone, back = await finished(town), await finished(town)
    await erase(town, gone)
    kept = (await town.rows(cases, id=back.case_id))[0].content_key
    await erase(town, back)
    erased = await list_erased_cases(town.database)
    assert set(erased) == {gone.case_id, back.case_id}
    await owner.execute("UPDATE cases SET content_key = $1, erased_at = NULL WHERE id = $2", kept, back.case_id)
    assert [await erase_again(town.database, erased) for _ in range(2)] == [1, 0]
    assert [row.content_key for row in await town.rows(cases)] == [None, None]
    (entry,) = await town.rows(audit_entries, action="eraseContents")
    assert (entry.subject_id, entry.detail) == (back.case_id, {"operator": True, "restored": True})


async def test_erasing_and_adding_at_once_leaves_one_of_them_undone(town: Town) -> None:
    """Whoever is second finds what the first has done: no text is sealed by a key that is gone."""
    receipt = await finished(town)
    results = await asyncio.gather(erase(town, receipt), town.reopen(receipt), return_exceptions=True)
    (refused,) = [result for result in results if isinstance(result, Refused)]
    (case,) = await town.rows(cases)
    assert refused.problems[0].code == ("ERASED" if case.erased_at else "STILL_OPEN")
