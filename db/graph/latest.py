"""What an employee has for one period: the period that is asked for, or else the latest there is."""

from typing import Any

from sqlalchemy import FromClause, select

from db.graph.declaration import Relation
from db.graph.filters import refers_to
from db.tables.appraisal import periods


def period_start(row: FromClause) -> Any:
    """The first day of a row's period."""
    return select(periods.c.starts_on).where(periods.c.id == row.c.period_id).correlate(row).scalar_subquery()


def latest_of_person(target: str) -> Relation:
    """The one row of `target` that belongs to an employee and a period."""
    return Relation(
        target,
        lambda employee, row: row.c.employee_id == employee.c.id,
        first_by=lambda row: period_start(row).desc(),
        filters={"period": refers_to("period_id", "Period")},
    )
