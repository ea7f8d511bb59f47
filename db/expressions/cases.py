"""Where a case stands."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal_column, select

from db.tables.cases import feedbacks, resolutions


def on_time(case: FromClause) -> ColumnElement[Any]:
    """Whether a case was finally resolved by its due time; null while either is missing."""
    return case.c.resolved_at <= case.c.due_at


def settled(case: FromClause) -> ColumnElement[bool]:
    """Whether a case is at rest, so that its reporter may ask for more."""
    return case.c.status == func.any(literal_column("'{RESOLVED,CLOSED}'::text[]"))


def unrated(case: FromClause) -> ColumnElement[bool]:
    """Whether a case is at rest by a resolution that nobody has rated."""
    resolution, feedback = resolutions.alias(), feedbacks.alias()
    rated = select(1).where(feedback.c.resolution_id == resolution.c.id).exists()
    found = select(1).where(resolution.c.case_id == case.c.id, resolution.c.reopened_at.is_(None), ~rated).exists()
    return settled(case) & found
