"""What is recorded of a case: the facts it came in with, its events, and the answers of citizens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.cases.particulars import Category, Particulars, Submitted
from domain.detection.doubts import AnswerDoubt
from domain.terms import Actor, CaseKind, Channel, EventType, FeedbackStatus, Outcome

CLOSES_BEFORE_OPENS = "CLOSES_BEFORE_OPENS"
TIMES_OUT_OF_ORDER = "TIMES_OUT_OF_ORDER"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case was when it came in; `unit_id` is the first responsible unit, `due_at` what was promised then."""

    id: UUID
    kind: CaseKind
    category: Category
    channel: Channel
    unit_id: UUID
    received_at: datetime
    due_at: datetime | None

    def submitted(self, happened_at: datetime | None = None) -> Submitted:
        """The particulars of its SUBMITTED event; `happened_at` is when that of which it tells took place."""
        return Submitted(self.category, self.due_at, happened_at)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `seq` is the order of record. ASSIGNED states the holder and the unit from then on.

    `particulars` is what only events of its type state: an instance of the class that `TRANSITIONS` names.
    """

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
    particulars: Particulars | None = None


def name_outcome(case: CaseFacts, event: Event) -> Outcome:
    """The outcome a resolution states; where its source states none, that the case's purpose was met."""
    if event.outcome is not None:
        return event.outcome
    return Outcome.INFORMATION_GIVEN if case.kind is CaseKind.INFORMATION_REQUEST else Outcome.FIXED


@dataclass(frozen=True, slots=True)
class Feedback:
    """A citizen's answer to one resolution, 1 to 5: how they were treated, and what came of it.

    It is held until `held_until`; without that it stands by itself, as by policies without a hold. A `superseded` one
    was answered anew. It enters scores by its `weight`, 1 unless its citizen gave others (see domain.cases.answers).
    `doubts` are why it was put in quarantine, at `doubted_at`; at `decided_at` somebody decided whether it counts.
    `citizen_id` is the first case of its citizen, none of an answer to that case.
    """

    id: UUID
    resolution_seq: int
    treatment: int
    outcome: int
    at: datetime
    status: FeedbackStatus
    held_until: datetime | None = None
    superseded: bool = False
    weight: float = 1.0
    doubts: tuple[AnswerDoubt, ...] = ()
    doubted_at: datetime | None = None
    decided_at: datetime | None = None
    citizen_id: UUID | None = None
