"""Citizens and officials who go on whatever happens: what is not acknowledged they send again under the same key."""

import asyncio
import json
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import websockets

from domain.access import ANYONE, Principal
from domain.terms import Role
from graph.identifiers import format_id
from server.authentication import issue_token
from tests import patience
from tests.faults.ledger import Ledger
from tests.keys import KEYS
from tests.resolvers.town import Town
from tests.staff import capacity_of

ERROR = "... on Error { code message }"
SUBMIT = f"""mutation Submit($input: SubmitComplaintInput!) {{ submitComplaint(input: $input) {{
    {ERROR} ... on SubmitComplaintPayload {{ id ticket accessCode }} }} }}"""
ASSIGN = f"""mutation Assign($input: AssignComplaintInput!) {{ assignComplaint(input: $input) {{
    {ERROR} ... on AssignComplaintPayload {{ id }} }} }}"""
RESOLVE = f"""mutation Resolve($input: ResolveComplaintInput!) {{ resolveComplaint(input: $input) {{
    {ERROR} ... on ResolveComplaintPayload {{ id }} }} }}"""
RATE = f"""mutation Rate($input: RateResolutionInput!) {{ rateResolution(input: $input) {{
    {ERROR} ... on RateResolutionPayload {{ id }} }} }}"""
WATCH = "subscription ($t: String!, $c: String!) { complaintChanged(ticket: $t, accessCode: $c) { status } }"
UNAVAILABLE = "UNAVAILABLE"
PAUSE = 0.02
# A connection that was accepted by a frozen or dead process answers nothing: a client gives up and tries again.
LONGEST_WAIT = 10.0


