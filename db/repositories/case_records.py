"""Cases and what is derived of them as rows: whole ones, and what one event changes of a stored one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Uuid, bindparam, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.statements.compiled import Prepared, prepare
from db.statements.copies import Record, copy_records
from db.statements.rows import (
    given_rows,
    insert_row,
    insert_rows,
    overwrite,
    supersede_rows,
    update_rows,
    values_of_changes,
    values_of_row,
    values_of_rows,
    values_of_superseded,
)
from db.tables.cases import attributions, case_events, case_links, cases, feedbacks, resolutions, segments
from db.tables.scoring import evidence
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Particulars, write_particulars
from domain.evidence.derivation import Derived
from domain.evidence.reconciliation import Differences
from domain.evidence.records import Origin
from domain.terms import OriginType

Keys = Mapping[int, UUID]

_FACTS = ("id", "kind", "channel", "received_at")
STATE = (
    *("category_id", "due_at", "status", "outcome", "unit_id", "holder_id"),
    *("first_response_at", "resolved_at", "reopen_count", "flags", "self_assigned"),
)
_EVENT = ("seq", "type", "actor", "actor_id", "holder_id", "unit_id", "outcome", "at", "public", "text")
_RESOLUTION = (
    *("seq", "resolved_by_id", "unit_id", "at", "outcome", "text", "reopened_at"),
    *("standing", "doubt", "decided_by_id", "decided_at"),
)

_SAYING = ("late_from", "says")

CASES = (*_FACTS, *STATE, *_SAYING, "recorded_at")
# What is derived of a case itself, anew with each event.
DERIVED = (*STATE, *_SAYING)
EVENTS = ("case_id", *_EVENT, "payload", "recorded_at")
RESOLUTIONS = ("id", "case_id", *_RESOLUTION)
FEEDBACKS = (
    *("id", "case_id", "resolution_id", "treatment", "outcome", "reasons", "text", "at"),
    *("status", "held_until", "weight"),
)
# What becomes of an answer after it was given.
SETTLED = ("status", "weight", "superseded_at", "doubts", "doubted_at", "decided_at", "citizen_id")
LINKS = ("case_id", "source_system", "external_id", "title", "agency")

# What a derived row says of whom, by which it keeps its key, and how: what may change in place.
SEGMENT_IDENTITY = ("seq", "employee_id", "unit_id", "starts_at")
SEGMENT = (*SEGMENT_IDENTITY, "ends_at", "working_minutes", "ended_by")
ATTRIBUTION_IDENTITY = ("resolution_id", "employee_id", "unit_id")
ATTRIBUTION = (*ATTRIBUTION_IDENTITY, "share", "working_minutes")
EVIDENCE_IDENTITY = ("resolution_id", "feedback_id", "employee_id", "unit_id", "kind", "value", "occurred_on")
EVIDENCE = (*EVIDENCE_IDENTITY, "weight", "stratum", "counted", "reason", "standing")

# Whose derived rows these are.
OF_CASE = ("case_id",)
EVIDENCE_OF_CASE = ("case_id", "origin_type", "origin_id")
# When evidence came to say what it says.
RECORDED = ("recorded_at",)

_take_facts = attrgetter(*_FACTS)
_take_state = attrgetter(*STATE)
_take_event = attrgetter(*_EVENT)
_take_resolution = attrgetter(*_RESOLUTION)
_take_segment = attrgetter(*SEGMENT)
_take_evidence = attrgetter(*EVIDENCE[1:])


def case_record(facts: CaseFacts, derived: Derived, recorded_at: datetime | None = None) -> Record:
    """What is known and what is derived of a case itself: `CASES`; recorded when it came in, or later."""
    return (*_take_facts(facts), *derived_record(derived), recorded_at or facts.received_at)


def derived_record(derived: Derived) -> Record:
    """What is derived of a case itself: `DERIVED`."""
    return (*_take_state(derived.state), derived.late_from, None if derived.says is None else dict(derived.says))


def event_record(case_id: UUID, event: Event, recorded_at: datetime | None = None) -> Record:
    """The record of `EVENTS` of one event; recorded when it happened, or later."""
    return (case_id, *_take_event(event), _write(event.particulars), recorded_at or event.at)


def _write(particulars: Particulars | None) -> dict[str, object] | None:
    return None if particulars is None else write_particulars(particulars)


def resolution_records(case_id: UUID, derived: Derived, keys: Keys) -> list[Record]:
    """One record of `RESOLUTIONS` for each resolution; `keys` gives its key by its number."""
    return [(keys[each.seq], case_id, *_take_resolution(each)) for each in derived.resolutions]


def segment_records(derived: Derived) -> list[Record]:
    """One record of `SEGMENT` for each segment."""
    return [_take_segment(each) for each in derived.segments]


def feedback_record(case_id: UUID, feedback: Feedback, answer: Mapping[str, object], keys: Keys) -> Record:
    """The record of `FEEDBACKS` of one answer to the resolution that it names by number."""
    ratings = (feedback.treatment, feedback.outcome)
    words = (answer.get("reasons", ()), answer.get("text"))
    standing = (feedback.status, feedback.held_until, feedback.weight)
    return (feedback.id, case_id, keys[feedback.resolution_seq], *ratings, *words, feedback.at, *standing)


def settled_record(feedback: Feedback, now: datetime) -> Record:
    """The key and the record of `SETTLED` of an answer that stands otherwise than before."""
    standing = (feedback.status, feedback.weight, now if feedback.superseded else None)
    doubted = (" ".join(feedback.doubts) or None, feedback.doubted_at, feedback.decided_at, feedback.citizen_id)
    return (feedback.id, *standing, *doubted)


def attribution_records(derived: Derived, keys: Keys) -> list[Record]:
    """One record of `ATTRIBUTION` for each share."""
    return [
        (keys[each.resolution_seq], each.employee_id, each.unit_id, Decimal(f"{each.share:.6f}"), each.working_minutes)
        for each in derived.shares
    ]


def evidence_records(derived: Derived, keys: Keys) -> list[Record]:
    """One record of `EVIDENCE` for each piece of evidence; what no resolution caused refers to none."""
    return [(keys.get(each.resolution_seq), *_take_evidence(each)) for each in derived.evidence]


def name_case(case_id: UUID) -> Record:
    """The case as the origin of its evidence: `EVIDENCE_OF_CASE`."""
    return case_id, *Origin(OriginType.CASE, case_id)


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

    def add(self, history: NewCaseHistory, derived: Derived) -> None:
        """Add the records of one history."""
        case_id, named = history.facts.id, name_case(history.facts.id)
        keys = {each.seq: new_key() for each in derived.resolutions}
        case = case_record(history.facts, derived, history.recorded_at)
        self.cases.append((*case, *[history.row[name] for name in self.columns]))
        self.events.extend(event_record(case_id, event, history.recorded_at) for event in history.events)
        self.resolutions.extend(resolution_records(case_id, derived, keys))
        self.segments.extend((case_id, *record) for record in segment_records(derived))
        self.attributions.extend((case_id, *record) for record in attribution_records(derived, keys))
        came = (history.recorded_at or history.events[-1].at,)
        self.evidence.extend((*named, *came, *record) for record in evidence_records(derived, keys))
        for each in history.feedbacks:
            self.feedbacks.append(feedback_record(case_id, each, history.answers.get(each.id, {}), keys))
        for link in history.links:
            self.links.append((case_id, link["source_system"], link["external_id"], link["title"], link["agency"]))


class NumberTakenError(Exception):
    """Another case has the number of its source by now."""


async def copy_cases(connection: AsyncConnection, records: CaseRecords) -> None:
    """Store a batch of records, table by table.

    Raises NumberTakenError where somebody else has stored a case of the same source under the same number meanwhile.
    """
    try:
        await copy_records(connection, cases, CASES + records.columns, records.cases)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "cases_source_system_external_id_key":
            raise NumberTakenError from error
        raise
    await copy_records(connection, case_events, EVENTS, records.events)
    await copy_records(connection, resolutions, RESOLUTIONS, records.resolutions)
    await copy_records(connection, segments, OF_CASE + SEGMENT, records.segments)
    await copy_records(connection, feedbacks, FEEDBACKS, records.feedbacks)
    await copy_records(connection, attributions, OF_CASE + ATTRIBUTION, records.attributions)
    await copy_records(connection, evidence, EVIDENCE_OF_CASE + RECORDED + EVIDENCE, records.evidence)
    await copy_records(connection, case_links, LINKS, records.links)


@dataclass(frozen=True)
class CaseChanges:
    """Records of `case_records`: a new event, perhaps with an answer, what is derived anew, and all that differs.

    `settled` are earlier answers that stand otherwise by it.
    """

    event: Record
    feedback: Record | None
    settled: tuple[Record, ...]
    derived: Record
    resolutions: tuple[Record, ...]
    segments: Differences
    attributions: Differences
    evidence: Differences


@dataclass(frozen=True)
class _Derived:
    """A table of derived rows: who they belong to, what they say of whom, and how; `stamps` is noted of each change."""

    table: Any
    owner: tuple[str, ...]
    identity: tuple[str, ...]
    columns: tuple[str, ...]
    stamps: tuple[str, ...] = ()

    @property
    def added(self) -> tuple[str, ...]:
        """The columns of a new row."""
        return self.owner + self.columns + self.stamps

    @property
    def changed(self) -> tuple[str, ...]:
        """The columns that change in place."""
        return self.columns[len(self.identity) :] + self.stamps

    def values(self, owner: Record, differences: Differences, now: datetime) -> dict[str, Any]:
        """The parameters that add and change rows."""
        stamps = (now,) * len(self.stamps)
        added = [(*owner, *record, *stamps) for record in differences.added]
        changed = [(row.id, *row.record[len(self.identity) :], *stamps) for row in differences.changed]
        return values_of_rows(self.table, self.added, added) | values_of_changes(self.table, self.changed, changed)

    def superseded(self, differences: Differences, now: datetime) -> dict[str, Any]:
        """The parameters that end rows."""
        return values_of_superseded(self.table, (row.id for row in differences.superseded), now)


_SEGMENTS = _Derived(segments, OF_CASE, SEGMENT_IDENTITY, SEGMENT)
_ATTRIBUTIONS = _Derived(attributions, OF_CASE, ATTRIBUTION_IDENTITY, ATTRIBUTION)
_EVIDENCE = _Derived(evidence, EVIDENCE_OF_CASE, EVIDENCE_IDENTITY, EVIDENCE, RECORDED)
_DERIVED = (_SEGMENTS, _ATTRIBUTIONS, _EVIDENCE)

_PROJECT = (
    update(cases)
    .where(cases.c.id == bindparam("case", type_=Uuid()))
    .values({name: bindparam(f"cases_{name}", type_=cases.c[name].type) for name in DERIVED})
)
_RESOLVE = overwrite(insert_rows(resolutions, RESOLUTIONS), ("case_id", "seq"), RESOLUTIONS[3:])
_DERIVE = [
    part for each in _DERIVED for part in (insert_rows(each.table, each.added), update_rows(each.table, each.changed))
]


def _store(*answer: Any) -> Prepared:
    parts = (insert_row(case_events, EVENTS), *answer, _RESOLVE, *_DERIVE)
    return prepare(_PROJECT.add_cte(*[part.cte(f"part_{number}") for number, part in enumerate(parts)]))


_STORE = {False: _store(), True: _store(insert_row(feedbacks, FEEDBACKS))}
# A segment takes the number of the one it replaces, so that one ends first.
_SUPERSEDE = prepare(
    select(literal_column("1")).add_cte(*[supersede_rows(each.table).cte(each.table.name) for each in _DERIVED])
)
_given = given_rows(feedbacks, ("id", *SETTLED), "settled_")
_SETTLE = update(feedbacks).where(feedbacks.c.id == _given.c.id).values({name: _given.c[name] for name in SETTLED})
_SETTLE_FIRST = prepare(_SETTLE)
_SAY = prepare(
    update(cases)
    .where(cases.c.id == bindparam("case", type_=Uuid()))
    .values({name: bindparam(f"cases_{name}", type_=cases.c[name].type) for name in _SAYING})
    .add_cte(
        _SETTLE.cte("settled"),
        insert_rows(evidence, _EVIDENCE.added).cte("added"),
        update_rows(evidence, _EVIDENCE.changed).cte("changed"),
        supersede_rows(evidence).cte("ended"),
    )
)


def _settled_values(settled: Iterable[Record]) -> dict[str, Any]:
    return values_of_rows(feedbacks, ("id", *SETTLED), settled, "settled_")


async def store_sayings(  # noqa: PLR0917
    connection: AsyncConnection,
    case_id: UUID,
    derived: Derived,
    settled: Iterable[Record],
    differences: Differences,
    now: datetime,
) -> None:
    """Store what a case says by now to which nothing has happened, and how answers stand; the caller has locked it."""
    record = derived_record(derived)[len(STATE) :]
    values = {"case": case_id} | values_of_row(cases, _SAYING, record) | _settled_values(settled)
    values |= _EVIDENCE.values(name_case(case_id), differences, now) | _EVIDENCE.superseded(differences, now)
    await _SAY.fetch(connection, values)


async def store_case_changes(connection: AsyncConnection, case_id: UUID, changes: CaseChanges, now: datetime) -> None:
    """Store what changes of a case that the caller has locked, in one statement.

    In another one before it, rows that hold no longer; and in another one, answers in whose place one is given.
    """
    if changes.settled:
        await _SETTLE_FIRST.fetch(connection, _settled_values(changes.settled))
    owner, named = (case_id,), name_case(case_id)
    both = ((_SEGMENTS, owner, changes.segments), (_ATTRIBUTIONS, owner, changes.attributions))
    all_three = (*both, (_EVIDENCE, named, changes.evidence))
    if any(differences.superseded for _, _, differences in all_three):
        ended = (each.superseded(differences, now) for each, _, differences in all_three)
        await _SUPERSEDE.fetch(connection, _together(ended))
    values = {"case": case_id} | values_of_row(cases, DERIVED, changes.derived)
    values |= values_of_row(case_events, EVENTS, changes.event)
    if changes.feedback is not None:
        values |= values_of_row(feedbacks, FEEDBACKS, changes.feedback)
    values |= values_of_rows(resolutions, RESOLUTIONS, changes.resolutions)
    values |= _together(each.values(of, differences, now) for each, of, differences in all_three)
    await _STORE[changes.feedback is not None].fetch(connection, values)


def _together(values: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for each in values for name, value in each.items()}
