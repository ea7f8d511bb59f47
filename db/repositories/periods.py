"""Evaluation periods that begin."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.appraisal import ensure_annual_periods
from db.tables.appraisal import periods
from domain.terms import PeriodKind


async def ensure_following_annual_period(transaction: AsyncConnection, day: date) -> None:
    """See to it that the year of `day` has its annual period, if an earlier year has one."""
    earlier = select(periods.c.id).where(periods.c.kind == PeriodKind.ANNUAL, periods.c.starts_on < day).limit(1)
    if await transaction.scalar(earlier) is not None:
        await ensure_annual_periods(transaction, day, day)
