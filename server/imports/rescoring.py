"""Scores after an import: of the units and people that its cases say something about, in every period they reach."""

from db.changes.employee_scores import rescore_employees_of_period
from db.changes.unit_scores import rescore_units_of_period
from db.connection import Connection
from db.queries.evaluation_periods import load_periods
from db.queries.periods import ensure_annual_periods
from server.imports.intake import Touched

# People whose scores are recomputed by one statement.
AT_ONCE = 200


async def rescore_touched(connection: Connection, touched: Touched) -> int:
    """Recompute the scores of what an import touched; in how many periods.

    The years that are seen get their annual periods. Periods are taken in order, and people and units in the order of
    their keys, as everybody does who rescores.
    """
    if not touched.days:
        return 0
    first, last = min(touched.days), max(touched.days)
    await ensure_annual_periods(connection, first, last)
    people, units = sorted(touched.people), sorted(touched.units)
    periods = [each for each in await load_periods(connection) if each.starts_on <= last and each.ends_on >= first]
    for period in periods:
        for start in range(0, len(people), AT_ONCE):
            await rescore_employees_of_period(connection, people[start : start + AT_ONCE], period)
        await rescore_units_of_period(connection, units, period)
    return len(periods)
