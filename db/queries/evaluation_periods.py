"""Evaluation periods as scoring sees them: the days that belong to each."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.appraisal import periods


@dataclass(frozen=True)
class Period:
    """A period from its first to its last day, both included."""

    id: UUID
    starts_on: date
    ends_on: date


_DAY = bindparam("day", type_=Date())
_ALL = select(periods.c.id, periods.c.starts_on, periods.c.ends_on).order_by(
    periods.c.starts_on, periods.c.ends_on, periods.c.id
)
_CONTAINING = _ALL.where(periods.c.starts_on <= _DAY, periods.c.ends_on >= _DAY)

_of = periods.alias("of")
_PRECEDING = (
    select(periods.c.id, periods.c.starts_on, periods.c.ends_on)
    .join_from(_of, periods, (periods.c.kind == _of.c.kind) & (periods.c.ends_on < _of.c.starts_on))
    .where(_of.c.id == bindparam("period", type_=Uuid()))
    .order_by(periods.c.ends_on.desc(), periods.c.id)
    .limit(1)
)


async def load_periods(connection: AsyncConnection, containing: date | None = None) -> list[Period]:
    """All periods, or those that contain a day, in the order in which they begin."""
    if containing is None:
        return [Period(*row) for row in await connection.execute(_ALL)]
    return [Period(*row) for row in await connection.execute(_CONTAINING, {"day": containing})]


async def find_preceding_period(connection: AsyncConnection, period_id: UUID) -> Period | None:
    """The last period of the same kind that ended before a period began."""
    row = (await connection.execute(_PRECEDING, {"period": period_id})).one_or_none()
    return Period(*row) if row else None
