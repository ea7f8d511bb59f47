"""`simpul token`."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from cli.databases import running_database
from db.repositories.governments import ZONE
from db.repositories.organisation import find_principal
from domain.access import Principal
from domain.terms import Role
from graph.identifiers import parse_ids
from server.authentication import issue_token
from server.settings import Settings, load_settings
from server.signing_keys import load_secret

# What these roles see and do depends on who they are.
PERSONAL = frozenset({Role.EMPLOYEE, Role.APPRAISER, Role.UNIT_HEAD})


def token(
    role: Annotated[Role, typer.Option(case_sensitive=False, help="The role to act in.")],
    employee: Annotated[str | None, typer.Option(help="Who: an identifier (emp_...), a NIP or a NI PPPK.")] = None,
    hours: Annotated[int, typer.Option(min=1, max=24 * 366, help="How long the token holds.")] = 12,
) -> None:
    """Print a bearer token for a person and role."""
    if role is Role.CITIZEN:
        raise typer.BadParameter("a citizen needs no token; send requests without one", param_hint="--role")
    if role in PERSONAL and employee is None:
        raise typer.BadParameter(f"the role {role} belongs to a person; say who", param_hint="--employee")
    settings = load_settings()
    principal = asyncio.run(find(settings, role, employee)) if employee else Principal(role)
    typer.echo(issue_token(principal, load_secret(settings), timedelta(hours=hours)))


async def find(settings: Settings, role: Role, employee: str) -> Principal:
    """The person in the database. Raises Refused UNKNOWN_EMPLOYEE."""
    async with running_database(settings) as database, database.transaction() as connection:
        key = next(iter(parse_ids("Employee", [employee])), employee)
        return await find_principal(connection, role, key, database.clock().astimezone(ZONE).date())
