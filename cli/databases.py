"""The database that the settings ask for: a server of one's own, or the embedded one."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace

from db.database import Database, open_database
from db.embedded import run_embedded_server
from db.migrations.upgrade import migrate
from server.clock import machine_clock
from server.settings import Settings
from server.signing_keys import with_secrets


@contextmanager
def running_server(settings: Settings) -> Iterator[Settings]:
    """The settings with the address of a running database; with the embedded one, with its secrets too.

    The embedded server runs as long as the context lasts. Raises EmbeddedServerError and SettingsError.
    """
    if settings.database_url is not None:
        yield settings
        return
    with run_embedded_server(settings.data) as server:
        yield replace(with_secrets(settings), database_url=server.url())


@asynccontextmanager
async def running_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, migrated and open. Raises EmbeddedServerError, SettingsError and UnsuitableDatabaseError."""
    with running_server(settings) as complete:
        url = str(complete.database_url)
        await migrate(url)
        async with open_database(url, complete.read_url, clock=machine_clock) as database:
            yield database
