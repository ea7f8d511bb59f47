"""What is here already of what a source wrote, and what an import adds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, Uuid, bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.copies import copy_rows
from db.tables.audit import audit_entries
from db.tables.cases import categories
from db.tables.organisation import identity_numbers, units
from domain.terms import Role

_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended("import", 0)))
_PEOPLE = select(identity_numbers.c.value, identity_numbers.c.employee_id).where(
    identity_numbers.c.value == func.any(bindparam("numbers", type_=ARRAY(Text)))
)


async def begin_import(connection: AsyncConnection) -> None:
    """Make the transaction one that may take its time, and wait until no other import runs."""
    await connection.execute(text("SET LOCAL statement_timeout = 0"))
    await connection.execute(_LOCK)


async def load_unit_ids(connection: AsyncConnection) -> dict[str, UUID]:
    """The key of every unit by its code."""
    return {row.code: row.id for row in await connection.execute(select(units.c.code, units.c.id))}


async def load_category_ids(connection: AsyncConnection) -> dict[str, UUID]:
    """The key of every category by its code."""
    return {row.code: row.id for row in await connection.execute(select(categories.c.code, categories.c.id))}


async def find_people(connection: AsyncConnection, numbers: Collection[str]) -> dict[str, UUID]:
    """The employees who have, or had, these identity numbers, by number."""
    return {row.value: row.employee_id for row in await connection.execute(_PEOPLE, {"numbers": [*numbers]})}


async def record_import(connection: AsyncConnection, action: str, detail: Mapping[str, object], at: datetime) -> None:
    """Note an import; whoever may run commands on the server acts as its administrator."""
    entry = {"at": at, "role": Role.ADMINISTRATOR, "action": action, "detail": dict(detail)}
    await connection.execute(insert(audit_entries), entry)


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
