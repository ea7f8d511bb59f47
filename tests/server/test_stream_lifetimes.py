"""A stream ends when the token of who opened it does, or what they were granted, and says so."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
import websockets
from uvicorn import Config

from db.database import Database
from domain.access import Principal
from domain.accounts.services import KEY_PREFIX
from domain.grants import Capacity
from domain.terms import Role
from resolvers.accounts.services import ServiceKey, ServiceRequest, add_service, revoke_service
from resolvers.grants import revoke_as_operator
from server.app import create_app
from server.authentication import issue_token
from server.settings import Settings
from tests import patience
from tests.keys import KEYS, SECRET
from tests.resolvers.town import Town, found
from tests.server.uvicorns import port_of, running
from tests.staff import appoint, capacity_of, give

HOUR, MOMENT = timedelta(hours=1), timedelta(seconds=2)
WATCH = "subscription ($id: ID!) { scoreChanged(employee: $id) { predicate } }"
UNENDING = {"open_timeout": None, "close_timeout": None, "ping_interval": None}


@pytest.fixture
async def town(database: Database) -> Town:
    """A town whose handler has a score to watch."""
    made = await found(database)
    await made.rate(await made.resolved())
    return made


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[str]:
    """The application under uvicorn: where it is."""
    app = create_app(Settings(database_url=url, secret=SECRET, works=False))
    async with running(Config(app, port=0, log_config=None, ws="websockets-sansio", lifespan="on")) as server:
        yield f"127.0.0.1:{port_of(server)}/graphql"


async def revoke(town: Town, principal: Principal) -> None:
    assert principal.employee_id is not None
    async with town.database.transaction() as transaction:
        await revoke_as_operator(
            transaction, principal.employee_id, principal.role, unit_id=None, reason="Mutasi", at=town.database.clock()
        )


async def move(town: Town, principal: Principal) -> None:
    """Let somebody work elsewhere, for whom they may no longer act as before."""
    await town.database.primary.fetch(
        "UPDATE assignments SET unit_id = $2 WHERE employee_id = $1", principal.employee_id, town.other_office
    )


@asynccontextmanager
async def knocking(address: str, token: str | None) -> AsyncIterator[websockets.ClientConnection]:
    """A WebSocket of somebody who has said who they are."""
    protocol = [websockets.Subprotocol("graphql-transport-ws")]
    async with websockets.connect(f"ws://{address}", subprotocols=protocol, **UNENDING) as socket:
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        yield socket


@asynccontextmanager
async def connected(address: str, token: str | None) -> AsyncIterator[websockets.ClientConnection]:
    """A WebSocket of somebody who is admitted."""
    async with knocking(address, token) as socket:
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def watch(socket: websockets.ClientConnection, person: str) -> None:
    payload = {"query": WATCH, "variables": {"id": person}}
    await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))


async def code_at_end(socket: websockets.ClientConnection) -> int | None:
    """The code with which the service closes a WebSocket."""
    async with asyncio.timeout(patience.SECONDS):
        await socket.wait_closed()
    return socket.close_code


@pytest.mark.parametrize("watching", [True, False])
async def test_a_websocket_ends_with_its_token(town: Town, database_url: str, *, watching: bool) -> None:
    handler = Capacity(town.handler.id, Role.EMPLOYEE)
    async with (
        serving(database_url) as address,
        connected(address, issue_token(handler, KEYS, MOMENT)) as socket,
        connected(address, issue_token(handler, KEYS, HOUR)) as lasting,
        connected(address, None) as stranger,
    ):
        if watching:
            await watch(socket, town.handler.external)
        assert await code_at_end(socket) == 4401
        for other in (lasting, stranger):
            await other.send('{"type": "ping"}')
            assert json.loads(await other.recv())["type"] == "pong"


async def test_whoever_is_not_admitted_learns_at_once_whether_to_sign_in_again(town: Town, database_url: str) -> None:
    employee, auditor = Capacity(town.handler.id, Role.EMPLOYEE), Capacity(town.handler.id, Role.AUDITOR)
    tokens = {
        issue_token(employee, KEYS, -HOUR): 4401,
        "false": 4401,
        issue_token(auditor, KEYS, HOUR): 4403,
        f"{KEY_PREFIX}none": 4403,
    }
    async with serving(database_url) as address:
        for token, code in tokens.items():
            async with knocking(address, token) as socket:
                assert await code_at_end(socket) == code


@pytest.mark.parametrize("change", [revoke, move])
async def test_a_websocket_ends_with_what_was_granted(town: Town, database_url: str, change: Any) -> None:
    agency = await appoint(town.database, Role.HR_AGENCY, town.office)
    handler = Capacity(town.handler.id, Role.EMPLOYEE)
    async with (
        serving(database_url) as address,
        connected(address, issue_token(capacity_of(agency), KEYS, HOUR)) as socket,
        connected(address, issue_token(handler, KEYS, HOUR)) as other,
    ):
        await watch(socket, town.handler.external)
        await change(town, agency)
        assert await code_at_end(socket) == 4403
        await other.send('{"type": "ping"}')
        assert json.loads(await other.recv())["type"] == "pong"


async def add_program(town: Town) -> ServiceKey:
    """The key of a program whose owner holds its role."""
    await give(town.database, town.head.as_a(Role.COMPLAINT_OFFICER))
    asked = ServiceRequest(
        "lapor", "Menerima pengaduan.", town.head.external, Role.COMPLAINT_OFFICER, ("submitComplaint",), ("Case",)
    )
    return await add_service(town.database, asked, 90)


async def test_a_websocket_ends_with_the_key_of_a_service(town: Town, database_url: str) -> None:
    key = await add_program(town)
    async with serving(database_url) as address, connected(address, key.key) as socket:
        await revoke_service(town.database, "lapor", None)
        assert await code_at_end(socket) == 4403


async def test_a_websocket_of_a_program_ends_when_its_owner_loses_the_role(town: Town, database_url: str) -> None:
    key = await add_program(town)
    async with serving(database_url) as address, connected(address, key.key) as socket:
        await revoke(town, town.head.as_a(Role.COMPLAINT_OFFICER))
        assert await code_at_end(socket) == 4403


async def events_of(address: str, token: str, person: str, begun: asyncio.Event) -> list[tuple[str, Any]]:
    """Every event of a stream, until it is over."""
    events, name = [], ""
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token}"}
    body = {"query": WATCH, "variables": {"id": person}}
    async with (
        httpx.AsyncClient(timeout=None) as client,
        client.stream("POST", f"http://{address}", json=body, headers=headers) as answer,
    ):
        assert answer.status_code == 200
        begun.set()
        async for line in answer.aiter_lines():
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                events.append((name, json.loads(line.removeprefix("data:").strip() or "null")))
    return events


async def test_events_end_with_the_token(town: Town, database_url: str) -> None:
    agency = await appoint(town.database, Role.HR_AGENCY, town.office)
    async with serving(database_url) as address:
        token = issue_token(capacity_of(agency), KEYS, MOMENT)
        async with asyncio.timeout(patience.SECONDS):
            *_, last, end = await events_of(address, token, town.handler.external, asyncio.Event())
    assert (last[0], end[0]) == ("next", "complete")
    assert [error["extensions"]["code"] for error in last[1]["errors"]] == ["TOKEN_EXPIRED"]


async def test_events_end_with_what_was_granted(town: Town, database_url: str) -> None:
    agency = await appoint(town.database, Role.HR_AGENCY, town.office)
    token, begun = issue_token(capacity_of(agency), KEYS, HOUR), asyncio.Event()
    async with serving(database_url) as address:
        reading = asyncio.create_task(events_of(address, token, town.handler.external, begun))
        await begun.wait()
        await revoke(town, agency)
        async with asyncio.timeout(patience.SECONDS):
            *_, last, end = await reading
    assert (last[0], end[0]) == ("next", "complete")
    assert [error["extensions"]["code"] for error in last[1]["errors"]] == ["FORBIDDEN"]
