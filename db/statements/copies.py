"""Many rows at once, by COPY."""

import asyncio
from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import driver_of

Record = tuple[object, ...]


async def copy_rows(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add `rows` to `table` in the caller's transaction; every row names the columns that the first one names.

    Columns that no row names take their defaults. Raises ValueError for rows that differ in their columns, and
    asyncpg's errors for rows that the table refuses.
    """
    names = tuple(rows[0]) if rows else ()
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError(f"rows of {table.name} differ in their columns")
    await copy_records(connection, table, names, [tuple(row[name] for name in names) for row in rows])


async def copy_records(
    connection: AsyncConnection, table: Table, columns: Sequence[str], records: Sequence[Record]
) -> None:
    """Add records, tuples in the order of `columns`, to a table in the caller's transaction.

    Values of JSONB columns are given as Python objects.
    """
    if not records:
        return
    for place, name in enumerate(columns):
        if isinstance(table.c[name].type, JSONB):
            records = [(*each[:place], _write(each[place]), *each[place + 1 :]) for each in records]
    driver = driver_of(connection)
    copying = asyncio.ensure_future(driver.copy_records_to_table(table.name, records=records, columns=columns))

    def give_up(_: object) -> None:
        # asyncpg would wait for ever to be allowed to write on.
        copying.cancel()

    driver.add_termination_listener(give_up)
    try:
        await copying
    except asyncio.CancelledError:
        if not driver.is_closed():
            raise
        await connection.invalidate()
        raise ConnectionError(f"the connection was lost while {table.name} was copied; nothing is stored") from None
    finally:
        driver.remove_termination_listener(give_up)


def _write(value: object) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
