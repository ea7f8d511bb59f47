"""A client that does not read what it asked for holds nothing for long, in whatever way it asked."""

import asyncio
import gc
import json
import socket
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from uvicorn import Config, Server

from db.database import Database
from server.app import create_app
from server.connections import GuardedHttp, GuardedWebSocket
from server.exposure import OPEN, Exposure
from server.settings import Settings
from tests.attacks.service import UNLIMITED
from tests.keys import SECRET
from tests.resolvers.town import Town, found
from tests.server.test_connections import LONG, PATIENT, POST, WHOLE
from tests.server.uvicorns import running

# So little the machine keeps of what is on its way, at either end, that the rest waits in the service.
SMALL = 4_096
# Where uvicorn stops writing; and what one answer may hold beyond it.
HIGH_WATER, LARGE = 65_536, 200_000
# What is overdue in these tests is what is not read, and nothing else.
EXPOSURE = replace(UNLIMITED, introspection=OPEN, deadlines=replace(PATIENT, request=100 * LONG))
HASTY = replace(EXPOSURE, deadlines=replace(PATIENT, send=0.0))
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
SCHEMA = " ".join(f"a{n}: __schema {{ types {{ name description fields {{ name description }} }} }}" for n in range(3))


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


@asynccontextmanager
async def serving(url: str, exposure: Exposure) -> AsyncIterator[Server]:
    """The service, whose machine keeps little of what it sends."""
    app = create_app(Settings(database_url=url, secret=SECRET, exposure=exposure, log_level="ERROR", works=False))
    config = Config(app, log_config=None, http=GuardedHttp, ws=GuardedWebSocket, lifespan="on", ws_ping_interval=None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)
        async with running(config, [listener]) as server:
            yield server


@dataclass(frozen=True)
class Client:
    """Somebody who sends, and reads only when told to."""

    socket: socket.socket

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def read(self, until: bytes = b"") -> bytes:
        """What comes, up to something or to the end."""
        received = b""
        with suppress(ConnectionResetError):
            while not (until and until in received):
                if not (chunk := await asyncio.get_running_loop().sock_recv(self.socket, SMALL)):
                    break
                received += chunk
        return received


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[Client]:
    with socket.socket() as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        made.setblocking(False)
        await asyncio.get_running_loop().sock_connect(made, server.servers[0].sockets[0].getsockname())
        yield Client(made)


def posting(query: str, variables: dict[str, Any] | None = None, accept: str = "application/json") -> bytes:
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    return POST + b"Accept: %b\r\nContent-Length: %d\r\n\r\n" % (accept.encode(), len(body)) + body


def framed(message: dict[str, Any]) -> bytes:
    """A text as a WebSocket sends it, under a mask that changes nothing."""
    text = json.dumps(message).encode()
    return b"\x81" + bytes([0x80 | 126]) + len(text).to_bytes(2) + bytes(4) + text


async def watching(town: Town) -> tuple[str, dict[str, Any]]:
    """A subscription whose first answer is large."""
    receipt = await town.submit()
    await town.respond(receipt, town.clerk, text="Petugas menuju lokasi. " * 150)
    many = " ".join(f"a{n}: history {{ text type at }}" for n in range(40))
    watch = f"subscription($t: String!, $c: String!) {{ complaintChanged(ticket: $t, accessCode: $c) {{ {many} }} }}"
    return watch, {"t": receipt.ticket, "c": receipt.access_code}


async def ask_much(client: Client, _: Town) -> None:
    await client.send(posting(f"{{ {SCHEMA} }}"))


async def ask_again_and_again(client: Client, _: Town) -> None:
    await client.send(posting(f"{{ {SCHEMA} }}") * 5)


async def ask_much_and_leave_it_at_that(client: Client, _: Town) -> None:
    """The service would close this connection once all of it was read."""
    asked = posting(f"{{ {SCHEMA} }}")
    await client.send(asked.replace(b"Host: a\r\n", b"Host: a\r\nConnection: close\r\n"))


async def watch_events(client: Client, town: Town) -> None:
    await client.send(posting(*await watching(town), accept="text/event-stream"))


async def watch_by_websocket(client: Client, town: Town) -> None:
    await client.send(UPGRADE)
    await client.read(b"\r\n\r\n")
    await client.send(framed({"type": "connection_init"}))
    await client.read(b"connection_ack")
    query, variables = await watching(town)
    await client.send(framed({"type": "subscribe", "id": "1", "payload": {"query": query, "variables": variables}}))


