"""Cases with their events and answers: locked, loaded, opened."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, ColumnElement, FromClause, Integer, LargeBinary, Text, Uuid, bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.access import rows_visible
from db.repositories import case_records as records
from db.repositories.commits import STORE, Change, KeyTakenError, commit_statement, commit_values, key_values
from db.repositories.parties import STORE_PARTY, party_values
from db.statements.binding import Binder, Inputs, Read
from db.statements.compiled import Prepared, prepare
from db.statements.rows import Gathered, insert_row, insert_rows, values_of_row, values_of_rows
from db.tables.cases import attributions, case_contacts, case_events, cases, feedbacks, resolutions, segments
from db.tables.columns import Instant
from db.tables.scoring import evidence
from domain.access import Principal
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Particulars, Submitted, read_particulars
from domain.cases.transitions import TRANSITIONS
from domain.detection.doubts import AnswerDoubt
from domain.evidence.derivation import Derived
from domain.evidence.reconciliation import Stored
from domain.terms import Actor, CaseKind, CaseStatus, Channel, EventType, FeedbackStatus, Outcome, Role

_THIS_CASE = bindparam("case", type_=Uuid())


@dataclass(frozen=True)
class LockedCase:
    """A case that nobody else can change until the transaction ends."""

    id: UUID
    status: CaseStatus
    holder_id: UUID | None
    seen: bool


_LOCKED = (cases.c.id, cases.c.status, cases.c.holder_id)


def _locking(seen: ColumnElement[bool], condition: ColumnElement[bool]) -> Prepared:
    statement = select(*_LOCKED, seen.label("seen")).where(condition)
    return prepare(statement.with_for_update(of=cases, key_share=True))


_HASHES = bindparam("access_hashes", type_=ARRAY(LargeBinary()))
_BY_CODE = _locking(true(), cases.c.access_hash == func.any(_HASHES))


@cache
def _by_id(role: Role) -> tuple[Prepared, dict[str, Read]]:
    binder = Binder(Principal(role))
    seen = rows_visible("Case", cases, binder)
    return _locking(true() if seen is None else seen, cases.c.id == _THIS_CASE), binder.reads


async def lock_case(connection: AsyncConnection, case_id: UUID, inputs: Inputs) -> LockedCase | None:
    """Lock a case; `seen` says whether whoever asks sees it in the graph."""
    statement, reads = _by_id(inputs.principal.role)
    values: dict[str, Any] = {name: read(inputs) for name, read in reads.items()}
    return _first(await statement.fetch(connection, values | {"case": case_id}))


async def lock_case_of_code(connection: AsyncConnection, access_hashes: Sequence[bytes]) -> LockedCase | None:
    """Lock the case whose ticket and access code have one of these hashes: as many looks into one index, always."""
    return _first(await _BY_CODE.fetch(connection, {_HASHES.key: list(access_hashes)}))


def _first(rows: list[asyncpg.Record]) -> LockedCase | None:
    for case_id, status, holder_id, seen in rows:
        return LockedCase(case_id, CaseStatus(status), holder_id, seen)
    return None


_LATE = prepare(
    select(cases.c.id)
    .where(cases.c.late_from < bindparam("now", type_=Instant))
    .order_by(cases.c.late_from, cases.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(of=cases, key_share=True, skip_locked=True)
)


async def lock_late_cases(connection: AsyncConnection, now: datetime, most: int) -> list[UUID]:
    """Lock at most so many of the cases that are late by now, which is not said of them yet, the longest first."""
    return [key for (key,) in await _LATE.fetch(connection, {"now": now, "most": most})]


_KNOWN = select(cases.c.external_id).where(
    cases.c.source_system == bindparam("source", type_=Text()),
    cases.c.external_id == func.any(bindparam("ids", type_=ARRAY(Text))),
)


async def find_known_cases(connection: AsyncConnection, source: str, external_ids: Collection[str]) -> set[str]:
    """Those of a source's case numbers that are stored."""
    return {row.external_id for row in await connection.execute(_KNOWN, {"source": source, "ids": [*external_ids]})}


