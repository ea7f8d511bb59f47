"""Where a case stands."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal_column, select

from db.tables.cases import feedbacks, resolutions
from domain.cases.transitions import TRANSITIONS
from domain.terms import CaseStatus, EventType, FeedbackStatus


def on_time(case: FromClause) -> ColumnElement[Any]:
    """Whether a case was finally resolved by its due time; null while either is missing."""
    return case.c.resolved_at <= case.c.due_at


def allows(event: EventType, case: FromClause) -> ColumnElement[bool]:
    """Whether somebody may cause such an event as the case stands."""
    statuses = ",".join(status for status in CaseStatus if status in TRANSITIONS[event].allowed_in)
    return case.c.status == func.any(literal_column(f"'{{{statuses}}}'::text[]"))


def rateable(case: FromClause) -> ColumnElement[bool]:
    """Whether a case stands resolved by a resolution that has no answer but one that is held, if any."""
    resolution, feedback = resolutions.alias(), feedbacks.alias()
    settled = feedback.c.superseded_at.is_(None) & (feedback.c.status != literal_column(f"'{FeedbackStatus.HELD}'"))
    rated = select(1).where(feedback.c.resolution_id == resolution.c.id, settled).exists()
    unrated = select(1).where(resolution.c.case_id == case.c.id, resolution.c.reopened_at.is_(None), ~rated).exists()
    return allows(EventType.RATED, case) & case.c.erased_at.is_(None) & unrated
