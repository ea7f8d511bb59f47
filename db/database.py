"""The two ways to the database: connections for single statements, and an engine for transactions.

What is measured goes past SQLAlchemy's own execution, also in a transaction (see db.statements.compiled): it takes six
times as long for a statement. So the transaction is the driver's, and the engine begins none of its own.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import asyncpg
from sqlalchemy import AdaptedConnection
from sqlalchemy.event import listen
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from db.deadlines import USUAL, StatementDeadlines
from db.entrances import Entrance, EntranceKind, find_entrance
from db.logins import Login
from db.pool import ConnectionPool
from db.statements.compiled import driver_of
from domain.clocks import Clock
from domain.governments import Government
from domain.terms import Role

# Under these names the layers above know them.
Transaction = AsyncConnection
Connection = asyncpg.Connection


@dataclass(frozen=True)
class Database:
    """Open connections of one process to one government's data, and the clock it lives by.

    `reads` answers queries of staff, `public` those of strangers. `primary` reads what was just changed, and makes
    changes of one statement; `engine` makes changes in transactions, `jobs` those of due work. Each signs in with a
    login of its own, which PostgreSQL allows what is declared in db.privileges.

    Reads have pools of their own because these may lead to a replica, and because a process of PostgreSQL that also
    writes was measured to take a third longer for each large answer: it does not keep its memory from one to the next.
    What strangers watch, or changed themselves, they read from the primary (`public_primary`). `government` is as it
    was when the database was opened, and its zone that of all connections.
    """

    government: Government
    reads: ConnectionPool
    primary: ConnectionPool
    public: ConnectionPool
    public_primary: ConnectionPool
    engine: AsyncEngine
    jobs: AsyncEngine
    entrance: Entrance
    clock: Clock

    def reading(self, role: Role, *, fresh: bool = False) -> ConnectionPool:
        """The connections that answer somebody in a role; `fresh` ones see at once what was changed."""
        if role is Role.CITIZEN:
            return self.public_primary if fresh else self.public
        return self.primary if fresh else self.reads

    def for_jobs(self) -> "Database":
        """The same database, changed by due work."""
        return replace(self, engine=self.jobs)

    def today(self) -> date:
        """What day it is, where the government is."""
        return self.government.day_of(self.clock())

    def usage(self) -> dict[str, dict[str, int]]:
        """How the connections of each pool are used."""
        pools = {
            "reads": self.reads,
            "primary": self.primary,
            "public": self.public,
            "public_primary": self.public_primary,
        }
        used = {name: pool.usage for name, pool in pools.items() if name == "public" or pool is not self.public}
        return used | {"changes": _usage(self.engine), "jobs": _usage(self.jobs)}

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at the end and rolls back on any error."""
        async with self.engine.connect() as connection:
            driver = driver_of(connection)
            transaction = driver.transaction()
            try:
                await transaction.start()
                yield connection
            except BaseException:
                await _undo(driver, transaction)
                raise
            await transaction.commit()


def _usage(engine: AsyncEngine) -> dict[str, int]:
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    return {"in_use": pool.checkedout(), "idle": pool.checkedin()}


async def _undo(driver: Any, transaction: Any) -> None:
    """Roll back; a connection on which that cannot be done is closed, so that nobody else is given it."""
    if driver.is_closed():
        return
    try:
        await transaction.rollback()
    except BaseException as error:
        driver.terminate()
        if not isinstance(error, Exception):
            raise


def replace_closed(adapted: AdaptedConnection, *_: object) -> None:
    """Let the engine open another connection for one that ended while nobody used it, as all do with their server."""
    if adapted.driver_connection.is_closed():
        raise DisconnectionError


# Connections of a process, all pools together, unless set otherwise; most of them are opened only under load.
CONNECTIONS = 32
FOR_JOBS = 2


@dataclass(frozen=True)
class _Shares:
    """How many connections each pool has of all; two of them are left for due work, and one for listening."""

    reads: int
    primary: int
    public: int
    changes: int

    @classmethod
    def of(cls, total: int, *, replica: bool) -> "_Shares":
        """A quarter each; with a replica strangers have two pools, which share theirs."""
        quarter = max((total - FOR_JOBS - 1) // 4, 1)
        return cls(quarter, quarter, max(quarter // 2, 1) if replica else quarter, quarter)


@asynccontextmanager
async def open_database(
    url: str,
    read_url: str | None = None,
    *,
    clock: Clock,
    key: bytes | None = None,
    owner: bool = False,
    connections: int = CONNECTIONS,
    deadlines: StatementDeadlines = USUAL,
) -> AsyncIterator[Database]:
    """Connect to `url` (`postgresql://...`); reads go to `read_url`, a replica, where one is given.

    With `key`, from which passwords are derived, each class of viewer has a login of its own. As `owner` all
    connections are those of whoever the address names, past all privileges. PostgreSQL ends what takes longer than its
    `deadlines`. Raises UnsuitableDatabaseError.
    """
    entrance, government = await find_entrance(url, None if owner else key)
    entrance = replace(entrance, kind=EntranceKind.ADDRESS if owner else entrance.kind, deadlines=deadlines)
    zone, shares = government.zone.key, _Shares.of(connections, replica=read_url is not None)

    def pool(address: str, login: Login, size: int) -> ConnectionPool:
        return ConnectionPool(partial(entrance.open, address, login, zone), size)

    reads = pool(read_url or url, Login.STAFF, shares.reads)
    primary = pool(url, Login.WRITING, shares.primary)
    public = pool(read_url or url, Login.PUBLIC, shares.public)
    public_primary = pool(url, Login.PUBLIC, shares.public) if read_url else public
    engine = _open_engine(lambda: entrance.connect(url, Login.WRITING, zone), shares.changes)
    jobs = _open_engine(lambda: entrance.connect(url, Login.JOBS, zone), FOR_JOBS)
    try:
        yield Database(government, reads, primary, public, public_primary, engine, jobs, entrance, clock)
    finally:
        for each in (reads, primary, public, public_primary):
            await each.close()
        await engine.dispose()
        await jobs.dispose()


def _open_engine(connect: Callable[[], Awaitable[asyncpg.Connection]], size: int) -> AsyncEngine:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        # The one that was used last has its statements planned.
        pool_use_lifo=True,
    )
    listen(engine.sync_engine, "checkout", replace_closed)
    return engine
