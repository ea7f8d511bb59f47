"""Sees to it that every request has an identifier, and is noted once when it has ended, whatever came of it."""

import re
import time
from collections.abc import Collection
from functools import partial

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.text.localized import Language
from graph.errors import describe_unforeseen
from graph.exchanges import CURRENT, Exchange, Way, new_id
from server.request_log import Ended, RequestLog

REQUEST_ID = b"x-request-id"
_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_BEGINNINGS = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})
# How a WebSocket ends: in order, without a word, by a failure of ours (RFC 6455, 7.4.1).
_NORMAL, _LOST, _FAILED = 1000, 1006, 1011


class Observation:
    """Wraps everything that answers, the outermost of all.

    The identifier is ours, or that in the header `given_by` where a proxy in front is trusted to set it. `paths` are
    those that the log names: whatever else is asked for may hold anything.
    """

    def __init__(self, app: ASGIApp, log: RequestLog, paths: Collection[str], given_by: str | None = None) -> None:
        self._app, self._log, self._paths = app, log, frozenset(paths)
        self._given_by = given_by.encode() if given_by else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and note it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        exchange = self._begin(scope)
        token = CURRENT.set(exchange)
        passing = _Passing(exchange.id, receive, send)
        started = time.perf_counter()
        try:
            await self._app(scope, passing.receive, passing.send)
        except Exception as error:  # noqa: BLE001
            await passing.fail(scope["type"], error)
        finally:
            CURRENT.reset(token)
            self._note(scope, passing, exchange, time.perf_counter() - started)

    def _begin(self, scope: Scope) -> Exchange:
        exchange = Exchange(self._given_id(scope) or new_id())
        if scope["type"] == "websocket":
            exchange.via = Way.WEBSOCKET
            exchange.ended = partial(self._note_operation, scope)
        return exchange

    def _given_id(self, scope: Scope) -> str | None:
        if self._given_by is not None:
            for name, value in scope["headers"]:
                if name == self._given_by and _GIVEN_ID.fullmatch(value):
                    return str(value, "ascii")
        return None

    def _note_operation(self, scope: Scope, exchange: Exchange, seconds: float) -> None:
        self._log.note(exchange, Ended(seconds, address=_address(scope)))

    def _note(self, scope: Scope, passing: "_Passing", exchange: Exchange, seconds: float) -> None:
        path = scope.get("path", "")
        ended = Ended(
            seconds,
            status=passing.status,
            address=_address(scope),
            method=scope.get("method"),
            path=path if path in self._paths else None,
            messages=passing.messages if exchange.via is Way.WEBSOCKET else None,
        )
        self._log.note(exchange, ended)


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


class _Passing:
    """What passes by of one request."""

    __slots__ = ("_begun", "_name", "_receive", "_send", "messages", "status")

    def __init__(self, name: str, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._name = name.encode()
        self._begun = False
        self.status: int | None = None
        self.messages = 0

    async def receive(self) -> Message:
        """What the client sends, as it is."""
        message = await self._receive()
        if message["type"] == "websocket.receive":
            self.messages += 1
        elif message["type"] == "websocket.disconnect":
            self.status = self.status or message.get("code", _LOST)
        return message

    async def send(self, message: Message) -> None:
        """Pass on what is sent to the client; what begins an answer bears the identifier."""
        if message["type"] in _BEGINNINGS:
            message["headers"] = [*message.get("headers", ()), (REQUEST_ID, self._name)]
            self.status, self._begun = message.get("status"), True
        elif message["type"] == "websocket.close":
            self.status = message.get("code", _NORMAL)
        await self._send(message)

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
