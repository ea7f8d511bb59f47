"""Where a case stands and since when: always read from its append-only events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from domain.cases.events import CLOSES_BEFORE_OPENS, TIMES_OUT_OF_ORDER, CaseFacts, Event, name_outcome
from domain.cases.particulars import Category
from domain.cases.transitions import FINISHED, TRANSITIONS, Standing, begin, move
from domain.terms import OFFICIALS, Actor, CaseStatus, EventType, Outcome

_STAFF = OFFICIALS | {Actor.SOURCE}


@dataclass(frozen=True, slots=True)
class CaseState:
    """The projection of a case; `resolved_at` is the last resolution, and only if it was not reopened afterwards.

    `self_assigned` says that nobody else handed it to whoever has it.
    """

    category: Category
    due_at: datetime | None
    status: CaseStatus
    outcome: Outcome | None
    unit_id: UUID
    holder_id: UUID | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    reopen_count: int
    flags: tuple[str, ...]
    self_assigned: bool

    @property
    def category_id(self) -> UUID:
        """The key of the category."""
        return self.category.id


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
        return self.before.status in FINISHED and self.after.status not in FINISHED

    @property
    def hand(self) -> UUID | None:
        """Who caused it; a source that names nobody means the holder."""
        if self.event.actor_id is None and self.event.actor is Actor.SOURCE:
            return self.before.holder_id
        return self.event.actor_id


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
        if TRANSITIONS[event.type].milestone:
            until = handling[-1]
            times.extend(accumulate((min(at, until) for at in handling), max))
            handling, since = [], until
    times.extend(accumulate(handling, max))
    return times


def trace(case: CaseFacts, events: Iterable[Event]) -> tuple[Step, ...]:
    """The steps of a case by order of record (`seq`), whatever the order in which its events are given."""
    moving = sorted((event for event in events if TRANSITIONS[event.type].moves), key=lambda event: event.seq)
    steps: list[Step] = []
    standing = begin(case)
    for event, at in zip(moving, _take_effect(case.received_at, moving), strict=True):
        after = move(standing, event)
        steps.append(Step(event, at, standing, after))
        standing = after
    return tuple(steps)


def _raise_flags(case: CaseFacts, steps: Sequence[Step]) -> tuple[str, ...]:
    first = next((step for step in steps if step.event.type is EventType.RESOLVED), None)
    if first is not None and first.event.at < case.received_at:
        return (CLOSES_BEFORE_OPENS,)
    if any(step.at != step.event.at for step in steps):
        return (TIMES_OUT_OF_ORDER,)
    return ()


def _find_first_response(steps: Iterable[Step]) -> datetime | None:
    answers = (step for step in steps if TRANSITIONS[step.event.type].responds)
    return next((step.at for step in answers if step.event.actor in _STAFF), None)


def summarise(case: CaseFacts, steps: Sequence[Step]) -> CaseState:
    """Where a case stands now, by all that is recorded of it. Times are those at which events took effect."""
    outcome, resolved_at = None, None
    for step in steps:
        if step.event.type is EventType.RESOLVED:
            outcome, resolved_at = name_outcome(case, step.event), step.at
        elif step.reopens:
            outcome, resolved_at = None, None
        elif TRANSITIONS[step.event.type].concludes:
            outcome = step.event.outcome or outcome
    last = steps[-1].after if steps else begin(case)
    return CaseState(
        category=last.category,
        due_at=last.due_at,
        status=last.status,
        outcome=outcome,
        unit_id=last.unit_id,
        holder_id=last.holder_id,
        first_response_at=_find_first_response(steps),
        resolved_at=resolved_at,
        reopen_count=sum(step.reopens for step in steps),
        flags=_raise_flags(case, steps),
        self_assigned=last.holder_id is not None and last.assigned_by_id == last.holder_id,
    )
