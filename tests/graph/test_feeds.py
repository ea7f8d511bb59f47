"""One read serves all who watch the same with the same rights, and each sees what changed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any

import asyncpg
import orjson
import pytest
from graphql import ExecutionResult, OperationType

from db.database import Database
from db.listening import Listener, listening
from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, NotAllowed, OperationRequest
from graph.feeds import Feeds
from graph.identifiers import format_id
from resolvers.allowances import Allowance
from resolvers.budgets import Budgets
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.erasures import EraseComplaint, erase_complaint
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests import patience
from tests.conftest import Statements
from tests.keys import KEYS
from tests.resolvers.town import Town, found

COMPLAINT = """
subscription ($ticket: String!, $code: String!) {
  complaintChanged(ticket: $ticket, accessCode: $code) { status history { type } }
}
"""
ASKED = """
query ($ticket: String!, $code: String!) {
  complaint(ticket: $ticket, accessCode: $code) { status history { type } }
}
"""
SCORE = "subscription ($employee: ID!) { scoreChanged(employee: $employee) { __typename employee { id } } }"


class Watching:
    """Executors over a town, by plans and by loaders, and those who watch."""

    def __init__(self, town: Town, listener: Listener, stack: AsyncExitStack) -> None:
        self.town, self._stack = town, stack
        self.feeds = Feeds(town.database, listener, most_of_client=3)
        self._budgets = Budgets(town.database, b"key")
        self.planned, self.loading = (self._executor(plans=plans) for plans in (True, False))

    def _executor(self, *, plans: bool) -> Executor:
        opened = partial(Context, self.town.database, KEYS)
        return Executor(self.town.database, Documents(SCHEMA._schema), opened, KEYS, plans=plans, feeds=self.feeds)

    async def answers(
        self, document: str, principal: Principal = ANYONE, *, plans: bool = True, address: str = "", **variables: Any
    ) -> AsyncIterator[ExecutionResult]:
        """What somebody who watches gets, one after another; from an address it is a client of its own."""
        executor = self.planned if plans else self.loading
        allowance = Allowance(self._budgets, self._budgets.client(principal, address)) if address else None
        asked = OperationRequest(document, variables, None, principal, Language.ENGLISH, allowance)
        source = await executor.subscribe(await executor.open(asked, tuple(OperationType)))
        self._stack.push_async_callback(source.aclose)  # type: ignore[attr-defined]
        return source


async def next_of(source: AsyncIterator[ExecutionResult]) -> Any:
    """The next answer, as its client reads it."""
    result = await asyncio.wait_for(anext(source), patience.SECONDS)
    assert result.errors is None
    return orjson.loads(orjson.dumps(result.data))


@pytest.fixture
async def watching(database: Database, database_url: str) -> AsyncIterator[Watching]:
    town = await found(database)
    async with listening(database_url) as listener, AsyncExitStack() as stack:
        yield Watching(town, listener, stack)


def code_of(receipt: SubmittedComplaint) -> dict[str, str]:
    return {"ticket": receipt.ticket, "code": receipt.access_code}


def read_for_watchers(statements: Statements) -> list[str]:
    subject = "SELECT t1.id FROM tracked_complaints"
    return [each for each in statements if "row_to_json" in each or each.startswith(subject)]


async def test_one_read_serves_everybody_who_watches_the_same(watching: Watching, statements: Statements) -> None:
    town = watching.town
    receipt = await town.submit()
    statements.clear()
    crowd = [await watching.answers(COMPLAINT, **code_of(receipt)) for _ in range(60)]
    first = await asyncio.gather(*map(next_of, crowd))
    assert first == [{"complaintChanged": {"status": "SUBMITTED", "history": [{"type": "SUBMITTED"}]}}] * 60
    # The key under which changes are heard of, and what is watched.
    assert len(read_for_watchers(statements)) == 2
    joining = await watching.answers(COMPLAINT, **code_of(receipt))
    statements.clear()
    assert await next_of(joining) == first[0]
    assert read_for_watchers(statements) == []
    await town.respond(receipt, town.clerk)
    second = await asyncio.gather(*map(next_of, crowd))
    assert second == [second[0]] * 60
    assert second[0]["complaintChanged"]["history"][-1] == {"type": "RESPONDED"}
    assert len(read_for_watchers(statements)) == 1


async def test_what_is_watched_is_what_both_executions_show_to_who_asks(watching: Watching) -> None:
    town = watching.town
    receipt = await town.submit()
    sources = [await watching.answers(COMPLAINT, plans=plans, **code_of(receipt)) for plans in (True, False)]
    for change in (None, town.respond):
        if change is not None:
            await change(receipt, town.clerk)
        watched = [(await next_of(source))["complaintChanged"] for source in sources]
        asked = [await watching.answers(ASKED, plans=plans, **code_of(receipt)) for plans in (True, False)]
        assert watched == [(await next_of(source))["complaint"] for source in asked]
        assert watched == watched[:1] * 2
    assert watched[0]["history"][-1] == {"type": "RESPONDED"}


async def test_of_feeds_there_are_only_so_many(watching: Watching) -> None:
    receipts = [await watching.town.submit() for _ in range(2)]
    watching.feeds._most = 1
    watched = await watching.answers(COMPLAINT, **code_of(receipts[0]))
    await next_of(watched)
    assert await next_of(await watching.answers(COMPLAINT, **code_of(receipts[0]))), "one more follower is no feed"
    with pytest.raises(Refused) as refused:
        await next_of(await watching.answers(COMPLAINT, **code_of(receipts[1])))
    assert [problem.code for problem in refused.value.problems] == ["BUSY"]


async def test_without_feeds_nothing_is_watched(watching: Watching) -> None:
    database = watching.town.database
    executor = Executor(database, Documents(SCHEMA._schema), partial(Context, database, KEYS), KEYS)
    asked = OperationRequest(COMPLAINT, {"ticket": "x", "code": "y"}, None, ANYONE, Language.ENGLISH)
    with pytest.raises(NotAllowed):
        await executor.open(asked, tuple(OperationType))


SAID = """
subscription ($ticket: String!, $code: String!) {
  complaintChanged(ticket: $ticket, accessCode: $code) { erasedAt history { text } }
}
"""


@pytest.mark.parametrize("feeds", [True, False])
async def test_texts_are_opened_for_whoever_watches_until_they_are_erased(watching: Watching, *, feeds: bool) -> None:
    town = watching.town
    receipt = await town.resolved()
    source = await watching.answers(SAID, feeds=feeds, **code_of(receipt))
    told = await next_of(source)
    assert [event["text"] for event in told["complaintChanged"]["history"]] == [None, None, "Lampu diganti."]
    codes = EraseComplaint(ticket=receipt.ticket, access_code=receipt.access_code)
    await erase_complaint(town.context(ANYONE), codes)
    told = await next_of(source)
    assert {event["text"] for event in told["complaintChanged"]["history"]} == {None}
    assert told["complaintChanged"]["erasedAt"] is not None


async def test_what_does_not_show_is_not_told(watching: Watching) -> None:
    town = watching.town
    receipt = await town.submit()
    source = await watching.answers(COMPLAINT, **code_of(receipt))
    await next_of(source)
    await town.respond(receipt, town.clerk, public=False)
    await town.respond(receipt, town.clerk)
    shown = await next_of(source)
    assert [event["type"] for event in shown["complaintChanged"]["history"]] == ["SUBMITTED", "RESPONDED"]


async def test_others_with_other_rights_read_for_themselves(watching: Watching) -> None:
    town = watching.town
    receipt = await town.resolved(town.handler)
    await town.rate(receipt)
    employee = format_id("Employee", town.handler.id)
    agency, inspectorate = Principal(Role.HR_AGENCY), Principal(Role.AUDITOR)
    sources = [await watching.answers(SCORE, each, employee=employee) for each in (agency, inspectorate)]
    shown = [await next_of(source) for source in sources]
    assert shown == [{"scoreChanged": {"__typename": "Score", "employee": {"id": employee}}}] * 2
    outsider = town.outsider.as_a(Role.EMPLOYEE)
    with pytest.raises(Refused) as refused:
        await next_of(await watching.answers(SCORE, outsider, employee=employee))
    assert [problem.code for problem in refused.value.problems] == ["NOT_FOUND"]


@pytest.mark.parametrize("wrong", [{"ticket": "KM-000101-000000"}, {"code": "0000-0000-0000-0000"}])
async def test_without_ticket_and_code_nothing_is_watched(watching: Watching, wrong: dict[str, str]) -> None:
    receipt = await watching.town.submit()
    with pytest.raises(Refused) as refused:
        await next_of(await watching.answers(COMPLAINT, **code_of(receipt) | wrong))
    assert [problem.code for problem in refused.value.problems] == ["WRONG_TICKET_OR_CODE"]


async def test_whoever_is_slow_gets_the_latest(watching: Watching) -> None:
    town = watching.town
    receipt = await town.submit()
    quick, slow = [await watching.answers(COMPLAINT, **code_of(receipt)) for _ in range(2)]
    for source in (quick, slow):
        await next_of(source)
    for number in range(3):
        await town.respond(receipt, town.clerk)
        shown = await next_of(quick)
        assert len(shown["complaintChanged"]["history"]) == number + 2
    assert await next_of(slow) == shown


async def test_a_feed_ends_with_its_last_follower(watching: Watching, statements: Statements) -> None:
    town = watching.town
    receipt = await town.submit()
    sources = [await watching.answers(COMPLAINT, **code_of(receipt)) for _ in range(2)]
    for source in sources:
        await next_of(source)
        await source.aclose()  # type: ignore[attr-defined]
    statements.clear()
    await town.respond(receipt, town.clerk)
    later = await watching.answers(COMPLAINT, **code_of(receipt))
    await next_of(later)
    assert len(read_for_watchers(statements)) == 2


async def test_a_failed_read_ends_the_watch_and_the_next_begins_anew(
    watching: Watching, owner: asyncpg.Connection
) -> None:
    town = watching.town
    receipt = await town.submit()
    source = await watching.answers(COMPLAINT, **code_of(receipt))
    await next_of(source)
    await owner.fetch("ALTER TABLE case_events RENAME TO elsewhere")
    await town.database.primary.fetch(
        "SELECT pg_notify(current_schema(), $1)", f'{{"topic": "complaint", "id": "{receipt.case_id}"}}'
    )
    with pytest.raises(Exception, match="case_events"):
        await next_of(source)
    await owner.fetch("ALTER TABLE elsewhere RENAME TO case_events")
    assert await next_of(await watching.answers(COMPLAINT, **code_of(receipt)))


SAME = [
    "# another text\n" + COMPLAINT,
    COMPLAINT.replace("subscription", "subscription Mine"),
    COMPLAINT.replace("$ticket", "$t"),
    """subscription ($ticket: String!, $code: String!) {
      complaintChanged(ticket: $ticket, accessCode: $code) { ...Shown history { ...Happened type } }
    }
    fragment Happened on TrackedEvent { type }
    fragment Shown on TrackedComplaint { status }""",
]


@pytest.mark.parametrize("document", SAME)
async def test_a_feed_is_shared_whatever_the_document_says(
    watching: Watching, statements: Statements, document: str
) -> None:
    receipt = await watching.town.submit()
    given = code_of(receipt)
    first = await next_of(await watching.answers(COMPLAINT, **given))
    statements.clear()
    given |= {"t": receipt.ticket} if "$t:" in document else {}
    assert await next_of(await watching.answers(document, **given)) == first
    assert read_for_watchers(statements) == []


async def test_a_client_watches_so_many_different_things_and_leaves_the_rest_to_others(watching: Watching) -> None:
    given = code_of(await watching.town.submit())
    others = [
        COMPLAINT.replace("status", f"status {more}") for more in ("dueAt", "unit { name }", "ticket", "erasedAt")
    ]
    sources = [await watching.answers(each, address="203.0.113.7/32", **given) for each in others]
    for source in sources[:3]:
        await next_of(source)
    with pytest.raises(Refused) as refused:
        await next_of(sources[3])
    [problem] = refused.value.problems
    assert problem.code == "TOO_MANY_WATCHED"
    assert " 3 different things " in problem.message(Language.ENGLISH)
    assert await next_of(await watching.answers(others[0], address="203.0.113.7/32", **given)), "that counts once"
    assert await next_of(await watching.answers(others[3], address="203.0.113.8/32", **given)), "others watch on"
    await sources[1].aclose()  # type: ignore[attr-defined]
    assert await next_of(await watching.answers(others[3], address="203.0.113.7/32", **given)), "one was ended"


async def test_nothing_is_remembered_of_who_watched(watching: Watching) -> None:
    given = code_of(await watching.town.submit())
    for code in (given["code"], "0000-0000-0000-0000"):
        source = await watching.answers(COMPLAINT, address="203.0.113.7/32", **given | {"code": code})
        with suppress(Refused):
            await next_of(source)
        await source.aclose()  # type: ignore[attr-defined]
    assert watching.feeds._followed == {}
    assert watching.feeds._feeds == {}


async def test_an_answer_is_one_line(watching: Watching) -> None:
    town = watching.town
    receipt = await town.submit()
    await town.respond(receipt, town.clerk, text="Petugas menuju lokasi.\nTerima kasih.")
    source = await watching.answers(SAID, **code_of(receipt))
    result = await asyncio.wait_for(anext(source), patience.SECONDS)
    written = orjson.dumps(result.data)
    assert b"\n" not in written
    history = orjson.loads(written)["complaintChanged"]["history"]
    assert [event["text"] for event in history] == [None, "Petugas menuju lokasi.\nTerima kasih."]
