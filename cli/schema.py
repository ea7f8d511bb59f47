"""`simpul schema`."""

from difflib import unified_diff
from typing import Annotated

import typer

from cli.output import console
from schema.assembly import COMMITTED, print_schema


def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare with the committed schema instead.")] = False,
) -> None:
    """Print the schema in GraphQL's own language."""
    printed = print_schema()
    if not check:
        typer.echo(printed, nl=False)
        return
    committed = COMMITTED.read_text(encoding="utf-8")
    if committed == printed:
        console.print("The committed schema is the schema.")
        return
    for line in unified_diff(
        committed.splitlines(), printed.splitlines(), "schema/schema.graphql", "schema", lineterm=""
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print("The committed schema differs: simpul schema > schema/schema.graphql")
    raise typer.Exit(1)
