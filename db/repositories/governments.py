"""The government, and its working calendar: its office hours, and the holidays that are stored."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.governments import government
from db.tables.organisation import holidays
from domain.calendar import Hours, WorkingCalendar
from domain.governments import Government

# One value each, so that other statements can fetch them along with what they are about.
GOVERNMENT = select(cast(func.to_json(government.table_valued()), Text)).scalar_subquery()
HOLIDAYS = select(func.array_agg(aggregate_order_by(holidays.c.day, holidays.c.day))).scalar_subquery()


async def change_government(connection: AsyncConnection, changed: Government) -> None:
    """Let the government be another, or be called or work otherwise.

    Processes that have the database open go on by the zone and languages that they found, until they open it anew.
    What is stored already keeps its days and tickets.
    """
    await connection.execute(update(government).values(changed.written()))


def calendar_of(whose: Government, days: Sequence[date] | None) -> WorkingCalendar:
    """A government's calendar with these holidays; the same object for the same, since it remembers what it counted."""
    return _calendar(whose.zone, whose.hours, tuple(days or ()))


@lru_cache(maxsize=4)
def _calendar(zone: ZoneInfo, hours: tuple[Hours, ...], days: tuple[date, ...]) -> WorkingCalendar:
    return WorkingCalendar(zone, frozenset(days), hours=hours)
