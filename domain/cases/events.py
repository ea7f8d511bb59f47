"""What is recorded of a case: the facts it came in with, its events, and the answers of citizens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.terms import Actor, CaseKind, Channel, EventType, FeedbackStatus, Outcome

CLOSES_BEFORE_OPENS = "CLOSES_BEFORE_OPENS"
TIMES_OUT_OF_ORDER = "TIMES_OUT_OF_ORDER"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case was when it came in; `unit_id` is the first responsible unit, `due_at` never moves."""

    id: UUID
    kind: CaseKind
    category: str
    channel: Channel
    unit_id: UUID
    received_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `seq` is the order of record. ASSIGNED states the holder and the unit from then on."""

    seq: int
    type: EventType
    at: datetime
    actor: Actor
    actor_id: UUID | None
    holder_id: UUID | None
    unit_id: UUID | None
    outcome: Outcome | None
    text: str | None
    public: bool = True


def name_outcome(case: CaseFacts, event: Event) -> Outcome:
    """The outcome a resolution states; where its source states none, that the case's purpose was met."""
    if event.outcome is not None:
        return event.outcome
    return Outcome.INFORMATION_GIVEN if case.kind is CaseKind.INFORMATION_REQUEST else Outcome.FIXED


@dataclass(frozen=True, slots=True)
class Feedback:
    """A citizen's answer to one resolution, 1 to 5: how they were treated, and what came of it."""

    id: UUID
    resolution_seq: int
    interaction: int
    outcome: int
    at: datetime
    status: FeedbackStatus
