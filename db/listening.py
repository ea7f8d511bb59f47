"""What other processes changed, heard through PostgreSQL's LISTEN: one connection a process, whoever subscribes."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import orjson

from db.entrances import Entrance, Way
from db.logins import Login

Topic = tuple[str, str]

_logger = logging.getLogger("simpul.listening")
_RETRY_SECONDS = 1.0
_AS_NAMED = Entrance(Way.ADDRESS, "")


class Listener:
    """Wakes those who wait for a topic; after a lost connection everybody, since notices may have been missed."""

    def __init__(self, url: str, entrance: Entrance = _AS_NAMED) -> None:
        self._url, self._entrance = url, entrance
        self._waiting: dict[Topic, set[asyncio.Event]] = defaultdict(set)

    @asynccontextmanager
    async def waiting_for(self, topic: Topic) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever something of the topic has changed; several changes at once set it once."""
        changed = asyncio.Event()
        self._waiting[topic].add(changed)
        try:
            yield changed
        finally:
            self._waiting[topic].discard(changed)
            if not self._waiting[topic]:
                del self._waiting[topic]

    async def run(self) -> None:
        """Listen until cancelled, connecting again when the connection is lost."""
        while True:
            try:
                await self._listen()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _logger.warning("listening failed, trying again: %s", error)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen(self) -> None:
        connection = await self._entrance.connect(self._url, Login.STAFF)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            channel = await connection.fetchval("SELECT current_schema()")
            await connection.add_listener(channel, self._hear)
            for topic in list(self._waiting):
                self._wake(topic)
            await lost.wait()
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    def _hear(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        notice = orjson.loads(str(payload))
        self._wake((notice["topic"], notice.get("id") or notice["employee"]))

    def _wake(self, topic: Topic) -> None:
        for changed in self._waiting.get(topic, ()):
            changed.set()


@asynccontextmanager
async def listening(url: str, entrance: Entrance = _AS_NAMED) -> AsyncIterator[Listener]:
    """A listener that listens as long as the context lasts."""
    listener = Listener(url, entrance)
    running = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
