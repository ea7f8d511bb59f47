"""Who held a case from when to when: the base of every share of credit and blame."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts
from domain.cases.timeline import Step
from domain.cases.transitions import STATUSES, Standing
from domain.terms import SegmentEnd


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of time in which one person, or a unit without a person (`employee_id` None), had the case.

    `seq` counts from 1 within the case; `working_minutes` is 0 while the segment is open (`ends_at` None);
    `ended_by_seq` is the event that ended it.
    """

    seq: int
    employee_id: UUID | None
    unit_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    working_minutes: int
    ended_by: SegmentEnd | None
    ended_by_seq: int | None = None


def split_steps(case: CaseFacts, steps: Iterable[Step], calendar: WorkingCalendar) -> tuple[Segment, ...]:
    """The segments of a case. They never overlap and never run backwards.

    Time before the first holder is the unit's; a waiting or finished case is nobody's. Assigning a case again to
    whoever has it splits nothing. A person's segment is kept even if it took no time; a unit's is not.
    """
    segments: list[Segment] = []
    having: tuple[UUID | None, UUID] | None = (None, case.unit_id)
    since = case.received_at
    for step in steps:
        following = _name_holder(step.after)
        if following == having:
            continue
        if having is not None and (having[0] is not None or since < step.at):
            segments.append(_close(len(segments) + 1, having, since, step, calendar))
        having, since = following, step.at
    if having is not None:
        segments.append(Segment(len(segments) + 1, *having, since, None, 0, None))
    return tuple(segments)


def _name_holder(standing: Standing) -> tuple[UUID | None, UUID] | None:
    return None if STATUSES[standing.status].ends else (standing.holder_id, standing.unit_id)


def _close(
    seq: int, holder: tuple[UUID | None, UUID], since: datetime, step: Step, calendar: WorkingCalendar
) -> Segment:
    minutes = calendar.working_minutes(since, step.at)
    ended_by = STATUSES[step.after.status].ends or SegmentEnd.REASSIGNED
    return Segment(seq, *holder, since, step.at, minutes, ended_by, step.event.seq)
