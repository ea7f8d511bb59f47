"""What a new complaint needs to know before it can be stored."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import Uuid, bindparam, select

from db.queries.calendars import HOLIDAYS, calendar_of
from db.statements.compiled import prepare
from db.tables.cases import categories
from domain.calendar import WorkingCalendar


@dataclass(frozen=True)
class Intake:
    """Its category, the unit that answers for it, and how many working days it may take by which calendar."""

    category_id: UUID
    code: str
    unit_id: UUID
    resolve_working_days: int | None
    calendar: WorkingCalendar


_LOAD = prepare(
    select(categories.c.id, categories.c.code, categories.c.unit_id, categories.c.resolve_working_days, HOLIDAYS).where(
        categories.c.id == bindparam("category", type_=Uuid())
    )
)


async def load_intake(connection: asyncpg.Connection, category_id: UUID) -> Intake | None:
    """What a complaint in this category needs; None where there is no such category."""
    rows = await _LOAD.fetch(connection, {"category": category_id})
    for category, code, unit_id, days, holidays in rows:
        return Intake(category, code, unit_id, days, calendar_of(holidays))
    return None
