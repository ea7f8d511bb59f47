"""`simpul backup` and `simpul restore`, of the embedded server."""

import asyncio
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from cli.databases import key_of
from cli.keys import ENCRYPTED
from cli.output import console
from db.database import Connection, open_database
from db.embedded import EmbeddedServer, run_embedded_server
from db.embedded.archives import open_archive
from db.embedded.backups import Check, Contents, back_up, record_act
from db.embedded.backups import restore as restore_archive
from db.embedded.failures import UnusableFileError
from db.migrations.upgrade import migrate
from resolvers.cases.erasures import erase_again, list_erased_cases
from resolvers.cases.unsealed import seal_contents
from resolvers.renewal import find_locked
from server.clock import machine_clock
from server.settings import Settings, load_settings
from server.signing_keys import file_of, load_keys, load_secrets
from server.variables import SettingsError

KEY_MARK = b"simpul: which key a backup belongs to"

File = Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False)]


def backup(file: File) -> None:
    """Write all that the embedded database holds into a new file, while it serves."""
    settings = load_settings()
    with embedded_server(settings) as server:
        newest = load_secrets(settings)[0]
        if file.exists():
            raise UnusableFileError(f"{file} is there already. Name another file.")
        contents = asyncio.run(back_up(server, file.absolute(), machine_clock().isoformat(), mark(newest.secret)))
        asyncio.run(record_act(server, "backUp", machine_clock(), rows=contents.rows))
    console.print(f"{file}: {told(contents)}.", highlight=False, soft_wrap=True)
    console.print(
        f"The key is not in it. Keep {file_of(settings)} as well, in another place: without it nobody can"
        " read contacts or use access codes; who has both can read everything.",
        highlight=False,
        soft_wrap=True,
    )


def restore(
    file: File,
    force: Annotated[bool, typer.Option("--force", help="Throw away what the database holds now.")] = False,
    other_key: Annotated[
        bool, typer.Option("--other-key", help="Go on though contacts and access codes need another key.")
    ] = False,
) -> None:
    """Put what a backup holds into the embedded database, whole or not at all. The service must not run."""
    settings = load_settings()
    with open_archive(file) as (manifest, _):
        if not other_key and manifest.key not in map(mark, find_secrets(settings)):
            raise SettingsError(
                f"The key in {file_of(settings)} is not that of the backup. Put the one of that time there (or"
                " into SIMPUL_SECRET), or add --other-key to do without its contacts and access codes."
            )
    with embedded_server(settings) as server:
        check = None if other_key else partial(check_keys, settings)
        contents, erased = asyncio.run(bring_back(server, settings, file, replace=force, check=check))
        asyncio.run(record_act(server, "restore", machine_clock(), rows=contents.rows, madeAt=manifest.made_at))
    again = f" {erased} cases that were erased since are erased again." if erased else ""
    console.print(f"Restored {told(contents)} of {manifest.made_at}, every table compared.{again}", highlight=False)


async def check_keys(settings: Settings, connection: Connection) -> None:
    """Find that the keys open what a restored database holds. Raises SettingsError, naming what they do not open."""
    keys = load_keys(settings)
    locked = {what.purpose.lower(): await find_locked(connection, keys, what) for what in ENCRYPTED}
    if any(locked.values()):
        missing = "; ".join(
            f"{purpose}: {', '.join(map(str, versions))}" for purpose, versions in locked.items() if versions
        )
        raise SettingsError(
            f"The backup holds what is encrypted by keys that are not there (versions by purpose: {missing}), so"
            f" nothing was changed. Put these versions of that time into {file_of(settings)} again (or into"
            " SIMPUL_SECRETS), or add --other-key to do without what they open."
        )


async def bring_back(
    server: EmbeddedServer, settings: Settings, file: Path, *, replace: bool, check: Check | None
) -> tuple[Contents, int]:
    """Restore, and erase again what was erased since; how much came back, and how many cases were erased again."""
    url = server.url()
    await migrate(url, key_of(settings))
    async with open_database(url, clock=machine_clock, owner=True) as database:
        erased = await list_erased_cases(database)
    contents = await restore_archive(server, file, replace=replace, check=check)
    await migrate(url, key_of(settings))
    async with open_database(url, clock=machine_clock, owner=True) as database:
        await seal_contents(database, load_keys(settings))
        return contents, await erase_again(database, erased)


@contextmanager
def embedded_server(settings: Settings) -> Iterator[EmbeddedServer]:
    """The embedded server. Raises SettingsError where a server of one's own is used: it has its own tools."""
    if settings.database_url is not None:
        raise SettingsError(
            "DATABASE_URL names a server of your own, which this command does not save. Use pg_dump or pgBackRest:"
            " docs/operation.md says how."
        )
    with run_embedded_server(settings.data) as server:
        yield server


def find_secrets(settings: Settings) -> list[str]:
    """The secrets that are there; none is made, since it could not be that of a backup."""
    there = settings.has_secrets or file_of(settings).exists()
    return [each.secret for each in load_secrets(settings)] if there else []


def mark(secret: str) -> str:
    """By what a key is known again, which tells nothing of it."""
    return hmac.digest(secret.encode(), KEY_MARK, sha256).hex()[:16]


def told(contents: Contents) -> str:
    """How much a backup holds, in words."""
    return f"{contents.rows:,} rows of {contents.tables} tables"
