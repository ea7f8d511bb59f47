"""Categories of cases, and what a new case needs to know of its own."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.governments import HOLIDAYS, calendar_of
from db.statements.compiled import prepare
from db.tables.cases import categories
from domain.calendar import WorkingCalendar
from domain.governments import Government

_CODES = select(categories.c.id, categories.c.code).where(
    categories.c.id == func.any(bindparam("categories", type_=ARRAY(Uuid)))
)


async def load_category_codes(connection: AsyncConnection, category_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The codes of those of the categories that exist, by key."""
    rows = await connection.execute(_CODES, {"categories": list(category_ids)})
    return {row.id: row.code for row in rows}


@dataclass(frozen=True)
class IntakeRules:
    """What a new case is opened by: its category, the responsible unit, and when it is due.

    It is due after `resolve_working_days` of the government's `calendar`; None promises nothing.
    """

    category_id: UUID
    code: str
    unit_id: UUID
    resolve_working_days: int | None
    calendar: WorkingCalendar
    government: Government


_LOAD = prepare(
    select(categories.c.id, categories.c.code, categories.c.unit_id, categories.c.resolve_working_days, HOLIDAYS).where(
        categories.c.id == bindparam("category", type_=Uuid())
    )
)


async def load_intake(connection: asyncpg.Connection, category_id: UUID, government: Government) -> IntakeRules | None:
    """What a complaint in this category needs; None where there is no such category."""
    rows = await _LOAD.fetch(connection, {"category": category_id})
    for category, code, unit_id, days, holidays in rows:
        return IntakeRules(category, code, unit_id, days, calendar_of(government, holidays), government)
    return None
