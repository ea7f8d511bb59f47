"""Indicators of plans and their measurements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import in_office
from db.statements.rows import insert_rows, values_of_rows
from db.tables.appraisal import indicators, measurements, performance_plans, periods
from db.tables.organisation import assignments
from domain.terms import IndicatorSource, PeriodState, PlanState


@dataclass(frozen=True)
class PlannedIndicator:
    """An indicator with its plan; `appraiser_ids` are all who appraised the employee's work within the period."""

    source: IndicatorSource
    source_key: str | None
    state: PlanState
    employee_id: UUID
    period: str
    starts_on: date
    ends_on: date
    period_state: PeriodState
    appraiser_ids: frozenset[UUID]


_APPRAISERS = (
    select(func.array_agg(assignments.c.appraiser_id))
    .where(
        assignments.c.employee_id == performance_plans.c.employee_id,
        assignments.c.appraiser_id.is_not(None),
        in_office(assignments, periods.c.starts_on, periods.c.ends_on),
    )
    .scalar_subquery()
)
_LOAD = (
    select(
        indicators.c.id,
        indicators.c.source,
        indicators.c.source_key,
        performance_plans.c.state,
        performance_plans.c.employee_id,
        periods.c.code,
        periods.c.starts_on,
        periods.c.ends_on,
        periods.c.state.label("period_state"),
        _APPRAISERS,
    )
    .join_from(indicators, performance_plans)
    .join(periods)
    .where(indicators.c.id == func.any(bindparam("indicators", type_=ARRAY(Uuid))))
)


async def load_indicators(
    connection: AsyncConnection, indicator_ids: Collection[UUID]
) -> Mapping[UUID, PlannedIndicator]:
    """Those of the indicators that exist, by key."""
    rows = await connection.execute(_LOAD, {"indicators": list(indicator_ids)})
    return {
        key: PlannedIndicator(
            IndicatorSource(source),
            source_key,
            PlanState(state),
            employee,
            period,
            start,
            end,
            PeriodState(stands),
            frozenset(appraisers or ()),
        )
        for key, source, source_key, state, employee, period, start, end, stands, appraisers in rows
    }


MEASUREMENTS = ("id", "indicator_id", "measured_on", "value", "note", "recorded_by_id", "recorded_at")
_STORE = insert_rows(measurements, MEASUREMENTS)


async def store_measurements(connection: AsyncConnection, records: Sequence[Sequence[object]]) -> None:
    """Store measurements, each a record of `MEASUREMENTS`."""
    await connection.execute(_STORE, values_of_rows(measurements, MEASUREMENTS, records))
