"""Every request, every operation of a WebSocket and every WebSocket is noted once, under the identifier it was told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
import websockets
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config

from db.database import Database
from domain.access import Principal
from domain.keyring import Purpose
from domain.terms import Role
from server.app import create_app
from server.authentication import issue_token
from server.clients import Clients
from server.exposure import Exposure
from server.logs import configure_logs
from server.observation import Observation
from server.pseudonyms import Pseudonyms
from server.request_log import LONGEST_NAME, RequestLog
from server.settings import JSON_LINES, Settings
from tests.keys import KEYS, SECRET
from tests.server.uvicorns import port_of, running
from tests.staff import capacity_of, found_office, hire

EMPLOYEE = Principal(Role.EMPLOYEE, UUID(int=7))
BEARER = {"authorization": f"Bearer {issue_token(capacity_of(EMPLOYEE), KEYS, timedelta(hours=1))}"}
Told = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
async def employee(database: Database) -> None:
    """Whom the token names, in office."""
    await hire(database, await found_office(database), EMPLOYEE.employee_id)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """The lines that were written since the last call."""
    configure_logs(Settings(log_format=JSON_LINES))
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines() if "simpul.requests" in line]


@asynccontextmanager
async def serving(url: str, **settings: Any) -> AsyncIterator[str]:
    """The application under uvicorn: where it is. All is written when the context ends."""
    app = create_app(Settings(database_url=url, secret=SECRET, log_format=JSON_LINES, **settings))
    config = Config(app, port=0, log_config=None, ws="websockets-sansio", lifespan="on", proxy_headers=False)
    async with running(config) as server:
        yield f"127.0.0.1:{port_of(server)}"


async def post(address: str, query: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=None) as client:
        return await client.post(f"http://{address}/graphql", json={"query": query}, headers=headers)


async def test_a_request_is_noted_once_with_all_that_is_known(database_url: str, told: Told) -> None:
    async with serving(database_url) as address:
        answer = await post(address, "query Offices { units { totalCount } }", **BEARER)
    [line] = told()
    assert line["id"] == answer.headers["x-request-id"]
    known = {"logger": "simpul.requests", "via": "http", "method": "POST", "path": "/graphql", "status": 200}
    assert known | {"kind": "query", "name": "Offices", "from": "127.0.0.0/24"} == {
        name: line[name] for name in (*known, "kind", "name", "from")
    }
    assert line["who"] == Pseudonyms(KEYS.current(Purpose.LOGS)).of(EMPLOYEE)
    assert line["cost"] > 0
    assert line["ms"] >= 0
    assert "code" not in line


async def test_a_refusal_is_noted_with_its_code(database_url: str, told: Told) -> None:
    async with serving(database_url, log_addresses="none") as address:
        await post(address, "{ nothing }")
        await post(address, "{ __typename }", authorization="Bearer x")
        await post(address, "{ units(first: 1000) { totalCount } }")
        await post(address, 'mutation { submitComplaint(input: {category: "x", description: ""}) { __typename } }')
        async with httpx.AsyncClient(timeout=None) as client:
            await client.put(f"http://{address}/graphql")
            await client.get(f"http://{address}/a-secret-somebody-pasted")
    lines = told()
    assert [line.get("code") for line in lines] == [
        "INVALID_DOCUMENT",
        "TOKEN_INVALID",
        "PAGE_TOO_LARGE",
        "TEXT_EMPTY",
        "INVALID_REQUEST",
        None,
    ]
    assert [line["status"] for line in lines] == [200, 401, 200, 200, 405, 404]
    assert "path" not in lines[-1]
    assert not any("from" in line for line in lines)


async def test_a_long_name_is_cut(database_url: str, told: Told) -> None:
    async with serving(database_url) as address:
        await post(address, f"query {'N' * 500} {{ __typename }}")
    assert told()[0]["name"] == "N" * LONGEST_NAME


async def test_operations_of_a_websocket_are_noted_each_and_the_whole_once(database_url: str, told: Told) -> None:
    payloads = ["query First { __typename }", "query Second { nothing }"]
    async with serving(database_url) as address:
        protocols = [websockets.Subprotocol("graphql-transport-ws")]
        async with websockets.connect(f"ws://{address}/graphql", subprotocols=protocols, open_timeout=None) as stream:
            assert stream.response is not None
            connection = stream.response.headers["x-request-id"]
            await stream.send(json.dumps({"type": "connection_init", "payload": BEARER}))
            await stream.recv()
            for number, query in enumerate(payloads):
                await stream.send(json.dumps({"type": "subscribe", "id": str(number), "payload": {"query": query}}))
                while json.loads(await stream.recv())["type"] not in ("complete", "error"):
                    pass
        # The server hears of the end after the client.
        lines = told()
        while not any(line["via"] == "websocket" for line in lines):
            await asyncio.sleep(0.01)
            lines += told()
    first, second, whole = lines
    assert (first["via"], first["name"], first["connection"], first.get("code")) == (
        "operation",
        "First",
        connection,
        None,
    )
    assert (second["via"], second["connection"], second["code"]) == ("operation", connection, "INVALID_DOCUMENT")
    assert len({first["id"], second["id"], connection}) == 3
    assert (whole["id"], whole["messages"], whole["status"]) == (connection, 3, 1000)
    assert first["who"] == whole["who"] == Pseudonyms(KEYS.current(Purpose.LOGS)).of(EMPLOYEE)


async def test_server_sent_events_are_noted_once(database_url: str, told: Told) -> None:
    async with serving(database_url) as address:
        answer = await post(address, "query Streamed { __typename }", accept="text/event-stream")
    [line] = told()
    assert (line["via"], line["name"], line["status"]) == ("sse", "Streamed", 200)
    assert line["id"] == answer.headers["x-request-id"]


ELSEWHERE, HERE = (Exposure(proxies=(ip_network(text),)) for text in ("10.0.0.0/8", "127.0.0.0/8"))


async def test_an_identifier_is_taken_from_our_proxies_alone_and_only_as_one(database_url: str) -> None:
    given = {"x-request-id": "0123456789abcdef.proxy"}
    nobody = {"request_id_header": "x-request-id"}
    for settings in ({}, nobody, {"exposure": HERE}, {**nobody, "exposure": ELSEWHERE}):
        async with serving(database_url, **settings) as address:
            answer = await post(address, "{ __typename }", **given)
            assert answer.headers["x-request-id"] != given["x-request-id"], settings
    async with serving(database_url, request_id_header="x-request-id", exposure=HERE) as address:
        assert (await post(address, "{ __typename }", **given)).headers["x-request-id"] == given["x-request-id"]
        for odd in ("short", "with space 12345", "x" * 65, "id=0;INFO"):
            answer = await post(address, "{ __typename }", **{"x-request-id": odd})
            assert answer.headers["x-request-id"] != odd


async def test_the_address_in_the_log_is_that_of_whom_a_proxy_forwards(database_url: str, told: Told) -> None:
    given = {"x-forwarded-for": "192.0.2.66, 198.51.100.9"}
    for exposure in (ELSEWHERE, HERE):
        async with serving(database_url, exposure=exposure) as address:
            await post(address, "{ __typename }", **given)
    assert [line["from"] for line in told()] == ["127.0.0.0/24", "198.51.100.0/24"]


async def answer_of(app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> httpx.Response:
    """What `Observation` answers over an application."""
    log = RequestLog(Pseudonyms(KEYS.current(Purpose.LOGS)), JSON_LINES)
    observed: ASGIApp = Observation(app, [log.note], ("/",), Clients())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=observed), base_url="http://here") as client:
        answer = await client.get("/")
    log.flush()
    return answer


async def test_a_failure_outside_the_endpoint_is_answered_by_the_identifier_and_noted(
    told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ValueError("what was sent")

    answer = await answer_of(fail)
    name = answer.headers["x-request-id"]
    assert answer.status_code == 500
    assert name in answer.json()["errors"][0]["message"]
    assert b"what was sent" not in answer.content
    assert orjson.loads(answer.content)["errors"][0]["extensions"]["code"] == "INTERNAL"
    [line] = told()
    assert (line["id"], line["status"], line["code"]) == (name, 500, "INTERNAL")
