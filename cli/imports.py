"""`simpul import cases` and `simpul import employees`."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from cli.databases import running_database
from cli.output import console, print_json
from imports.cases import import_cases
from imports.employees import import_employees
from imports.files.rows import check_file
from imports.mapping.documents import load_mapping
from imports.mapping.mappings import SourceMapping
from imports.summaries import CaseSummary, EmployeeSummary
from server.settings import load_settings
from server.signing_keys import load_keys

imports = typer.Typer(help="Bring in what other systems wrote.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(show_default=False, help="The file to import.")]
RejectsOption = Annotated[
    Path | None, typer.Option(help="Where to list rejected and doubtful rows instead of FILE.rejects.csv.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the summary for programs.")]


@imports.command()
def cases(
    file: FileArgument,
    mapping: Annotated[Path, typer.Option(help="How the file is read: a TOML file, see docs/mappings.")],
    rejects: RejectsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import the cases of another system that are not here yet; all of the file, or nothing."""
    read = load_mapping(mapping)
    check_file(file)
    print_summary(asyncio.run(bring_cases(file, read, rejects)), as_json)


@imports.command()
def employees(file: FileArgument, rejects: RejectsOption = None, as_json: JsonOption = False) -> None:
    """Import a roster: employees with their numbers, units, positions and assignments; all of it, or nothing."""
    check_file(file)
    print_summary(asyncio.run(bring_employees(file, rejects)), as_json)


async def bring_cases(file: Path, mapping: SourceMapping, rejects: Path | None) -> CaseSummary:
    """Import cases with a bar that shows how much of the file is read."""
    settings = load_settings()
    async with running_database(settings) as database:
        with showing_progress(file) as progress:
            keys, now = load_keys(settings), database.clock()
            return await import_cases(database, keys, file, mapping, now=now, rejects=rejects, progress=progress)


async def bring_employees(file: Path, rejects: Path | None) -> EmployeeSummary:
    """Import a roster."""
    async with running_database(load_settings()) as database:
        return await import_employees(database, file, now=database.clock(), rejects=rejects)


@contextmanager
def showing_progress(file: Path) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, or nothing where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(file.name, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def print_summary(summary: CaseSummary | EmployeeSummary, as_json: bool) -> None:
    """What an import did: a table for people, or one line of JSON."""
    numbers = dict(vars(summary))
    if as_json:
        print_json(numbers)
        return
    reasons = numbers.pop("reasons")
    rejects = numbers.pop("rejects")
    table = Table(show_header=False)
    for name, value in numbers.items():
        table.add_row(name.replace("_", " ").capitalize(), str(value))
    for code, count in sorted(reasons.items()):
        table.add_row(code, str(count))
    Console().print(table)
    if rejects:
        typer.echo(f"Rejected and doubtful rows: {rejects}")
