"""Brings a database to the newest form of the tables."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from db.entrances import UnsuitableDatabaseError, find_entrance
from db.logins import Login
from db.migrations.hindrances import explain_hindrance
from db.privileges import grant_privileges
from db.statements.compiled import driver_of

MINIMUM_VERSION = 18

# The lock that lets one process migrate a database at a time; any number that nothing else locks by.
LOCK = 7_026_011_801

_MAY_MIGRATE = "SELECT has_schema_privilege(current_schema(), 'CREATE')"
UNREACHABLE = (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError)

# Alembic keeps what it works on in a module, so it does one thing at a time in a process, whatever the database.
ALEMBIC = asyncio.Lock()


async def migrate(url: str, key: bytes | None = None) -> None:
    """Apply what is missing, all or nothing; a second process waits for the first and then finds nothing to do.

    Then every role may do what is declared of it, and with `key` has a password. Whoever may make no tables changes
    nothing: the database must have the newest form then. Raises UnsuitableDatabaseError for a server that is out of
    reach or too old, for a database that is newer than this program, and where something of others is in the way.
    """
    async with ALEMBIC, connect(url) as connection:
        await check_version(connection)
        if not await driver_of(connection).fetchval(_MAY_MIGRATE):
            await check_migrated(url, key)
            return
        try:
            await connection.run_sync(upgrade)
            await grant_privileges(driver_of(connection), key)
        except (asyncpg.PostgresError, DBAPIError) as error:
            if (hindrance := explain_hindrance(error)) is not None:
                raise hindrance from error
            raise


async def check_migrated(url: str, key: bytes | None) -> None:
    """Raise UnsuitableDatabaseError unless the database has the newest form; for those who may not give it that."""
    newest = ScriptDirectory.from_config(configure()).get_current_head()
    try:
        entrance, _ = await find_entrance(url, key)
        connection = await entrance.connect(url, Login.WRITING)
        try:
            found = await connection.fetchval("SELECT version_num FROM alembic_version")
        finally:
            await connection.close()
    except UNREACHABLE as error:
        raise out_of_reach(url, error) from error
    if found != newest:
        raise UnsuitableDatabaseError(
            f"The database has the form {found}, this program needs {newest}. Run `simpul migrate` with"
            " DATABASE_OWNER_URL."
        )


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[AsyncConnection]:
    """A single connection without a limit of time, for work on the tables themselves.

    Raises UnsuitableDatabaseError where there is no connection to be had.
    """
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: open_connection(url),
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def open_connection(url: str) -> asyncpg.Connection:
    """Connect as the driver understands `url`. Raises UnsuitableDatabaseError, which never repeats a password."""
    try:
        return await asyncpg.connect(url)
    except UNREACHABLE as error:
        raise out_of_reach(url, error) from error


def out_of_reach(url: str, error: Exception) -> UnsuitableDatabaseError:
    """What to tell a person of a connection that cannot be had."""
    reason = str(error) or type(error).__name__
    return UnsuitableDatabaseError(
        f"There is no connection to the database at {urlsplit(url).hostname or 'the given address'} ({reason})."
        " Check that the server runs and that DATABASE_URL names it, its user and its password rightly."
    )


async def check_version(connection: AsyncConnection) -> None:
    """Raise UnsuitableDatabaseError unless the server is PostgreSQL 18 or newer."""
    version: str = (await connection.execute(text("SHOW server_version"))).scalar_one()
    await connection.rollback()
    if int(version.split(".", 1)[0]) < MINIMUM_VERSION:
        raise UnsuitableDatabaseError(
            f"The server runs PostgreSQL {version}; Simpul needs {MINIMUM_VERSION} or newer."
            " Upgrade it, or leave DATABASE_URL out to use the embedded one."
        )


def upgrade(connection: Connection) -> None:
    """Run every migration that the connection's database lacks."""
    config = configure()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        newest = ScriptDirectory.from_config(config).get_current_head()
        raise UnsuitableDatabaseError(
            f"The database was made by another version of Simpul ({error}); this one knows it up to {newest}."
            " Run the version that made it, or a newer one."
        ) from error


def configure() -> Config:
    """Where Alembic finds the migrations, whatever the working directory is."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
