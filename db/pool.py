"""Connections for single statements, kept open and handed from one to the next as they are.

A statement on its own leaves nothing behind on a connection, so nothing is reset between two of them: a general pool's
care costs half as much as a small statement.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from asyncpg.exceptions import InternalClientError

Open = Callable[[], Awaitable[asyncpg.Connection]]

# What is raised where the database does not answer, or answers that it cannot.
UNAVAILABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

_CLOSE_SECONDS = 5.0


class ConnectionPool:
    """At most `most` open connections, opened when they are needed; whoever waits for one longest gets the next.

    One whose statement nobody waits for any more, since the task that did was cancelled, is closed, and the statement
    cancelled with it.
    """

    def __init__(self, open_one: Open, most: int) -> None:
        self._open_one, self._most = open_one, most
        self._idle: list[asyncpg.Connection] = []
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._closing: set[asyncio.Task[None]] = set()
        self._count = 0
        self._closed = False

    @property
    def usage(self) -> dict[str, int]:
        """How many connections are in use and idle, and how many callers wait for one."""
        waiting = sum(not turn.done() for turn in self._waiting)
        return {"in_use": self._count - len(self._idle), "idle": len(self._idle), "waiting": waiting}

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first value of the first row."""
        # Written out, not by `acquire`: every planned query goes this way.
        connection = await self._take()
        try:
            value = await connection.fetchval(sql, *values)
        except Exception as error:
            self._take_back(connection, error)
            raise
        except BaseException:
            self._drop(connection)
            raise
        self._give(connection)
        return value

    async def fetch(self, sql: str, *values: Any) -> list[Any]:
        """All rows."""
        async with self.acquire() as connection:
            rows: list[Any] = await connection.fetch(sql, *values)
        return rows

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for several single statements."""
        connection = await self._take()
        try:
            yield connection
        except Exception as error:
            self._take_back(connection, error)
            raise
        except BaseException:
            self._drop(connection)
            raise
        self._give(connection)

    async def close(self) -> None:
        """Close what is not in use, what is in use when it comes back, and let nobody wait or open more."""
        self._closed = True
        while self._waiting:
            if not (turn := self._waiting.popleft()).done():
                turn.set_exception(_closed())
        while self._idle:
            self._drop(self._idle.pop())
        if self._closing:
            await asyncio.wait(self._closing)

    async def _take(self) -> asyncpg.Connection:
        if self._closed:
            raise _closed()
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._count -= 1
        if self._count < self._most:
            self._count += 1
            return await self._open()
        connection = await self._wait()
        return await self._open() if connection is None or connection.is_closed() else connection

    async def _open(self) -> asyncpg.Connection:
        """A new connection in a room that was taken for it before."""
        try:
            return await self._open_one()
        except BaseException:
            self._leave()
            raise

    async def _wait(self) -> asyncpg.Connection | None:
        """The connection that is handed on; None for the room of one."""
        turn: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                if (connection := turn.result()) is None:
                    self._leave()
                else:
                    self._give(connection)
            raise

    def _take_back(self, connection: asyncpg.Connection, error: Exception) -> None:
        """After a failure: one that the driver has lost its way on is of no use to anybody."""
        if isinstance(error, InternalClientError):
            self._drop(connection)
        else:
            self._give(connection)

    def _give(self, connection: asyncpg.Connection) -> None:
        if self._closed:
            self._drop(connection)
        elif not self._hand_on(connection):
            self._idle.append(connection)

    def _drop(self, connection: asyncpg.Connection) -> None:
        closing = asyncio.ensure_future(_close(connection))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._leave()

    def _leave(self) -> None:
        """Let somebody else have the room of a connection that is no more."""
        if not self._hand_on(None):
            self._count -= 1

    def _hand_on(self, connection: asyncpg.Connection | None) -> bool:
        """Hand a connection, or the room of one, to whoever waits longest; whether anybody does.

        Left for anybody to take, it would go to those who come back at once.
        """
        while self._waiting:
            if not (turn := self._waiting.popleft()).done():
                turn.set_result(connection)
                return True
        return False


def _closed() -> asyncpg.InterfaceError:
    return asyncpg.InterfaceError("the connections are closed")


async def _close(connection: asyncpg.Connection) -> None:
    with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await connection.close(timeout=_CLOSE_SECONDS)
