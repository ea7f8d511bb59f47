"""Scores after an import: of the units and people that its rows say something about, in every period they reach."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from db.changes.employee_scores import rescore_employees_of_period
from db.changes.unit_scores import rescore_units_of_period
from db.connection import Connection
from db.queries.evaluation_periods import Period, load_periods
from db.queries.periods import ensure_annual_periods
from db.queries.witnesses import find_witnessed

# People whose scores are recomputed by one statement.
AT_ONCE = 200


@dataclass
class Touched:
    """Units and people whose evidence changed, and the days that it may lie on."""

    units: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    days: set[date] = field(default_factory=set)


async def rescore_touched(connection: Connection, touched: Touched, now: datetime) -> int:
    """Recompute the scores of what an import touched; in how many periods.

    A year with days that no period has gets its annual period, in which everybody with evidence of that year is
    scored. Periods are taken in order, and people and units in the order of their keys, as everybody does who rescores.
    """
    if not touched.days:
        return 0
    known = await load_periods(connection)
    for year in sorted({day.year for day in touched.days if not any(period.holds(day) for period in known)}):
        await ensure_annual_periods(connection, date(year, 1, 1), date(year, 12, 31))
    reached = [each for each in await load_periods(connection) if any(each.holds(day) for day in touched.days)]
    for period in reached:
        units, people = touched.units, touched.people
        if period not in known:
            units, people = await find_witnessed(connection, period.starts_on, period.ends_on)
        await rescore_people(connection, people, period, now)
        await rescore_units_of_period(connection, sorted(units), period)
    return len(reached)


async def rescore_people(connection: Connection, people: Collection[UUID], period: Period, now: datetime) -> None:
    """Recompute the scores of any number of people in one period."""
    ordered = sorted(people)
    for start in range(0, len(ordered), AT_ONCE):
        await rescore_employees_of_period(connection, ordered[start : start + AT_ONCE], period, now)
