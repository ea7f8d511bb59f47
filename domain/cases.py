"""What stands written about a case, and where the case stands: always read from its append-only events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from domain.problems import refuse
from domain.terms import Actor, CaseKind, CaseStatus, Channel, EventType, Outcome

CLOSES_BEFORE_OPENS = "CLOSES_BEFORE_OPENS"
TIMES_OUT_OF_ORDER = "TIMES_OUT_OF_ORDER"

FINISHED = frozenset({CaseStatus.RESOLVED, CaseStatus.CLOSED})
_STAFF = frozenset({Actor.EMPLOYEE, Actor.SOURCE})
_MILESTONES = frozenset({EventType.RESOLVED, EventType.REOPENED, EventType.CLOSED})
_STATUS_AFTER = {
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


@dataclass(frozen=True, slots=True)
class CaseState:
    """The projection of a case; `resolved_at` is the last resolution, and only if it was not reopened afterwards."""

    status: CaseStatus
    outcome: Outcome | None
    unit_id: UUID
    holder_id: UUID | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    reopen_count: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands and who has it, between two events."""

    status: CaseStatus
    holder_id: UUID | None
    unit_id: UUID


@dataclass(frozen=True, slots=True)
class Step:
    """An event that can move a case, when it took effect, and how the case stood before and after."""

    event: Event
    at: datetime
    before: Standing
    after: Standing

    @property
    def reopens(self) -> bool:
        """Whether a finished case is open again by this step."""
        return self.after.status is CaseStatus.REOPENED and self.before.status in FINISHED


def check_transition(status: CaseStatus, type: EventType) -> None:  # noqa: A002
    """Refuse with WRONG_STATE an event that a case of this status does not allow."""
    if type not in ALLOWED[status]:
        allowed = [each for each in CaseStatus if type in ALLOWED[each]]
        raise refuse("WRONG_STATE", status=status, allowed=", ".join(allowed) or "-")


def _take_effect(received_at: datetime, events: Iterable[Event]) -> list[datetime]:
    """When each event takes effect, in the order of record and never backwards.

    Nothing happens before the case was received. A resolution, a reopening or a closing happens at its own time, or
    at that of the one before it if that is later. The handling in between is squeezed into the time it leaves: a
    wrongly dated assignment may lose its own minutes, yet never makes a resolution late.
    """
    times: list[datetime] = []
    handling: list[datetime] = []
    since = received_at
    for event in events:
        handling.append(max(since, event.at))
        if event.type in _MILESTONES:
            until = handling[-1]
            times.extend(accumulate((min(at, until) for at in handling), max))
            handling, since = [], until
    times.extend(accumulate(handling, max))
    return times


def _move(standing: Standing, event: Event) -> Standing:
    """How a case stands after an event.

    Histories from elsewhere need not obey `ALLOWED`. Only a reopening opens a finished case; reopening an open one
    changes nothing; any handling ends a wait; naming a holder for a finished case says who has it if it reopens.
    """
    status, holder_id, unit_id = standing.status, standing.holder_id, standing.unit_id
    after = _STATUS_AFTER[event.type]
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
    return status in FINISHED and event not in _MILESTONES


def trace(case: CaseFacts, events: Iterable[Event]) -> tuple[Step, ...]:
    """The steps of a case by order of record (`seq`), whatever the order in which its events are given."""
    moving = sorted((event for event in events if event.type in _STATUS_AFTER), key=lambda event: event.seq)
    steps: list[Step] = []
    standing = Standing(CaseStatus.SUBMITTED, None, case.unit_id)
    for event, at in zip(moving, _take_effect(case.received_at, moving), strict=True):
        after = _move(standing, event)
        steps.append(Step(event, at, standing, after))
        standing = after
    return tuple(steps)


def name_outcome(case: CaseFacts, event: Event) -> Outcome:
    """The outcome a resolution states; where its source states none, that the case's purpose was met."""
    if event.outcome is not None:
        return event.outcome
    return Outcome.INFORMATION_GIVEN if case.kind is CaseKind.INFORMATION_REQUEST else Outcome.FIXED


def _raise_flags(case: CaseFacts, steps: Sequence[Step]) -> tuple[str, ...]:
    first = next((step for step in steps if step.event.type is EventType.RESOLVED), None)
    if first is not None and first.event.at < case.received_at:
        return (CLOSES_BEFORE_OPENS,)
    if any(step.at != step.event.at for step in steps):
        return (TIMES_OUT_OF_ORDER,)
    return ()


def _find_first_response(steps: Iterable[Step]) -> datetime | None:
    answers = frozenset({EventType.RESPONDED, EventType.RESOLVED})
    return next((step.at for step in steps if step.event.type in answers and step.event.actor in _STAFF), None)


def project(case: CaseFacts, events: Iterable[Event]) -> CaseState:
    """Where a case stands now, by all that is recorded of it. Times are those at which events took effect."""
    return summarise(case, trace(case, events))


def summarise(case: CaseFacts, steps: Sequence[Step]) -> CaseState:
    """The projection of a case whose steps are known already."""
    outcome, resolved_at = None, None
    for step in steps:
        if step.event.type is EventType.RESOLVED:
            outcome, resolved_at = name_outcome(case, step.event), step.at
        elif step.reopens:
            outcome, resolved_at = None, None
        elif step.event.type is EventType.CLOSED:
            outcome = step.event.outcome or outcome
    last = steps[-1].after if steps else Standing(CaseStatus.SUBMITTED, None, case.unit_id)
    return CaseState(
        status=last.status,
        outcome=outcome,
        unit_id=last.unit_id,
        holder_id=last.holder_id,
        first_response_at=_find_first_response(steps),
        resolved_at=resolved_at,
        reopen_count=sum(step.reopens for step in steps),
        flags=_raise_flags(case, steps),
    )
