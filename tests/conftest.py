"""A real PostgreSQL for every test that asks: one cluster a run, one migrated template, one clone a test."""

import logging
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg
import hypothesis
import pytest
from sqlalchemy import event

from db.database import Database, open_database
from db.deadlines import UNHURRIED
from db.embedded import EmbeddedServer, run_embedded_server
from db.embedded.server import SERVER_SETTINGS
from db.migrations.upgrade import migrate
from db.pool import Open
from server.logs import OURS
from tests import clock
from tests.databases import Clone, own_database

if TYPE_CHECKING:
    from tests.graph.demonstration import World

# How long an example takes depends on the machine, so it decides nothing.
hypothesis.settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

TEMPLATE = "template_simpul"

# Some hundred megabytes are used; the rest is for whatever else the machine does.
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30

# Locks of the database "postgres" of the test cluster, where workers of one run meet.
TEMPLATE_LOCK = 1
TRANSACTION_CONTROL = {"BEGIN", "COMMIT", "ROLLBACK"}
# In what the driver asks, once on a connection, of types that it meets first.
MEETING_TYPES = ("typeinfo_tree", "'jit'")
UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "64MB"}


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """What a test's service or command sets up of the logs ends with the test."""
    ours = logging.getLogger(OURS)
    kept, level, propagates = ours.handlers[:], ours.level, ours.propagate
    yield
    ours.handlers, ours.propagate = kept, propagates
    ours.setLevel(level)


def choose_scratch() -> Path:
    """Where databases of a run lie: in memory where that is large enough, since a run makes and drops thousands."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        return MEMORY
    return Path(tempfile.gettempdir())


@pytest.fixture(scope="session")
def cluster(testrun_uid: str) -> Iterator[EmbeddedServer]:
    """The server of this run, shared by its workers; it and its data go when the last worker leaves."""
    directory = choose_scratch() / f"simpul-tests-{testrun_uid}"
    with run_embedded_server(directory, {**SERVER_SETTINGS, **UNSAFE}, durable=False) as server:
        yield server
    if not (directory / "postgres" / "postmaster.pid").exists():
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
async def template(cluster: EmbeddedServer) -> str:
    """The name of a database that the migrations made; the first worker makes it."""
    administration = await asyncpg.connect(cluster.url("postgres"))
    await administration.execute("SELECT pg_advisory_lock($1)", TEMPLATE_LOCK)
    if not await administration.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", TEMPLATE):
        await administration.execute(f"CREATE DATABASE {TEMPLATE}")
        await migrate(cluster.url(TEMPLATE))
    await administration.close()
    return TEMPLATE


@pytest.fixture(scope="session")
def clone(cluster: EmbeddedServer, template: str, worker_id: str) -> Clone:
    """Makes clones of the template that no other worker touches."""
    return lambda name: own_database(cluster, f"{name}_{worker_id}", template)


@pytest.fixture
async def database_url(clone: Clone) -> AsyncIterator[str]:
    """Where to connect to a clone for this test alone."""
    async with clone("test") as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The clone, opened as the application opens it, but with deadlines that no busy machine misses."""
    async with open_database(database_url, clock=clock.begin(), deadlines=UNHURRIED) as opened:
        yield opened


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The clone as the owner of its tables sees it, to arrange what the service may not do."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="session")
async def world(clone: Clone) -> AsyncIterator["World"]:
    """The small demonstration, filled once for each worker of a run, for reading only."""
    # Imports the whole service, which most tests do without.
    from tests.graph.demonstration import open_world  # noqa: PLC0415

    async with clone("demonstration") as url, open_world(url) as opened:
        yield opened


@pytest.fixture
def data_directory() -> Iterator[Path]:
    """Where an embedded server of the test's own may put its data.

    Not in pytest's directories: pytest closes those to other users again whenever a run begins, and as root the
    server is another user.
    """
    with tempfile.TemporaryDirectory(prefix="simpul-data-", dir=choose_scratch()) as made:
        yield Path(made) / "data"


class Statements(list[str]):
    """The texts of the statements sent since the test began, or since `clear()`."""


@pytest.fixture
async def statements(database: Database) -> AsyncIterator[Statements]:
    """What was sent through either way of `database`, apart from transaction control and the opening of connections.

    What the driver asks once on a connection, of types that it meets first, is part of opening it. Statements are seen
    when they go through the engine's cursors, or through `fetch`, `fetchrow`, `fetchval` or
    `execute` of the driver; asyncpg reports no COPY and no statement that was prepared by hand, and each only with the
    next turn of the loop: count after the transaction has ended.
    """
    sent = Statements()

    def note(record: asyncpg.connection.LoggedQuery) -> None:
        own = record.query.rstrip(";") in TRANSACTION_CONTROL or any(word in record.query for word in MEETING_TYPES)
        if not own:
            sent.append(record.query)

    def note_cursor(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with noting_reads(database, note), noting_changes(database, note, note_cursor):
        yield sent


Note = Callable[[asyncpg.connection.LoggedQuery], None]


@contextmanager
def noting_reads(database: Database, note: Note) -> Iterator[None]:
    """Note what is sent on connections for single statements."""

    def noting(open_one: Open) -> Open:
        async def open_noted() -> asyncpg.Connection:
            connection = await open_one()
            connection.add_query_logger(note)
            return connection

        return open_noted

    pools = (database.reads, database.primary, database.public)
    ways = {way: way._open_one for way in pools}
    for way, open_one in ways.items():
        way._open_one = noting(open_one)
        for connection in way._idle:
            connection.add_query_logger(note)
    yield
    for way, open_one in ways.items():
        way._open_one = open_one
        for connection in way._idle:
            connection.remove_query_logger(note)


@contextmanager
def noting_changes(database: Database, note: Note, note_cursor: Callable[..., None]) -> Iterator[None]:
    """Note what is sent in transactions, by the engine and past it."""

    def begin(adapted: Any, *_rest: object) -> None:
        adapted.driver_connection.add_query_logger(note)

    def end(adapted: Any, *_rest: object) -> None:
        adapted.driver_connection.remove_query_logger(note)

    heard = {"before_cursor_execute": note_cursor, "checkout": begin, "checkin": end}
    each = [(way.sync_engine, *pair) for way in (database.engine, database.jobs) for pair in heard.items()]
    for engine, name, listener in each:
        event.listen(engine, name, listener)
    yield
    for engine, name, listener in each:
        event.remove(engine, name, listener)
