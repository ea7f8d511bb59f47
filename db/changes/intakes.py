"""The beginning of a complaint: one statement for its client key and all that its category says."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.client_keys import CLAIM, ClientKey, key_values
from db.queries.calendars import HOLIDAYS, calendar_of
from db.tables.cases import categories
from domain.calendar import WorkingCalendar


@dataclass(frozen=True)
class Intake:
    """What a new complaint needs to know: its category, the unit that answers for it, and how long it may take.

    `claimed` is false when another request has taken the client key before.
    """

    category_id: UUID
    code: str
    unit_id: UUID
    resolve_working_days: int | None
    calendar: WorkingCalendar
    claimed: bool


@cache
def _intake(*, keyed: bool) -> Select[Any]:
    category = select(
        categories.c.id, categories.c.code, categories.c.unit_id, categories.c.resolve_working_days, HOLIDAYS
    ).where(categories.c.id == bindparam("category_id", type_=Uuid()))
    if not keyed:
        return category.add_columns(null())
    claimed = CLAIM.cte("claimed")
    return category.add_columns(select(claimed.c.id).scalar_subquery())


async def open_intake(connection: AsyncConnection, category_id: UUID, key: ClientKey | None) -> Intake | None:
    """Reserve the client key and load what a complaint in this category needs; None where there is no such category."""
    values = {"category_id": category_id} | (key_values(key) if key else {})
    row = (await connection.execute(_intake(keyed=key is not None), values)).first()
    if row is None:
        return None
    found, code, unit_id, days, holidays, claim = row
    return Intake(found, code, unit_id, days, calendar_of(holidays), key is None or claim is not None)
