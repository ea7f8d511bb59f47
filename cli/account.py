"""`simpul account`."""

from typing import Annotated

import typer

from cli.databases import run
from cli.output import console
from resolvers.accounts import administration
from resolvers.accounts.administration import SetupCode

account = typer.Typer(help="Local accounts of staff, for towns without an identity provider.", no_args_is_help=True)

EmployeeArgument = Annotated[str, typer.Argument(show_default=False, help="Who: a NIP, a NI PPPK or emp_...")]


@account.command()
def add(
    employee: EmployeeArgument,
    login: Annotated[str | None, typer.Option(help="What they sign in with instead of their number.")] = None,
) -> None:
    """Make an account, and print the code by which its person sets it up within three days."""
    print_code(run(lambda database: administration.add_account(database, employee, login)))


@account.command()
def code(employee: EmployeeArgument) -> None:
    """Print a new setup code for an account; the one before is worth nothing any more."""
    print_code(run(lambda database: administration.renew_code(database, employee)))


@account.command()
def disable(employee: EmployeeArgument) -> None:
    """Let nobody sign in with an account, and end its sessions; a new setup code enables it again."""
    ended = run(lambda database: administration.disable_account(database, employee))
    console.print(f"The account is disabled. Sessions ended: {ended}.", highlight=False)


def print_code(setup: SetupCode) -> None:
    """The code on standard output, what it is for beside it."""
    until = setup.expires_at.isoformat(timespec="minutes")
    console.print(f"Login {setup.login}; the code holds until {until}:", highlight=False)
    typer.echo(setup.code)
