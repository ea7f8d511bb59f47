"""Cases, their events and answers: locked, loaded, opened, added to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import LargeBinary, Row, Select, Uuid, bindparam, literal, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.access import rows_visible
from db.repositories import case_records as records
from db.repositories.commits import STORE, Change, KeyTakenError, commit_statement, commit_values, key_values
from db.statements.binding import Binder, Inputs, Read
from db.statements.compiled import Prepared, prepare
from db.statements.inserts import insert_row, values_of_row
from db.tables.cases import case_contacts, case_events, cases, feedbacks, resolutions, segments
from domain.access import Principal
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Submitted, read_particulars
from domain.cases.transitions import TRANSITIONS
from domain.evidence.derivation import Derived
from domain.terms import Actor, CaseKind, CaseStatus, Channel, EventType, FeedbackStatus, Outcome, Role


@dataclass(frozen=True)
class LockedCase:
    """A case that nobody else can change until the transaction ends."""

    id: UUID
    status: CaseStatus
    unit_id: UUID
    holder_id: UUID | None
    seen: bool


_LOCKED = (cases.c.id, cases.c.status, cases.c.unit_id, cases.c.holder_id)


def _locked(statement: Select[Any]) -> Select[Any]:
    return statement.with_for_update(of=cases, key_share=True)


_BY_CODE = _locked(
    select(*_LOCKED, literal(True)).where(cases.c.access_hash == bindparam("access_hash", type_=LargeBinary()))
)


@cache
def _by_id(role: Role) -> tuple[Select[Any], dict[str, Read]]:
    binder = Binder(Principal(role))
    seen = rows_visible("Case", cases, binder)
    statement = select(*_LOCKED, true() if seen is None else seen).where(
        cases.c.id == bindparam("case_id", type_=Uuid())
    )
    return _locked(statement), binder.reads


async def lock_case(connection: AsyncConnection, case_id: UUID, principal: Principal, today: date) -> LockedCase | None:
    """Lock a case; `seen` says whether the principal sees it in the graph today."""
    statement, reads = _by_id(principal.role)
    inputs = Inputs({}, principal, b"", today)
    values: dict[str, Any] = {name: read(inputs) for name, read in reads.items()}
    return await _first(connection, statement, values | {"case_id": case_id})


async def lock_case_of_code(connection: AsyncConnection, access_hash: bytes) -> LockedCase | None:
    """Lock the case whose ticket and access code have this hash: one look into one index, whatever was wrong."""
    return await _first(connection, _BY_CODE, {"access_hash": access_hash})


async def _first(connection: AsyncConnection, statement: Select[Any], values: dict[str, Any]) -> LockedCase | None:
    row = (await connection.execute(statement, values)).first()
    if row is None:
        return None
    case_id, status, unit_id, holder_id, seen = row
    return LockedCase(case_id, CaseStatus(status), unit_id, holder_id, seen)


class LoadedCase(NamedTuple):
    """All that a case stands on, and the keys of the resolutions stored so far, by their number."""

    facts: CaseFacts
    events: list[Event]
    feedbacks: list[Feedback]
    keys: Mapping[int, UUID]


_THIS_CASE = bindparam("case", type_=Uuid())

_FACTS = (cases.c.kind, cases.c.channel, cases.c.received_at)

_EVENT_COLUMNS = (
    *("seq", "type", "at", "actor", "actor_id", "holder_id", "unit_id", "outcome", "text", "public"),
    "payload",
)

_EVENTS = (
    select(*_FACTS, *[case_events.c[name] for name in _EVENT_COLUMNS])
    .join_from(cases, case_events, case_events.c.case_id == cases.c.id)
    .where(cases.c.id == _THIS_CASE)
    .order_by(case_events.c.seq)
)

_FEEDBACK_COLUMNS = ("id", "interaction", "outcome", "at", "status")

_ANSWERS = (
    select(
        resolutions.c.id.label("resolution_id"), resolutions.c.seq, *[feedbacks.c[name] for name in _FEEDBACK_COLUMNS]
    )
    .outerjoin_from(resolutions, feedbacks, feedbacks.c.resolution_id == resolutions.c.id)
    .where(resolutions.c.case_id == _THIS_CASE)
)


async def load_history(connection: AsyncConnection, case_id: UUID) -> LoadedCase:
    """The history of a stored case, its events in order of record. Lock the case first to keep it from growing."""
    rows = (await connection.execute(_EVENTS, {"case": case_id})).all()
    answers = (await connection.execute(_ANSWERS, {"case": case_id})).all()
    events = [_read_event(row) for row in rows]
    return LoadedCase(
        _read_facts(case_id, rows[0], events),
        events,
        [_read_feedback(row) for row in answers if row.id is not None],
        {row.seq: row.resolution_id for row in answers},
    )


def _read_facts(case_id: UUID, case: Row[tuple[object, ...]], events: Sequence[Event]) -> CaseFacts:
    """What the case was when it came in, by its first SUBMITTED event. Raises ValueError where none tells."""
    for event in events:
        if isinstance(event.particulars, Submitted) and event.unit_id is not None:
            told, kind, channel = event.particulars, CaseKind(case.kind), Channel(case.channel)
            return CaseFacts(case_id, kind, told.category, channel, event.unit_id, case.received_at, told.due_at)
    raise ValueError(f"no event tells how case {case_id} came in")


def _read_event(row: Row[tuple[object, ...]]) -> Event:
    type_ = EventType(row.type)
    stated = TRANSITIONS[type_].particulars
    return Event(
        seq=row.seq,
        type=type_,
        at=row.at,
        actor=Actor(row.actor),
        actor_id=row.actor_id,
        holder_id=row.holder_id,
        unit_id=row.unit_id,
        outcome=None if row.outcome is None else Outcome(row.outcome),
        text=row.text,
        public=row.public,
        particulars=None if stated is None or row.payload is None else read_particulars(stated, row.payload),
    )


def _read_feedback(row: Row[tuple[object, ...]]) -> Feedback:
    return Feedback(row.id, row.seq, row.interaction, row.outcome, row.at, FeedbackStatus(row.status))


_BROUGHT = ("ticket", "anonymous", "confidential", "access_hash", "address", "description")

_STORE_CASE = insert_row(cases, records.CASES + _BROUGHT)

_STORE_EVENT = insert_row(case_events, records.EVENTS)

_STORE_FIRST_SEGMENT = insert_row(segments, records.SEGMENTS)

_STORE_CONTACT = insert_row(case_contacts, ("case_id", "ciphertext"))


class TicketTakenError(Exception):
    """Another case has the ticket; a new one will do."""


_TAKEN = {"cases_ticket_key": TicketTakenError, "client_keys_scope_client_key_key": KeyTakenError}


@dataclass(frozen=True)
class NewCase:
    """A case that was just brought: `brought` holds the columns of `cases` that are neither facts nor derived.

    `contact` is who brought it, encrypted.
    """

    facts: CaseFacts
    brought: Mapping[str, object]
    event: Event
    derived: Derived
    contact: bytes | None


@cache
def _open(*, contact: bool, keyed: bool) -> Prepared:
    rows = [
        _STORE_CASE,
        _STORE_EVENT,
        _STORE_FIRST_SEGMENT,
        *([_STORE_CONTACT] if contact else []),
        *([STORE] if keyed else []),
    ]
    return prepare(commit_statement(*rows))


async def open_case(connection: asyncpg.Connection, case: NewCase, conclusion: Change) -> None:
    """Store a new case with its first event and all that ends the change: one statement, one transaction.

    Raises KeyTakenError where the client key was used before, and TicketTakenError where another case has the
    ticket, as one in a few thousand has on a very busy day.
    """
    case_id, key = case.facts.id, conclusion.key
    (segment,) = records.segment_records(case_id, case.derived)
    record = dict(zip(records.CASES, records.case_record(case.facts, case.derived.state), strict=True))
    values = commit_values(conclusion)
    values |= values_of_row(cases, record | dict(case.brought))
    values |= event_values(case_id, case.event)
    values |= values_of_row(segments, dict(zip(records.SEGMENTS, segment, strict=True)))
    values |= values_of_row(case_contacts, {"case_id": case_id, "ciphertext": case.contact})
    values |= key_values(key) if key else {}
    try:
        await _open(contact=case.contact is not None, keyed=key is not None).fetch(connection, values)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name in _TAKEN:
            raise _TAKEN[error.constraint_name] from error
        raise


async def append_event(connection: AsyncConnection, case_id: UUID, event: Event) -> None:
    """Store the next event of a case that the caller has locked."""
    await connection.execute(_STORE_EVENT, event_values(case_id, event))


def event_values(case_id: UUID, event: Event) -> dict[str, Any]:
    """The parameters of `EVENT`."""
    (record,) = records.event_records(case_id, [event])
    return values_of_row(case_events, dict(zip(records.EVENTS, record, strict=True)))


_STORE_FEEDBACK = insert_row(feedbacks, records.FEEDBACKS).add_cte(_STORE_EVENT.cte("event"))


async def store_feedback(
    connection: AsyncConnection,
    case_id: UUID,
    event: Event,
    feedback: Feedback,
    *,
    words: Mapping[str, object],
    keys: Mapping[int, UUID],
) -> None:
    """Store an answer and the event that it is in the case, which the caller has locked.

    `words` holds its `reasons` and `text`, `keys` the keys of the case's resolutions by number.
    """
    record = records.feedback_record(case_id, feedback, words, keys)
    values = values_of_row(feedbacks, dict(zip(records.FEEDBACKS, record, strict=True)))
    await connection.execute(_STORE_FEEDBACK, values | event_values(case_id, event))
