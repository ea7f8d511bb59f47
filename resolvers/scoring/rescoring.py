"""Scores of whom a change affects."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.appraisal import ensure_annual_periods, load_periods
from db.repositories.evidence import load_evidence_subjects, sum_unit_evidence
from db.repositories.score_inputs import load_expectations, load_policy, load_score_inputs
from db.repositories.scores import (
    load_stored_scores,
    load_stored_unit_scores,
    lock_scores,
    store_scores,
    store_unit_scores,
)
from domain.evidence.records import Touched
from domain.scoring.context import Period
from domain.scoring.inputs import hash_inputs
from domain.scoring.scores import score
from domain.scoring.unit_scores import score_unit


async def rescore_touched(connection: Transaction, touched: Mapping[date, Touched], now: datetime) -> list[UUID]:
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


async def rescore_employees_of_period(
    connection: Transaction, employee_ids: Collection[UUID], period: Period, now: datetime
) -> list[UUID]:
    """Recompute the scores of some people, at most a few hundred, in one period; those whose stored score changed.

    Waits for others who recompute them, and reads evidence after that: of two parallel changes the later sees both.
    """
    await lock_scores(connection, employee_ids, period.id)
    policy = await load_policy(connection, period.starts_on)
    inputs = await load_score_inputs(connection, employee_ids, period)
    stored = await load_stored_scores(connection, employee_ids, period.id)
    computed = {
        employee: score(given, policy)
        for employee, given in inputs.items()
        if employee not in stored or stored[employee].inputs_hash != hash_inputs(given, policy)
    }
    gone = [employee for employee in stored if employee not in inputs]
    if computed or gone:
        await store_scores(
            connection, computed, stored, [stored[employee].id for employee in gone], (period, policy, now)
        )
    return [*computed, *gone]


async def rescore_units_of_period(connection: Transaction, unit_ids: Collection[UUID], period: Period) -> int:
    """Recompute the scores of some units in one period; how many stored scores changed.

    A unit's evidence is all of it that names the unit, also the rows of persons.
    """
    await lock_scores(connection, unit_ids, period.id)
    policy = await load_policy(connection, period.starts_on)
    expected = await load_expectations(connection, period.id)
    scored = [
        (unit, score_unit(sums, expected, policy))
        for unit, sums in await sum_unit_evidence(connection, unit_ids, period)
    ]
    computed = {
        (unit, one.kind.value): (policy.id, one.estimate, one.low, one.high, one.observed, one.cases, one.arithmetic)
        for unit, one in scored
    }
    stored = await load_stored_unit_scores(connection, unit_ids, period.id)
    changed = [
        (period.id, *key, *values) for key, values in computed.items() if key not in stored or stored[key][1] != values
    ]
    gone = [stored[key][0] for key in stored.keys() - computed.keys()]
    if changed or gone:
        await store_unit_scores(connection, changed, gone)
    return len(changed) + len(gone)


# People whose scores are recomputed by one statement.
AT_ONCE = 200


@dataclass
class TouchedDays:
    """Units and people whose evidence changed, and the days that it may lie on."""

    units: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    days: set[date] = field(default_factory=set)


async def rescore_touched_days(connection: Transaction, touched: TouchedDays, now: datetime) -> int:
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
            units, people = await load_evidence_subjects(connection, period.starts_on, period.ends_on)
        await rescore_people(connection, people, period, now)
        await rescore_units_of_period(connection, sorted(units), period)
    return len(reached)


async def rescore_people(connection: Transaction, people: Collection[UUID], period: Period, now: datetime) -> None:
    """Recompute the scores of any number of people in one period."""
    ordered = sorted(people)
    for start in range(0, len(ordered), AT_ONCE):
        await rescore_employees_of_period(connection, ordered[start : start + AT_ONCE], period, now)
