"""Connections of a process: how many there may be, how long each may wait, and what is given up with its client.

Uvicorn's own protocol has no bound on headers, none on the time that a client takes to send them, and none on
connections of one address. What is overdue is found by one look over all connections each second: a timer for each
request would cost more than the request's headers.
"""

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import unquote

import httptools
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from server.bodies import GIVEN_UP, LARGEST_HEAD, OVERDUE
from server.clients import Clients, prefix_of
from server.cycles import Cycle
from server.exposure import Exposure
from server.frames import MOST_FRAGMENTS, PIECE, POLICY_VIOLATION, FrameCount
from server.refusals import BUSY, LATE, TOO_LONG, Refusal, refusing
from server.unread import Unread

_logger = logging.getLogger("simpul.connections")

LOOK_SECONDS = 1.0
# A line for each connection that is turned away would be an attack of its own.
LOG_SECONDS = 10.0
# What is left free for signs of life when all connections are taken.
SPARE = 50
# Bytes around a chunk of a body: its size and two ends of lines.
CHUNK_FRAME = 32
# Under this name of the application's state its protocols find the connections that they count among.
CROWD = "simpul.crowd"
_HEALTH = frozenset({b"/health", b"/ready"})


class Member(Protocol):
    """A connection that may be overdue."""

    def look(self, now: float) -> None:
        """Close what is overdue."""


@dataclass
class Crowd:
    """The connections of a process, counted by address, and what each of them may take."""

    exposure: Exposure = field(default_factory=Exposure)
    members: set[Member] = field(default_factory=set)
    by_address: Counter[str] = field(default_factory=Counter)
    total: int = 0
    _clients: Clients = field(init=False)
    _logged_at: float = -LOG_SECONDS
    _turned_away: int = 0

    def __post_init__(self) -> None:
        self._clients = Clients(self.exposure.proxies)

    def enter(self, address: str) -> str:
        """Count a connection; under which name, to `leave` by."""
        name = prefix_of(address)
        self.total += 1
        self.by_address[name] += 1
        return name

    def leave(self, name: str) -> None:
        """One connection less."""
        self.total -= 1
        self.by_address[name] -= 1
        if not self.by_address[name]:
            del self.by_address[name]

    def is_full(self, name: str, address: str) -> bool:
        """Whether this connection is one too many, in all or of its address; behind a proxy of ours are many."""
        few = self.by_address[name] <= self.exposure.connections_per_address or self._clients.trusts(address)
        return not few or self.total > self.exposure.connections

    def is_crammed(self) -> bool:
        """Whether there is no room even for signs of life."""
        return self.total > self.exposure.connections + SPARE

    def note_turned_away(self, now: float) -> None:
        """Log that connections are turned away, not more often than every ten seconds."""
        self._turned_away += 1
        if now - self._logged_at >= LOG_SECONDS:
            _logger.warning(
                "connections are turned away: %d since the last line, %d open", self._turned_away, self.total
            )
            self._logged_at, self._turned_away = now, 0

    def look(self, now: float) -> None:
        """Close what is overdue."""
        for member in [*self.members]:
            member.look(now)


async def watch(crowd: Crowd) -> None:
    """Look for what is overdue until cancelled."""
    clock = asyncio.get_running_loop().time
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        crowd.look(clock())


