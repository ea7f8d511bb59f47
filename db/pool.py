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

Open = Callable[[], Awaitable[asyncpg.Connection]]

_CLOSE_SECONDS = 5.0


class ConnectionPool:
    """At most `most` open connections, opened when they are needed; whoever waits for one longest gets the next.

    One whose statement ends otherwise than by its result or its own error, such as by the end of the task that waits
    for it, is closed, and the statement cancelled.
    """

    def __init__(self, open_one: Open, most: int) -> None:
        self._open_one, self._most = open_one, most
        self._idle: list[asyncpg.Connection] = []
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._closing: set[asyncio.Task[None]] = set()
        self._count = 0

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first value of the first row."""
        connection = await self._take()
        try:
            value = await connection.fetchval(sql, *values)
        except asyncpg.PostgresError:
            self._give(connection)
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
        except asyncpg.PostgresError:
            self._give(connection)
            raise
        except BaseException:
            self._drop(connection)
            raise
        self._give(connection)

    async def close(self) -> None:
        """Close what is not in use, and let nobody open more."""
        self._most = 0
        while self._idle:
            self._drop(self._idle.pop())
        if self._closing:
            await asyncio.wait(self._closing)

    async def _take(self) -> asyncpg.Connection:
        while True:
            if not self._idle and self._count < self._most:
                return await self._add()
            connection = self._idle.pop() if self._idle else await self._wait()
            if connection is not None:
                if not connection.is_closed():
                    return connection
                self._count -= 1

    async def _add(self) -> asyncpg.Connection:
        self._count += 1
        try:
            return await self._open_one()
        except BaseException:
            self._count -= 1
            self._give(None)
            raise

    def _give(self, connection: asyncpg.Connection | None) -> None:
        """Hand on a connection, or with None the room for one.

        It goes to whoever waits longest: left for anybody to take, it would go to those who come back at once.
        """
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)

    def _drop(self, connection: asyncpg.Connection) -> None:
        self._count -= 1
        closing = asyncio.ensure_future(_close(connection))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._give(None)

    async def _wait(self) -> asyncpg.Connection | None:
        turn: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give(turn.result())
            raise


async def _close(connection: asyncpg.Connection) -> None:
    with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await connection.close(timeout=_CLOSE_SECONDS)