class StoredRows(NamedTuple):
    """What is stored of what was derived of a case, superseded rows too: records of `case_records`."""

    segments: list[Stored]
    attributions: list[Stored]
    evidence: list[Stored]


class LoadedCase(NamedTuple):
    """All that a case stands on, the keys of its resolutions so far by their number, and what is derived of it.

    `guarded` says that it names somebody, who is party to it. `content_key` opens its texts (db.contents), which come
    sealed, until they are erased.
    """

    facts: CaseFacts
    events: list[Event]
    feedbacks: list[Feedback]
    keys: Mapping[int, UUID]
    stored: StoredRows
    guarded: bool
    content_key: bytes | None
    erased_at: datetime | None


_FACTS = (
    *(cases.c.id, cases.c.kind, cases.c.channel, cases.c.received_at),
    *(cases.c.guarded, cases.c.content_key, cases.c.erased_at),
)
_EVENT = ("seq", "type", "at", "actor", "actor_id", "holder_id", "unit_id", "outcome", "text", "public", "payload")
_ANSWER = (
    *("resolution_id", "id", "treatment", "outcome", "at", "status", "held_until", "superseded_at", "weight"),
    *("doubts", "doubted_at", "decided_at", "citizen_id"),
)
_KEPT = ("id", "superseded_at")

_EVENTS = Gathered(case_events, _EVENT, "seq")
_RESOLUTIONS = Gathered(resolutions, ("id", "seq"), "seq")
_ANSWERS = Gathered(feedbacks, _ANSWER, "id")
_SEGMENTS = Gathered(segments, (*_KEPT, *records.SEGMENT), "id")
_ATTRIBUTIONS = Gathered(attributions, (*_KEPT, *records.ATTRIBUTION), "id")
_EVIDENCE = Gathered(evidence, (*_KEPT, *records.EVIDENCE), "id")


def _loading() -> Prepared:
    source: FromClause = cases
    gathered = [
        each.beside(each.table.c.case_id == cases.c.id)
        for each in (_EVENTS, _RESOLUTIONS, _ANSWERS, _SEGMENTS, _ATTRIBUTIONS, _EVIDENCE)
    ]
    for each in gathered:
        source = source.join(each, true())
    columns = [column for each in gathered for column in each.c]
    return prepare(select(*_FACTS, *columns).select_from(source).where(cases.c.id == _THIS_CASE))


_LOAD = _loading()


async def load_case(connection: AsyncConnection, case_id: UUID) -> LoadedCase:
    """A stored case, its events in order of record. Lock it first: what is read before it is locked may be old."""
    [row] = await _LOAD.fetch(connection, {"case": case_id})
    events = [_read_event(values) for values in _EVENTS.read(row)]
    keys = {seq: key for key, seq in _RESOLUTIONS.read(row)}
    numbers = {key: seq for seq, key in keys.items()}
    return LoadedCase(
        _read_facts(row, events),
        events,
        [_read_feedback(numbers[values[0]], values[1:]) for values in _ANSWERS.read(row)],
        keys,
        StoredRows(*([*map(_read_stored, each.read(row))] for each in (_SEGMENTS, _ATTRIBUTIONS, _EVIDENCE))),
        row["guarded"],
        row["content_key"],
        row["erased_at"],
    )


def _read_stored(values: tuple[Any, ...]) -> Stored:
    return Stored(values[0], values[1] is None, values[2:])


def _read_facts(case: asyncpg.Record, events: Sequence[Event]) -> CaseFacts:
    """What the case was when it came in, by its first SUBMITTED event. Raises ValueError where none tells."""
    case_id, kind, channel = case["id"], CaseKind(case["kind"]), Channel(case["channel"])
    for event in events:
        if isinstance(event.particulars, Submitted) and event.unit_id is not None:
            told = event.particulars
            return CaseFacts(case_id, kind, told.category, channel, event.unit_id, case["received_at"], told.due_at)
    raise ValueError(f"no event tells how case {case_id} came in")


