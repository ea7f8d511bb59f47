"""Scores of whom a change touched."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.employee_scores import rescore_employees_of_period
from db.changes.unit_scores import rescore_units_of_period
from db.queries.evaluation_periods import Period, load_periods
from db.tables.scoring import evidence


@dataclass
class Touched:
    """The people and units of whom something else is said of a day than before."""

    employee_ids: set[UUID] = field(default_factory=set)
    unit_ids: set[UUID] = field(default_factory=set)

    def add(self, employee_id: UUID | None, unit_id: UUID) -> None:
        """Note whom one piece of evidence is about; a person's says something of their unit, too."""
        self.unit_ids.add(unit_id)
        if employee_id is not None:
            self.employee_ids.add(employee_id)


_SAID = (
    select(evidence.c.occurred_on, evidence.c.employee_id, evidence.c.unit_id)
    .where(evidence.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid))))
    .distinct()
)


async def load_touched(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[date, Touched]:
    """Of whom some cases, all of them new, say something."""
    touched: defaultdict[date, Touched] = defaultdict(Touched)
    for day, employee_id, unit_id in await connection.execute(_SAID, {"cases": list(case_ids)}):
        touched[day].add(employee_id, unit_id)
    return touched


async def rescore_touched(connection: AsyncConnection, touched: Mapping[date, Touched], now: datetime) -> list[UUID]:
    """Rescore people and units in the periods that hold the days of which something was said; whose score changed.

    People come first and units second, each by period, so that two changes lock them in one order.
    """
    periods = await load_periods(connection) if touched else []
    changed: dict[UUID, None] = {}
    for period in periods:
        people = sorted({each for day in _within(period, touched) for each in day.employee_ids})
        if people:
            changed |= dict.fromkeys(await rescore_employees_of_period(connection, people, period, now))
    for period in periods:
        units = sorted({each for day in _within(period, touched) for each in day.unit_ids})
        if units:
            await rescore_units_of_period(connection, units, period)
    return list(changed)


def _within(period: Period, touched: Mapping[date, Touched]) -> list[Touched]:
    return [each for day, each in touched.items() if period.holds(day)]
