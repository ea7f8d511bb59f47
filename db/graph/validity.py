"""What is in force today; the last day of a validity counts in."""

from sqlalchemy import ColumnElement, FromClause, func, or_


def in_force(row: FromClause) -> ColumnElement[bool]:
    """Whether a row with `valid_from` and `valid_to` holds today, where the government is."""
    today = func.current_date()
    return (row.c.valid_from <= today) & or_(row.c.valid_to.is_(None), row.c.valid_to >= today)
