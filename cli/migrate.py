"""`simpul migrate`."""

import asyncio

from cli.databases import prepare, running_server
from cli.output import console
from server.settings import load_settings


def migrate() -> None:
    """Bring the database to the newest form of the tables; do nothing when it has it."""
    with running_server(load_settings()) as settings:
        asyncio.run(prepare(settings))
    console.print("The database has the newest form.")
