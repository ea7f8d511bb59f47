"""`simpul schema`."""

from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer

from cli.output import console
from schema import vocabulary
from schema.assembly import COMMITTED, print_schema


def schema(
    check: Annotated[bool, typer.Option("--check", help="Compare both with the committed files instead.")] = False,
    docs: Annotated[bool, typer.Option("--docs", help="Print docs/vocabulary.md instead.")] = False,
) -> None:
    """Print the schema in GraphQL's own language, or what its vocabularies mean."""
    if not check:
        typer.echo(vocabulary.print_vocabulary() if docs else print_schema(), nl=False)
        return
    compared = [
        _compare(COMMITTED, print_schema(), "simpul schema > schema/schema.graphql"),
        _compare(vocabulary.COMMITTED, vocabulary.print_vocabulary(), "simpul schema --docs > docs/vocabulary.md"),
    ]
    if not all(compared):
        raise typer.Exit(1)


def _compare(path: Path, printed: str, command: str) -> bool:
    committed = path.read_text(encoding="utf-8", errors="backslashreplace") if path.exists() else ""
    name = f"{path.parent.name}/{path.name}"
    if committed == printed:
        console.print(f"{name} is up to date.", highlight=False)
        return True
    for line in unified_diff(committed.splitlines(), printed.splitlines(), name, "now", lineterm=""):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"{name} differs: {command}", highlight=False)
    return False
