"""The two ways to the database: connections for single statements, and an engine for transactions.

What is measured goes past SQLAlchemy's own execution, also in a transaction (see db.statements.compiled): it takes six
times as long for a statement. So the transaction is the driver's, and the engine begins none of its own.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

import asyncpg
from sqlalchemy import AdaptedConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.pool import ConnectionPool
from db.statements.compiled import driver_of
from domain.clocks import Clock
from domain.governments import Government, parse_government

# Under these names the layers above know them.
Transaction = AsyncConnection
Connection = asyncpg.Connection

# A plan of the graph is many small look-ups in memory: compiling them to machine code costs more than it saves, and
# even of a table of one page the index is cheaper than reading it through for every row.
SETTINGS = {
    "application_name": "simpul",
    "statement_timeout": "30s",
    "jit": "off",
    "random_page_cost": "0.1",
    "seq_page_cost": "0.1",
}


@dataclass(frozen=True)
class Database:
    """Open connections of one process to one government's data, and the clock it lives by.

    `reads` answers queries. `primary` reads what was just changed, and makes changes of one statement; `engine` makes
    changes in transactions. There are two pools because `reads` may lead to a replica, and because a process of
    PostgreSQL that also writes was measured to take a third longer for each large answer: it does not keep its memory
    from one to the next. `government` is as it was when the database was opened, and its zone that of all connections.
    """

    government: Government
    reads: ConnectionPool
    primary: ConnectionPool
    engine: AsyncEngine
    clock: Clock

    def today(self) -> date:
        """What day it is, where the government is."""
        return self.government.day_of(self.clock())

    async def check(self) -> None:
        """Ask the primary for a sign of life. Raises what the driver raises when there is none."""
        await self.primary.fetchval("SELECT 1")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at the end and rolls back on any error."""
        async with self.engine.connect() as connection:
            driver = driver_of(connection)
            transaction = driver.transaction()
            await transaction.start()
            try:
                yield connection
            except BaseException:
                if not driver.is_closed():
                    await transaction.rollback()
                raise
            await transaction.commit()


async def read_government(url: str) -> Government:
    """The government of a database that is not open yet; connections need to know its zone from their beginning."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        return parse_government(await connection.fetchval("SELECT to_json(government)::text FROM government"))
    finally:
        await connection.close()


# A prepared statement stays in the server's memory as long as its connection: 0.45 MB were seen for 150 objects, 4 MB
# for long filters. So many are kept, and none that is longer: whoever varies long ones waits for each to be planned.
KEPT_STATEMENTS = 200
LONGEST_KEPT = 16_384


async def connect(url: str, zone: str) -> asyncpg.Connection:
    """A connection that keeps statements prepared."""
    return await asyncpg.connect(
        url,
        server_settings=SETTINGS | {"timezone": zone},
        statement_cache_size=KEPT_STATEMENTS,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=LONGEST_KEPT,
    )


async def open_connection(url: str, zone: str) -> asyncpg.Connection:
    """A connection of `connect` that hands out JSON as bytes."""
    connection = await connect(url, zone)
    try:
        await connection.set_type_codec("json", encoder=bytes, decoder=bytes, schema="pg_catalog", format="binary")
    except BaseException:
        connection.terminate()
        raise
    return connection


def replace_closed(adapted: AdaptedConnection, *_: object) -> None:
    """Let the engine open another connection for one that ended while nobody used it, as all do with their server."""
    if adapted.driver_connection.is_closed():
        raise DisconnectionError


@asynccontextmanager
async def open_database(
    url: str, read_url: str | None = None, *, clock: Clock, size: int = 8
) -> AsyncIterator[Database]:
    """Connect to `url` (`postgresql://...`); reads go to `read_url`, a replica, where one is given."""
    government = await read_government(url)
    zone = government.zone.key
    primary = ConnectionPool(partial(open_connection, url, zone), size)
    reads = ConnectionPool(partial(open_connection, read_url or url, zone), size)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(url, zone),
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_size=size,
        # The one that was used last has its statements planned.
        pool_use_lifo=True,
    )
    listen(engine.sync_engine, "checkout", replace_closed)
    try:
        yield Database(government, reads, primary, engine, clock)
    finally:
        await reads.close()
        await primary.close()
        await engine.dispose()
