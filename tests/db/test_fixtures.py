"""What the fixtures promise to every other test."""

import asyncio

from sqlalchemy import text

from db.database import Database
from tests.databases import arranging


async def test_each_test_has_a_database_of_its_own(database: Database) -> None:
    async with database.transaction() as connection, arranging(connection):
        await connection.execute(text("INSERT INTO holidays (day, name) VALUES ('2026-08-17', 'Hari Kemerdekaan')"))
    assert await database.reads.fetchval("SELECT count(*) FROM holidays") == 1


async def test_the_next_test_does_not_see_it(database: Database) -> None:
    assert await database.reads.fetchval("SELECT count(*) FROM holidays") == 0


async def test_statements_of_both_ways_are_counted(database: Database, statements: list[str]) -> None:
    await database.reads.fetch("SELECT 1")
    await database.reads.fetch("SELECT $1::int", 2)
    async with database.transaction() as connection:
        await connection.execute(text("SELECT 3"))
    assert statements == ["SELECT 1", "SELECT $1::int", "SELECT 3"]


async def test_statements_of_every_connection_of_the_pool_are_counted(
    database: Database, statements: list[str]
) -> None:
    await asyncio.gather(*(database.reads.fetchval("SELECT pg_sleep(0.05)") for _ in range(4)))
    assert statements == ["SELECT pg_sleep(0.05)"] * 4
