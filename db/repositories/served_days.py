"""How many a unit served of a service on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_rows, overwrite, values_of_rows
from db.tables.hearing import served_days
from db.tables.organisation import services, units

_KEY = ("unit_id", "service_id", "day")
_COLUMNS = (*_KEY, "served")
_STORE = prepare(overwrite(insert_rows(served_days, _COLUMNS), _KEY, ("served",)))
_KEYS = bindparam("keys", type_=ARRAY(Uuid))
_SERVICES = prepare(select(services.c.id).where(services.c.id == func.any(_KEYS)))
_UNITS = prepare(select(units.c.id).where(units.c.id == func.any(_KEYS)))


async def find_services(transaction: AsyncConnection, keys: Collection[UUID]) -> set[UUID]:
    """Those of the services that there are."""
    return {key for (key,) in await _SERVICES.fetch(transaction, {"keys": list(keys)})}


async def find_units(transaction: AsyncConnection, keys: Collection[UUID]) -> set[UUID]:
    """Those of the units that there are."""
    return {key for (key,) in await _UNITS.fetch(transaction, {"keys": list(keys)})}


async def store_served_days(transaction: AsyncConnection, records: Sequence[tuple[UUID, UUID, date, int]]) -> None:
    """Store how many a unit served of a service on a day; what was told of that day before is replaced."""
    await _STORE.fetch(transaction, values_of_rows(served_days, _COLUMNS, records))
