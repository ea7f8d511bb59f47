"""Drafting a period: by whoever may, by the operator, or by itself."""

from datetime import date
from uuid import UUID

from db.database import Transaction
from db.repositories.periods import load_periods, store_draft
from domain.problems import refuse
from domain.scoring.periods import check_draft, find_calendar_period
from domain.terms import PeriodKind


async def draft(transaction: Transaction, kind: PeriodKind, day: date) -> tuple[UUID, str]:
    """Draft the period of a kind that holds a day; its key and code. Refuses PERIOD_EXISTS and PERIOD_FAR."""
    period = find_calendar_period(kind, day)
    check_draft(period, await load_periods(transaction))
    key = await store_draft(transaction, period)
    if key is None:
        raise refuse("PERIOD_EXISTS", "day", period=period.code)
    return key, period.code
