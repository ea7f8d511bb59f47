"""Who may act as what, held in memory: read when a process starts, and anew whenever it changes."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from uuid import UUID

from db.database import Database
from db.listening import Listener, happens
from db.repositories.grants import TOPIC, load_directory, read_directory_version
from domain.access import Principal
from domain.grants import Capacity, Directory, admit
from domain.problems import refuse

_logger = logging.getLogger("simpul.directory")

# Seconds: how often it is looked for changes that no notice told of, how long a look may take, and after how many
# without a look nobody is admitted: what was revoked meanwhile would not be known.
LOOK_SECONDS = 2.0
LONGEST_LOOK = 5.0
STALE_SECONDS = 20.0

# Reads the keys of sessions and people whose tokens hold no longer, though their time is not over.
LoadEnded = Callable[[Database], Awaitable[frozenset[UUID]]]


async def none_ended(_: Database) -> frozenset[UUID]:
    """Of a service without sessions."""
    return frozenset()


class LiveDirectory:
    """The directory of a process. It refuses everybody while it cannot be known to be true.

    `watchers` are called after every look, also after one that failed, to see whether somebody has to go.
    """

    def __init__(
        self, database: Database, load_ended: LoadEnded = none_ended, *, stale_seconds: float = STALE_SECONDS
    ) -> None:
        self._database, self._load_ended, self._stale_seconds = database, load_ended, stale_seconds
        self._directory = Directory()
        self.watchers: set[Callable[[], None]] = set()
        self._known: object = None
        self._looks = 0
        self._looked_at = -stale_seconds - 1.0

    @property
    def look(self) -> int | None:
        """Which look it is as of; whom one has admitted is admitted until the next. None while nobody can be."""
        return None if time.monotonic() - self._looked_at > self._stale_seconds else self._looks

    def admit(self, capacity: Capacity) -> Principal:
        """The principal that somebody acts as now.

        Refuses GRANTS_UNAVAILABLE, and what `domain.grants.admit` refuses.
        """
        if self.look is None:
            raise refuse("GRANTS_UNAVAILABLE")
        return admit(self._directory, capacity, self._database.clock())

    async def refresh(self) -> None:
        """See to it that the directory is as the database has it now. Raises what the driver raises."""
        database, looked_at = self._database, time.monotonic()
        async with asyncio.timeout(LONGEST_LOOK), database.primary.acquire() as connection:
            # The version first: what changes after it is read again.
            known = (await read_directory_version(connection), database.today())
            if known != self._known:
                found = await load_directory(connection, known[1], database.clock())
                self._directory = replace(found, ended=self._directory.ended)
        ended = await self._load_ended(database)
        if ended != self._directory.ended:
            self._directory = replace(self._directory, ended=ended)
        self._known, self._looked_at = known, looked_at
        self._looks += 1

    async def run(self, listener: Listener) -> None:
        """Refresh until cancelled: whenever a change is heard of, and every few seconds."""
        async with listener.waiting_for(TOPIC) as changed:
            while True:
                await happens(changed, LOOK_SECONDS)
                changed.clear()
                try:
                    await self.refresh()
                except Exception as error:  # noqa: BLE001
                    _logger.warning("who may act as what could not be read, trying again: %r", error)
                    await asyncio.sleep(LOOK_SECONDS)
                for watcher in tuple(self.watchers):
                    watcher()


@asynccontextmanager
async def watching_directory(
    database: Database, listener: Listener, load_ended: LoadEnded = none_ended
) -> AsyncIterator[LiveDirectory]:
    """A directory that is kept true as long as the context lasts."""
    directory = LiveDirectory(database, load_ended)
    await directory.refresh()
    running = asyncio.create_task(directory.run(listener))
    try:
        yield directory
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
