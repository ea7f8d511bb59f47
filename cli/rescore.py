"""`simpul rescore`."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cli.databases import running_database
from cli.output import console, print_json
from resolvers.audit.deeds import note_operator
from resolvers.scoring.recomputation import Rescored, rescore_everything
from server.settings import load_settings


def rescore(
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome for programs.")] = False,
) -> None:
    """Compute every score anew from its evidence; where nothing was missed, nothing changes."""
    outcome = asyncio.run(rescore_all())
    if as_json:
        print_json(asdict(outcome))
    else:
        typer.echo(
            f"{outcome.employees} employees rescored; scores that changed: {outcome.changed} of employees,"
            f" {outcome.units} of units."
        )


async def rescore_all() -> Rescored:
    """Rescore with a bar that shows how far it is."""
    columns = (TextColumn("Rescoring"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with running_database(load_settings()) as database:
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("rescoring", total=None)
            outcome = await rescore_everything(
                database, lambda done, total: progress.update(task, completed=done, total=total)
            )
        async with database.transaction() as transaction:
            await note_operator(transaction, "rescore", database.clock(), **asdict(outcome))
        return outcome
