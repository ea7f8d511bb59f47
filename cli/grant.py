"""`simpul grant`."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from cli.databases import running_database
from cli.people import EmployeeOption, find
from db.repositories.organisation import find_unit
from domain.grants import GRANTED, Proposal
from domain.terms import GrantState, Role
from resolvers.grants import grant_as_operator
from server.settings import load_settings

UNIT = "The unit that they head and hold a post in, by its code; for UNIT_HEAD, and no other role."
SAID = {
    GrantState.CONFIRMED: "Granted.",
    GrantState.PROPOSED: "Proposed: an administrator or an auditor has to confirm it (confirmGrant).",
}


def grant(
    role: Annotated[Role, typer.Option(case_sensitive=False, help=f"One of {', '.join(GRANTED)}.")],
    employee: EmployeeOption,
    reason: Annotated[str, typer.Option(help="Why, for example the decree.")],
    unit: Annotated[str | None, typer.Option(help=UNIT)] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day without it.")] = None,
) -> None:
    """Give somebody a role, as the operator of the service; the audit trail says so."""
    typer.echo(SAID[asyncio.run(give(role, employee, reason, unit, until))])


async def give(role: Role, employee: str, reason: str, unit: str | None, until: datetime | None) -> GrantState:
    """Store the grant; where it stands."""
    async with running_database(load_settings()) as database, database.transaction() as transaction:
        ends_at = until and until.replace(tzinfo=database.government.zone)
        unit_id = None if unit is None else await find_unit(transaction, unit)
        person = await find(transaction, employee)
        proposal = Proposal(person, role, unit_id, database.clock(), ends_at)
        return (await grant_as_operator(transaction, database, proposal, reason, employee)).state
