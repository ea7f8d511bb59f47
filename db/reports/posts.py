"""The post from which somebody worked in some days."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal_column, or_, select

from db.tables.organisation import assignments


def post_between(employee_id: ColumnElement[Any], first: ColumnElement[Any], last: ColumnElement[Any]) -> FromClause:
    """The unit and position that an employee had in these days, to be joined to the row that names the employee.

    A definitive post goes before others, a newer one before an older. Nobody works from study or leave.
    """
    held = assignments.alias("held")
    found = (
        select(held.c.unit_id, held.c.position_id)
        .where(
            held.c.employee_id == employee_id,
            held.c.status.not_in([literal_column("'STUDY'"), literal_column("'LEAVE'")]),
            held.c.valid_from <= last,
            or_(held.c.valid_to.is_(None), held.c.valid_to >= first),
        )
        .order_by(held.c.status != literal_column("'DEFINITIVE'"), held.c.valid_from.desc(), held.c.id)
        .limit(literal_column("1"))
    )
    return found.correlate_except(held).lateral("post")
