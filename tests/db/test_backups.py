"""A backup taken while the service writes is whole; what is restored equals it table by table, row by row."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest

from db.database import open_database
from db.embedded import EmbeddedServer, EmbeddedServerError, run_embedded_server
from db.embedded.archives import Manifest, open_archive, write_archive
from db.embedded.backups import back_up, restore
from db.fingerprints import take_fingerprints
from db.migrations.upgrade import migrate
from tests import clock
from tests.faults.ledger import HALF
from tests.resolvers.town import Town, found

KEY, THEN = "0123456789abcdef", "2026-11-24T10:00+07:00"


async def rows_of(server: EmbeddedServer) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    connection = await asyncpg.connect(server.url())
    tables = await take_fingerprints(connection)
    rows = {
        name: sorted(row[0] for row in await connection.fetch(f"SELECT each::text FROM {name} AS each"))
        for name in tables
    }
    await connection.close()
    return rows


@asynccontextmanager
async def inhabited(server: EmbeddedServer) -> AsyncIterator[Town]:
    """A town with a case that went all the way."""
    await migrate(server.url())
    async with open_database(server.url(), clock=clock.begin()) as database:
        town = await found(database)
        await town.rate(await town.resolved())
        await town.submit(confidential=True)
        yield town


@pytest.fixture(scope="module")
async def made() -> AsyncIterator[tuple[EmbeddedServer, Path]]:
    """A server with a town, and a backup of it."""
    with (
        tempfile.TemporaryDirectory(prefix="simpul-data-") as directory,
        run_embedded_server(Path(directory) / "data", durable=False) as server,
    ):
        async with inhabited(server):
            pass
        await back_up(server, Path(directory) / "saved", THEN, KEY)
        yield server, Path(directory) / "saved"


@pytest.fixture
async def saved(made: tuple[EmbeddedServer, Path], tmp_path: Path) -> tuple[EmbeddedServer, Path]:
    """The server as it was saved, and a copy of the backup that may be harmed."""
    server, file = made
    await restore(server, file, replace=True)
    return server, Path(shutil.copy(file, tmp_path / "saved"))


async def test_what_is_restored_is_what_was_saved_row_by_row(
    saved: tuple[EmbeddedServer, Path], data_directory: Path
) -> None:
    server, file = saved
    before = await rows_of(server)
    assert len(before["public.case_events"]) > 3
    with run_embedded_server(data_directory.with_name("another"), durable=False) as other:
        await migrate(other.url())
        contents = await restore(other, file)
        assert await rows_of(other) == before
        async with open_database(other.url(), clock=clock.begin()) as database:
            assert await database.primary.fetchval("SELECT count(*) FROM cases") == len(before["public.cases"])
    assert contents.rows == sum(map(len, before.values()))
    assert contents.tables == len(before)


async def test_a_backup_among_changes_holds_each_of_them_whole_or_not_at_all(
    data_directory: Path, tmp_path: Path
) -> None:
    with run_embedded_server(data_directory, durable=False) as server:
        async with inhabited(server) as town:
            backing = asyncio.create_task(
                asyncio.to_thread(lambda: asyncio.run(back_up(server, tmp_path / "saved", THEN, KEY)))
            )
            submitted = 2
            while not backing.done():
                await town.submit()
                submitted += 1
            contents = await backing
        assert await restore(server, tmp_path / "saved", replace=True) == contents
        connection = await asyncpg.connect(server.url())
        assert 2 <= await connection.fetchval("SELECT count(*) FROM cases") < submitted
        assert {name: await connection.fetchval(statement) for name, statement in HALF.items()} == dict.fromkeys(
            HALF, 0
        )
        await connection.close()


async def test_a_database_that_holds_something_is_not_replaced_unasked(saved: tuple[EmbeddedServer, Path]) -> None:
    server, file = saved
    connection = await asyncpg.connect(server.url())
    await connection.execute("UPDATE units SET name = name || ' baru'")
    await connection.close()
    before = await rows_of(server)
    with pytest.raises(EmbeddedServerError, match=r"not empty.*--force"):
        await restore(server, file)
    assert await rows_of(server) == before
    await restore(server, file, replace=True)
    assert await rows_of(server) != before


async def test_somebody_who_uses_the_database_keeps_it(saved: tuple[EmbeddedServer, Path]) -> None:
    server, file = saved
    connection = await asyncpg.connect(server.url())
    with pytest.raises(EmbeddedServerError, match=r"Somebody uses the database\. Stop the service"):
        await restore(server, file, replace=True)
    assert await connection.fetchval("SELECT count(*) FROM cases") == 2
    await connection.close()
    await restore(server, file, replace=True)


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-20_000] ^= 1
    file.write_bytes(content)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30_000])


def scribble(file: Path) -> None:
    file.write_text("no backup at all")


def remove(file: Path) -> None:
    file.unlink()


def rewrite(file: Path, **changes: object) -> None:
    """The backup with another manifest."""
    with open_archive(file) as (manifest, dump):
        kept = file.with_name("dump")
        kept.write_bytes(dump.read())
    file.unlink()
    write_archive(file, kept, replace(manifest, **changes))  # type: ignore[arg-type]


def swap_a_number(file: Path) -> None:
    with open_archive(file) as (manifest, _):
        tables = {**manifest.tables, "public.units": "3:0"}
    rewrite(file, tables=tables)


def come_from_later(file: Path) -> None:
    rewrite(file, form=99)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (damage, "damaged: its checksum is wrong"),
        (cut, "damaged|cannot be read as a backup"),
        (scribble, "cannot be read as a backup"),
        (remove, "cannot be read as a backup"),
        (swap_a_number, r"differs from what was saved, in public\.units\."),
        (come_from_later, "made by another version of Simpul"),
    ],
)
async def test_what_is_not_whole_changes_nothing(
    saved: tuple[EmbeddedServer, Path], harm: Callable[[Path], None], said: str
) -> None:
    server, file = saved
    before = await rows_of(server)
    harm(file)
    with pytest.raises(EmbeddedServerError, match=said):
        await restore(server, file, replace=True)
    assert await rows_of(server) == before
    connection = await asyncpg.connect(server.url("postgres"))
    assert await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname LIKE 'simpul%'") == 1
    await connection.close()


def test_a_backup_is_its_owners_alone_and_replaces_none(tmp_path: Path) -> None:
    dump = tmp_path / "dump"
    dump.write_bytes(b"dump")
    manifest = Manifest(THEN, "18", "0001", KEY, "", {})
    write_archive(tmp_path / "saved", dump, manifest)
    assert (tmp_path / "saved").stat().st_mode & 0o777 == 0o600
    with pytest.raises(EmbeddedServerError, match="is there already"):
        write_archive(tmp_path / "saved", dump, manifest)
