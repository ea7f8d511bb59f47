"""What wraps the application, over real HTTP: middleware meets every request, and CORS lets in whom it names."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
import websockets
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config

from server.app import create_app
from server.middleware import Dispatcher, allow_origins, wrap
from server.settings import Settings
from tests.keys import SECRET
from tests.server.uvicorns import port_of, running

PORTAL, OTHER = "https://portal.example.go.id", "https://elsewhere.example"
QUERY = {"query": "{ __typename }"}


class Recorder:
    """Middleware that notes what it meets, under the name it has in a shared list."""

    def __init__(self, app: ASGIApp, seen: list[tuple[str, str]], name: str = "") -> None:
        self.app, self.seen, self.name = app, seen, name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append((scope["type"], f"{self.name}{scope.get('path', '')}"))
        await self.app(scope, receive, send)


@asynccontextmanager
async def serving(
    url: str, *origins: str, middleware: Sequence[Middleware] = ()
) -> AsyncIterator[tuple[httpx.AsyncClient, int]]:
    """The application under uvicorn on a free port: a client of it, and the port."""
    app = create_app(Settings(database_url=url, secret=SECRET, cors_origins=origins), middleware=middleware)
    async with running(Config(app, port=0, log_config=None, ws="websockets-sansio", lifespan="on")) as server:
        port = port_of(server)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=None) as client:
            yield client, port


@asynccontextmanager
async def connected(port: int, **headers: str) -> AsyncIterator[websockets.ClientConnection]:
    protocol = websockets.Subprotocol("graphql-transport-ws")
    address = f"ws://127.0.0.1:{port}/graphql"
    async with websockets.connect(
        address, subprotocols=[protocol], additional_headers=headers, open_timeout=None
    ) as socket:
        await socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def preflight(client: httpx.AsyncClient, origin: str, method: str = "POST", headers: str = "") -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    return await client.options(
        "/graphql", headers=asked | ({"Access-Control-Request-Headers": headers} if headers else {})
    )


async def test_middleware_meets_every_kind_of_request_the_first_outermost(database_url: str) -> None:
    seen: list[tuple[str, str]] = []
    recorders = [Middleware(Recorder, seen=seen, name=name) for name in ("outer ", "inner ")]
    async with serving(database_url, middleware=recorders) as (client, port):
        assert (await client.post("/graphql", json=QUERY)).json() == {"data": {"__typename": "Query"}}
        assert (await client.get("/health")).json() == {"status": "ok"}
        assert (await client.get("/nowhere")).status_code == 404
        async with connected(port):
            pass
    met = [("lifespan", ""), ("http", "/graphql"), ("http", "/health"), ("http", "/nowhere"), ("websocket", "/graphql")]
    assert seen == [(kind, f"{name}{path}") for kind, path in met for name in ("outer ", "inner ")]


async def test_a_middleware_may_answer_in_the_place_of_the_endpoint(database_url: str) -> None:
    def close(app: ASGIApp) -> ASGIApp:
        async def closed(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body"})

        return closed

    async with serving(database_url, middleware=[Middleware(close)]) as (client, _):
        assert (await client.post("/graphql", json=QUERY)).status_code == 503
        assert (await client.get("/health")).status_code == 503


async def test_without_origins_nothing_is_said_and_nothing_is_wrapped(database_url: str) -> None:
    async with serving(database_url) as (client, _):
        answer = await client.post("/graphql", json=QUERY, headers={"Origin": PORTAL})
        assert answer.status_code == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert (await preflight(client, PORTAL)).status_code == 405
    dispatcher = Dispatcher({}, create_app(Settings(database_url=database_url, secret=SECRET)))
    assert wrap(dispatcher, allow_origins(())) is dispatcher
    assert isinstance(wrap(dispatcher, allow_origins((PORTAL,))), CORSMiddleware)


@pytest.mark.parametrize(("set_to", "told"), [(PORTAL, PORTAL), ("*", "*")])
async def test_a_page_of_an_origin_that_is_set_may_sign_in_and_ask(database_url: str, set_to: str, told: str) -> None:
    async with serving(database_url, set_to) as (client, _):
        first = await preflight(client, PORTAL, headers="authorization, content-type")
        assert first.status_code == 200
        assert first.headers["access-control-allow-origin"] == told
        assert {"GET", "POST"} <= set(first.headers["access-control-allow-methods"].split(", "))
        assert int(first.headers["access-control-max-age"]) > 0
        answer = await client.post("/graphql", json=QUERY, headers={"Origin": PORTAL})
        assert answer.json() == {"data": {"__typename": "Query"}}
        assert answer.headers["access-control-allow-origin"] == told
        refused = await client.put("/graphql", headers={"Origin": PORTAL})
        assert refused.status_code == 405
        assert refused.headers["allow"]
        assert "Allow" in refused.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in first.headers
        assert "access-control-allow-credentials" not in answer.headers


async def test_a_page_of_another_origin_may_read_nothing(database_url: str) -> None:
    async with serving(database_url, PORTAL, f"{PORTAL}:8443") as (client, _):
        for origin in (OTHER, "null", f"{PORTAL}.evil.example", "http://portal.example.go.id", f"{PORTAL}:444"):
            assert (await preflight(client, origin)).status_code == 400
            answer = await client.post("/graphql", json=QUERY, headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers
            assert "Origin" in answer.headers["vary"], "or a cache would hand one page's answer to another"
        assert (await preflight(client, PORTAL, "DELETE")).status_code == 400
        assert (await preflight(client, PORTAL, headers="x-unknown")).status_code == 400
        assert (await preflight(client, f"{PORTAL}:8443")).status_code == 200


async def test_an_event_stream_may_be_read_like_any_answer(database_url: str) -> None:
    async with serving(database_url, PORTAL) as (client, _):
        headers = {"Origin": PORTAL, "Accept": "text/event-stream"}
        streamed = await client.post("/graphql", json=QUERY, headers=headers)
        assert streamed.headers["content-type"].startswith("text/event-stream")
        assert streamed.headers["access-control-allow-origin"] == PORTAL
        assert '{"data":{"__typename":"Query"}}' in streamed.text.replace(" ", "")


@pytest.mark.parametrize(
    ("origins", "origin", "opens"),
    [
        ((), None, True),
        ((), PORTAL, False),
        ((PORTAL,), None, True),
        ((PORTAL,), PORTAL, True),
        ((PORTAL,), OTHER, False),
        (("*",), OTHER, True),
    ],
)
async def test_a_websocket_opens_to_pages_of_the_same_origins(
    database_url: str, origins: tuple[str, ...], origin: str | None, opens: bool
) -> None:
    headers = {"Origin": origin} if origin else {}
    async with serving(database_url, *origins) as (_, port):
        if not opens:
            with pytest.raises(websockets.InvalidStatus, match="403"):
                await connected(port, **headers).__aenter__()
            return
        async with connected(port, **headers) as socket:
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": QUERY}))
            assert json.loads(await socket.recv())["payload"] == {"data": {"__typename": "Query"}}
