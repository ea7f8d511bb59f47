"""Who is in office: the rule of `domain.organisation.posts.find_post` in SQL."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, literal_column, or_, select

from db.statements.binding import TODAY
from db.tables.organisation import assignments
from domain.organisation.posts import AWAY

_AWAY: list[ColumnElement[Any]] = [literal_column(f"'{status}'") for status in sorted(AWAY)]


def overlaps(row: FromClause, first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a row with `valid_from` and `valid_to`, both included, holds on one of these days."""
    return (row.c.valid_from <= last) & or_(row.c.valid_to.is_(None), row.c.valid_to >= first)


def in_force(row: FromClause) -> ColumnElement[bool]:
    """Whether a row with `valid_from` and `valid_to` holds today, where the government is."""
    return overlaps(row, TODAY, TODAY)


def in_office(post: FromClause, first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether somebody works from an assignment on one of these days; nobody does from study or leave."""
    return post.c.status.not_in(_AWAY) & overlaps(post, first, last)


def in_office_today(post: FromClause) -> ColumnElement[bool]:
    """Whether somebody works from an assignment today, where the government is."""
    return in_office(post, TODAY, TODAY)


def post_in_force(
    employee_id: ColumnElement[Any], first: ColumnElement[Any], last: ColumnElement[Any], *columns: str
) -> FromClause:
    """These columns of the post from which an employee worked in these days, to be joined to what names the employee.

    A definitive post goes before others, a newer one before an older. Nobody works from study or leave.
    """
    held = assignments.alias("held")
    found = (
        select(*(held.c[name] for name in columns))
        .where(held.c.employee_id == employee_id, in_office(held, first, last))
        .order_by(held.c.status != literal_column("'DEFINITIVE'"), held.c.valid_from.desc(), held.c.id)
        .limit(literal_column("1"))
    )
    return found.correlate_except(held).lateral("post")
