"""`simpul revoke`."""

import asyncio
from typing import Annotated

import typer

from cli.databases import running_database
from cli.people import EmployeeOption, find
from db.repositories.organisation import find_unit
from domain.terms import Role
from resolvers.grants import revoke_as_operator
from server.settings import load_settings


def revoke(
    role: Annotated[Role, typer.Option(case_sensitive=False, help="The role.")],
    employee: EmployeeOption,
    reason: Annotated[str, typer.Option(help="Why.")],
    unit: Annotated[str | None, typer.Option(help="Of a head of several units, the code of the one.")] = None,
) -> None:
    """Take a role from somebody, as the operator of the service; within seconds also where they are signed in."""
    count = asyncio.run(take(role, employee, reason, unit))
    if not count:
        raise typer.BadParameter(f"they have no role {role} there", param_hint="--role")
    typer.echo("Revoked.")


async def take(role: Role, employee: str, reason: str, unit: str | None) -> int:
    """Revoke every such grant; how many there were."""
    async with running_database(load_settings()) as database, database.transaction() as transaction:
        unit_id = None if unit is None else await find_unit(transaction, unit)
        person = await find(transaction, employee)
        at = database.clock()
        return len(await revoke_as_operator(transaction, person, role, unit_id=unit_id, reason=reason, at=at))
