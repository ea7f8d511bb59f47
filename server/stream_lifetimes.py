"""How long a stream stays open: as long as its bearer may act as they did when they came, and the process goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.problems import Refused, refuse
from server.authentication import SignIn
from server.stopping import Stopping

# Under this name whoever admits somebody finds in the scope of a WebSocket what is told until when.
SOCKET = "simpul.socket"

# As graphql-transport-ws names them: who has to sign in again, who may not; RFC 6455: a restart, come again later.
_UNAUTHENTICATED, _FORBIDDEN, _RESTART, _AGAIN = 4401, 4403, 1012, 1013
_CODES = {
    **dict.fromkeys(("TOKEN_EXPIRED", "TOKEN_INVALID", "SESSION_ENDED"), _UNAUTHENTICATED),
    "GRANTS_UNAVAILABLE": _AGAIN,
    "GOING_AWAY": _RESTART,
}
_REASONS = {
    _UNAUTHENTICATED: "Unauthorized",
    _FORBIDDEN: "Forbidden",
    _RESTART: "Service restart",
    _AGAIN: "Try again later",
}

Result = TypeVar("Result")


class StreamLifetime:
    """The time for which somebody was admitted; `ended` is done, with why, when it is over.

    Whoever came without a token, `authorization` None, stays as long as the process goes on. Raises Refused.
    """

    def __init__(self, sign_in: SignIn, stopping: Stopping, authorization: str | None) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[Refused] = loop.create_future()
        self._sign_in, self._stopping, self._authorization = sign_in, stopping, authorization
        self._timer: asyncio.TimerHandle | None = None
        self._principal = sign_in.principal(authorization) if authorization else None
        if authorization:
            left = sign_in.seconds_left(authorization)
            self._timer = loop.call_later(left, self._end, refuse("TOKEN_EXPIRED"))
            sign_in.watch(self.check)
        stopping.watchers.add(self.leave)
        if stopping.begun:
            self.leave()

    def check(self) -> None:
        """End it if its bearer may not act any more as they did when they came."""
        assert self._authorization is not None
        assert self._principal is not None
        try:
            principal = self._sign_in.principal(self._authorization)
        except Refused as refused:
            self._end(refused)
            return
        if principal != self._principal:
            self._end(refuse("FORBIDDEN", role=self._principal.role))

    def leave(self) -> None:
        """End it because the process ends."""
        self._end(refuse("GOING_AWAY"))

    def close(self) -> None:
        """Watch it no longer."""
        if self._timer is not None:
            self._timer.cancel()
        self._sign_in.forget(self.check)
        self._stopping.watchers.discard(self.leave)

    def _end(self, refused: Refused) -> None:
        self.close()
        if not self.ended.done():
            self.ended.set_result(refused)


class AdmittedSocket:
    """What a WebSocket passes through: when its lifetime ends, it is closed with the code that says why."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._lifetime: StreamLifetime | None = None
        self._code: int | None = None

    def begin(self, lifetime: StreamLifetime) -> None:
        """End with this lifetime."""
        self.close()
        self._lifetime = lifetime

    def close(self) -> None:
        """Forget the lifetime."""
        if self._lifetime is not None:
            self._lifetime.close()

    async def receive(self) -> Message:
        """The next message of the client; that they are gone, once they may stay no longer."""
        if self._lifetime is None:
            return await self._receive()
        if self._code is None:
            receiving = asyncio.ensure_future(self._receive())
            try:
                await _first(receiving, self._lifetime.ended)
                if not self._lifetime.ended.done():
                    return await receiving
            finally:
                receiving.cancel()
            await self.leave(self._lifetime.ended.result())
        return {"type": "websocket.disconnect", "code": self._code}

    async def send(self, message: Message) -> None:
        """Pass on what is sent, as long as somebody may read it."""
        if self._code is None:
            await self._send(message)

    async def leave(self, refused: Refused) -> None:
        """Close it with the code that says why; nothing is sent any more."""
        self._code = code_of(refused)
        await self._send({"type": "websocket.close", "code": self._code, "reason": _REASONS[self._code]})


def code_of(refused: Refused) -> int:
    """The code with which a WebSocket ends whose bearer is not admitted, or no longer."""
    return _CODES.get(refused.problems[0].code, _FORBIDDEN)


async def while_admitted(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Let `app` serve a WebSocket until the lifetime ends with which it begins the socket in `scope`."""
    socket = AdmittedSocket(receive, send)
    try:
        await app({**scope, SOCKET: socket}, socket.receive, socket.send)
    finally:
        socket.close()


async def _first(*awaited: asyncio.Future[Any]) -> None:
    """Wait until one of these is done."""
    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)


async def results_while_admitted(
    results: AsyncIterator[Result], begin: Callable[[], StreamLifetime], describe: Callable[[Refused], Result]
) -> AsyncIterator[Result]:
    """The results of an operation until the lifetime ends that begins with it, and then what it ended with."""
    try:
        lifetime = begin()
    except Refused as refused:
        yield describe(refused)
        return
    step: asyncio.Future[Result | None] | None = None
    try:
        while True:
            step = asyncio.ensure_future(anext(results, None))
            await _first(step, lifetime.ended)
            if lifetime.ended.done():
                yield describe(lifetime.ended.result())
                return
            if (result := step.result()) is None:
                return
            yield result
    finally:
        lifetime.close()
        if step is not None and not step.done():
            step.cancel()
            with suppress(asyncio.CancelledError):
                await step
