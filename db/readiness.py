"""Whether the database can be worked with: it answers, and has the newest form of the tables."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import cache
from typing import TypeVar

import asyncpg
from alembic.script import ScriptDirectory

from db.availability import is_unavailable
from db.database import Database
from db.migrations.upgrade import configure

Entered = TypeVar("Entered")

_logger = logging.getLogger("simpul.database")

ANSWER_SECONDS = 3.0
# A process of the service may begin just when the database recovers from a crash, which may take minutes.
START_SECONDS, PAUSE_SECONDS = 300.0, 0.25


@cache
def find_newest_form() -> str | None:
    """The newest migration that this program knows. Reads all of them, so the first call takes a while."""
    return ScriptDirectory.from_config(configure()).get_current_head()


async def read_form(database: Database) -> str | None:
    """The newest migration that the database has; None where it does not answer in time, or not to this question."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return str(await database.primary.fetchval("SELECT version_num FROM alembic_version"))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return None


async def enter_once_available(
    stack: AsyncExitStack,
    begin: Callable[[], AbstractAsyncContextManager[Entered]],
    seconds: float = START_SECONDS,
    *,
    final: tuple[type[Exception], ...] = (),
) -> Entered:
    """Enter a context that needs the database, anew as often as the database cannot be had just now.

    Raises what it last said when so many seconds have passed, and at once what waiting does not mend: also what is
    `final`, whatever caused it.
    """
    deadline, told = time.monotonic() + seconds, False
    while True:
        try:
            return await stack.enter_async_context(begin())
        except final:
            raise
        except Exception as error:
            if not is_unavailable(error) or time.monotonic() > deadline:
                raise
            if not told:
                _logger.warning("the database is out of reach; waiting for it, %d s at most", seconds, exc_info=error)
                told = True
        await asyncio.sleep(PAUSE_SECONDS)
