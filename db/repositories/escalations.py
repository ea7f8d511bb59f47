"""What waits in quarantine, and since when the inspectorate has been told of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Table, Text, bindparam, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import Prepared, prepare
from db.tables.cases import case_events, feedbacks, resolutions
from db.tables.columns import Instant
from domain.terms import EvidenceStanding, FeedbackStatus

_BEFORE, _NOW = bindparam("before", type_=Instant), bindparam("now", type_=Instant)
# Others of other systems are told of long after they were given; what counts is since when they are known here.
_RECORDED = (case_events.c.case_id == resolutions.c.case_id) & (case_events.c.seq == resolutions.c.seq)
_KNOWN = select(case_events.c.recorded_at).where(_RECORDED).scalar_subquery()


def _escalate(table: Table, waits: ColumnElement[bool], since: ColumnElement[datetime]) -> Prepared:
    found = (
        select(table.c.id)
        .where(waits, table.c.escalated_at.is_(None), since < _BEFORE)
        .limit(bindparam("most", type_=Integer()))
    )
    told = update(table).where(table.c.id.in_(found), waits).values(escalated_at=_NOW)
    return prepare(told.returning(table.c.case_id))


_RESOLUTIONS = _escalate(
    resolutions, resolutions.c.standing == literal_column(f"'{EvidenceStanding.QUARANTINED}'", Text), _KNOWN
)
_ANSWERS = _escalate(
    feedbacks,
    feedbacks.c.status == literal_column(f"'{FeedbackStatus.QUARANTINED}'", Text),
    func.coalesce(feedbacks.c.doubted_at, feedbacks.c.at),
)


async def escalate(connection: AsyncConnection, before: datetime, now: datetime, most: int) -> list[UUID]:
    """Note of at most so many resolutions, and as many answers, put in quarantine before a moment that they wait still.

    Returns their cases, one for each of them.
    """
    values = {"before": before, "now": now, "most": most}
    rows = [*await _RESOLUTIONS.fetch(connection, values), *await _ANSWERS.fetch(connection, values)]
    return [row["case_id"] for row in rows]
