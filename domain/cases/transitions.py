"""Which events a case allows in which state, and where they move it."""

from dataclasses import dataclass
from uuid import UUID

from domain.cases.events import Event
from domain.problems import refuse
from domain.terms import CaseStatus, EventType

FINISHED = frozenset({CaseStatus.RESOLVED, CaseStatus.CLOSED})

MILESTONES = frozenset({EventType.RESOLVED, EventType.REOPENED, EventType.CLOSED})

STATUS_AFTER = {
    EventType.ASSIGNED: CaseStatus.ASSIGNED,
    EventType.RESPONDED: CaseStatus.RESPONDED,
    EventType.INFORMATION_REQUESTED: CaseStatus.WAITING,
    EventType.INFORMATION_RECEIVED: CaseStatus.ASSIGNED,
    EventType.RESOLVED: CaseStatus.RESOLVED,
    EventType.REOPENED: CaseStatus.REOPENED,
    EventType.CLOSED: CaseStatus.CLOSED,
}

_ALWAYS = frozenset({EventType.NOTED, EventType.LINKED})
_AT_WORK = _ALWAYS | {EventType.ASSIGNED, EventType.RESPONDED, EventType.INFORMATION_REQUESTED, EventType.RESOLVED}
_WAITING = _ALWAYS | {EventType.ASSIGNED, EventType.INFORMATION_RECEIVED, EventType.RESOLVED}
_CLOSED = _ALWAYS | {EventType.RATED, EventType.REOPENED}
ALLOWED = {
    CaseStatus.SUBMITTED: _AT_WORK,
    CaseStatus.ASSIGNED: _AT_WORK,
    CaseStatus.RESPONDED: _AT_WORK,
    CaseStatus.WAITING: _WAITING,
    CaseStatus.RESOLVED: _CLOSED | {EventType.CLOSED},
    CaseStatus.REOPENED: _AT_WORK,
    CaseStatus.CLOSED: _CLOSED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands and who has it, between two events."""

    status: CaseStatus
    holder_id: UUID | None
    unit_id: UUID


def check_transition(status: CaseStatus, type: EventType) -> None:  # noqa: A002
    """Refuse with WRONG_STATE an event that a case of this status does not allow."""
    if type not in ALLOWED[status]:
        allowed = [each for each in CaseStatus if type in ALLOWED[each]]
        raise refuse("WRONG_STATE", status=status, allowed=", ".join(allowed) or "-")


def move(standing: Standing, event: Event) -> Standing:
    """How a case stands after an event.

    Histories from elsewhere need not obey `ALLOWED`. Only a reopening opens a finished case; reopening an open one
    changes nothing; any handling ends a wait; naming a holder for a finished case says who has it if it reopens.
    """
    status, holder_id, unit_id = standing.status, standing.holder_id, standing.unit_id
    after = STATUS_AFTER[event.type]
    if event.type is EventType.ASSIGNED:
        holder_id, unit_id = event.holder_id, event.unit_id or unit_id
    if event.type is EventType.INFORMATION_RECEIVED and holder_id is None:
        after = CaseStatus.SUBMITTED
    if _ignores(status, event.type):
        after = status
    return Standing(after, holder_id, unit_id)


def _ignores(status: CaseStatus, event: EventType) -> bool:
    if event is EventType.INFORMATION_RECEIVED:
        return status is not CaseStatus.WAITING
    if event is EventType.REOPENED:
        return status not in FINISHED
    return status in FINISHED and event not in MILESTONES
