"""`simpul account`."""

import asyncio
from typing import Annotated

import typer

from cli.databases import running_database
from cli.output import console
from resolvers.accounts.administration import SetupCode, add_account, renew_code
from server.settings import load_settings

account = typer.Typer(help="Local accounts of staff, for towns without an identity provider.", no_args_is_help=True)

EmployeeArgument = Annotated[str, typer.Argument(show_default=False, help="Who: a NIP, a NI PPPK or emp_...")]


@account.command()
def add(
    employee: EmployeeArgument,
    login: Annotated[str | None, typer.Option(help="What they sign in with instead of their number.")] = None,
) -> None:
    """Make an account, and print the code by which its person sets it up within three days."""
    print_code(asyncio.run(make(employee, login)))


@account.command()
def code(employee: EmployeeArgument) -> None:
    """Print a new setup code for an account; the one before is worth nothing any more."""
    print_code(asyncio.run(renew(employee)))


async def make(employee: str, login: str | None) -> SetupCode:
    """Make the account in the database of the settings."""
    async with running_database(load_settings()) as database:
        return await add_account(database, employee, login)


async def renew(employee: str) -> SetupCode:
    """Make the code in the database of the settings."""
    async with running_database(load_settings()) as database:
        return await renew_code(database, employee)


def print_code(setup: SetupCode) -> None:
    """The code on standard output, what it is for beside it."""
    until = setup.expires_at.isoformat(timespec="minutes")
    console.print(f"Login {setup.login}; the code holds until {until}:", highlight=False)
    typer.echo(setup.code)