def _read_feedback(seq: int, values: tuple[Any, ...]) -> Feedback:
    key, treatment, outcome, at, status, held_until, superseded_at, weight, doubts, *known = values
    standing = (FeedbackStatus(status), held_until, superseded_at is not None, weight)
    return Feedback(
        key, seq, treatment, outcome, at, *standing, tuple(map(AnswerDoubt, (doubts or "").split())), *known
    )


def _read_event(values: tuple[Any, ...]) -> Event:
    told = dict(zip(_EVENT, values, strict=True))
    payload, outcome = told.pop("payload"), told["outcome"]
    told |= {"type": EventType(told["type"]), "actor": Actor(told["actor"])}
    told["outcome"] = None if outcome is None else Outcome(outcome)
    return Event(**told, particulars=_read_particulars(told["type"], payload))


def _read_particulars(type_: EventType, payload: Mapping[str, Any] | None) -> Particulars | None:
    stated = TRANSITIONS[type_].particulars
    return None if stated is None or payload is None else read_particulars(stated, payload)


_BROUGHT = (
    *("ticket", "anonymous", "confidential", "access_hash", "address", "description", "content_key"),
    *("reporter_mark", "guarded"),
)

_CASE = records.CASES + _BROUGHT
_STORE_CASE = insert_row(cases, _CASE)

_STORE_EVENT = insert_row(case_events, records.EVENTS)
_STORE_EVENTS = insert_rows(case_events, records.EVENTS)

_SEGMENT = records.OF_CASE + records.SEGMENT
_STORE_FIRST_SEGMENT = insert_row(segments, _SEGMENT)

_CONTACT = ("case_id", "ciphertext")
_STORE_CONTACT = insert_row(case_contacts, _CONTACT)


class TicketTakenError(Exception):
    """Another case has the ticket; a new one will do."""


_TAKEN = {"cases_ticket_key": TicketTakenError, "idempotency_keys_scope_idempotency_key_key": KeyTakenError}


@dataclass(frozen=True)
class NewCase:
    """A case that was just brought: `brought` holds the columns of `cases` that are neither facts nor derived.

    `reporter` is who brought it, encrypted, `reported` the record of `parties.PARTY` of whom it names.
    """

    facts: CaseFacts
    brought: Mapping[str, object]
    events: tuple[Event, ...]
    derived: Derived
    reporter: bytes | None
    reported: Sequence[object] | None


@cache
def _open(*, contact: bool, keyed: bool, named: bool) -> Prepared:
    rows = [
        _STORE_CASE,
        *([_STORE_EVENTS, STORE_PARTY] if named else [_STORE_EVENT]),
        _STORE_FIRST_SEGMENT,
        *([_STORE_CONTACT] if contact else []),
        *([STORE] if keyed else []),
    ]
    return prepare(commit_statement(*rows))


async def open_case(connection: asyncpg.Connection, case: NewCase, change: Change) -> None:
    """Store a new case with its first event and all that ends the change: one statement, one transaction.

    Raises KeyTakenError where the idempotency key was used before, and TicketTakenError where another case has the
    ticket, as one in a few thousand has on a very busy day.
    """
    case_id, key = case.facts.id, change.key
    (segment,) = records.segment_records(case.derived)
    record = (*records.case_record(case.facts, case.derived), *[case.brought[name] for name in _BROUGHT])
    values = commit_values(change)
    values |= values_of_row(cases, _CASE, record)
    events = [records.event_record(case_id, event) for event in case.events]
    if case.reported is None:
        values |= values_of_row(case_events, records.EVENTS, events[0])
    else:
        values |= values_of_rows(case_events, records.EVENTS, events) | party_values(case.reported)
    values |= values_of_row(segments, _SEGMENT, (case_id, *segment))
    values |= values_of_row(case_contacts, _CONTACT, (case_id, case.reporter))
    values |= key_values(key) if key else {}
    try:
        await _open(contact=case.reporter is not None, keyed=key is not None, named=case.reported is not None).fetch(
            connection, values
        )
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name in _TAKEN:
            raise _TAKEN[error.constraint_name] from error
        raise
