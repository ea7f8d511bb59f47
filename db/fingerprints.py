"""What a database holds, in a number for each table: equal where the rows are, in whatever order they lie."""

from collections.abc import Mapping

import asyncpg

# Ours, and those of other schemas that we made; what PostgreSQL keeps for itself is left out.
_TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
# The text of a row is the same on every server as long as these are.
_SETTINGS = (
    "SET timezone = 'UTC'",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET statement_timeout = 0",
)


async def take_fingerprints(connection: asyncpg.Connection) -> Mapping[str, str]:
    """For each table how many rows it has, and a sum over all of them; within the caller's transaction, if any."""
    for setting in _SETTINGS:
        await connection.execute(setting)
    names = [row[0] for row in await connection.fetch(_TABLES)]
    return {name: str(await connection.fetchval(_statement(name))) for name in names}


def _statement(name: str) -> str:
    # The name is PostgreSQL's own, quoted by it.
    rows = f"SELECT hashtextextended(each::text, 0)::numeric AS hash FROM {name} AS each"  # noqa: S608
    return f"SELECT count(*) || ':' || coalesce(sum(hash), 0) FROM ({rows}) AS hashed"  # noqa: S608


def count_rows(fingerprints: Mapping[str, str]) -> int:
    """How many rows there are in all."""
    return sum(int(each.partition(":")[0]) for each in fingerprints.values())
