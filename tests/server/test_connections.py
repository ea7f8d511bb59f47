"""Connections over real sockets: how much they may send, how long they may wait, and how many there may be."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import asyncpg
import httpx
import pytest
import websockets
from uvicorn import Config

from db.deadlines import BY_LOGIN, Deadline
from server.app import create_app
from server.bodies import LARGEST_HEAD
from server.connections import GuardedHttp, GuardedWebSocket
from server.exposure import ClientDeadlines, Exposure
from server.settings import Settings
from tests.server.uvicorns import port_of, running

SECRET = "a key of this test, longer than thirty-two bytes"
POST = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
NAME = b'{"query": "{ __typename }"}'
WHOLE = POST + b"Content-Length: %d\r\n\r\n" % len(NAME) + NAME
# Long enough that no test that waits for an answer meets it, however busy the machine.
LONG = 600.0
PATIENT = ClientDeadlines(header=LONG, body=LONG, idle=LONG, init=LONG, send=LONG, request=LONG)
ENDLESS = dict.fromkeys(BY_LOGIN, Deadline(0, 0, 0))


@asynccontextmanager
async def serving(url: str, exposure: Exposure) -> AsyncIterator[int]:
    """The service behind its own protocols on a free port."""
    app = create_app(Settings(database_url=url, secret=SECRET, exposure=exposure, log_level="ERROR"))
    config = Config(
        app, port=0, log_config=None, http=GuardedHttp, ws=GuardedWebSocket, lifespan="on", proxy_headers=False
    )
    async with running(config) as server:
        yield port_of(server)


@asynccontextmanager
async def connected(port: int, sent: bytes = b"") -> AsyncIterator[asyncio.StreamReader]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        yield reader
    finally:
        writer.close()


async def answered(port: int, sent: bytes) -> bytes:
    """All that comes back until the other side closes."""
    received = b""
    async with connected(port, sent) as reader:
        # What was sent in vain may end in a reset.
        with suppress(ConnectionResetError):
            while chunk := await reader.read(65_536):
                received += chunk
    return received


async def until_answered(port: int) -> None:
    """Return when there is room again."""
    while True:
        async with connected(port, WHOLE) as reader:
            if b"200" in await reader.readline():
                return
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "sent",
    [
        POST + b"Accept: " + b"a" * LARGEST_HEAD + b"\r\n\r\n",
        POST + b"Accept: " + b"a" * 40_000,
        POST + b"".join(b"x-%d: y\r\n" % number for number in range(2_000)) + b"\r\n",
        b"GET /graphql?query=" + b"a" * LARGEST_HEAD + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /" + b"a" * 40_000,
    ],
    ids=["one header", "one without end", "many", "address", "address without end"],
)
async def test_a_head_that_is_too_long(database_url: str, sent: bytes) -> None:
    async with serving(database_url, Exposure(deadlines=PATIENT)) as port:
        answer = await answered(port, sent)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert b"HEADERS_TOO_LARGE" in answer


async def test_a_head_as_long_as_may_be_and_one_after_another(database_url: str) -> None:
    padding = b"x-padding: " + b"a" * (LARGEST_HEAD - 400) + b"\r\n"
    request = POST + padding + b"Content-Length: %d\r\n\r\n" % len(NAME) + NAME
    async with serving(database_url, Exposure(deadlines=PATIENT)) as port, connected(port, request * 3) as reader:
        for _ in range(3):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            assert json.loads(await reader.readuntil(b"}}"))["data"] == {"__typename": "Query"}


CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def chunked(body: bytes, trailers: bytes = b"", size: int = 1) -> bytes:
    """A request whose body comes in chunks of so many bytes."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return CHUNKED + framed + b"0\r\n" + trailers + b"\r\n"


async def test_a_body_in_small_chunks(database_url: str) -> None:
    body = NAME + b" " * 60_000
    async with serving(database_url, Exposure(deadlines=PATIENT)) as port, connected(port, chunked(body) * 2) as reader:
        for _ in range(2):
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            await reader.readuntil(b"}}")


