"""The two ways to the database: a pool for reads that costs nothing to borrow from, and an engine for changes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# A plan of the graph is many small look-ups in memory: compiling them to machine code costs more than it saves, and
# even of a table of one page the index is cheaper than reading it through for every row.
SETTINGS = {
    "timezone": "Asia/Jakarta",
    "application_name": "simpul",
    "statement_timeout": "30s",
    "jit": "off",
    "random_page_cost": "0.1",
    "seq_page_cost": "0.1",
}


@dataclass(frozen=True)
class Database:
    """Open connections of one process to one government's data.

    `reads` may lead to a replica; `primary` sees every change at once; `engine` makes the changes.
    """

    reads: asyncpg.Pool
    primary: asyncpg.Pool
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


async def _open_pool(url: str, size: int) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        reset=_keep,
        init=_set_up,
        server_settings=SETTINGS,
        max_inactive_connection_lifetime=0,
        statement_cache_size=400,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
    )


@asynccontextmanager
async def open_database(url: str, read_url: str | None = None, *, size: int = 8) -> AsyncIterator[Database]:
    """Connect to `url` (`postgresql://...`); reads go to `read_url`, a replica, where one is given."""
    primary = await _open_pool(url, size)
    reads = await _open_pool(read_url, size) if read_url else primary
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: asyncpg.connect(url, server_settings=SETTINGS),
        pool_size=size,
    )
    try:
        yield Database(reads, primary, engine)
    finally:
        await reads.close()
        await primary.close()
        await engine.dispose()