@dataclass
class Load:
    """So many clients over one service, what was acknowledged to them, and what they were answered meanwhile."""

    address: str
    town: Town
    clients: int
    # Whether there is still a service to wait for.
    serves: Callable[[], bool]
    ledger: Ledger = field(default_factory=Ledger)
    answers: Counter[str] = field(default_factory=Counter)
    acknowledged_at: dict[int, float] = field(default_factory=dict)
    _leaving: asyncio.Event = field(default_factory=asyncio.Event)
    _working: list[asyncio.Task[None]] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Let the clients work for as long as the context lasts; what they have begun they bring to its end."""
        self._working = [asyncio.create_task(self._work(number)) for number in range(self.clients)]
        try:
            yield
            self._leaving.set()
            await asyncio.wait_for(asyncio.gather(*self._working), patience.SECONDS)
        finally:
            for client in self._working:
                client.cancel()

    async def flow_again(self, since: float) -> float:
        """Wait until every client was acknowledged something after that moment; the seconds between."""
        deadline = time.monotonic() + patience.SECONDS
        while len(self.acknowledged_at) < self.clients or min(self.acknowledged_at.values()) <= since:
            assert time.monotonic() < deadline, self.answers
            assert self.serves(), "the service has ended"
            # A client that came to grief says why.
            for client in self._working:
                if client.done():
                    client.result()
            await asyncio.sleep(PAUSE)
        return max(0.0, min(self.acknowledged_at.values()) - since)

    async def _work(self, number: int) -> None:
        while not self._leaving.is_set():
            receipt = await self.submit(number)
            await self.handle(number, receipt)

    async def submit(self, number: int = 0) -> dict[str, str]:
        """A complaint, until it is acknowledged; its receipt."""
        given = {
            "category": format_id("Category", self.town.category),
            "description": f"Lampu jalan {uuid4()} padam.",
            "idempotencySecret": secrets.token_urlsafe(16),
        }
        receipt = await self._insist(number, SUBMIT, ANYONE, given)
        self.ledger.note("submitted", receipt["id"])
        return receipt

    async def handle(self, number: int, receipt: dict[str, str]) -> None:
        """Bring a case to its end, and rate how it was handled."""
        await self.assign(number, receipt)
        holder = self.town.handler.as_a(Role.EMPLOYEE)
        done = {"case": receipt["id"], "outcome": "FIXED", "text": "Lampu diganti."}
        await self._insist(number, RESOLVE, holder, done)
        self.ledger.note("resolved", receipt["id"])
        rating = {"ticket": receipt["ticket"], "accessCode": receipt["accessCode"], "treatment": 5, "outcome": 4}
        await self._insist(number, RATE, ANYONE, rating)
        self.ledger.note("rated", receipt["id"])

    async def assign(self, number: int, receipt: dict[str, str]) -> None:
        """Hand a case to the handler of the town."""
        given = {"case": receipt["id"], "assignee": self.town.handler.external}
        await self._insist(number, ASSIGN, self.town.clerk, given)
        self.ledger.note("assigned", receipt["id"])

    async def _insist(self, number: int, document: str, principal: Principal, given: dict[str, Any]) -> dict[str, str]:
        body = {"query": document, "variables": {"input": given | {"idempotencyKey": str(uuid4())}}}
        while True:
            answer = await self._send(body, principal)
            if answer is not None:
                self.acknowledged_at[number] = time.monotonic()
                return answer
            await asyncio.sleep(PAUSE)

    async def _send(self, body: dict[str, Any], principal: Principal) -> dict[str, str] | None:
        """The payload, or None where the same has to be sent again. Anything else is noted as unclear."""
        headers = {} if principal is ANYONE else {"authorization": f"Bearer {_token(principal)}"}
        try:
            # A connection of its own: one that is kept may lead to a process that was killed.
            async with httpx.AsyncClient(base_url=self.address, timeout=LONGEST_WAIT) as client:
                answer = await client.post("/graphql", json=body, headers=headers)
        except httpx.TransportError as error:
            self.answers[type(error).__name__] += 1
            return None
        codes = [error["extensions"]["code"] for error in answer.json().get("errors", ())]
        payload = next(iter((answer.json().get("data") or {}).values()), None) or {}
        if "id" in payload:
            self.answers["acknowledged"] += 1
            return dict(payload)
        if codes == [UNAVAILABLE] and answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            assert answer.headers["retry-after"]
            self.answers[UNAVAILABLE] += 1
            return None
        self.ledger.unclear.append(f"{answer.status_code} {answer.text[:300]}")
        self.answers["unclear"] += 1
        return None


def _token(principal: Principal) -> str:
    return issue_token(capacity_of(principal), KEYS, timedelta(hours=1))


@dataclass
class Watcher:
    """Somebody who watches a case over a WebSocket, and comes back whenever the connection ends."""

    address: str
    receipt: dict[str, str]
    statuses: list[str] = field(default_factory=list)
    closes: list[int] = field(default_factory=list)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator["Watcher"]:
        """Watch for as long as the context lasts; it begins once a first status was seen."""
        watch = asyncio.create_task(self._watch())
        try:
            await self.see(1)
            yield self
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def see(self, status: str | int) -> None:
        """Wait until a status was seen, or so many."""
        deadline = time.monotonic() + patience.SECONDS
        while not (len(self.statuses) >= status if isinstance(status, int) else status in self.statuses):
            assert time.monotonic() < deadline, (status, self.statuses, self.closes)
            await asyncio.sleep(PAUSE)

    async def _watch(self) -> None:
        protocol = [websockets.Subprotocol("graphql-transport-ws")]
        while True:
            try:
                async with websockets.connect(
                    f"{self.address.replace('http', 'ws')}/graphql", subprotocols=protocol
                ) as it:
                    await self._read(it)
            except websockets.ConnectionClosed as closed:
                self.closes.append(closed.rcvd.code if closed.rcvd else 1006)
            except (OSError, websockets.InvalidHandshake):
                pass
            await asyncio.sleep(PAUSE)

    async def _read(self, stream: websockets.ClientConnection) -> None:
        await stream.send(json.dumps({"type": "connection_init"}))
        payload = {"query": WATCH, "variables": {"t": self.receipt["ticket"], "c": self.receipt["accessCode"]}}
        async for text in stream:
            message = json.loads(text)
            if message["type"] == "connection_ack":
                await stream.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))
            elif message["type"] == "next":
                self.statuses.append((message["payload"]["data"] or {}).get("complaintChanged", {}).get("status", ""))
            elif message["type"] in ("error", "complete"):
                return
