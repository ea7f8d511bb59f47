"""The government's working calendar: office hours, and the holidays that are stored."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.tables.organisation import holidays
from domain.calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Jakarta")

# One array, so that other statements can fetch it along with what they are about.
HOLIDAYS = select(func.array_agg(aggregate_order_by(holidays.c.day, holidays.c.day))).scalar_subquery()


def calendar_of(days: Sequence[date] | None) -> WorkingCalendar:
    """The calendar with these holidays; the same object for the same holidays, since it remembers what it counted."""
    return _calendar(tuple(days or ()))


@lru_cache(maxsize=4)
def _calendar(days: tuple[date, ...]) -> WorkingCalendar:
    return WorkingCalendar(ZONE, frozenset(days))
