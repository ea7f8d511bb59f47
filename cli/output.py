"""What commands say: results to standard output, everything else to standard error."""

import orjson
import typer
from rich.console import Console

console = Console(stderr=True)


def print_json(data: object) -> None:
    """A result for programs, on one line."""
    typer.echo(orjson.dumps(data).decode())
