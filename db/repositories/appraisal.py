"""Periods, indicators of plans and their measurements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import in_office
from db.statements.rows import insert_rows, values_of_rows
from db.tables.appraisal import indicators, measurements, performance_plans, periods
from db.tables.organisation import assignments
from domain.scoring.context import Period
from domain.terms import IndicatorSource, PeriodKind, PlanState


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
            frozenset(appraisers or ()),
        )
        for key, source, source_key, state, employee, period, start, end, appraisers in rows
    }


_of = periods.alias("of")
_PRECEDING = (
    select(periods.c.id, periods.c.starts_on, periods.c.ends_on)
    .join_from(_of, periods, (periods.c.kind == _of.c.kind) & (periods.c.ends_on < _of.c.starts_on))
    .where(_of.c.id == bindparam("period", type_=Uuid()))
    .order_by(periods.c.ends_on.desc(), periods.c.id)
    .limit(1)
)


async def find_preceding_period(connection: AsyncConnection, period_id: UUID) -> Period | None:
    """The last period of the same kind that ended before a period began."""
    row = (await connection.execute(_PRECEDING, {"period": period_id})).one_or_none()
    return Period(*row) if row else None


async def ensure_annual_periods(connection: AsyncConnection, first: date, last: date) -> None:
    """See to it that the annual period of every year from `first`'s to `last`'s is there."""
    years = range(first.year, last.year + 1)
    rows = [
        {
            "code": f"{year}",
            "name": f"Tahun {year}",
            "kind": PeriodKind.ANNUAL,
            "starts_on": date(year, 1, 1),
            "ends_on": date(year, 12, 31),
        }
        for year in years
    ]
    await connection.execute(insert(periods).on_conflict_do_nothing(index_elements=["code"]), rows)


async def ensure_following_annual_period(connection: AsyncConnection, day: date) -> None:
    """See to it that the year of `day` has its annual period, if an earlier year has one."""
    earlier = select(periods.c.id).where(periods.c.kind == PeriodKind.ANNUAL, periods.c.starts_on < day).limit(1)
    if await connection.scalar(earlier) is not None:
        await ensure_annual_periods(connection, day, day)


MEASUREMENTS = ("id", "indicator_id", "measured_on", "value", "note", "recorded_by_id", "recorded_at")
_STORE = insert_rows(measurements, MEASUREMENTS)


async def store_measurements(connection: AsyncConnection, records: Sequence[Sequence[object]]) -> None:
    """Store measurements, each a record of `MEASUREMENTS`."""
    await connection.execute(_STORE, values_of_rows(measurements, MEASUREMENTS, records))
