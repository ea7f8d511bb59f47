"""`simpul migrate`."""

import asyncio

from db import migrating
from server.cli.output import console
from server.databases import running_server
from server.settings import load_settings


def migrate() -> None:
    """Bring the database to the newest form of the tables; do nothing when it has it."""
    with running_server(load_settings()) as settings:
        asyncio.run(migrating.migrate(str(settings.database_url)))
    console.print("The database has the newest form.")
