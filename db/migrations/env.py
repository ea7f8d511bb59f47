"""Runs migrations on the connection it is given, or on `-x url=postgresql://...` from Alembic's command line."""

import asyncio

from alembic import context
from sqlalchemy import Connection, func, select, text

from db.migrations.upgrade import LOCK, connect
from db.privileges.guards import RETENTION
from db.tables import metadata


def run(connection: Connection) -> None:
    """Bring the database to the wanted revision in one transaction, one process at a time."""
    context.configure(connection=connection, target_metadata=metadata, compare_type=True, compare_server_default=True)
    with context.begin_transaction():
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
        # A new form of the tables may mean another form of rows that are otherwise never changed.
        connection.execute(text(f"SET LOCAL {RETENTION} = 'on'"))
        context.run_migrations()


async def run_on(url: str) -> None:
    """Run on a connection of its own."""
    async with connect(url) as connection:
        await connection.run_sync(run)


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    asyncio.run(run_on(context.get_x_argument(as_dictionary=True)["url"]))
