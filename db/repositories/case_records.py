"""Whole cases and what is derived of them, as rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.statements.copies import Record, copy_records
from db.statements.inserts import insert_rows, values_of_rows
from db.tables.cases import attributions, case_events, case_links, cases, feedbacks, resolutions, segments
from db.tables.scoring import evidence
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Particulars, write_particulars
from domain.cases.timeline import CaseState
from domain.evidence.derivation import Derived
from domain.evidence.records import Touched

Keys = Mapping[int, UUID]

_FACTS = ("id", "kind", "channel", "received_at")
_STATE = (
    *("category_id", "due_at", "status", "outcome", "unit_id", "holder_id"),
    *("first_response_at", "resolved_at", "reopen_count", "flags"),
)
_EVENT = ("seq", "type", "actor", "actor_id", "holder_id", "unit_id", "outcome", "at", "public", "text")
_RESOLUTION = ("seq", "resolved_by_id", "unit_id", "at", "outcome", "text", "reopened_at")
_SEGMENT = ("seq", "employee_id", "unit_id", "starts_at", "ends_at", "working_minutes", "ended_by")
_SAID = ("feedback_id", "employee_id", "unit_id", "kind", "value", "weight", "stratum", "occurred_on", "counted")

CASES = (*_FACTS, *_STATE, "recorded_at")
EVENTS = ("case_id", *_EVENT, "payload", "recorded_at")
RESOLUTIONS = ("id", "case_id", *_RESOLUTION)
SEGMENTS = ("case_id", *_SEGMENT)
FEEDBACKS = ("id", "case_id", "resolution_id", "interaction", "outcome", "reasons", "text", "at", "status")
ATTRIBUTIONS = ("case_id", "resolution_id", "employee_id", "unit_id", "share", "working_minutes")
EVIDENCE = ("case_id", "resolution_id", *_SAID, "reason")
LINKS = ("case_id", "source_system", "external_id", "title", "agency")

_take_facts = attrgetter(*_FACTS)
_take_state = attrgetter(*_STATE)
_take_event = attrgetter(*_EVENT)
_take_resolution = attrgetter(*_RESOLUTION)
_take_segment = attrgetter(*_SEGMENT)
_take_said = attrgetter(*_SAID, "reason")


def case_record(facts: CaseFacts, state: CaseState, recorded_at: datetime | None = None) -> Record:
    """What is known and what is derived of a case itself: `CASES`; recorded when it came in, or later."""
    return (*_take_facts(facts), *_take_state(state), recorded_at or facts.received_at)


def event_records(case_id: UUID, events: Iterable[Event], recorded_at: datetime | None = None) -> Iterator[Record]:
    """One record of `EVENTS` for each event; recorded when it happened, or later."""
    return ((case_id, *_take_event(event), _write(event.particulars), recorded_at or event.at) for event in events)


def _write(particulars: Particulars | None) -> dict[str, object] | None:
    return None if particulars is None else write_particulars(particulars)


def resolution_records(case_id: UUID, derived: Derived, keys: Keys) -> Iterator[Record]:
    """One record of `RESOLUTIONS` for each resolution; `keys` gives its key by its number."""
    return ((keys[each.seq], case_id, *_take_resolution(each)) for each in derived.resolutions)


def segment_records(case_id: UUID, derived: Derived) -> Iterator[Record]:
    """One record of `SEGMENTS` for each segment."""
    return ((case_id, *_take_segment(each)) for each in derived.segments)


def feedback_record(case_id: UUID, feedback: Feedback, answer: Mapping[str, object], keys: Keys) -> Record:
    """The record of `FEEDBACKS` of one answer to the resolution that it names by number."""
    ratings = (feedback.interaction, feedback.outcome)
    words = (answer.get("reasons", ()), answer.get("text"))
    return (feedback.id, case_id, keys[feedback.resolution_seq], *ratings, *words, feedback.at, feedback.status)


def attribution_records(case_id: UUID, derived: Derived, keys: Keys) -> Iterator[Record]:
    """One record of `ATTRIBUTIONS` for each share."""
    for each in derived.shares:
        share = Decimal(f"{each.share:.6f}")
        yield case_id, keys[each.resolution_seq], each.employee_id, each.unit_id, share, each.working_minutes


def evidence_records(case_id: UUID, derived: Derived, keys: Keys) -> Iterator[Record]:
    """One record of `EVIDENCE` for each piece of evidence; what no resolution caused refers to none."""
    return ((case_id, keys.get(each.resolution_seq), *_take_said(each)) for each in derived.evidence)


_THIS_CASE = bindparam("case", type_=Uuid())

_PROJECT = (
    update(cases)
    .where(cases.c.id == _THIS_CASE)
    .values({name: bindparam(f"cases_{name}", type_=cases.c[name].type) for name in _STATE})
)

_RESOLVE = insert_rows(resolutions, RESOLUTIONS)

_RESOLVE = _RESOLVE.on_conflict_do_update(
    index_elements=["case_id", "seq"],
    set_={name: _RESOLVE.excluded[name] for name in RESOLUTIONS if name != "id"},
)
# Segments and shares are unique by number, so what was goes in one statement and what is comes in the next.
_CLEAR = (
    delete(evidence)
    .where(evidence.c.case_id == _THIS_CASE)
    .returning(*[evidence.c[name] for name in EVIDENCE])
    .add_cte(
        _PROJECT.cte("projected"),
        _RESOLVE.cte("resolved"),
        delete(segments).where(segments.c.case_id == _THIS_CASE).cte("unsplit"),
        delete(attributions).where(attributions.c.case_id == _THIS_CASE).cte("unattributed"),
    )
)

_STORE_DERIVED = insert_rows(evidence, EVIDENCE).add_cte(
    insert_rows(segments, SEGMENTS).cte("split"),
    insert_rows(attributions, ATTRIBUTIONS).cte("attributed"),
)


async def store_derived(
    connection: AsyncConnection, case_id: UUID, derived: Derived, keys: Mapping[int, UUID]
) -> dict[date, Touched]:
    """Replace what is derived of a stored case; who was touched by that, by the day of the evidence that changed.

    `keys` holds the keys of the resolutions stored so far, by number: answers refer to them, so they stay.
    """
    keys = {each.seq: keys.get(each.seq) or new_key() for each in derived.resolutions}
    resolved = values_of_rows(resolutions, RESOLUTIONS, resolution_records(case_id, derived, keys))
    projected = {f"cases_{name}": getattr(derived.state, name) for name in _STATE}
    before = (await connection.execute(_CLEAR, {"case": case_id} | projected | resolved)).all()
    after = list(evidence_records(case_id, derived, keys))
    await connection.execute(
        _STORE_DERIVED,
        values_of_rows(evidence, EVIDENCE, after)
        | values_of_rows(segments, SEGMENTS, segment_records(case_id, derived))
        | values_of_rows(attributions, ATTRIBUTIONS, attribution_records(case_id, derived, keys)),
    )
    return _compare(map(tuple, before), after)


def _compare(before: Iterable[tuple[Any, ...]], after: Iterable[tuple[Any, ...]]) -> dict[date, Touched]:
    employee, unit, day = (EVIDENCE.index(name) for name in ("employee_id", "unit_id", "occurred_on"))
    touched: defaultdict[date, Touched] = defaultdict(Touched)
    for row in set(before) ^ set(after):
        touched[row[day]].add(row[employee], row[unit])
    return dict(touched)


# A COPY of so many cases stays far below the statement timeout, and in memory.
AT_ONCE = 4_000


@dataclass(frozen=True)
class NewCaseHistory:
    """A case as it is stored: what is known of it, and what happened.

    `row` holds the columns of `cases` that are neither in `facts` nor derived (`ticket`, `description`, ...); every
    history of one call names the same ones. `links` holds the columns of `case_links` without the case; `answers` the
    columns of `feedbacks` that scoring does not read (`reasons`, `text`), by feedback.
    `recorded_at` is when we learnt of it all, none where each event was recorded as it happened.
    """

    facts: CaseFacts
    row: Mapping[str, object]
    events: tuple[Event, ...]
    feedbacks: tuple[Feedback, ...] = ()
    links: tuple[Mapping[str, object], ...] = ()
    answers: Mapping[UUID, Mapping[str, object]] = field(default_factory=dict)
    recorded_at: datetime | None = None


@dataclass
class CaseRecords:
    """Records of a batch of histories, by table; `columns` are those of cases that its rows name."""

    columns: tuple[str, ...]
    cases: list[Record] = field(default_factory=list)
    events: list[Record] = field(default_factory=list)
    resolutions: list[Record] = field(default_factory=list)
    segments: list[Record] = field(default_factory=list)
    feedbacks: list[Record] = field(default_factory=list)
    attributions: list[Record] = field(default_factory=list)
    evidence: list[Record] = field(default_factory=list)
    links: list[Record] = field(default_factory=list)


def add_records(records: CaseRecords, history: NewCaseHistory, derived: Derived) -> None:
    """Add the records of one history to those of its batch."""
    case_id = history.facts.id
    keys = {each.seq: new_key() for each in derived.resolutions}
    case = case_record(history.facts, derived.state, history.recorded_at)
    records.cases.append((*case, *[history.row[name] for name in records.columns]))
    records.events.extend(event_records(case_id, history.events, history.recorded_at))
    records.resolutions.extend(resolution_records(case_id, derived, keys))
    records.segments.extend(segment_records(case_id, derived))
    records.attributions.extend(attribution_records(case_id, derived, keys))
    records.evidence.extend(evidence_records(case_id, derived, keys))
    for each in history.feedbacks:
        records.feedbacks.append(feedback_record(case_id, each, history.answers.get(each.id, {}), keys))
    for link in history.links:
        records.links.append((case_id, link["source_system"], link["external_id"], link["title"], link["agency"]))


async def copy_cases(connection: AsyncConnection, records: CaseRecords) -> None:
    """Store a batch of records, table by table."""
    await copy_records(connection, cases, CASES + records.columns, records.cases)
    await copy_records(connection, case_events, EVENTS, records.events)
    await copy_records(connection, resolutions, RESOLUTIONS, records.resolutions)
    await copy_records(connection, segments, SEGMENTS, records.segments)
    await copy_records(connection, feedbacks, FEEDBACKS, records.feedbacks)
    await copy_records(connection, attributions, ATTRIBUTIONS, records.attributions)
    await copy_records(connection, evidence, EVIDENCE, records.evidence)
    await copy_records(connection, case_links, LINKS, records.links)
