"""What a case stands on: the facts it came in with, its events, and the answers to its resolutions."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.cases import case_events, cases, categories, feedbacks, resolutions
from domain.cases import CaseFacts, Event
from domain.evidence import Feedback
from domain.terms import Actor, CaseKind, Channel, EventType, FeedbackStatus, Outcome


class History(NamedTuple):
    """All that a case stands on, and the keys of the resolutions stored so far, by their number."""

    facts: CaseFacts
    events: list[Event]
    feedbacks: list[Feedback]
    keys: Mapping[int, UUID]


_CASE = bindparam("case", type_=Uuid())
_FACTS = (
    cases.c.kind,
    categories.c.code,
    cases.c.channel,
    categories.c.unit_id.label("category_unit_id"),
    cases.c.received_at,
    cases.c.due_at,
)
_EVENT = ("seq", "type", "at", "actor", "actor_id", "holder_id", "unit_id", "outcome", "text", "public")
_EVENTS = (
    select(*_FACTS, *[case_events.c[name] for name in _EVENT])
    .join_from(cases, categories)
    .join(case_events, case_events.c.case_id == cases.c.id)
    .where(cases.c.id == _CASE)
    .order_by(case_events.c.seq)
)
_FEEDBACK = ("id", "interaction", "outcome", "at", "status")
_ANSWERS = (
    select(resolutions.c.id.label("resolution_id"), resolutions.c.seq, *[feedbacks.c[name] for name in _FEEDBACK])
    .outerjoin_from(resolutions, feedbacks, feedbacks.c.resolution_id == resolutions.c.id)
    .where(resolutions.c.case_id == _CASE)
)


async def load_history(connection: AsyncConnection, case_id: UUID) -> History:
    """The history of a stored case, its events in order of record. Lock the case first to keep it from growing."""
    rows = (await connection.execute(_EVENTS, {"case": case_id})).all()
    answers = (await connection.execute(_ANSWERS, {"case": case_id})).all()
    return History(
        _read_facts(case_id, rows[0]),
        [_read_event(row) for row in rows],
        [_read_feedback(row) for row in answers if row.id is not None],
        {row.seq: row.resolution_id for row in answers},
    )


def _read_facts(case_id: UUID, first: Row[tuple[object, ...]]) -> CaseFacts:
    return CaseFacts(
        id=case_id,
        kind=CaseKind(first.kind),
        category=first.code,
        channel=Channel(first.channel),
        unit_id=first.unit_id or first.category_unit_id,
        received_at=first.received_at,
        due_at=first.due_at,
    )


def _read_event(row: Row[tuple[object, ...]]) -> Event:
    return Event(
        seq=row.seq,
        type=EventType(row.type),
        at=row.at,
        actor=Actor(row.actor),
        actor_id=row.actor_id,
        holder_id=row.holder_id,
        unit_id=row.unit_id,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        text=row.text,
        public=row.public,
    )


def _read_feedback(row: Row[tuple[object, ...]]) -> Feedback:
    return Feedback(row.id, row.seq, row.interaction, row.outcome, row.at, FeedbackStatus(row.status))
