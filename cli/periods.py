"""`simpul periods`."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from cli.databases import running_database
from cli.output import print_json
from db.repositories.periods import load_periods
from domain.scoring.periods import PeriodRecord
from domain.terms import PeriodKind
from resolvers.periods.schedule import (
    MovedPeriods,
    draft_as_operator,
    move_due_periods,
)
from server.settings import load_settings

JSON = Annotated[bool, typer.Option("--json", help="Print the outcome for programs.")]

periods = typer.Typer(help="Periods of evaluation.", no_args_is_help=True)


@periods.callback()
def about() -> None:
    """Periods of evaluation: drafted, opened, closed."""


@periods.command(name="list")
def show(as_json: JSON = False) -> None:
    """List the periods, with where each stands."""
    found = asyncio.run(_load())
    if as_json:
        print_json([_describe(each) for each in found])
    for each in () if as_json else found:
        typer.echo(f"{each.code:8} {each.period.starts_on} to {each.period.ends_on}  {each.state}")


@periods.command()
def draft(
    kind: Annotated[PeriodKind, typer.Argument(case_sensitive=False, help="MONTHLY, QUARTERLY or ANNUAL.")],
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="Any day of it.")],
) -> None:
    """Make the month, quarter or year that holds a day a period; later ones of its kind follow by themselves."""
    typer.echo(f"Drafted: {asyncio.run(_draft(kind, day))}.")


@periods.command()
def move(as_json: JSON = False) -> None:
    """Open, begin to close and close what is due by today, as due work does; say what holds closing up."""
    moved = asyncio.run(_move())
    if as_json:
        print_json(vars(moved))
        return
    typer.echo(f"Opened: {_name(moved.opened)}; closing begun: {_name(moved.begun)}; closed: {_name(moved.closed)}.")
    for code, count in moved.held_up.items():
        typer.echo(f"{code} waits for decisions (decideQuarantine) on {count} resolutions or answers.")
    for code, count in moved.unconfirmed.items():
        typer.echo(f"{code} waits for two people's decisions (decideShift) on {count} shifts common to all.")


def _name(codes: list[str]) -> str:
    return ", ".join(codes) or "none"


def _describe(record: PeriodRecord) -> dict[str, object]:
    days = {"startsOn": record.period.starts_on, "endsOn": record.period.ends_on}
    return {"code": record.code, "kind": record.kind, "state": record.state, **days}


async def _load() -> list[PeriodRecord]:
    async with running_database(load_settings()) as database, database.transaction() as transaction:
        return await load_periods(transaction)


async def _draft(kind: PeriodKind, day: datetime) -> str:
    async with running_database(load_settings()) as database, database.transaction() as transaction:
        return await draft_as_operator(transaction, kind, day.date(), database.clock())


async def _move() -> MovedPeriods:
    async with running_database(load_settings()) as database:
        return await move_due_periods(database.for_jobs())
