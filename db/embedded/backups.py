"""Backups of the embedded server, taken while it serves, and brought back whole or not at all."""

import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

import asyncpg

from db.embedded.archives import Manifest, digest, open_archive, write_archive
from db.embedded.binaries import ENVIRONMENT, find_installation
from db.embedded.clusters import DATABASE, SUPERUSER
from db.embedded.failures import EmbeddedServerError, UnusableFileError
from db.embedded.server import EmbeddedServer
from db.fingerprints import count_rows, take_fingerprints
from db.repositories.audit_entries import Entry, store_entries
from domain.access import Principal
from domain.terms import Role

RESTORED, REPLACED = f"{DATABASE}_restored", f"{DATABASE}_replaced"
Check = Callable[[asyncpg.Connection], Awaitable[None]]
# In which a migration, a service that nobody has used, and its operator leave rows.
_PREPARED = (
    *("alembic_version", "directory_versions", "government", "policies", "due_work", "leases", "periods"),
    *("audit_entries", "audit_seals"),
)


@dataclass(frozen=True)
class Contents:
    """How many tables and rows a backup holds."""

    tables: int
    rows: int


async def back_up(server: EmbeddedServer, target: Path, made_at: str, key: str) -> Contents:
    """Write all that the database holds at this moment into a new file. Raises EmbeddedServerError.

    Dump and fingerprints see one snapshot, whatever is changed meanwhile.
    """
    if not target.parent.is_dir():
        raise UnusableFileError(f"{target} cannot be written: there is no directory {target.parent}. Make it first.")
    try:
        return await _back_up(server, target, made_at, key)
    except OSError as error:
        raise UnusableFileError(f"{target} cannot be written ({error.strerror}). Name another file.") from error


async def _back_up(server: EmbeddedServer, target: Path, made_at: str, key: str) -> Contents:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as scratch:
        dump = Path(scratch) / "dump"
        async with _connected(server) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            with dump.open("wb") as file:
                _run(server, "pg_dump", "--format=custom", f"--snapshot={snapshot}", DATABASE, output=file)
            tables = await take_fingerprints(connection)
            revision = await connection.fetchval("SELECT version_num FROM alembic_version")
            postgres = await connection.fetchval("SHOW server_version")
        with dump.open("rb") as file:
            checksum = digest(file)
        write_archive(target, dump, Manifest(made_at, postgres, revision, key, checksum, tables))
    return Contents(len(tables), count_rows(tables))


async def restore(
    server: EmbeddedServer, source: Path, *, replace: bool = False, check: Check | None = None
) -> Contents:
    """Put what a backup holds in the place of the database. Raises EmbeddedServerError, and then nothing has changed.

    A database that holds anything is replaced only with `replace`. What was restored is compared with the manifest,
    table by table, before it takes its place, and may be looked into by `check`, which raises what it finds wrong.
    """
    with open_archive(source) as (manifest, dump):
        async with _connected(server) as connection:
            if not replace and await _is_in_use(connection):
                raise EmbeddedServerError(
                    "The database is not empty. Restore into a new SIMPUL_DATA, or add --force to throw away what is"
                    " there."
                )
        async with _connected(server, "postgres") as administration:
            await administration.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
            await administration.execute(f"CREATE DATABASE {RESTORED} TEMPLATE template0")
            try:
                _run(server, "pg_restore", "--exit-on-error", f"--dbname={RESTORED}", given=dump)
                await _compare(server, source, manifest.tables)
                if check is not None:
                    async with _connected(server, RESTORED) as connection:
                        await check(connection)
                await _swap(administration)
            finally:
                await administration.execute(f"DROP DATABASE IF EXISTS {RESTORED}")
    return Contents(len(manifest.tables), count_rows(manifest.tables))


async def record_act(server: EmbeddedServer, action: str, at: datetime, **detail: object) -> None:
    """Record that the operator saved or brought back the data; not in a database of before it could say so."""
    entry = Entry(at, Principal(Role.ADMINISTRATOR), action, None, {"operator": True, **detail})
    async with _connected(server) as connection:
        with suppress(asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
            await store_entries(connection, [entry])


async def _is_in_use(connection: asyncpg.Connection) -> bool:
    held = await take_fingerprints(connection)
    return count_rows({name: each for name, each in held.items() if name.partition(".")[2] not in _PREPARED}) > 0


async def _compare(server: EmbeddedServer, source: Path, expected: Mapping[str, str]) -> None:
    async with _connected(server, RESTORED) as connection:
        found = await take_fingerprints(connection)
        await connection.execute("ANALYZE")
    other = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if other:
        raise EmbeddedServerError(f"What {source} restores differs from what was saved, in {', '.join(other)}.")


async def _swap(administration: asyncpg.Connection) -> None:
    """Let the restored database take the place of the present one, in one transaction."""
    await administration.execute(f"DROP DATABASE IF EXISTS {REPLACED}")
    try:
        async with administration.transaction():
            await administration.execute(f"ALTER DATABASE {DATABASE} RENAME TO {REPLACED}")
            await administration.execute(f"ALTER DATABASE {RESTORED} RENAME TO {DATABASE}")
    except asyncpg.ObjectInUseError:
        raise EmbeddedServerError("Somebody uses the database. Stop the service, and restore again.") from None
    await administration.execute(f"DROP DATABASE {REPLACED}")


@asynccontextmanager
async def _connected(server: EmbeddedServer, database: str = DATABASE) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(server.url(database))
    try:
        yield connection
    finally:
        await connection.close()


def _run(
    server: EmbeddedServer, name: str, *arguments: str, output: BinaryIO | None = None, given: BinaryIO | None = None
) -> None:
    """Run one of the programs against the server. Raises EmbeddedServerError with what it said last."""
    command = [
        *(str(find_installation() / "bin" / name), f"--host={server.sockets}", f"--username={SUPERUSER}"),
        *arguments,
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as program:
        if given is not None and program.stdin is not None:
            _feed(given, program.stdin)
        said = program.stderr.read().decode(errors="replace") if program.stderr else ""
    if program.returncode != 0:
        lines = [line for line in said.splitlines() if "error:" in line] or said.splitlines()[-1:] or ["no reason"]
        raise EmbeddedServerError(f"{name} failed: {lines[0][:500]}")


def _feed(given: BinaryIO, program: IO[bytes]) -> None:
    try:
        with program:
            shutil.copyfileobj(given, program)
    except BrokenPipeError:
        # The program ended early; its own words say why.
        return
