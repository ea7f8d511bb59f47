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
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

MINIMUM_VERSION = 18

# The lock that lets one process migrate a database at a time; any number that nothing else locks by.
LOCK = 7_026_011_801

# Alembic keeps what it works on in a module, so it does one thing at a time in a process, whatever the database.
ALEMBIC = asyncio.Lock()


class UnsuitableDatabaseError(Exception):
    """The database cannot be used; the text says why and what to do, ready for a person."""


async def migrate(url: str) -> None:
    """Apply what is missing, all or nothing; a second process waits for the first and then finds nothing to do.

    Raises UnsuitableDatabaseError for a server that is out of reach or too old, and for a database that is newer than
    this program.
    """
    async with ALEMBIC, connect(url) as connection:
        await check_version(connection)
        await connection.run_sync(upgrade)


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
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        reason = str(error) or type(error).__name__
        raise UnsuitableDatabaseError(
            f"There is no connection to the database at {urlsplit(url).hostname or 'the given address'} ({reason})."
            " Check that the server runs and that DATABASE_URL names it, its user and its password rightly."
        ) from error


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
