"""The keys of service accounts, held in memory: whoever sends one is known without asking the database."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from db.database import Database
from db.listening import Listener, happens
from db.repositories.commits import SERVICES_CHANGED
from db.repositories.services import UsableKey, list_usable_keys, note_key_uses
from domain.accounts.services import KEY_PREFIX, ServicePrincipal
from domain.problems import refuse
from resolvers.accounts.tokens import LONGEST_TOKEN, hash_token

# Keys are read anew when one is made or revoked, and this often in any case: a notice may have been lost.
REFRESH_SECONDS = 60.0
RETRY_SECONDS = 1.0

_logger = logging.getLogger("simpul.signin")


class ServiceKeys:
    """Who the bearer of a key is. Empty until `load`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys = dict[bytes, UsableKey]()
        self._used = dict[bytes, datetime]()
        self.watchers = set[Callable[[], None]]()

    @staticmethod
    def recognises(token: str) -> bool:
        """Whether a token is a key of a service account and no other."""
        return token.startswith(KEY_PREFIX)

    def principal(self, token: str) -> ServicePrincipal:
        """The service account of a key, whatever its owner may. Refuses SERVICE_KEY_INVALID."""
        key = self._find(token)
        self._used[key.key_hash] = self._database.clock()
        return key.principal

    def seconds_left(self, token: str) -> float:
        """For how long a key is good. Refuses SERVICE_KEY_INVALID."""
        return (self._find(token).expires_at - self._database.clock()).total_seconds()

    def _find(self, token: str) -> UsableKey:
        key = self._keys.get(hash_token(token[: LONGEST_TOKEN + 1]))
        if key is None or key.expires_at <= self._database.clock():
            raise refuse("SERVICE_KEY_INVALID")
        return key

    async def load(self) -> None:
        """Read which keys there are, and tell those who watch them."""
        database = self._database
        keys = await list_usable_keys(database, database.clock())
        self._keys = {key.key_hash: key for key in keys}
        for watcher in tuple(self.watchers):
            watcher()

    async def note_uses(self) -> None:
        """Write down which keys were used since the last time."""
        used = dict(self._used)
        if used:
            await note_key_uses(self._database, used)
        # What was used meanwhile is noted the next time.
        self._used = dict(self._used.items() - used.items())

    async def run(self, listener: Listener) -> None:
        """Keep up with what is made and revoked, until cancelled."""
        async with listener.waiting_for(SERVICES_CHANGED) as changed:
            while True:
                await happens(changed, REFRESH_SECONDS)
                changed.clear()
                await self._keep_up()

    async def _keep_up(self) -> None:
        try:
            await self.load()
            await self.note_uses()
        except Exception:
            _logger.exception("the keys of service accounts could not be read; those of before hold")
            await asyncio.sleep(RETRY_SECONDS)


@asynccontextmanager
async def holding_service_keys(database: Database, listener: Listener) -> AsyncIterator[ServiceKeys]:
    """The keys as they are, as long as the context lasts."""
    keys = ServiceKeys(database)
    await keys.load()
    running = asyncio.create_task(keys.run(listener))
    try:
        yield keys
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        await keys.note_uses()
