"""A case names somebody until a second person of the inspectorate lets it name them no longer."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import asyncpg
import pytest

from db.keys import new_key
from db.tables.audit import audit_entries
from db.tables.case_requests import withdrawals
from db.tables.cases import cases, reported_parties
from domain.access import Principal
from domain.problems import Refused
from domain.terms import Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.erasures import DecideErasure, RequestErasure, decide_erasure, request_erasure
from resolvers.cases.reported import NameReported, name_reported
from resolvers.cases.withdrawals import DecideWithdrawal, RequestWithdrawal, decide_withdrawal, request_withdrawal
from tests.contents import read_texts
from tests.resolvers.test_contents import ask, executor
from tests.resolvers.test_reported import sees
from tests.resolvers.town import WORK, Town

WHY = "Pak RT bukan pegawai pemerintah daerah."
READ = """query ($id: ID!, $case: ID!) {
    node(id: $id) { ... on Withdrawal { reason decisionReason approved party { id name } requestedBy { name } } }
    withdrawals(where: {case: $case, decided: false}) { nodes { id } }
}"""


async def code_of(action: Awaitable[object]) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(Refused) as caught:
        await action
    return caught.value.problems[0].code, caught.value.problems[0].path


def officer(town: Town) -> Principal:
    return town.outsider.as_a(Role.COMPLAINT_OFFICER)


def inspector(town: Town) -> Principal:
    return town.officer.as_a(Role.AUDITOR)


async def parties_of(town: Town, receipt: SubmittedComplaint) -> list[str]:
    found = await town.rows(reported_parties, case_id=receipt.case_id, superseded_at=None)
    return [format_id("ReportedParty", row.id) for row in found]


async def request(town: Town, party: str, principal: Principal | None = None, **given: Any) -> str:
    command = RequestWithdrawal(**{"party": party, "reason": WHY} | given)
    asked = await request_withdrawal(town.context(principal or officer(town)), command)
    return format_id("Withdrawal", asked.withdrawal_id)


async def decide(town: Town, asked: str, principal: Principal | None = None, *, approve: bool = True) -> None:
    command = DecideWithdrawal(request=asked, approve=approve, reason=WHY)
    await decide_withdrawal(town.context(principal or inspector(town)), command)


async def name(town: Town, receipt: SubmittedComplaint, principal: Principal, **named: str) -> None:
    command = NameReported(case=format_id("Case", receipt.case_id), reason=WHY, **named)
    await name_reported(town.context(principal), command)


async def test_what_names_nobody_of_the_government_is_seen_again_once_two_have_said_so(town: Town) -> None:
    receipt, head = await town.submit(reported_name="Pak RT"), town.head.as_a(Role.UNIT_HEAD)
    (words,) = await parties_of(town, receipt)
    asked = await request(town, words)
    assert not await sees(town, receipt, head)
    await decide(town, asked)
    assert await sees(town, receipt, head)
    assert [row.guarded for row in await town.rows(cases)] == [False]
    (row,) = await town.rows(withdrawals)
    assert (row.requested_by_id, row.decided_by_id, row.approved) == (town.outsider.id, town.officer.id, True)
    assert await town.event_types(receipt.case_id) == ["SUBMITTED"]


async def test_both_steps_are_in_the_audit_with_whom_the_case_named_and_names(town: Town) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    await name(town, receipt, officer(town), employee=town.handler.external)
    words, person = await parties_of(town, receipt)
    asked = await request(town, words)
    await decide(town, asked)
    keys = {each: each.partition("_")[2] for each in (words, person, asked)}
    both = {"reported": [keys[words], keys[person]]}
    [first] = await town.rows(audit_entries, action="requestWithdrawal")
    [second] = await town.rows(audit_entries, action="decideWithdrawal")
    assert [each.actor_id for each in (first, second)] == [town.outsider.id, town.officer.id]
    assert [(each.subject_type, each.subject_id) for each in (first, second)] == [("Case", receipt.case_id)] * 2
    assert (first.before, first.after) == (both, both)
    assert (second.before, second.after) == (both, {"reported": [keys[person]]})
    assert first.detail == {"withdrawal": keys[asked], "party": keys[words]}
    assert second.detail == {"withdrawal": keys[asked], "party": keys[words], "approved": True}
    assert town.handler.external.partition("_")[2] not in str([first, second])


async def test_as_long_as_nobody_has_decided_and_after_a_no_all_are_kept_from_it(town: Town) -> None:
    receipt = await town.submit(reported_employee=town.handler.external)
    await name(town, receipt, officer(town), employee=town.colleague.external)
    first, _ = await parties_of(town, receipt)
    asked = await request(town, first)
    for _ in range(2):
        for person in (town.handler, town.colleague):
            assert not await sees(town, receipt, person.as_a(Role.AUDITOR))
        if await town.rows(withdrawals, decided_at=None):
            await decide(town, asked, approve=False)
    assert await code_of(decide(town, asked)) == ("ALREADY_DECIDED", ("request",))
    await decide(town, await request(town, first))
    assert await sees(town, receipt, town.handler.as_a(Role.AUDITOR))
    assert not await sees(town, receipt, town.colleague.as_a(Role.AUDITOR))
    assert [row.guarded for row in await town.rows(cases)] == [True]


async def test_another_of_the_inspectorate_decides_than_who_asked_or_named(town: Town) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    await name(town, receipt, inspector(town), employee=town.handler.external)
    words, person = await parties_of(town, receipt)
    asked = await request(town, words, town.outsider.as_a(Role.AUDITOR))
    assert await code_of(decide(town, asked, town.outsider.as_a(Role.AUDITOR))) == ("SECOND_PERSON", ("request",))
    for role in set(Role) - {Role.AUDITOR}:
        assert await code_of(decide(town, asked, town.officer.as_a(role))) == ("FORBIDDEN", ())
    assert await code_of(request(town, words, town.head.as_a(Role.UNIT_HEAD))) == ("FORBIDDEN", ())
    own = await request(town, person)
    assert await code_of(decide(town, own)) == ("SECOND_PERSON", ("request",)), "who named them, keeps them named"
    await decide(town, own, town.head.as_a(Role.AUDITOR))


async def test_who_was_involved_or_is_party_neither_asks_nor_decides(town: Town) -> None:
    receipt = await town.submit(reported_employee=town.head.external)
    (party,) = await parties_of(town, receipt)
    await town.assign(receipt, town.outsider)
    for person in (town.officer, town.outsider):
        assert await code_of(request(town, party, person.as_a(Role.AUDITOR))) == ("PARTY", ("case",))
    for person in (town.head, town.handler):
        assert await code_of(request(town, party, person.as_a(Role.AUDITOR))) == ("NOT_FOUND", ("party",))
    fresh = await town.submit(reported_employee=town.handler.external)
    (party,) = await parties_of(town, fresh)
    asked = await request(town, party, town.head.as_a(Role.AUDITOR))
    await town.assign(fresh, town.outsider)
    for person in (town.officer, town.outsider):
        assert await code_of(decide(town, asked, person.as_a(Role.AUDITOR))) == ("PARTY", ("case",))
    assert await code_of(decide(town, asked, town.handler.as_a(Role.AUDITOR))) == ("NOT_FOUND", ("request",))
    assert [row.superseded_at for row in await town.rows(reported_parties)] == [None, None]


async def test_whom_a_case_names_no_longer_is_not_withdrawn_again(town: Town) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    (words,) = await parties_of(town, receipt)
    first, second = await request(town, words), await request(town, words)
    await decide(town, first)
    assert await code_of(request(town, words)) == ("NOT_NAMED", ("party",))
    assert await code_of(decide(town, second)) == ("NOT_NAMED", ("request",))
    await decide(town, second, approve=False)


async def test_what_is_not_there_is_not_found(town: Town) -> None:
    assert await code_of(request(town, format_id("ReportedParty", new_key()))) == ("NOT_FOUND", ("party",))
    assert await code_of(decide(town, format_id("Withdrawal", new_key()))) == ("NOT_FOUND", ("request",))
    receipt = await town.submit(reported_name="Pak RT")
    (words,) = await parties_of(town, receipt)
    assert await code_of(request(town, words, reason="Bukan.")) == ("TEXT_EMPTY", ("reason",))


async def test_a_repeated_request_is_made_once(town: Town) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    (words,) = await parties_of(town, receipt)
    first, second = [await request(town, words, idempotency_key="1") for _ in range(2)]
    assert (first, await town.count(withdrawals)) == (second, 1)


async def test_of_two_decisions_at_once_one_holds(town: Town) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    (words,) = await parties_of(town, receipt)
    asked = await request(town, words)
    results = await asyncio.gather(
        decide(town, asked), decide(town, asked, town.head.as_a(Role.AUDITOR), approve=False), return_exceptions=True
    )
    (refused,) = [result for result in results if isinstance(result, Refused)]
    assert refused.problems[0].code == "ALREADY_DECIDED"
    (row,), (party,) = await town.rows(withdrawals), await town.rows(reported_parties)
    assert row.approved is (party.superseded_at is not None)


@pytest.mark.parametrize("plans", [True, False])
async def test_who_asks_and_the_inspectorate_read_the_request_and_whom_it_is_about(town: Town, *, plans: bool) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    (words,) = await parties_of(town, receipt)
    asked = await request(town, words)
    given = {"id": asked, "case": format_id("Case", receipt.case_id)}
    reads = executor(town.database, plans=plans)
    for reader in (officer(town), inspector(town)):
        answer = await ask(reads, READ, reader, **given)
        assert answer["node"] == {
            "reason": WHY,
            "decisionReason": None,
            "approved": None,
            "party": {"id": words, "name": "Pak RT"},
            "requestedBy": {"name": "outsider"},
        }
        assert answer["withdrawals"]["nodes"] == [{"id": asked}]
    for reader in (town.clerk, town.outsider.as_a(Role.ADMINISTRATOR), town.head.as_a(Role.UNIT_HEAD)):
        answer = await ask(reads, READ, reader, **given)
        assert (answer["node"], answer["withdrawals"]["nodes"]) == (None, [])


async def test_reasons_are_sealed_and_go_with_what_was_written(town: Town, owner: asyncpg.Connection) -> None:
    receipt = await town.submit(reported_name="Pak RT")
    await town.assign(receipt, town.handler)
    town.wait(WORK)
    await town.resolve(receipt, town.head.as_a(Role.COMPLAINT_OFFICER))
    (words,) = await parties_of(town, receipt)
    asked = await request(town, words)
    auditor = town.colleague.as_a(Role.AUDITOR)
    await decide(town, asked, auditor, approve=False)
    for column in ("reason", "decision_reason"):
        assert await read_texts(town.database, withdrawals, column) == [WHY]
    assert WHY not in str(await owner.fetch("SELECT t::text FROM withdrawals AS t"))
    pending = await request(town, words)
    command = RequestErasure(case=format_id("Case", receipt.case_id), reason=WHY)
    erasure = await request_erasure(town.context(officer(town)), command)
    erasure_id = format_id("Erasure", erasure.erasure_id)
    await decide_erasure(town.context(auditor), DecideErasure(request=erasure_id, approve=True, reason=WHY))
    for action in (request(town, words), decide(town, pending, auditor)):
        assert (await code_of(action))[0] == "ERASED"
    given = {"id": asked, "case": format_id("Case", receipt.case_id)}
    answer = await ask(executor(town.database, plans=True), READ, auditor, **given)
    assert (answer["node"]["reason"], answer["node"]["approved"]) == (None, False)
