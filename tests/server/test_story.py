"""From a citizen's complaint to an official's score, over HTTP, between two processes of the service."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from db.database import Database
from domain.access import ANYONE, Principal
from domain.terms import Role
from graph.identifiers import format_id
from server.authentication import issue_token
from tests import clock, patience
from tests.keys import KEYS, SECRET
from tests.resolvers.town import Town, found
from tests.staff import appoint, capacity_of, give

ROOT = Path(__file__).parents[2]
ERROR = "... on Error { code message path }"
SUBMIT = f"""
    mutation ($input: SubmitComplaintInput!) {{ submitComplaint(input: $input) {{
        {ERROR} ... on SubmitComplaintPayload {{ id ticket accessCode }} }} }}
"""
ASSIGN = f"""
    mutation ($input: AssignComplaintInput!) {{ assignComplaint(input: $input) {{
        {ERROR} ... on AssignComplaintPayload {{ complaint {{ holder {{ id }} }} }} }} }}
"""
RESPOND = f"""
    mutation ($input: RespondToComplaintInput!) {{ respondToComplaint(input: $input) {{
        {ERROR} ... on RespondToComplaintPayload {{ complaint {{ status }} }} }} }}
"""
RESOLVE = f"""
    mutation ($input: ResolveComplaintInput!) {{ resolveComplaint(input: $input) {{
        {ERROR} ... on ResolveComplaintPayload {{ complaint {{ status }} }} }} }}
"""
DOUBTFUL = "{ resolutions(where: { quarantined: true }) { nodes { id doubt } } }"
DECIDE = f"""
    mutation ($input: DecideQuarantineInput!) {{ decideQuarantine(input: $input) {{
        {ERROR} ... on DecideQuarantinePayload {{ ids }} }} }}
"""
RATE = f"""
    mutation ($input: RateResolutionInput!) {{ rateResolution(input: $input) {{
        {ERROR} ... on RateResolutionPayload {{ complaint {{ canRate }} }} }} }}
"""
TRACK = "query ($ticket: String!, $code: String!) { complaint(ticket: $ticket, accessCode: $code) { status } }"
WATCH = """
    subscription ($ticket: String!, $code: String!) { complaintChanged(ticket: $ticket, accessCode: $code) { status } }
"""
SCORE = """
    query ($id: ID!) { employee(by: { id: $id }) { score { explanation { components { kind n
        evidence(first: 20) { nodes { case { ticket } feedback { treatment } } } } } } } }
"""


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[str]:
    """The address of a process of the service over the database."""
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "SIMPUL_SECRET": SECRET, "PORT": "0"}
    environment[clock.VARIABLE] = clock.NOW.isoformat()
    command = [sys.executable, "-m", "tests.server.service"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    try:
        line = (await asyncio.wait_for(process.stderr.readline(), patience.SECONDS)).decode()
        address = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert address is not None, line
        yield f"{address.group()}/graphql"
    finally:
        process.terminate()
        await process.communicate()


class Service:
    """One process of the service, as its clients reach it."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self.client, self.url = client, url

    async def ask(self, document: str, principal: Principal = ANYONE, **variables: Any) -> Any:
        headers = {"Accept-Language": "en"}
        if principal is not ANYONE:
            headers["Authorization"] = f"Bearer {issue_token(capacity_of(principal), KEYS, timedelta(minutes=5))}"
        body = {"query": document, "variables": variables}
        answer = (await self.client.post(self.url, json=body, headers=headers)).json()
        assert "errors" not in answer, answer
        (value,) = answer["data"].values()
        return value

    async def change(self, document: str, principal: Principal = ANYONE, **given: Any) -> Any:
        return await self.ask(document, principal, input=given)


@asynccontextmanager
async def watching(url: str, document: str, **variables: Any) -> AsyncIterator[asyncio.Queue[Any]]:
    """What a subscription at another process brings, as it comes."""
    seen: asyncio.Queue[Any] = asyncio.Queue()
    address = url.replace("http://", "ws://")
    patient = {"open_timeout": None, "close_timeout": None, "ping_interval": None}
    subprotocols = [websockets.Subprotocol("graphql-transport-ws")]
    async with websockets.connect(address, subprotocols=subprotocols, **patient) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        payload = {"query": document, "variables": variables}
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))

        async def read() -> None:
            async for text in socket:
                message = json.loads(text)
                await seen.put(message["payload"]["data"] if message["type"] == "next" else message)

        reading = asyncio.create_task(read())
        yield seen
        reading.cancel()


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


