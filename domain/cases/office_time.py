"""The time of a case that is the office's: waiting for its citizen stops the clock, and no party moves its due time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts, Event
from domain.cases.particulars import DueExtended, Resolved
from domain.cases.reviews import name_involved
from domain.cases.segments import Segment
from domain.cases.timeline import Step
from domain.terms import OFFICIALS, Actor, CaseKind, CaseStatus, EventType, SegmentEnd

# Work on these runs day and night, so their clocks do too.
AROUND_THE_CLOCK = frozenset({CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT})

# In so many working days a reporter says what is missing; their silence stops no clock for longer.
SILENCE_DAYS = 10


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch of time in which a case waited for its citizen."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OfficeTime:
    """How the time of one case is counted: minutes of work, or elapsed where work runs around the clock."""

    kind: CaseKind
    received_at: datetime
    calendar: WorkingCalendar
    waits: tuple[Wait, ...] = ()

    def minutes_until(self, moment: datetime) -> float:
        """Minutes from receipt to a moment, without those of waiting."""
        return self._minutes(self.received_at, moment) - self.minutes_waited(moment)

    def minutes_waited(self, moment: datetime) -> float:
        """Minutes of waiting up to a moment."""
        past = (wait for wait in self.waits if wait.starts_at < moment)
        return sum(self._minutes(wait.starts_at, min(wait.ends_at, moment)) for wait in past)

    def put_off(self, due_at: datetime) -> datetime:
        """When the time of the office is over that a due time grants, each wait that begins before it included."""
        for wait in self.waits:
            if wait.starts_at < due_at:
                minutes = self._minutes(wait.starts_at, wait.ends_at)
                if self.kind in AROUND_THE_CLOCK:
                    due_at += timedelta(minutes=minutes)
                else:
                    due_at = self.calendar.add_working_minutes(due_at, int(minutes))
        return due_at

    def _minutes(self, start: datetime, end: datetime) -> float:
        if self.kind in AROUND_THE_CLOCK:
            return (end - start).total_seconds() / 60
        return float(self.calendar.working_minutes(start, end))


def list_waits(steps: Sequence[Step], calendar: WorkingCalendar) -> tuple[Wait, ...]:
    """The waits that stop the clock.

    Of a question that somebody else than who asked it saw answered, all of it. One that stays without an answer, or
    was taken back by whoever asked, stops it once, for `SILENCE_DAYS`, and only if it stood so long: a question by
    itself puts nothing off.
    """
    return tuple(wait for _, _, wait in _judge_questions(steps, calendar) if wait is not None)


def add_idle(segments: Iterable[Segment], steps: Sequence[Step], calendar: WorkingCalendar) -> tuple[Segment, ...]:
    """The segments of a case with the time of questions that stop no clock, which stays that of whoever asked."""
    idle = (
        _hold(asked, asked.at if wait is None else wait.ends_at, ended, calendar)
        for asked, ended, wait in _judge_questions(steps, calendar)
    )
    return tuple(sorted((*segments, *(each for each in idle if each)), key=lambda each: each.starts_at))


def _hold(asked: Step, since: datetime, ended: Step | None, calendar: WorkingCalendar) -> Segment | None:
    holder = asked.after.holder_id, asked.after.unit_id
    if ended is None:
        return Segment(0, *holder, since, None, 0, None)
    if since >= ended.at:
        return None
    minutes = calendar.working_minutes(since, ended.at)
    return Segment(0, *holder, since, ended.at, minutes, SegmentEnd.WAITING, ended.event.seq)


def _judge_questions(
    steps: Sequence[Step], calendar: WorkingCalendar
) -> Iterator[tuple[Step, Step | None, Wait | None]]:
    """Each question with what ended it, and how far it stops the clock."""
    silent = False
    for asked, ended in _find_questions(steps):
        if ended is not None and _answers(ended, asked):
            yield asked, ended, Wait(asked.at, ended.at)
            continue
        over = calendar.add_working_days(asked.at, SILENCE_DAYS)
        stood = not silent and (ended is None or ended.at >= over)
        silent = silent or stood
        yield asked, ended, Wait(asked.at, over) if stood else None


def _find_questions(steps: Sequence[Step]) -> Iterator[tuple[Step, Step | None]]:
    """Each step after which a case waits, with the one that ends that."""
    asked: Step | None = None
    for step in steps:
        waiting = step.after.status is CaseStatus.WAITING
        if waiting and asked is None:
            asked = step
        elif not waiting and asked is not None:
            yield asked, step
            asked = None
    if asked is not None:
        yield asked, None


def _answers(ended: Step, asked: Step) -> bool:
    by_another = ended.event.actor not in OFFICIALS or ended.event.actor_id != asked.event.actor_id
    return ended.event.type is EventType.INFORMATION_RECEIVED and by_another


def find_due(case: CaseFacts, events: Sequence[Event], steps: Iterable[Step]) -> datetime | None:
    """By when a case was to be resolved as far as it counts: as promised at its receipt, and moved by no party.

    What one person tells of afterwards was promised by nobody. A later due time counts from outside alone.
    """
    due_at = case.due_at
    if any(isinstance(event.particulars, Resolved) and event.particulars.told for event in events):
        due_at = None
    stated = [event for event in events if isinstance(event.particulars, DueExtended)]
    if stated:
        parties, units = name_involved(events), {case.unit_id, *(step.after.unit_id for step in steps)}
        for event in sorted(stated, key=lambda each: each.seq):
            if isinstance(event.particulars, DueExtended) and comes_from_outside(event, parties, units):
                due_at = event.particulars.due_at
    return due_at


def comes_from_outside(event: Event, parties: set[UUID], units: set[UUID]) -> bool:
    """Whether an event was caused by nobody who worked on the case, and by nobody of the units that had it.

    An official states their unit in it; whoever states none is of the unit.
    """
    if event.actor in OFFICIALS:
        return event.actor_id not in parties and event.unit_id is not None and event.unit_id not in units
    return event.actor is Actor.SYSTEM
