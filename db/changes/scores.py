"""Scores follow from evidence: they are recomputed in the transaction that changes it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.employee_scores import rescore_employees_of_period
from db.changes.unit_scores import rescore_units_of_period
from db.queries.evaluation_periods import load_periods


async def rescore_employees(connection: AsyncConnection, employee_ids: Iterable[UUID], on: date) -> list[UUID]:
    """Recompute the scores of some people, at most a few hundred, in every period that contains a day.

    Returns those whose stored score changed, in the order of their keys. People are locked for the rest of the
    transaction: whoever rescores for several days goes through them in order.
    """
    people = sorted(set(employee_ids))
    changed: set[UUID] = set()
    for period in await load_periods(connection, on) if people else ():
        changed.update(await rescore_employees_of_period(connection, people, period))
    return sorted(changed)


async def rescore_units(connection: AsyncConnection, unit_ids: Iterable[UUID], on: date) -> int:
    """Recompute the scores of some units in every period that contains a day; how many stored scores changed."""
    units = sorted(set(unit_ids))
    periods = await load_periods(connection, on) if units else []
    return sum([await rescore_units_of_period(connection, units, period) for period in periods])
