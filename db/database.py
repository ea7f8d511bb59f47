"""The two ways to the database: a pool for reads that costs nothing to borrow from, and an engine for changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

SETTINGS = {"timezone": "Asia/Jakarta", "application_name": "simpul", "statement_timeout": "30s"}


@dataclass(frozen=True)
class Database:
    """Open connections of one process to one government's data."""

    reads: asyncpg.Pool
    engine: AsyncEngine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at the end and rolls back on any error."""
        async with self.engine.begin() as connection:
            yield connection


async def _keep(connection: asyncpg.Connection) -> None:
    """Reads leave nothing behind on a connection, so returning one needs no reset."""


async def _set_up(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("json", encoder=bytes, decoder=bytes, schema="pg_catalog", format="binary")


@asynccontextmanager
async def open_database(url: str, read_url: str | None = None, *, size: int = 8) -> AsyncIterator[Database]:
    """Connect to `url` (`postgresql://...`); reads go to `read_url`, a replica, where one is given."""
    pool: Any = await asyncpg.create_pool(
        read_url or url,
        min_size=1,
        max_size=size,
        reset=_keep,
        init=_set_up,
        server_settings=SETTINGS,
        max_inactive_connection_lifetime=0,
    )
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://", 1),
        pool_size=size,
        connect_args={"server_settings": SETTINGS},
    )
    try:
        yield Database(pool, engine)
    finally:
        await pool.close()
        await engine.dispose()
