"""What a WebSocket sends costs the process whatever it holds: how many frames it may send, and in how many pieces."""

import asyncio
import json
import logging
from contextlib import suppress

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn import Config, Server
from websockets.frames import Frame, Opcode

from db.database import Database
from server.connections import GuardedHttp, GuardedWebSocket
from server.frames import FRAME_BYTES, MOST_FRAGMENTS, MOST_FRAMES, FrameCount
from server.streams import MOST_SUBSCRIPTIONS
from tests.server.test_unread_answers import EXPOSURE, UPGRADE, Client, connected, framed, serving, until

FIN = 0x80
# More than any machine reads within the seconds of which each has its own count.
MANY = 40_000
INIT = framed({"type": "connection_init"})


def frame(code: Opcode, data: bytes = b"", *, fin: bool = True) -> bytes:
    """As a client sends it, under a mask that changes nothing."""
    assert len(data) < 126
    return bytes([code | (FIN if fin else 0), 0x80 | len(data)]) + bytes(4) + data


CLOSE = frame(Opcode.CLOSE, (1000).to_bytes(2))


async def code_after(client: Client, *sent: bytes) -> int:
    """With which code the service closes after what was sent, and a close of our own behind it."""
    sending = asyncio.create_task(client.send(b"".join((*sent, CLOSE))))
    received = await client.read()
    sending.cancel()
    await asyncio.wait([sending])
    return int.from_bytes(received[received.rindex(b"\x88") :][2:4])


async def begin(client: Client) -> None:
    await client.send(UPGRADE)
    await client.read(b"\r\n\r\n")


@pytest.mark.parametrize(
    "sent",
    [
        (frame(Opcode.PONG) * MANY,),
        (INIT, frame(Opcode.PONG) * MANY),
        (INIT, frame(Opcode.PING) * MANY),
        (INIT, frame(Opcode.TEXT, fin=False), frame(Opcode.CONT, fin=False) * MANY),
        (INIT, frame(Opcode.TEXT, fin=False), (frame(Opcode.CONT, fin=False) + frame(Opcode.PONG)) * MANY),
        (frame(Opcode.TEXT) * MANY,),
        (INIT, framed({"type": "ping"}) * MANY),
    ],
    ids=["pongs of a stranger", "pongs", "pings", "fragments", "pongs between fragments", "empty", "pings of GraphQL"],
)
async def test_whoever_sends_more_frames_than_may_be_is_cut_off(
    database: Database, database_url: str, sent: tuple[bytes, ...]
) -> None:
    async with serving(database_url, EXPOSURE) as server, connected(server) as client:
        await begin(client)
        assert await code_after(client, *sent) == 1008
        await until(lambda: not server.server_state.connections)


async def test_a_message_comes_in_few_pieces_however_slowly(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.frames.MOST_FRAMES", MANY)
    first, piece, last = frame(Opcode.TEXT, fin=False), frame(Opcode.CONT, fin=False), frame(Opcode.CONT)
    async with serving(database_url, EXPOSURE) as server:
        async with connected(server) as client:
            await begin(client)
            await client.send(INIT)
            assert await code_after(client, first + piece * MOST_FRAGMENTS * 2) == 1008
        async with connected(server) as client:
            await begin(client)
            text = b'{"type": "connection_init"}'
            split = [frame(Opcode.CONT, bytes([each]), fin=False) for each in text]
            await client.send(first + b"".join(split) + piece * (MOST_FRAGMENTS - len(split) - 2) + last)
            await client.read(b"connection_ack")


async def test_as_many_operations_as_may_be_at_once_are_answered(database: Database, database_url: str) -> None:
    payload = {"query": "{ __typename }"}
    asked = [framed({"type": "subscribe", "id": f"{n}", "payload": payload}) for n in range(MOST_SUBSCRIPTIONS)]
    async with serving(database_url, EXPOSURE) as server, connected(server) as client:
        await begin(client)
        await client.send(INIT + b"".join(asked))
        received = b""
        while received.count(b'"complete"') < MOST_SUBSCRIPTIONS:
            received += await client.read(b"}")
        assert received.count(json.dumps("Query").encode()) == MOST_SUBSCRIPTIONS


@pytest.mark.parametrize(
    "sent",
    [frame(Opcode.PONG) * MANY, b"\xff" * 4_000, frame(Opcode.TEXT, b"\xff")],
    ids=["frames", "no frames", "no text"],
)
async def test_what_comes_before_it_has_begun_ends_it_without_a_word(
    sent: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    asked, gone = asyncio.Event(), asyncio.Event()

    async def never_begin(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        asked.set()
        assert (await receive())["type"] == "websocket.disconnect"
        gone.set()
        await send({"type": "websocket.accept"})

    caplog.set_level(logging.ERROR)
    config = Config(never_begin, port=0, log_config=None, http=GuardedHttp, ws=GuardedWebSocket, lifespan="off")
    server = Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    async with connected(server) as client:
        await client.send(UPGRADE)
        await asked.wait()
        with suppress(ConnectionError):
            await client.send(sent)
        assert await client.read() == b""
        await gone.wait()
    server.should_exit = True
    await running
    assert caplog.records == [], "no failure of ours"


async def test_an_upgrade_that_cannot_be_read_holds_no_connection(database: Database, database_url: str) -> None:
    async with serving(database_url, EXPOSURE) as server, connected(server) as client:
        await client.send(UPGRADE.replace(b"Host: a\r\n", b"Host: a\r\nX-Long: " + b"a" * 9_000 + b"\r\n"))
        assert b" 101 " not in await client.read()
        await until(lambda: not server.server_state.connections)


def test_each_second_counts_anew_and_large_frames_count_for_more() -> None:
    count, pong = FrameCount(), Frame(Opcode.PONG, b"")
    assert not count.exceeds([pong] * MOST_FRAMES, 10)
    assert count.exceeds([pong], 10.9)
    assert not count.exceeds([pong] * MOST_FRAMES, 11)
    large = Frame(Opcode.TEXT, bytes(FRAME_BYTES * 9))
    assert not count.exceeds([large] * (MOST_FRAMES // 10), 13)
    assert count.exceeds([pong], 13)
