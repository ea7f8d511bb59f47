"""Services that were rendered at counters and in the field, as cases that are finished when they are recorded."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from domain.cases.events import CaseFacts, Event
from domain.cases.particulars import Resolved
from domain.cases.reviews import RULES
from domain.terms import Actor, CaseKind, EventType, Outcome
from domain.validation import Findings, check_offset, check_past

RECORDED = (CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT)


@dataclass(frozen=True)
class ServiceTimes:
    """When a service was asked for, answered (if that is known) and completed, and by when it was promised."""

    requested_at: datetime
    responded_at: datetime | None
    completed_at: datetime
    due_at: datetime | None


def check_times(times: ServiceTimes, now: datetime, findings: Findings) -> None:
    """Note times without an offset, in the future (see `check_past`) or out of order (DATE_ORDER at the later one)."""
    names = ("requested_at", "responded_at", "completed_at")
    happened = [(name, moment) for name in names if (moment := getattr(times, name)) is not None]
    sound = [findings.check(check_past, moment, now, name) for name, moment in happened]
    promised = [] if times.due_at is None else [findings.check(check_offset, times.due_at, "due_at")]
    if None in sound or None in promised:
        return
    pairs = list(pairwise(happened))
    if times.due_at is not None:
        pairs.append((happened[0], ("due_at", times.due_at)))
    for (_, first), (name, second) in pairs:
        if second < first:
            findings.note("DATE_ORDER", name, first=first.isoformat(), second=second.isoformat())


def tell_events(
    case: CaseFacts, times: ServiceTimes, handler_id: UUID, teller_id: UUID | None = None
) -> tuple[Event, ...]:
    """What happened: the request, which the handler had at once, their answer if it is known, and the completion.

    `teller_id` is the person who says so, none where a program does. By their word the handler had it: that makes them
    party, and what they tell waits for somebody who is not (domain.cases.reviews).
    """
    ruled = None if teller_id is None else Resolved(RULES, told=True)
    events = [
        (EventType.SUBMITTED, times.requested_at, None, case.submitted()),
        (EventType.ASSIGNED, times.requested_at, teller_id, None),
        (EventType.RESPONDED, times.responded_at, handler_id, None),
        (EventType.RESOLVED, times.completed_at, handler_id, ruled),
    ]
    happened = [(kind, at, actor_id, stated) for kind, at, actor_id, stated in events if at]
    return tuple(
        Event(
            seq=seq,
            type=kind,
            at=at,
            actor=Actor.SOURCE if actor_id is None else Actor.EMPLOYEE,
            actor_id=actor_id,
            holder_id=handler_id if kind is EventType.ASSIGNED else None,
            unit_id=case.unit_id if kind in (EventType.SUBMITTED, EventType.ASSIGNED) else None,
            outcome=Outcome.FIXED if kind is EventType.RESOLVED else None,
            text=None,
            particulars=stated,
        )
        for seq, (kind, at, actor_id, stated) in enumerate(happened, 1)
    )