class GuardedHttp(HttpToolsProtocol):
    """A connection that sends its head within bounds of bytes and time, and is one of a bounded number."""

    # Python looks up attributes in a tenth of the time where a class has few others.
    __slots__ = (
        *("_crowd", "_deadlines", "_unread", "_name", "_full", "_task", "_answered", "_now", "_started", "_due"),
        *("_idle_since", "_in_head", "_head", "_chunk", "_in_body", "_beside", "_content"),
    )

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._crowd: Crowd = app_state.get(CROWD) or Crowd()
        self._deadlines = self._crowd.exposure.deadlines
        self._task: asyncio.Task[None] | None = None
        # What is answered now; `cycle` is what was asked last, and may have to wait for it.
        self._answered: RequestResponseCycle | None = None
        self._now, self._started = 0.0, 0.0
        self._due: float | None = None
        self._idle_since: float | None = None
        self._in_head, self._head, self._chunk = False, 0, 0
        self._in_body, self._beside, self._content = False, 0, 0
        self._name: str | None = None
        self._full = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count it; where there is no room at all it is closed unread."""
        super().connection_made(transport)
        self._unread = Unread(transport, self._deadlines.send)
        address = self.client[0] if self.client else ""
        self._name = self._crowd.enter(address)
        self._full = self._crowd.is_full(self._name, address)
        self._due = self.loop.time() + self._deadlines.header
        self._crowd.members.add(self)
        if self._full:
            self._crowd.note_turned_away(self.loop.time())
            if self._crowd.is_crammed():
                self._refuse(BUSY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more, and give up what nobody waits for any longer."""
        self._leave()
        task, answered = self._task, self._answered
        super().connection_lost(exc)
        if task is None or answered is None or answered.response_complete:
            return
        answered.disconnected = True
        answered.message_event.set()
        if _may_give_up(answered):
            task.cancel()

    def handle_websocket_upgrade(self) -> None:
        """Go on as a WebSocket, which counts for itself."""
        if self._full:
            self._refuse(BUSY)
            return
        self._leave()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Read on, as far as the head may be long, and whatever comes beside a body: trailers, and words on chunks."""
        self._now = self.loop.time()
        idle = self._task is None and (self.cycle is None or self.cycle.response_complete)
        known = self._in_head or idle
        if self._due is None and idle:
            self._due = self._now + self._deadlines.header
        self._chunk = len(data) if known else 0
        within_body, self._content, self._idle_since = self._in_body, 0, None
        super().data_received(data)
        if within_body and self._in_body:
            self._beside += max(0, len(data) - self._content)
            if self._beside > LARGEST_HEAD:
                self._refuse(TOO_LONG)
        if self._in_head and known:
            self._head += self._chunk
            if self._head > LARGEST_HEAD:
                self._refuse(TOO_LONG)

    def on_message_begin(self) -> None:
        """The head begins."""
        self._in_head, self._head = True, 0
        self._in_body, self._beside = False, 0
        self._due = self._now + self._deadlines.header
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take note of a header. Trailers are none: they would stand beside what a proxy of ours has told before."""
        if self._in_head:
            name = name.lower()
            if name == b"expect" and value.lower() == b"100-continue":
                self.expect_100_continue = True
            self.headers.append((name, value))

    def on_chunk_header(self) -> None:
        """A chunk of a body begins."""
        self._content += CHUNK_FRAME

    def on_body(self, body: bytes) -> None:
        """A part of a body has come."""
        self._content += len(body)
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """Hand the request on, unless it is too large, or one too many: that is answered in the application's stead."""
        self._in_head, self._in_body = False, True
        self._due = self._now + self._deadlines.body
        app, parser, scope = self.app, self.parser, self.scope
        if self._head + self._chunk > LARGEST_HEAD and self._measure_head() > LARGEST_HEAD:
            app = refusing(TOO_LONG)
        elif self._full and self.url not in _HEALTH:
            app = refusing(BUSY)
        scope["method"] = parser.get_method().decode("ascii")
        if parser.should_upgrade() and self._should_upgrade():
            return
        scope["http_version"] = version = parser.get_http_version()
        scope["path"], scope["raw_path"], scope["query_string"] = _parts(self.url)
        before = self.cycle
        self.cycle = cycle = Cycle(self, keep_alive=version != "1.0" and parser.should_keep_alive())
        if before is None or before.response_complete:
            self._start_asgi_task(cycle, app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, app))

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._due, self._in_body = None, False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The request is answered: the next one is, or waited for."""
        self._task = None
        if not self._in_head:
            self._due = None
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._idle_since = self.loop.time()

    def resume_writing(self) -> None:
        """The client reads."""
        self._unread.note_read()
        super().resume_writing()

    def look(self, now: float) -> None:
        """Close what is overdue: a head or body that does not come, an answer that is not read, a long request.

        So is a connection that nobody has used for some time.
        """
        self._unread.look(now)
        if self._due is not None and now > self._due:
            self._refuse(LATE)
        elif self._idle_since is not None and now - self._idle_since > self._deadlines.idle:
            self.transport.close()
        elif self._task is not None and now - self._started > self._deadlines.request:
            self._give_up(self._task)

    def _give_up(self, task: asyncio.Task[None]) -> None:
        """End a request that takes too long by a refusal, or where it is half answered by cutting it off."""
        if self._answered is None or not _may_give_up(self._answered):
            return
        if self._answered.response_started:
            self.transport.abort()
        else:
            _extended(self._answered)[OVERDUE] = True
            task.cancel()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        self._task, self._started = self.loop.create_task(cycle.run_asgi(app)), self.loop.time()
        self._task.add_done_callback(self.tasks.discard)
        self.tasks.add(self._task)

    def _measure_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)

    def _leave(self) -> None:
        self._crowd.members.discard(self)
        if self._name is not None:
            self._crowd.leave(self._name)
            self._name = None

    def _refuse(self, refusal: Refusal) -> None:
        """Answer in the application's stead, unless it has begun to, and close."""
        if self.transport.is_closing():
            return
        answered = self._answered
        if answered is None or not answered.response_started or answered.response_complete:
            self.transport.write(refusal.raw())
        self.transport.close()


