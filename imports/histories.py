"""From a record that was read to the history that is stored: who held the case, and who did what."""

from datetime import datetime
from uuid import UUID

from db.keys import new_key
from db.repositories.case_records import NewCaseHistory
from domain.cases.events import CaseFacts, Event
from domain.cases.particulars import Category
from domain.terms import Actor, EventType
from imports.records.cases import CaseRecord
from imports.records.events import SourceEvent
from imports.registers import CasePlacement


def make_history(
    source: str, record: CaseRecord, place: CasePlacement, handler_id: UUID | None, now: datetime
) -> NewCaseHistory:
    """The history of a case, recorded `now`. The handler, if named, has it from its receipt on and resolves it."""
    events = list(record.events)
    if handler_id is not None:
        opening = next(number for number, event in enumerate(events, 1) if event.type is EventType.SUBMITTED)
        events.insert(opening, SourceEvent(EventType.ASSIGNED, events[opening - 1].at))
    facts = CaseFacts(
        id=new_key(),
        kind=record.kind,
        category=Category(place.category_id, place.category),
        channel=record.channel,
        unit_id=place.unit_id,
        received_at=record.received_at,
        due_at=record.due_at,
    )
    return NewCaseHistory(
        facts,
        _row(source, record),
        tuple(_event(number, event, facts, handler_id) for number, event in enumerate(events, 1)),
        links=tuple(
            {"source_system": source, "external_id": link.external_id, "title": link.title, "agency": link.agency}
            for link in record.links
        ),
        recorded_at=now,
    )


def _row(source: str, record: CaseRecord) -> dict[str, object]:
    return {
        # Whoever imports a case has its number there; nobody has a code for it here.
        "ticket": f"{source}/{record.external_id}",
        "source_system": source,
        "external_id": record.external_id,
        "anonymous": False,
        "confidential": False,
        "address": record.address,
        "description": record.description,
    }


def _event(number: int, event: SourceEvent, facts: CaseFacts, handler_id: UUID | None) -> Event:
    opening, assigned = event.type is EventType.SUBMITTED, event.type is EventType.ASSIGNED
    resolver_id = handler_id if event.type is EventType.RESOLVED else None
    return Event(
        seq=number,
        type=event.type,
        at=event.at,
        actor=Actor.SOURCE if resolver_id is None else Actor.EMPLOYEE,
        actor_id=resolver_id,
        holder_id=handler_id if assigned else None,
        unit_id=facts.unit_id if opening or assigned else None,
        outcome=event.outcome,
        text=event.text,
        public=event.public,
        particulars=facts.submitted() if opening else None,
    )
