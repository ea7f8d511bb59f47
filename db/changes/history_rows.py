"""Cases, their events and what is derived from them, as records in the order of the columns named beside each."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from domain.cases import CaseFacts, CaseState, Event
from domain.derivation import Derived
from domain.evidence import Feedback

Record = tuple[object, ...]
Keys = Mapping[int, UUID]

CASE = ("id", "kind", "channel", "received_at", "due_at")
STATE = ("status", "outcome", "unit_id", "holder_id", "first_response_at", "resolved_at", "reopen_count", "flags")
EVENTS = ("case_id", "seq", "type", "actor", "actor_id", "holder_id", "unit_id", "outcome", "at", "public", "text")
RESOLUTIONS = ("id", "case_id", "seq", "resolved_by_id", "unit_id", "at", "outcome", "text", "reopened_at")
SEGMENTS = ("case_id", "seq", "employee_id", "unit_id", "starts_at", "ends_at", "working_minutes", "ended_by")
ATTRIBUTIONS = ("case_id", "resolution_id", "employee_id", "unit_id", "share", "working_minutes")
FEEDBACKS = ("id", "case_id", "resolution_id", "interaction", "outcome", "reasons", "text", "at", "status")
LINKS = ("case_id", "source_system", "external_id", "title", "agency")
EVIDENCE = ("case_id", "resolution_id", "feedback_id", "employee_id", "unit_id", "kind", "value", "weight", "stratum",
            "occurred_on", "counted", "reason")  # fmt: skip


def case_record(facts: CaseFacts, state: CaseState) -> Record:
    """What is known and what is derived of a case itself: `CASE` and `STATE`."""
    return (
        facts.id, facts.kind, facts.channel, facts.received_at, facts.due_at,
        state.status, state.outcome, state.unit_id, state.holder_id, state.first_response_at, state.resolved_at,
        state.reopen_count, state.flags,
    )  # fmt: skip


def event_records(case_id: UUID, events: tuple[Event, ...]) -> Iterator[Record]:
    """One record of `EVENTS` for each event."""
    for event in events:
        yield (
            case_id, event.seq, event.type, event.actor, event.actor_id, event.holder_id, event.unit_id, event.outcome,
            event.at, event.public, event.text,
        )  # fmt: skip


def resolution_records(case_id: UUID, derived: Derived, keys: Keys) -> Iterator[Record]:
    """One record of `RESOLUTIONS` for each resolution; `keys` gives its key by its number."""
    for each in derived.resolutions:
        yield (
            keys[each.seq], case_id, each.seq, each.resolved_by_id, each.unit_id, each.at, each.outcome, each.text,
            each.reopened_at,
        )  # fmt: skip


def segment_records(case_id: UUID, derived: Derived) -> Iterator[Record]:
    """One record of `SEGMENTS` for each segment."""
    for each in derived.segments:
        yield (
            case_id, each.seq, each.employee_id, each.unit_id, each.starts_at, each.ends_at, each.working_minutes,
            each.ended_by,
        )  # fmt: skip


def feedback_record(case_id: UUID, feedback: Feedback, answer: Mapping[str, object], keys: Keys) -> Record:
    """The record of `FEEDBACKS` of one answer."""
    return (
        feedback.id, case_id, keys[feedback.resolution_seq], feedback.interaction, feedback.outcome,
        answer.get("reasons", ()), answer.get("text"), feedback.at, feedback.status,
    )  # fmt: skip


def attribution_records(case_id: UUID, derived: Derived, keys: Keys) -> Iterator[Record]:
    """One record of `ATTRIBUTIONS` for each share."""
    for each in derived.shares:
        share = Decimal(f"{each.share:.6f}")
        yield case_id, keys[each.resolution_seq], each.employee_id, each.unit_id, share, each.working_minutes


def evidence_records(case_id: UUID, derived: Derived, keys: Keys) -> Iterator[Record]:
    """One record of `EVIDENCE` for each piece of evidence; what no resolution caused refers to none."""
    for each in derived.evidence:
        yield (
            case_id, keys.get(each.resolution_seq), each.feedback_id, each.employee_id, each.unit_id, each.kind,
            each.value, each.weight, each.stratum, each.occurred_on, each.counted, each.reason,
        )  # fmt: skip
