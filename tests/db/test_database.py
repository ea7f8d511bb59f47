"""Transactions and statements, whatever happens to the connections they run on."""

import asyncpg
from sqlalchemy import text

from db.database import Database
from db.statements.compiled import driver_of

PID = text("SELECT pg_backend_pid()")
END_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


async def backend(database: Database) -> int:
    async with database.transaction() as transaction:
        found: int = await transaction.scalar(PID)
    return found


async def test_one_transaction_after_another_shares_a_connection(database: Database) -> None:
    assert len({await backend(database) for _ in range(3)}) == 1


async def test_when_the_server_ends_all_connections_the_next_request_has_a_new_one(
    database: Database, owner: asyncpg.Connection
) -> None:
    await database.primary.fetchval("SELECT 1")
    async with database.transaction() as transaction:
        ended = [driver_of(transaction), *database.primary._idle]
        before: int = await transaction.scalar(PID)
    await owner.fetch(END_ALL)
    while not all(each.is_closed() for each in ended):
        await owner.fetchval("SELECT 1")
    await database.primary.fetchval("SELECT 1")
    assert await backend(database) != before
