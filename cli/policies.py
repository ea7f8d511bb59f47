"""`simpul policies`."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from cli import databases
from cli.output import print_json
from db.repositories.score_inputs import load_scoring_context
from domain.scoring.context import DatedPolicy
from resolvers.policies import adopt_policy
from server.clock import machine_clock
from server.settings import load_settings

JSON = Annotated[bool, typer.Option("--json", help="Print the outcome for programs.")]

policies = typer.Typer(help="Versions of the scoring policy.", no_args_is_help=True)


@policies.callback()
def about() -> None:
    """Versions of the scoring policy: which hold from when, and the adoption of a new one."""


@policies.command(name="list")
def show(as_json: JSON = False) -> None:
    """List the versions that hold, with the first day of each."""
    found = asyncio.run(_load())
    if as_json:
        print_json([_describe(each) for each in found])
    for each in () if as_json else found:
        typer.echo(f"{each.version}  method {each.policy.method}  from {each.effective_from}")


@policies.command()
def adopt(
    version: Annotated[int, typer.Argument(help="A version that comes with the program.")],
    effective_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day by it.")],
) -> None:
    """Let a version hold from a day on, by whoever owns the database. What is scored already stays as it is."""
    asyncio.run(_adopt(version, effective_from))
    typer.echo(f"Version {version} holds from {effective_from:%Y-%m-%d} on.")


def _describe(policy: DatedPolicy) -> dict[str, object]:
    return {"version": policy.version, "method": policy.policy.method, "effectiveFrom": policy.effective_from}


async def _load() -> list[DatedPolicy]:
    async with databases.running_database(load_settings()) as database, database.transaction() as transaction:
        return sorted((await load_scoring_context(transaction)).policies, key=lambda each: each.version)


async def _adopt(version: int, effective_from: datetime) -> None:
    with databases.running_server(load_settings()) as settings:
        await databases.prepare(settings)
        async with databases.open_as_owner(settings, machine_clock) as database, database.transaction() as transaction:
            await adopt_policy(transaction, version, effective_from.date(), database.clock())
