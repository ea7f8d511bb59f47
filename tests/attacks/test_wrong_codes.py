"""Whoever guesses access codes is slowed, in whatever way they ask; whoever has the right one is not."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
import websockets

from db.database import Database
from domain.budgets import BudgetKind, Limit
from server.exposure import Exposure
from tests import patience
from tests.attacks.service import UNLIMITED, serve_over
from tests.conftest import Statements
from tests.resolvers.town import Town, found
from tests.server.test_connections import PATIENT, serving

WRONG = "0000-0000-0000-0000"
# Of what one address may guess; long enough that none comes back meanwhile.
FEW, SECONDS = 2, 6_000_000
QUERY = "query($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { status } }"
WATCH = "subscription($t: String!, $c: String!) { complaintChanged(ticket: $t, accessCode: $c) { status } }"
GIVEN, ANSWER = "ticket: $t, accessCode: $c", "{ __typename ... on Error { code } }"
CHANGES = {
    name: f"mutation($t: String!, $c: String!) {{ {field}(input: {{{GIVEN}{more}}}) {ANSWER} }}"
    for name, field, more in (
        ("correct", "correctComplaint", ', address: "Jalan Merdeka 1"'),
        ("reopen", "reopenComplaint", ', reason: "Masih padam."'),
        ("rate", "rateResolution", ", treatment: 5, outcome: 5"),
        ("erase", "eraseComplaint", ""),
    )
}


@dataclass(frozen=True)
class Told:
    """What came of an access code: `wrong`, `slowed` with the seconds to wait, or else `answered`."""

    what: str
    seconds: int = 0


@dataclass(frozen=True)
class Guesser:
    """Somebody behind one address, who asks in every way there is."""

    port: int

    async def ask(self, document: str, ticket: str, code: str) -> Told:
        """By POST."""
        async with self._client() as client:
            answer = await client.post("/graphql", json=_body(document, ticket, code))
        told = _read(answer.json())
        wait = int(answer.headers.get("retry-after", "0"))
        assert (answer.status_code == 429) == (told.what == "slowed" and "mutation" not in document)
        assert told.seconds in (0, wait)
        return Told(told.what, wait)

    async def stream(self, document: str, ticket: str, code: str) -> Told:
        """By server-sent events, as far as the first."""
        headers = {"accept": "text/event-stream"}
        async with (
            self._client() as client,
            client.stream("POST", "/graphql", json=_body(document, ticket, code), headers=headers) as answer,
        ):
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    return _read(json.loads(line.removeprefix("data:")))
        raise AssertionError("nothing came")

    async def send(self, document: str, ticket: str, code: str) -> Told:
        """Over a WebSocket, as far as the first answer."""
        protocol = [websockets.Subprotocol("graphql-transport-ws")]
        address = f"ws://127.0.0.1:{self.port}/graphql"
        async with websockets.connect(address, subprotocols=protocol, open_timeout=None) as socket:
            await socket.send('{"type": "connection_init"}')
            await socket.recv()
            asked = {"type": "subscribe", "id": "1", "payload": _body(document, ticket, code)}
            await socket.send(json.dumps(asked))
            message = json.loads(await socket.recv())
        payload = message["payload"]
        return _read({"errors": payload} if message["type"] == "error" else payload)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=patience.SECONDS)


Way = Callable[[Guesser, str, str, str], Awaitable[Told]]
WAYS: dict[str, tuple[Way, str]] = {
    "query": (Guesser.ask, QUERY),
    **{f"change: {name}": (Guesser.ask, change) for name, change in CHANGES.items()},
    "events of a query": (Guesser.stream, QUERY),
    "events of a change": (Guesser.stream, CHANGES["correct"]),
    "events of a subscription": (Guesser.stream, WATCH),
    "WebSocket: query": (Guesser.send, QUERY),
    "WebSocket: change": (Guesser.send, CHANGES["correct"]),
    "WebSocket: subscription": (Guesser.send, WATCH),
}


def _body(document: str, ticket: str, code: str) -> dict[str, Any]:
    return {"query": document, "variables": {"t": ticket, "c": code}}


def _read(answer: dict[str, Any]) -> Told:
    for error in answer.get("errors") or ():
        code, wait = error["extensions"]["code"], error["extensions"].get("retryAfter", 0)
        return Told("slowed" if code == "RATE_LIMITED" else "wrong", wait)
    value = next(iter(answer["data"].values()))
    if value is None:
        return Told("wrong")
    return Told({"WRONG_TICKET_OR_CODE": "wrong", "RATE_LIMITED": "slowed"}.get(value.get("code"), "answered"))


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


@pytest.fixture
async def guesser(town: Town, database_url: str) -> AsyncIterator[Guesser]:
    """Somebody who may guess twice."""
    budgets = {**UNLIMITED.budgets, BudgetKind.WRONG_CODES: Limit(FEW, SECONDS)}
    async with serving(database_url, replace(Exposure(deadlines=PATIENT), budgets=budgets)) as port:
        yield Guesser(port)


@pytest.mark.parametrize("name", WAYS)
async def test_wrong_codes_are_slowed_and_right_ones_answered(town: Town, guesser: Guesser, name: str) -> None:
    way, document = WAYS[name]
    receipt = await town.resolved()
    told = [await way(guesser, document, receipt.ticket, WRONG) for _ in range(FEW + 2)]
    assert [each.what for each in told] == ["wrong"] * FEW + ["slowed"] * 2
    waits = [each.seconds for each in told[FEW:]]
    # What a change answers over a stream says how long in its sentence alone.
    assert all(wait > 60 for wait in waits) or ("change" in name and way is not Guesser.ask)
    assert (await way(guesser, document, receipt.ticket, receipt.access_code)).what == "answered"
    assert (await way(guesser, document, receipt.ticket, WRONG)).what == "slowed", "a right one excuses no wrong one"


async def test_whoever_knows_a_ticket_locks_nobody_out(town: Town, database_url: str) -> None:
    receipt = await town.resolved()
    async with serving(database_url, replace(Exposure(deadlines=PATIENT), budgets=UNLIMITED.budgets)) as port:
        guesser = Guesser(port)
        many = " ".join(
            f'a{n}: complaint(ticket: "{receipt.ticket}", accessCode: "{n}") {{ status }}' for n in range(20)
        )
        for _ in range(10):
            await guesser.ask(f"{{ {many} }}", receipt.ticket, WRONG)
        right = (QUERY, receipt.ticket, receipt.access_code)
        assert (await guesser.ask(*right)).what == "answered"


async def test_one_right_code_among_wrong_ones_is_not_told(town: Town, guesser: Guesser) -> None:
    receipt = await town.resolved()
    pair = 'a: complaint(ticket: $t, accessCode: $c) { status } b: complaint(ticket: $t, accessCode: "x") { status }'
    both = f"query($t: String!, $c: String!) {{ {pair} }}"
    for _ in range(FEW):
        await guesser.ask(QUERY, receipt.ticket, WRONG)
    assert (await guesser.ask(both, receipt.ticket, receipt.access_code)).what == "slowed"


async def test_what_is_slowed_costs_the_one_look_and_no_more(town: Town, statements: Statements) -> None:
    receipt = await town.submit()
    budgets = {**UNLIMITED.budgets, BudgetKind.WRONG_CODES: Limit(1, SECONDS)}
    async with serve_over(town.database, replace(UNLIMITED, budgets=budgets)) as service:
        for code, sent, status in (
            (receipt.access_code, 1, 200),
            (WRONG, 2, 200),
            (WRONG, 1, 429),
            (receipt.access_code, 1, 200),
        ):
            # What the budget of requests draws, it draws now.
            await service.client.post("/graphql", json={"query": "{ __typename }"})
            await asyncio.sleep(0)
            statements.clear()
            answer = await service.client.post("/graphql", json=_body(QUERY, receipt.ticket, code))
            await asyncio.sleep(0)
            assert (len(statements), answer.status_code) == (sent, status)
