"""Whether this process lives, and whether it can serve: two questions, and two paths to ask them by."""

import asyncio
import time
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse

from db.database import Database
from db.listening import Listener
from db.readiness import find_newest_form, read_form

HEALTH, READY = "/health", "/ready"
_RETRY = {"retry-after": "2"}
# However often somebody asks, the database is asked once in so many seconds.
_FRESH_SECONDS = 1.0


@dataclass(frozen=True)
class Checks:
    """What has to be so for requests to be answered."""

    database: bool
    migrations: bool
    listener: bool

    @property
    def all_well(self) -> bool:
        """Whether all of it is so."""
        return self.database and self.migrations and self.listener


class Readiness:
    """Looks after what a process depends on, and remembers for a moment what it saw."""

    def __init__(self, database: Database, listener: Listener) -> None:
        self.database, self._listener = database, listener
        self._asking: asyncio.Task[Checks] | None = None
        self._asked = 0.0

    async def check(self) -> Checks:
        """How things stand; all who ask at once are answered together."""
        now = time.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked > _FRESH_SECONDS):
            self._asked, self._asking = now, asyncio.create_task(self._look())
        return await asyncio.shield(self._asking)

    async def _look(self) -> Checks:
        newest = await asyncio.to_thread(find_newest_form)
        found = await read_form(self.database)
        return Checks(found is not None, found == newest, self._listener.alive)


async def answer_health(_request: Request) -> JSONResponse:
    """That the process lives and its loop turns, whatever is with the database."""
    return JSONResponse({"status": "ok"})


async def answer_ready(request: Request) -> JSONResponse:
    """Whether requests can be answered; what is amiss is nobody's business but the operator's."""
    readiness: Readiness = request.app.state.readiness
    if (await readiness.check()).all_well:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "unavailable"}, 503, _RETRY)
