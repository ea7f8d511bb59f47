"""`simpul token`."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import typer

from cli.databases import running_database
from cli.people import find
from db.database import Transaction
from db.repositories.grants import load_directory
from db.repositories.organisation import find_unit
from demo.appointments import PLAYERS, find_players
from domain.grants import Capacity, admit
from domain.terms import Role
from resolvers.audit.deeds import note_operator
from server.authentication import issue_token
from server.settings import Settings, load_settings
from server.signing_keys import load_keys


def token(
    player: Annotated[
        str | None, typer.Option("--as", help=f"In the demonstration, one of: {', '.join(PLAYERS)}.")
    ] = None,
    employee: Annotated[str | None, typer.Option(help="Who: an identifier (emp_...), a NIP or a NI PPPK.")] = None,
    role: Annotated[
        Role | None, typer.Option(case_sensitive=False, help="The role to act in, which they hold.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Of a head of several units, the code of the one.")] = None,
    hours: Annotated[int, typer.Option(min=1, max=24 * 366, help="How long the token holds.")] = 12,
) -> None:
    """Print a bearer token for a person, in a role that they hold; in the demonstration for one of its people."""
    if player is not None and player not in PLAYERS:
        raise typer.BadParameter(f"choose one of {', '.join(PLAYERS)}", param_hint="--as")
    if role is Role.CITIZEN:
        raise typer.BadParameter("a citizen needs no token; send requests without one", param_hint="--role")
    named = Named(player, employee, role, unit)
    if not named.is_one_way():
        raise typer.BadParameter("say who: --employee with --role, or in the demonstration --as")
    typer.echo(asyncio.run(issue(load_settings(), named, timedelta(hours=hours))))


@dataclass(frozen=True)
class Named:
    """Whom a token is for: one of the people of the demonstration, or an employee with a role that they hold."""

    player: str | None
    employee: str | None
    role: Role | None
    unit: str | None

    def is_one_way(self) -> bool:
        """Whether it says who in one way, and wholly."""
        if self.player is not None:
            return (self.employee, self.role, self.unit) == (None, None, None)
        return self.employee is not None and self.role is not None


async def issue(settings: Settings, named: Named, holds: timedelta) -> str:
    """The token. Raises Refused UNKNOWN_EMPLOYEE, UNKNOWN_UNIT, and FORBIDDEN for a role that they do not hold."""
    async with running_database(settings) as database, database.transaction() as transaction:
        capacity = await find_capacity(transaction, named)
        directory = await load_directory(transaction, database.today(), database.clock())
        admit(directory, capacity, database.clock())
        subject, hours = ("Employee", capacity.employee_id), int(holds / timedelta(hours=1))
        await note_operator(transaction, "issueToken", database.clock(), subject, role=capacity.role, hours=hours)
        return issue_token(capacity, load_keys(settings), holds)


async def find_capacity(transaction: Transaction, named: Named) -> Capacity:
    """Who it is, and in which role."""
    if named.employee is not None and named.role is not None:
        unit_id = None if named.unit is None else await find_unit(transaction, named.unit)
        return Capacity(await find(transaction, named.employee), named.role, unit_id)
    players = await find_players(transaction)
    if named.player not in players:
        raise typer.BadParameter("the database holds no demonstration; name a person by --employee and --role")
    return players[named.player]
