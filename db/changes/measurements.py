"""Measurements of indicators."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.inserts import insert_rows, values_of_rows
from db.tables.appraisal import measurements

MEASUREMENTS = ("id", "indicator_id", "measured_on", "value", "note", "recorded_by_id", "recorded_at")
_STORE = insert_rows(measurements, MEASUREMENTS)


async def store_measurements(connection: AsyncConnection, records: Sequence[Sequence[object]]) -> None:
    """Store measurements, each a record of `MEASUREMENTS`."""
    await connection.execute(_STORE, values_of_rows(measurements, MEASUREMENTS, records))
