"""`simpul service`."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.databases import run
from cli.output import console
from domain.terms import Role
from resolvers.accounts import services
from resolvers.accounts.services import ServiceKey, ServiceRequest

service = typer.Typer(help="Programs that act for somebody, with keys of their own.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(show_default=False, help="What the service account is called.")]
DaysOption = Annotated[int, typer.Option(min=1, max=services.MOST_DAYS, help="How long the key holds.")]


@service.command()
def add(
    name: NameArgument,
    *,
    purpose: Annotated[str, typer.Option(help="What it is for.")],
    owner: Annotated[str, typer.Option(help="Who answers for it: a NIP, a NI PPPK or emp_...")],
    role: Annotated[Role, typer.Option(case_sensitive=False, help="The role it acts in.")],
    action: Annotated[
        list[str] | None, typer.Option(help="A mutation it may send, or report; may be repeated.")
    ] = None,
    read: Annotated[list[str] | None, typer.Option(help="A type it may read, such as Case; may be repeated.")] = None,
    days: DaysOption = 90,
) -> None:
    """Make a service account, and print its key; the key is shown this once."""
    asked = ServiceRequest(name, purpose, owner, role, tuple(action or ()), tuple(read or ()))
    print_key(run(lambda database: services.add_service(database, asked, days)))


@service.command()
def key(name: NameArgument, days: DaysOption = 90) -> None:
    """Print another key of a service account; those before stay good until they are revoked."""
    print_key(run(lambda database: services.add_service_key(database, name, days)))


@service.command()
def revoke(
    name: NameArgument,
    key: Annotated[str | None, typer.Option(help="The beginning of the one key to revoke, as list shows it.")] = None,
) -> None:
    """Revoke a key; or the account with all its keys."""
    count = run(lambda database: services.revoke_service(database, name, key))
    console.print(f"Keys revoked: {count}.", highlight=False)


@service.command(name="list")
def list_() -> None:
    """Show the service accounts, who answers for them, what they may, and their keys."""
    table = Table("Name", "Purpose", "Owner", "Role", "Actions", "Reads", "Keys")
    for each in run(services.list_services):
        keys = "revoked" if each.revoked else "\n".join(each.keys)
        table.add_row(each.name, each.purpose, each.owner, each.role, *map("\n".join, (each.actions, each.types)), keys)
    Console().print(table)


def print_key(made: ServiceKey) -> None:
    """The key on standard output, what is to be known of it beside it."""
    until = made.expires_at.isoformat(timespec="minutes")
    console.print(f"Key {made.hint}... holds until {until}; it is not shown again:", highlight=False)
    typer.echo(made.key)
