"""Sees to it that every request has an identifier, and is noted once when it has ended, whatever came of it."""

import re
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.availability import Trouble
from domain.text.localized import Language
from graph.errors import describe_unforeseen
from graph.exchanges import CURRENT, Exchange, Way, new_id
from server.clients import LOCAL, Clients, peer_of
from server.request_log import Ended

Note = Callable[[Exchange, Ended], None]

REQUEST_ID = b"x-request-id"
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_BEGINNINGS = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})
# The status of what the database could not do just now, and after how many seconds it is worth while to ask again: an
# embedded server that was killed is back within some.
_TROUBLES: Mapping[str, tuple[int, bytes | None]] = {
    Trouble.UNAVAILABLE: (503, b"2"),
    Trouble.BUSY: (503, b"1"),
    Trouble.TIMEOUT: (504, None),
}
# How a WebSocket ends: in order, without a word, by a failure of ours (RFC 6455, 7.4.1).
_NORMAL, _LOST, _FAILED = 1000, 1006, 1011


class Observation:
    """Wraps everything that answers, the outermost of all.

    What has ended is told to all `notes`. The identifier is ours, or that in the header `given_by` where one of our
    proxies, known by `clients`, has set it. `paths` are those that the log names: whatever else is asked for may hold
    anything.
    """

    def __init__(
        self,
        app: ASGIApp,
        notes: Sequence[Note],
        paths: Collection[str],
        clients: Clients,
        given_by: str | None = None,
    ) -> None:
        self._app, self._notes, self._paths, self._clients = app, notes, frozenset(paths), clients
        self._given_by = given_by.encode() if given_by else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and note it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        exchange = self._begin(scope)
        token = CURRENT.set(exchange)
        passing = _Passing(exchange, receive, send)
        started = time.perf_counter()
        try:
            await self._app(scope, passing.receive if exchange.via is Way.WEBSOCKET else receive, passing.send)
        except Exception as error:  # noqa: BLE001
            await passing.fail(scope["type"], error)
        finally:
            CURRENT.reset(token)
            self._note(scope, passing, exchange, time.perf_counter() - started)

    def _begin(self, scope: Scope) -> Exchange:
        given = None if self._given_by is None else self._given_id(scope)
        exchange = Exchange(given or new_id(), device=partial(self._clients.device, scope))
        if scope["type"] == "websocket":
            exchange.via = Way.WEBSOCKET
            exchange.ended = partial(self._note_operation, scope)
        return exchange

    def _given_id(self, scope: Scope) -> str | None:
        if self._clients.trusts(peer_of(scope)):
            for name, value in scope["headers"]:
                if name == self._given_by and _GIVEN_ID.fullmatch(value):
                    return str(value, "ascii")
        return None

    def _note_operation(self, scope: Scope, exchange: Exchange, seconds: float) -> None:
        self._tell(exchange, Ended(seconds, address=self._address(scope, exchange)))

    def _note(self, scope: Scope, passing: "_Passing", exchange: Exchange, seconds: float) -> None:
        path = scope.get("path", "")
        ended = Ended(
            seconds,
            status=passing.status,
            address=self._address(scope, exchange),
            method=scope.get("method"),
            path=path if path in self._paths else None,
            messages=passing.messages if exchange.via is Way.WEBSOCKET else None,
        )
        self._tell(exchange, ended)

    def _tell(self, exchange: Exchange, ended: Ended) -> None:
        for note in self._notes:
            note(exchange, ended)

    def _address(self, scope: Scope, exchange: Exchange) -> str | None:
        """Where it came from; of whoever may be a reporter, with an account or without, nobody is told."""
        address = self._clients.address(scope)
        return None if address == LOCAL or exchange.as_reporter else address


class _Passing:
    """What passes by of one request."""

    __slots__ = ("_begun", "_exchange", "_receive", "_send", "messages", "status")

    def __init__(self, exchange: Exchange, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._exchange = exchange
        self._begun = False
        self.status: int | None = None
        self.messages = 0

    async def receive(self) -> Message:
        """What comes by a WebSocket, as it is."""
        message = await self._receive()
        if message["type"] == "websocket.receive":
            self.messages += 1
        elif message["type"] == "websocket.disconnect":
            self.status = self.status or message.get("code", _LOST)
        return message

    def send(self, message: Message) -> Awaitable[None]:
        """Pass on what is sent to the client; what begins an answer bears the identifier, and may ask for patience."""
        kind = message["type"]
        if kind in _BEGINNINGS:
            headers = [*message.get("headers", ()), (REQUEST_ID, self._exchange.id.encode())]
            code = self._exchange.code
            if code is not None and (trouble := _TROUBLES.get(code)) is not None and "status" in message:
                message["status"], seconds = trouble
                headers += [] if seconds is None else [(b"retry-after", seconds)]
            message["headers"] = headers
            self.status, self._begun = message.get("status"), True
        elif kind == "websocket.close":
            self.status = message.get("code", _NORMAL)
        return self._send(message)

    async def fail(self, kind: str, error: Exception) -> None:
        """Answer a failure that nobody foresaw, unless an answer has begun, and log it."""
        described = describe_unforeseen(error, Language.ENGLISH)
        if kind == "websocket":
            if self.status is None:
                await self.send({"type": "websocket.close", "code": _FAILED})
        elif not self._begun:
            headers = [(b"content-type", b"application/json; charset=utf-8")]
            await self.send({"type": "http.response.start", "status": 500, "headers": headers})
            await self.send({"type": "http.response.body", "body": orjson.dumps({"errors": [described]})})
