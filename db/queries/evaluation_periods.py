"""Evaluation periods as scoring sees them: the days that belong to each."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.appraisal import periods


@dataclass(frozen=True)
class Period:
    """A period from its first to its last day, both included."""

    id: UUID
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return self.starts_on <= day <= self.ends_on


_ALL = select(periods.c.id, periods.c.starts_on, periods.c.ends_on).order_by(
    periods.c.starts_on, periods.c.ends_on, periods.c.id
)

_of = periods.alias("of")
_PRECEDING = (
    select(periods.c.id, periods.c.starts_on, periods.c.ends_on)
    .join_from(_of, periods, (periods.c.kind == _of.c.kind) & (periods.c.ends_on < _of.c.starts_on))
    .where(_of.c.id == bindparam("period", type_=Uuid()))
    .order_by(periods.c.ends_on.desc(), periods.c.id)
    .limit(1)
)


async def load_periods(connection: AsyncConnection) -> list[Period]:
    """All periods, in the order in which they begin."""
    return [Period(*row) for row in await connection.execute(_ALL)]


async def find_preceding_period(connection: AsyncConnection, period_id: UUID) -> Period | None:
    """The last period of the same kind that ended before a period began."""
    row = (await connection.execute(_PRECEDING, {"period": period_id})).one_or_none()
    return Period(*row) if row else None