async def test_what_comes_after_a_body_is_no_header(database_url: str) -> None:
    """Otherwise a client behind a proxy could choose its address, which the proxy has told before."""
    sent = chunked(NAME, b"Authorization: Bearer x.y.z\r\nX-Forwarded-For: 192.0.2.77\r\n", size=100)
    async with serving(database_url, Exposure(deadlines=PATIENT)) as port, connected(port, sent) as reader:
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("line", [b"x-a: b\r\n", b"a" * 9], ids=["many", "one without end"])
async def test_what_comes_after_a_body_is_bounded(database_url: str, line: bytes) -> None:
    sent = chunked(NAME, b"x: ", size=100).removesuffix(b"\r\n") + line * (4_000_000 // len(line))
    async with serving(database_url, Exposure(deadlines=PATIENT)) as port:
        answer = await answered(port, sent)
        assert not answer or answer.startswith(b"HTTP/1.1 431 ")
        assert b"200" in (await answered(port, WHOLE.replace(b"Host: a", b"Host: a\r\nConnection: close")))


@pytest.mark.parametrize(
    ("sent", "deadline"),
    [
        (b"", "header"),
        (b"POST /gra", "header"),
        (POST, "header"),
        (b"\r\n\r\n", "header"),
        (WHOLE + b"POST /gra", "header"),
        (POST + b"Content-Length: 100\r\n\r\n{", "body"),
    ],
)
async def test_what_does_not_come_is_not_waited_for(database_url: str, sent: bytes, deadline: str) -> None:
    exposure = Exposure(deadlines=replace(PATIENT, **{deadline: 0.0}))
    async with serving(database_url, exposure) as port:
        assert b"HTTP/1.1 408 " in await answered(port, sent)


async def test_an_idle_connection_is_closed(database_url: str) -> None:
    async with serving(database_url, Exposure(deadlines=replace(PATIENT, idle=0.0))) as port:
        answer = await answered(port, WHOLE)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.count(b"HTTP/1.1 ") == 1


async def test_hundreds_of_half_sent_requests_are_closed(database_url: str) -> None:
    exposure = Exposure(deadlines=replace(PATIENT, header=0.0), connections=1_000, connections_per_address=1_000)
    async with serving(database_url, exposure) as port:
        answers = await asyncio.gather(*(answered(port, POST) for _ in range(300)))
        assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
        async with connected(port, WHOLE) as reader:
            assert b"200" in await reader.readline()


@pytest.mark.parametrize("limits", [{"connections": 3}, {"connections_per_address": 3}])
async def test_when_all_connections_are_taken(database_url: str, limits: dict[str, int]) -> None:
    async with serving(database_url, Exposure(deadlines=PATIENT, **limits)) as port:
        async with connected(port, POST), connected(port, POST), connected(port, POST):
            answer = await answered(port, WHOLE)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after: " in answer
            assert b"BUSY" in answer
            async with connected(port, b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n") as reader:
                assert b"200" in await reader.readline()
            with pytest.raises((websockets.InvalidStatus, websockets.InvalidMessage)):
                await websockets.connect(f"ws://127.0.0.1:{port}/graphql", open_timeout=None)
        await until_answered(port)


async def test_websockets_are_connections_too(database_url: str) -> None:
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with serving(database_url, Exposure(deadlines=PATIENT, connections=1)) as port:
        address = f"ws://127.0.0.1:{port}/graphql"
        async with websockets.connect(address, subprotocols=[protocol], open_timeout=None) as socket:
            assert (await answered(port, WHOLE)).startswith(b"HTTP/1.1 503 ")
            await socket.send('{"type": "connection_init"}')
            assert json.loads(await socket.recv())["type"] == "connection_ack"
        await until_answered(port)


async def test_a_websocket_that_does_not_begin(database_url: str) -> None:
    protocol = websockets.Subprotocol("graphql-transport-ws")
    async with serving(database_url, Exposure(deadlines=replace(PATIENT, init=0.0))) as port:
        address = f"ws://127.0.0.1:{port}/graphql"
        async with websockets.connect(address, subprotocols=[protocol], open_timeout=None) as socket:
            with pytest.raises(websockets.ConnectionClosed):
                await socket.recv()
            assert socket.close_code == 4408


async def test_answers_tell_browsers_what_not_to_do(database_url: str) -> None:
    async with (
        serving(database_url, Exposure(deadlines=PATIENT, hsts=600)) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=None) as client,
    ):
        for answer in (
            await client.post("/graphql", json={"query": "{ __typename }"}),
            await client.post("/graphql", json={"query": "{"}),
            await client.put("/graphql"),
            await client.post("/graphql", json={}, headers={"authorization": "Bearer x"}),
        ):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["strict-transport-security"].startswith("max-age=600")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Bearer realm="simpul", error="invalid_token"'


UNITS = b'{"query": "{ units { totalCount } }"}'
ASKING = POST + b"Content-Length: %d\r\n\r\n" % len(UNITS) + UNITS
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Nobody can read the units meanwhile."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE units IN ACCESS EXCLUSIVE MODE")
            yield connection
    finally:
        await connection.close()


async def until_waiting(url: str, count: int) -> None:
    """Return when so many statements wait for a lock."""
    connection = await asyncpg.connect(url)
    while await connection.fetchval(WAITING) != count:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await connection.close()


@pytest.mark.parametrize("sent", [ASKING, ASKING + WHOLE], ids=["one", "another behind it"])
async def test_what_nobody_waits_for_is_given_up(database_url: str, sent: bytes) -> None:
    async with serving(database_url, Exposure(deadlines=PATIENT, statements=ENDLESS)) as port, locked(database_url):
        async with connected(port, sent):
            await until_waiting(database_url, 1)
        await until_waiting(database_url, 0)


@pytest.mark.parametrize("sent", [ASKING, ASKING + WHOLE], ids=["one", "another behind it"])
async def test_what_takes_too_long_is_given_up(database_url: str, sent: bytes) -> None:
    exposure = Exposure(deadlines=replace(PATIENT, request=0.0), statements=ENDLESS)
    async with serving(database_url, exposure) as port, locked(database_url), connected(port, sent) as reader:
        assert (await reader.readline()).startswith(b"HTTP/1.1 504 ")
        assert b"TIMEOUT" in await reader.readuntil(b"]}")
        await until_waiting(database_url, 0)
