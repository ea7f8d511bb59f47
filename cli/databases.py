"""The database that the settings ask for: a server of one's own, or the embedded one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TypeVar

from db.database import Database, open_database
from db.deadlines import UNHURRIED
from db.embedded import run_embedded_server
from db.migrations.upgrade import migrate
from domain.clocks import Clock
from domain.keyring import Purpose
from resolvers.cases.unsealed import seal_contents
from server.clock import machine_clock
from server.settings import Settings, load_settings
from server.signing_keys import load_keys, with_secrets

Result = TypeVar("Result")


@contextmanager
def running_server(settings: Settings) -> Iterator[Settings]:
    """The settings with the address of a running database; with the embedded one, with its secrets too.

    The embedded server runs as long as the context lasts. Raises EmbeddedServerError and SettingsError.
    """
    if settings.database_url is not None:
        yield settings
        return
    with run_embedded_server(settings.data, watched=True) as server:
        yield replace(with_secrets(settings), database_url=server.address(), owner_url=server.url())


async def prepare(settings: Settings) -> None:
    """Bring the database of a running server to the newest form, with all privileges as they are declared.

    Texts of cases that nobody has sealed are sealed. Raises SettingsError and UnsuitableDatabaseError.
    """
    await migrate(address_of_owner(settings), key_of(settings))
    if _has_keys(settings):
        async with open_as_owner(settings, machine_clock) as database:
            await seal_contents(database, load_keys(settings))


def key_of(settings: Settings) -> bytes | None:
    """What passwords of logins are derived from; None for one who has no secret, and enters as DATABASE_URL says."""
    return load_keys(settings).current(Purpose.LOGINS).secret if _has_keys(settings) else None


def _has_keys(settings: Settings) -> bool:
    return settings.has_secrets or settings.secrets_file is not None or settings.database_url is None


def open_as_service(settings: Settings, clock: Clock = machine_clock) -> AbstractAsyncContextManager[Database]:
    """The database of a running server, opened as the service opens it, for whoever waits for it to end."""
    return open_database(
        str(settings.database_url),
        settings.read_url,
        clock=clock,
        key=key_of(settings),
        connections=settings.connections,
        deadlines=UNHURRIED,
    )


def open_as_owner(settings: Settings, clock: Clock) -> AbstractAsyncContextManager[Database]:
    """The database of a running server, opened past all privileges: for who fills it, or empties it."""
    return open_database(address_of_owner(settings), clock=clock, owner=True, deadlines=UNHURRIED)


def address_of_owner(settings: Settings) -> str:
    """Where the database of a running server is opened past all privileges."""
    return settings.owner_url or str(settings.database_url)


@asynccontextmanager
async def running_database(settings: Settings) -> AsyncIterator[Database]:
    """The database, migrated and open. Raises EmbeddedServerError, SettingsError and UnsuitableDatabaseError."""
    with running_server(settings) as complete:
        await prepare(complete)
        async with open_as_service(complete) as database:
            yield database


def run(work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Do something in the database of the environment's settings. Raises what `running_database` and `work` do."""

    async def do() -> Result:
        async with running_database(load_settings()) as database:
            return await work(database)

    return asyncio.run(do())
