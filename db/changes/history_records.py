"""Cases, their events and what is derived from them, as records in the order of the columns named beside each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from domain.cases import CaseFacts, CaseState, Event
from domain.derivation import Derived
from domain.evidence import Feedback

Record = tuple[object, ...]
Keys = Mapping[int, UUID]

_FACTS = ("id", "kind", "channel", "received_at", "due_at")
_STATE = ("status", "outcome", "unit_id", "holder_id", "first_response_at", "resolved_at", "reopen_count", "flags")
_EVENT = ("seq", "type", "actor", "actor_id", "holder_id", "unit_id", "outcome", "at", "public", "text")
_RESOLUTION = ("seq", "resolved_by_id", "unit_id", "at", "outcome", "text", "reopened_at")
_SEGMENT = ("seq", "employee_id", "unit_id", "starts_at", "ends_at", "working_minutes", "ended_by")
_SAID = ("feedback_id", "employee_id", "unit_id", "kind", "value", "weight", "stratum", "occurred_on", "counted")

CASES = (*_FACTS, *_STATE, "recorded_at")
EVENTS = ("case_id", *_EVENT, "recorded_at")
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
    return ((case_id, *_take_event(event), recorded_at or event.at) for event in events)


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