WAYS = [ask_much, ask_again_and_again, ask_much_and_leave_it_at_that, watch_events, watch_by_websocket]


async def until(true: Callable[[], object]) -> None:
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


def unread(server: Server) -> int:
    """How many bytes wait in the service for their reader."""
    return sum(each.transport.get_write_buffer_size() for each in server.server_state.connections)  # type: ignore[union-attr]


@pytest.mark.parametrize("ask", WAYS)
async def test_what_is_not_read_is_given_up(
    town: Town, database_url: str, ask: Callable[[Client, Town], Awaitable[None]]
) -> None:
    async with serving(database_url, HASTY) as server, connected(server) as client:
        await ask(client, town)
        await until(lambda: server.server_state.connections)
        held = [weakref.ref(each) for each in server.server_state.connections]
        await until(lambda: not server.server_state.connections and not server.server_state.tasks)
        gc.collect()
        assert [each() for each in held] == [None] * len(held), "nothing holds what was to be sent"
        assert len(await client.read()) < LARGE, "what lay on the way, and no more"


def only(server: Server) -> Any:
    """The protocol of the one connection there is."""
    [connection] = server.server_state.connections
    return connection


@pytest.mark.parametrize("ask", WAYS)
async def test_it_waits_as_long_as_is_set(
    town: Town, database_url: str, ask: Callable[[Client, Town], Awaitable[None]]
) -> None:
    async with serving(database_url, EXPOSURE) as server, connected(server) as client:
        await ask(client, town)
        await until(lambda: unread(server))
        begun, connection = asyncio.get_running_loop().time(), only(server)
        connection.look(begun)
        connection.look(begun + LONG / 2)
        assert unread(server), "not yet"
        connection.look(begun + LONG + 2)
        await until(lambda: not server.server_state.connections)


async def test_whoever_reads_slowly_is_not_cut_off(town: Town, database_url: str) -> None:
    exposure = replace(EXPOSURE, deadlines=replace(EXPOSURE.deadlines, idle=100 * LONG))
    async with serving(database_url, exposure) as server, connected(server) as client:
        await ask_again_and_again(client, town)
        await until(lambda: unread(server))
        begun, connection = asyncio.get_running_loop().time(), only(server)
        connection.look(begun)
        for _ in range(2):
            await client.read(b"HTTP/1.1 200 ")
        await until(lambda: unread(server))
        connection.look(begun + LONG + 2)
        assert unread(server), "since then it has read something"
        received = b""
        while received.count(b"HTTP/1.1 200 ") < 3 or not received.endswith(b"}}"):
            received += await client.read(b"}")
        connection.look(begun + 3 * LONG)
        assert not connection.transport.is_closing(), "all was read, so nothing is waited for"


async def test_a_request_that_takes_too_long_to_be_read_in_all(town: Town, database_url: str) -> None:
    slow = replace(EXPOSURE, deadlines=replace(PATIENT, send=100 * LONG))
    async with serving(database_url, slow) as server, connected(server) as client:
        await ask_much(client, town)
        await until(lambda: unread(server) > HIGH_WATER)
        assert server.server_state.tasks, "the rest of the answer waits for its turn"
        only(server).look(asyncio.get_running_loop().time() + LONG + 2)
        await until(lambda: not server.server_state.connections and not server.server_state.tasks)
        assert b" 504 " not in await client.read(), "no refusal in the midst of an answer"


async def test_signs_of_life_that_nobody_reads_are_not_answered(town: Town, database_url: str) -> None:
    async with serving(database_url, EXPOSURE) as server, connected(server) as client:
        await watch_by_websocket(client, town)
        await until(lambda: unread(server) > HIGH_WATER)
        held = unread(server)
        for _ in range(100):
            await client.send((b"\x89" + bytes([0x80 | 125]) + bytes(4) + bytes(125)) * 100)
        await client.send(b"\x88\x80" + bytes(4))
        await until(only(server).transport.is_closing)
        assert unread(server) < held + SMALL, "all were heard before the last word, and none was answered"


async def test_a_stream_ends_with_its_client_whatever_they_asked_behind_it(town: Town, database_url: str) -> None:
    query, variables = await watching(town)
    async with serving(database_url, EXPOSURE) as server:
        async with connected(server) as client:
            await client.send(posting(query, variables, accept="text/event-stream") + WHOLE)
            await client.read(b"event: next")
        await until(lambda: not server.server_state.tasks)
