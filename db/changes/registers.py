"""Additions to the registers of units and categories."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.bulk import copy_rows
from db.tables.cases import categories
from db.tables.organisation import units

_BEGIN_EARLIER = (
    update(units).where(units.c.id == bindparam("unit", type_=Uuid())).values(valid_from=bindparam("day", type_=Date()))
)


async def add_units(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add units; a unit stands before those that are part of it."""
    await copy_rows(connection, units, rows)


async def add_categories(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add categories; a category stands before those that belong to it."""
    await copy_rows(connection, categories, rows)


async def begin_units(connection: AsyncConnection, days: Mapping[UUID, date]) -> None:
    """Set the day on which each of some units began."""
    if days:
        await connection.execute(_BEGIN_EARLIER, [{"unit": unit, "day": day} for unit, day in days.items()])