async def test_a_citizens_voice_reaches_the_scores_of_both_who_worked_on_it(
    database: Database, town: Town, database_url: str
) -> None:
    await give(database, town.clerk)
    agency = await appoint(database, Role.HR_AGENCY, town.office)
    inspector = await appoint(database, Role.AUDITOR, town.other_office)
    async with (
        serving(database_url) as here,
        serving(database_url) as there,
        # A connection that is kept may be closed by the service just when it is used again.
        httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_keepalive_connections=0)) as client,
    ):
        service = Service(client, here)
        receipt = await service.change(
            SUBMIT, category=format_id("Category", town.category), description="Lampu jalan padam.", anonymous=True
        )
        code = {"ticket": receipt["ticket"], "code": receipt["accessCode"]}
        assert await service.ask(TRACK, **code) == {"status": "SUBMITTED"}
        wrong = {"ticket": receipt["ticket"], "code": "0000-0000-0000-0000"}
        missing = {"ticket": "KM-000101-000000", "code": receipt["accessCode"]}
        assert await service.ask(TRACK, **wrong) is await service.ask(TRACK, **missing) is None

        async with watching(there, WATCH, **code) as seen:
            assert await asyncio.wait_for(seen.get(), patience.SECONDS) == {"complaintChanged": {"status": "SUBMITTED"}}
            await work_on(service, town, receipt["id"])
            rating = {"ticket": receipt["ticket"], "accessCode": receipt["accessCode"], "treatment": 5, "outcome": 5}
            assert await service.change(RATE, **rating) == {"complaint": {"canRate": False}}
            for person in (town.handler, town.colleague):
                answer = await service.ask(SCORE, agency, id=person.external)
                assert credit_of(answer, receipt["ticket"], counted=0) == [5]
            await look_again(service, inspector)
            for person in (town.handler, town.colleague):
                answer = await service.ask(SCORE, agency, id=person.external)
                assert credit_of(answer, receipt["ticket"]) == [5]
                seen_by_themselves = await service.ask(SCORE, person.as_a(Role.EMPLOYEE), id=person.external)
                assert seen_by_themselves["score"] is None, "an answer is not told to whom it rates by what it moves"
            again = await service.change(RATE, **rating)
            assert (again["code"], again["message"][:30]) == ("ALREADY_RATED", "This resolution has been rated")
            statuses = []
            while statuses[-1:] != ["RESOLVED"]:
                statuses.append((await asyncio.wait_for(seen.get(), patience.SECONDS))["complaintChanged"]["status"])
            assert set(statuses) <= {"SUBMITTED", "ASSIGNED", "RESPONDED", "RESOLVED"}


async def work_on(service: Service, town: Town, case: str) -> None:
    """Two officials, one after the other, and what each does."""
    for person in (town.colleague, town.handler):
        assigned = await service.change(ASSIGN, town.clerk, case=case, assignee=person.external)
        assert assigned == {"complaint": {"holder": {"id": person.external}}}
    handler = town.handler.as_a(Role.EMPLOYEE)
    assert await service.change(RESPOND, handler, case=case, text="Kami ke sana.") == {
        "complaint": {"status": "RESPONDED"}
    }
    resolution = {"case": case, "outcome": "FIXED", "text": "Lampu diganti."}
    assert await service.change(RESOLVE, handler, **resolution) == {"complaint": {"status": "RESOLVED"}}


async def look_again(service: Service, inspector: Principal) -> None:
    """Somebody who is not party lets what was done within a minute count."""
    (resolution,) = (await service.ask(DOUBTFUL, inspector))["nodes"]
    assert resolution["doubt"] == "AT_ONCE"
    item = {"resolution": resolution["id"], "include": True, "reason": "Sudah dilihat di lokasi."}
    assert await service.change(DECIDE, inspector, items=[item]) == {"ids": [resolution["id"]]}


def credit_of(answer: Any, ticket: str, counted: int = 1) -> list[int]:
    """The citizen's answers to the case that the explanation of a score shows, of which so many count."""
    components = [component for axis in answer["score"]["explanation"] for component in axis["components"]]
    (component,) = [component for component in components if component["kind"] == "TREATMENT"]
    assert component["n"] == counted
    return [row["feedback"]["treatment"] for row in component["evidence"]["nodes"] if row["case"]["ticket"] == ticket]
