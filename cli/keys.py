"""`simpul keys list`, `rotate`, `renew` and `retire`."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.databases import running_database
from cli.output import console
from db.repositories.renewals import CASE_KEYS, REPORTERS, SECOND_FACTORS
from domain.keyring import Keys, Purpose
from domain.master_secrets import (
    MasterSecret,
    UnusableSecretError,
    add_version,
    retire_version,
    served_by_newer,
    write_secrets,
)
from resolvers.audit.deeds import note_operator
from resolvers.renewal import count_by_version, count_needing, renew_encrypted
from server.clock import machine_clock
from server.key_file import SETTLED_SECONDS, settled_at
from server.settings import Settings, load_settings
from server.signing_keys import derive_keys, file_of, load_secrets, new_secret, store_secrets
from server.variables import SettingsError

keys = typer.Typer(help="See and change the keys of tokens, access codes, reporters and texts.", no_args_is_help=True)

# Requests that come twice within a day are known by their key, so it is changed only when that is asked for.
ROTATED = tuple(purpose for purpose in Purpose if purpose is not Purpose.IDEMPOTENCY)
# Without the key that made these nobody comes back to their case, is known to have brought it or to have answered
# before, or opens an invitation; and who is invited would be drawn anew.
KEPT = frozenset({Purpose.ACCESS, Purpose.MARKS, Purpose.ANSWERS, Purpose.INVITATIONS})
RETIRED = tuple(purpose for purpose in Purpose if purpose not in KEPT)

ENCRYPTED = (REPORTERS, CASE_KEYS, SECOND_FACTORS)

PurposeOption = Annotated[
    list[Purpose] | None, typer.Option("--purpose", case_sensitive=False, help="Only this; may be given several times.")
]


@keys.command("list")
def list_keys() -> None:
    """Show which versions there are of each key, the newest first, and what still needs the older ones."""
    settings = load_settings()
    held = derive_keys(load_secrets(settings))
    counted = asyncio.run(_count(settings, held))
    table = Table("Purpose", "Versions", "Rows encrypted")
    for purpose in Purpose:
        used = ", ".join(f"{version}: {count}" for version, count in counted.get(purpose, {}).items() if count)
        versions = ", ".join(str(key.version) for key in held.all(purpose))
        table.add_row(purpose.lower(), versions, used)
    Console().print(table)


@keys.command()
def rotate(purpose: PurposeOption = None) -> None:
    """Make a new version of the keys: all of them, unless some are named, but that of idempotency keys.

    What is new is made with it, what is old stays readable. Running processes take it up by themselves where the
    secrets are kept in a file; what variables set, when they start.
    """
    settings = load_settings()
    held = load_secrets(settings)
    changed = _change(lambda: add_version(held, new_secret(), purpose or ROTATED))
    _record(settings, "rotateKeys", changed[0].version, purpose or ROTATED)
    _store(settings, changed)
    console.print("Then `simpul keys renew` encrypts anew what is kept encrypted.")


@keys.command()
def renew() -> None:
    """Encrypt what is kept encrypted anew by the newest key; once all processes have it, older ones can go."""
    settings = load_settings()
    _wait_until_settled(settings)
    asyncio.run(_renew(settings, derive_keys(load_secrets(settings))))


@keys.command()
def retire(version: Annotated[int, typer.Argument(min=0, help="The version.")], purpose: PurposeOption = None) -> None:
    """Do without a version from now on.

    For everything that a newer version serves but access codes, marks, answers and invitations, unless these are named.
    Tokens that were signed with it hold no longer.
    """
    settings = load_settings()
    held = load_secrets(settings)
    retired = purpose or [each for each in RETIRED if each in served_by_newer(held, version)]
    if not retired and version in {each.version for each in held}:
        raise typer.BadParameter(f"there is nothing newer than version {version}; call `simpul keys rotate` first")
    changed = _change(lambda: retire_version(held, version, retired))
    counted = asyncio.run(_count(settings, derive_keys(held)))
    for what in ENCRYPTED:
        if what.purpose in retired and (needing := count_needing(what, counted[what.purpose], version)):
            raise typer.BadParameter(
                f"{needing} rows are encrypted with its key of {what.purpose.lower()}; call `simpul keys renew` first"
            )
    _record(settings, "retireKeys", version, retired)
    _store(settings, changed)
    left = next((each.purposes for each in changed if each.version == version), frozenset())
    if left:
        named = ", ".join(sorted(each.lower() for each in left))
        console.print(f"Version {version} stays for {named}: name them with --purpose to do without it there, too.")


def _wait_until_settled(settings: Settings) -> None:
    """Wait until every running process makes what is new by the newest version, so that nothing is missed."""
    if settings.has_secrets or not file_of(settings).exists():
        return
    left = settled_at(settings) - machine_clock().timestamp()
    if 0 < left <= SETTLED_SECONDS:
        console.print("Waiting until running processes use the newest keys ...")
        time.sleep(left)


def _change(change: Callable[[], tuple[MasterSecret, ...]]) -> tuple[MasterSecret, ...]:
    try:
        changed = change()
        write_secrets(changed)
    except UnusableSecretError as error:
        raise SettingsError(f"The keyring {error}.") from error
    return changed


def _store(settings: Settings, held: Sequence[MasterSecret]) -> None:
    """Put secrets into the file, or say what is to be set."""
    if settings.has_secrets:
        console.print("The secrets are set by variables. Set these for every process, then restart them:")
        *entries, last = write_secrets(held)
        of_before = last if last == settings.secret else None
        listed = " ".join([*entries, *([] if of_before else [last])])
        typer.echo(f"SIMPUL_SECRETS='{listed}'")
        typer.echo("SIMPUL_SECRET stays as it is." if of_before else "SIMPUL_SECRET is to be unset.")
        return
    store_secrets(settings, held)
    console.print(f"Done. What is running takes it up within {SETTLED_SECONDS:.0f} seconds.")


def _record(settings: Settings, action: str, version: int, purposes: Sequence[Purpose]) -> None:
    """Record what is changed here, while the keys are those of before; what variables set, their owner changes."""

    async def record() -> None:
        async with running_database(settings) as database, database.transaction() as transaction:
            await note_operator(
                transaction, action, database.clock(), version=version, purposes=[str(each) for each in purposes]
            )

    if not settings.has_secrets:
        asyncio.run(record())


async def _count(settings: Settings, held: Keys) -> dict[Purpose, dict[int, int]]:
    async with running_database(settings) as database:
        return {each.purpose: await count_by_version(database, held, each) for each in ENCRYPTED}


async def _renew(settings: Settings, held: Keys) -> None:
    async with running_database(settings) as database:
        renewed: dict[str, int] = {}
        for what in ENCRYPTED:
            renewal = await renew_encrypted(database, held, what)
            renewed[what.purpose.lower()] = renewal.renewed
            closed = f"; {renewal.closed} open to none of the keys" if renewal.closed else ""
            console.print(f"{what.purpose.lower()}: {renewal.renewed} encrypted anew{closed}.")
        async with database.transaction() as transaction:
            await note_operator(transaction, "renewKeys", database.clock(), renewed=renewed)
