"""Whether the database can be worked with: it answers, and has the newest form of the tables."""

import asyncio
import time
from functools import cache

import asyncpg
from alembic.script import ScriptDirectory

from db.availability import is_unavailable
from db.database import Database
from db.migrations.upgrade import configure

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


async def wait_for_database(url: str, seconds: float = START_SECONDS) -> None:
    """Wait while the database at `url` cannot be had just now. Raises what it last said when so many have passed."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            await (await asyncpg.connect(url, timeout=ANSWER_SECONDS)).close()
        except asyncpg.InvalidAuthorizationSpecificationError:
            # It answers; as whom the service signs in is for others to find out.
            return
        except (OSError, asyncpg.PostgresError) as error:
            if not is_unavailable(error) or time.monotonic() > deadline:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
