"""A request over HTTP and its answer, which is written at once: head and body in one call into the system.

Uvicorn's own cycle calls for the head and for each piece of a body, which costs more than all else of a small answer,
and looks at each header of each answer anew. Of an answer whose length is not known beforehand the head goes out first,
as ever: whoever reads a stream learns that it has begun.
"""

import asyncio
import logging
from collections.abc import Awaitable, Generator
from functools import lru_cache
from typing import Any

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

# So much of an answer is held before it is written. What is more goes out as it comes, so that its end waits for
# whoever reads slowly, and with it the request.
MOST_HELD = 65_536
_WITHOUT_BODY = frozenset({204, 304})
# These say the same in most answers.
_STEADY = frozenset(
    {
        *(b"content-type", b"content-security-policy", b"cache-control", b"date", b"referrer-policy", b"vary"),
        *(b"strict-transport-security", b"x-content-type-options", b"x-ratelimit-limit"),
    }
)
_REMEMBERED = 200


class _Done:
    """What there is to wait for where nothing is."""

    def __await__(self) -> Generator[Any, None, None]:
        return iter(())  # type: ignore[return-value]


_DONE = _Done()


class Cycle(RequestResponseCycle):
    """Answers one request. What the application sends is checked as uvicorn does; it writes no log of its own."""

    logger = access_logger = logging.getLogger("uvicorn.error")
    access_log = False
    disconnected, more_body = False, True
    response_started, response_complete = False, False
    chunked_encoding: bool | None = None
    expected_content_length = 0
    _size, _given = 0, False

    def __init__(self, protocol: HttpToolsProtocol, *, keep_alive: bool) -> None:
        self.scope, self.transport, self.flow = protocol.scope, protocol.transport, protocol.flow
        self.default_headers = protocol.server_state.default_headers
        self.on_response = protocol.on_response_complete
        self.keep_alive, self.waiting_for_100_continue = keep_alive, protocol.expect_100_continue
        self.message_event = asyncio.Event()
        self.body = bytearray()
        self._held: list[bytes] = []

    async def receive(self) -> Any:
        """What the request brings; a body that is there as a whole, at once."""
        if self.more_body or self._given or self.disconnected or self.waiting_for_100_continue:
            return await super().receive()
        self._given = True
        self.message_event.clear()
        # That the client has gone is read, too.
        self.flow.resume_reading()
        return {"type": "http.request", "body": bytes(self.body), "more_body": False}

    def send(self, message: Any) -> Awaitable[None]:  # type: ignore[override]
        """Take a part of the answer."""
        if self.flow.write_paused and not self.disconnected:
            return self._send_later(message)
        if self.disconnected:
            return _DONE
        if not self.response_started and message["type"] == "http.response.start":
            self._begin(message["status"], message.get("headers", ()))
        elif self._held and message["type"] == "http.response.body":
            self._go_on(message.get("body", b""), more=message.get("more_body", False))
        else:
            return super().send(message)
        return _DONE

    async def _send_later(self, message: Any) -> None:
        await self.flow.drain()
        await self.send(message)

    def _begin(self, status: int, headers: Any) -> None:
        self.response_started, self.waiting_for_100_continue = True, False
        lines = [STATUS_LINE[status], *map(_LINES.__getitem__, self.default_headers), *map(_LINES.__getitem__, headers)]
        said = dict(headers)
        if b"close" in said.get(b"connection", b"").lower():
            self.keep_alive = False
        elif not self.keep_alive:
            lines.append(b"connection: close\r\n")
        asks_head = self.scope["method"] == "HEAD"
        if b"content-length" in said:
            self.expected_content_length, self.chunked_encoding = int(said[b"content-length"]), False
        elif said.get(b"transfer-encoding", b"").lower() == b"chunked":
            self.chunked_encoding = True
        elif not asks_head and status not in _WITHOUT_BODY:
            self.chunked_encoding = True
            lines.append(b"transfer-encoding: chunked\r\n")
        lines.append(b"\r\n")
        if self.chunked_encoding is False and not asks_head:
            self._held = lines
        else:
            self.transport.write(b"".join(lines))

    def _go_on(self, body: bytes, *, more: bool) -> None:
        size = len(body)
        if size > self.expected_content_length:
            raise RuntimeError("Response content longer than Content-Length")
        self.expected_content_length -= size
        self._held.append(body)
        self._size += size
        if more:
            if self._size > MOST_HELD:
                self._write()
            return
        if self.expected_content_length:
            raise RuntimeError("Response content shorter than Content-Length")
        self._write()
        self.response_complete, self._held = True, []
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _write(self) -> None:
        if self._size <= MOST_HELD:
            self.transport.write(b"".join(self._held))
        else:
            self.transport.writelines(self._held)
        # What is empty would mean that nothing is to come.
        self._held, self._size = [b""], 0


class _Lines(dict[tuple[bytes, bytes], bytes]):
    """Headers as they are written; those that most answers have are remembered."""

    def __missing__(self, header: tuple[bytes, bytes]) -> bytes:
        """Write a header. Raises RuntimeError where it would be none, or more than one."""
        name, value = header
        if not value.isalnum() and HEADER_VALUE_RE.search(value):
            raise RuntimeError("Invalid HTTP header value.")
        line = _beginning(name) + value + b"\r\n"
        if name in _STEADY:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[header] = line
        return line


@lru_cache(_REMEMBERED)
def _beginning(name: bytes) -> bytes:
    """How the line of a header begins."""
    if HEADER_RE.search(name):
        raise RuntimeError("Invalid HTTP header name.")
    return name.lower() + b": "


_LINES = _Lines()
