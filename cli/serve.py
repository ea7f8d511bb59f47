"""`simpul serve`."""

import asyncio
from typing import Annotated

import typer

from cli.databases import prepare, running_server
from cli.output import console
from server import serving
from server.settings import load_settings


def serve(workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1) -> None:
    """Serve the graph over HTTP until stopped; HOST and PORT say where."""
    chosen = load_settings()
    serving.check_settings(chosen)
    with running_server(chosen) as settings:
        asyncio.run(prepare(settings))
        serving.serve(settings, workers, lambda url: console.print(f"Ready: {url}", highlight=False))
