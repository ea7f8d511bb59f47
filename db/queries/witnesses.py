"""Whom the evidence of some days is about."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.scoring import evidence

_DAYS = evidence.c.occurred_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
_UNITS = select(evidence.c.unit_id).where(_DAYS).distinct()
_PEOPLE = select(evidence.c.employee_id).where(_DAYS, evidence.c.employee_id.is_not(None)).distinct()


async def find_witnessed(connection: AsyncConnection, first: date, last: date) -> tuple[set[UUID], set[UUID]]:
    """The units and the people that evidence of the days from `first` to `last`, both included, says something of."""
    days = {"first": first, "last": last}
    units, people = await connection.scalars(_UNITS, days), await connection.scalars(_PEOPLE, days)
    return set(units), set(people)
