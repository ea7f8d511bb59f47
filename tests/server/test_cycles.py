"""Answers over real sockets are, byte for byte, what uvicorn's own protocol makes of the same application."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.connections import GuardedHttp
from tests.server.uvicorns import port_of, running

PLAIN = (b"content-type", b"text/plain")
GET, HEAD = b"GET /a%20b?c=d HTTP/1.1\r\nHost: a\r\n\r\n", b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
OLD = b"GET / HTTP/1.0\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc"
LAST = b"GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
Pieces = Sequence[bytes]


def length(size: int) -> tuple[bytes, bytes]:
    return b"content-length", b"%d" % size


def answering(status: int, headers: Sequence[tuple[bytes, bytes]], pieces: Pieces) -> ASGIApp:
    """An application that reads what it is sent, and answers all alike."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        asked = await receive()
        headers_sent = [*headers, (b"x-asked", f"{scope['path']} {scope['query_string']!r} {asked['body']!r}".encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers_sent})
        for number, piece in enumerate(pieces, start=1):
            await send({"type": "http.response.body", "body": piece, "more_body": number < len(pieces)})

    return app


@asynccontextmanager
async def serving(app: ASGIApp, protocol: Any) -> AsyncIterator[int]:
    config = Config(app, port=0, log_config=None, http=protocol, lifespan="off", date_header=False)
    async with running(config) as server:
        yield port_of(server)


async def answered(app: ASGIApp, protocol: Any, sent: bytes) -> bytes:
    """All that comes back until the other side closes."""
    async with serving(app, protocol) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        received = await reader.read()
        writer.close()
    return received


@pytest.mark.parametrize(
    ("status", "headers", "pieces"),
    [
        (200, [PLAIN, length(5)], [b"abcde"]),
        (200, [PLAIN, length(5)], [b"ab", b"", b"cde"]),
        (200, [PLAIN, length(3_000_000)], [b"a" * 900_000, b"b" * 900_000, b"c" * 1_200_000]),
        (200, [PLAIN, length(0)], [b""]),
        (200, [PLAIN], [b"ab", b"cde"]),
        (200, [(b"transfer-encoding", b"chunked")], [b"ab", b"", b"cde", b""]),
        (204, [], [b""]),
        (404, [(b"connection", b"close"), length(2)], [b"no"]),
        (200, [(b"x-value", b"a\r\nb: c"), length(2)], [b"ab"]),
        (200, [(b"cache-control", b"a\nb: c"), length(2)], [b"ab"]),
        (200, [(b"x name", b"a"), length(2)], [b"ab"]),
    ],
)
async def test_an_answer_is_what_uvicorn_makes_of_it(
    status: int, headers: Sequence[tuple[bytes, bytes]], pieces: Pieces
) -> None:
    app = answering(status, headers, pieces)
    for sent in (GET + LAST, HEAD + LAST, OLD, POST + LAST, GET + POST + LAST):
        assert await answered(app, GuardedHttp, sent) == await answered(app, HttpToolsProtocol, sent)


@pytest.mark.parametrize("piece", [b"abc", b"abcdefg"])
async def test_an_answer_of_another_length_than_it_says_is_cut_off(piece: bytes) -> None:
    answer = await answered(answering(200, [length(5)], [piece]), GuardedHttp, GET + LAST)
    assert answer == b""
