"""What other processes changed, heard through PostgreSQL's LISTEN: one connection a process, whoever subscribes."""

import asyncio
import logging
import math
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import orjson

from db.entrances import Entrance, EntranceKind
from db.logins import Login

Topic = tuple[str, str]

_logger = logging.getLogger("simpul.listening")
_RETRY_SECONDS = 1.0
# A connection that nobody speaks on may be dead without a word, as behind a network that fell silent.
_QUIET_SECONDS, _ANSWER_SECONDS = 15.0, 10.0
# Of notices that are none of ours, one line in so many.
_COMPLAINT_SECONDS = 60.0
_AS_NAMED = Entrance(EntranceKind.ADDRESS, "")


class Listener:
    """Wakes those who wait for a topic; after a lost connection everybody, since notices may have been missed.

    `alive` says whether it listens just now, `lost_before` whether a connection was ever lost.
    """

    def __init__(
        self, url: str, entrance: Entrance = _AS_NAMED, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._url, self._entrance = url, entrance
        self._monotonic, self._complains_from = monotonic, -math.inf
        self.alive, self.lost_before = False, False
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
                self._lose(error)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _listen(self) -> None:
        connection = await self._entrance.connect(self._url, Login.STAFF)
        lost = asyncio.Event()
        try:
            connection.add_termination_listener(lambda _: lost.set())
            channel = await connection.fetchval("SELECT current_schema()")
            await connection.add_listener(channel, self._hear)
            self._find()
            while not await happens(lost, _QUIET_SECONDS):
                await connection.fetchval("SELECT 1", timeout=_ANSWER_SECONDS)
            self._lose(None)
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    def _find(self) -> None:
        """Listening has begun: wake everybody."""
        if self.lost_before:
            _logger.warning("listening again")
        self.alive = True
        for topic in list(self._waiting):
            self._wake(topic)

    def _lose(self, error: Exception | None) -> None:
        """Listening has ended; of what goes on for long, one line."""
        if self.alive or not self.lost_before:
            _logger.warning("listening has ended, trying again each %d s", _RETRY_SECONDS, exc_info=error)
        self.alive, self.lost_before = False, True

    def _hear(self, _connection: Any, process: int, _channel: str, payload: object) -> None:
        topic = read_notice(str(payload))
        if topic is not None:
            self._wake(topic)
        elif (now := self._monotonic()) >= self._complains_from:
            self._complains_from = now + _COMPLAINT_SECONDS
            _logger.warning("a notice that is none of ours, from the PostgreSQL process %d, is ignored", process)

    def _wake(self, topic: Topic) -> None:
        for changed in self._waiting.get(topic, ()):
            changed.set()


def read_notice(payload: str) -> Topic | None:
    """What a notice tells of; None where it is none of ours: whoever signs in to the database may send any."""
    try:
        notice = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(notice, dict):
        return None
    topic, subject = notice.get("topic"), notice.get("id") or notice.get("employee")
    return (topic, subject) if isinstance(topic, str) and isinstance(subject, str) else None


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is set within so many seconds.

    Whoever is cancelled meanwhile is: until Python 3.12, `asyncio.wait_for` forgets that where the event is just set,
    so that what waits again and again would go on for good.
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


@asynccontextmanager
async def listening(
    url: str, entrance: Entrance = _AS_NAMED, *, monotonic: Callable[[], float] = time.monotonic
) -> AsyncIterator[Listener]:
    """A listener that listens as long as the context lasts."""
    listener = Listener(url, entrance, monotonic)
    running = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
