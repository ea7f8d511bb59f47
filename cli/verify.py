"""`simpul verify`."""

import asyncio
from typing import Annotated

import typer

from cli.databases import running_database
from cli.output import print_json
from domain.audit_chain import Break, BreakKind
from graph.identifiers import format_id
from resolvers.audit.chain import Verification, verify_audit
from server.settings import load_settings

BROKEN = 1
HEAD_BYTES = 32
_SAID = {
    BreakKind.SEAL_MISSING: "link {number} is missing",
    BreakKind.SEAL_CHANGED: "link {number} was changed",
    BreakKind.ENTRY_CHANGED: "entry {entry}, sealed by link {number}, was changed",
    BreakKind.ENTRY_MISSING: "entry {entry}, sealed by link {number}, is gone",
    BreakKind.ENTRY_TWICE: "link {number} names an entry twice",
    BreakKind.ENTRY_INSERTED: "entry {entry} was slipped in among entries that were sealed up to link {number}",
}


def read_head(text: str) -> bytes:
    """A head as it was printed. Raises BadParameter."""
    try:
        head = bytes.fromhex(text)
    except ValueError:
        head = b""
    if len(head) != HEAD_BYTES:
        raise typer.BadParameter(f"write its {HEAD_BYTES * 2} hexadecimal digits, as `simpul verify` printed them")
    return head


def verify(
    head: Annotated[
        bytes | None,
        typer.Option(parser=read_head, metavar="HASH", help="A head that was printed before and kept elsewhere."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome for programs.")] = False,
) -> None:
    """Walk the chain over the audit: the first broken link, if any, the head to keep elsewhere, and the open tail."""
    found = asyncio.run(walk(head))
    if as_json:
        print_json(describe(found))
    else:
        for line in tell(found):
            typer.echo(line)
    if not found.whole:
        raise typer.Exit(BROKEN)


async def walk(head: bytes | None) -> Verification:
    """What a walk finds."""
    async with running_database(load_settings()) as database, database.for_jobs().transaction() as transaction:
        await transaction.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return await verify_audit(transaction, head)


def tell(found: Verification) -> list[str]:
    """What was found, for people."""
    lines = [f"{found.links} links over {found.entries} entries; {found.unsealed} waiting to be sealed."]
    if found.since is not None:
        lines.append(f"The oldest of them is from {found.since:%Y-%m-%d %H:%M %Z}.")
    if found.misdated:
        lines.append(
            f"{found.misdated} entries say another time than that at which they were written; where nobody sets the"
            " clock, as the demonstration does, somebody has dated them."
        )
    if found.head is not None:
        lines.append(f"Head (keep it elsewhere): {found.head.hash.hex()}")
    if not found.kept_head_found:
        lines.append("BROKEN: no link has the head that was given: the chain was written anew, or cut short.")
    if found.breaks:
        lines.append(f"BROKEN: {say(found.breaks[0])} ({len(found.breaks)} breaks in all).")
    return lines


def say(broken: Break) -> str:
    """What is wrong with one link."""
    entry = format_id("AuditEntry", broken.entry) if broken.entry else ""
    return _SAID[broken.kind].format(number=broken.number, entry=entry)


def describe(found: Verification) -> dict[str, object]:
    """What was found, for programs."""
    return {
        "whole": found.whole,
        "links": found.links,
        "entries": found.entries,
        "head": found.head.hash.hex() if found.head else None,
        "unsealed": found.unsealed,
        "misdated": found.misdated,
        "breaks": [say(each) for each in found.breaks],
        "keptHeadFound": found.kept_head_found,
    }