def _parts(address: bytes) -> tuple[str, bytes, bytes]:
    """The path of an address, the same as it was sent, and its query. Raises what httptools does."""
    parsed = httptools.parse_url(address)
    path = parsed.path.decode("ascii")
    return (unquote(path) if "%" in path else path), parsed.path, parsed.query or b""


def _extended(cycle: RequestResponseCycle) -> dict[str, Any]:
    """The scope of a request, with what the application notes in it."""
    return cycle.scope  # type: ignore[return-value]


def _may_give_up(cycle: RequestResponseCycle) -> bool:
    return bool(_extended(cycle).get(GIVEN_UP))


class GuardedWebSocket(WebSocketsSansIOProtocol):
    """A WebSocket that counts as a connection of its address, sends few frames, and reads what it is sent."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._crowd: Crowd = app_state.get(CROWD) or Crowd()
        self._sent = FrameCount()

    def connection_made(self, transport: Any) -> None:
        """Count it."""
        super().connection_made(transport)
        self._unread = Unread(transport, self._crowd.exposure.deadlines.send)
        self._name = self._crowd.enter(self.client[0] if self.client else "")
        self._crowd.members.add(self)

    def data_received(self, data: bytes) -> None:
        """Read on by pieces, until it is closed; nothing is to be sent before it has begun (RFC 6455, 4.1)."""
        if self.handshake_initiated and not self.handshake_complete:
            self.transport.abort()
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + PIECE])
        if self.conn.handshake_exc is not None:
            self.transport.abort()

    def handle_events(self) -> None:
        """Go on with what has come, unless it is too much."""
        if self._sent.exceeds(self.conn.events, self.loop.time()):
            self._cut_off()
            return
        super().handle_events()
        if len(self.frames) > MOST_FRAGMENTS:
            self._cut_off()

    def _cut_off(self) -> None:
        self.conn.fail(POLICY_VIOLATION, "too many frames")
        self.handle_parser_exception()

    def look(self, now: float) -> None:
        """Cut it off where what was sent is not read."""
        self._unread.look(now)

    def resume_writing(self) -> None:
        """The client reads."""
        self._unread.note_read()
        super().resume_writing()

    def handle_ping(self) -> None:
        """Answer a sign of life, unless the client does not read what it was sent before: it could fill the memory."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it no more."""
        self._crowd.members.discard(self)
        self._crowd.leave(self._name)
        super().connection_lost(exc)
