"""What a case says: single values, each of one moment, before anybody is credited with them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from domain.calendar import WorkingCalendar
from domain.cases.attribution import Share
from domain.cases.events import CLOSES_BEFORE_OPENS, CaseFacts, Event, Feedback
from domain.cases.office_time import OfficeTime, find_due, list_waits
from domain.cases.resolutions import Resolution
from domain.cases.segments import Segment
from domain.cases.timeline import CaseState, Step
from domain.cases.transitions import FINISHED


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one kind of evidence; `feedback` is the answer that it is read from, if it is one.

    `resolution_seq` is 0 where no resolution caused it, `shares` whom it is credited to: None, those of the time up to
    its resolution. `excluded` says why it does not count, whatever its resolution and its answer.
    """

    resolution_seq: int
    value: float
    at: datetime
    feedback: Feedback | None = None
    shares: tuple[Share, ...] | None = None
    excluded: str | None = None


@dataclass(frozen=True)
class CaseView:
    """All that evidence is read from: the case, where it stands, its resolutions, the answers to them in order.

    `segments` are those of its time that is somebody's, `known_until` is up to when nothing else has happened.
    """

    facts: CaseFacts
    state: CaseState
    resolutions: tuple[Resolution, ...]
    feedbacks: tuple[Feedback, ...]
    calendar: WorkingCalendar
    events: tuple[Event, ...]
    steps: tuple[Step, ...]
    segments: tuple[Segment, ...]
    known_until: datetime

    def minutes_until(self, moment: datetime) -> float:
        """Minutes from receipt to a moment: of work, or elapsed where work runs around the clock."""
        return OfficeTime(self.facts.kind, self.facts.received_at, self.calendar).minutes_until(moment)

    @property
    def timeless(self) -> bool:
        """Whether it says nothing about time: it closes before it opens."""
        return CLOSES_BEFORE_OPENS in self.state.flags

    @cached_property
    def office_time(self) -> OfficeTime:
        """Its time without that of waiting for the citizen."""
        waits = list_waits(self.steps, self.calendar)
        return OfficeTime(self.facts.kind, self.facts.received_at, self.calendar, waits)

    @cached_property
    def late_from(self) -> datetime | None:
        """The moment after which it is late, as far as a due time counts."""
        due_at = find_due(self.facts, self.events, self.steps)
        return None if due_at is None else self.office_time.put_off(due_at)

    @cached_property
    def settled_at(self) -> datetime | None:
        """Since when it has been settled; None while it is open."""
        if not self.steps or self.steps[-1].after.status not in FINISHED:
            return None
        if self.state.resolved_at is not None:
            return self.state.resolved_at
        return next(step.at for step in reversed(self.steps) if step.before.status not in FINISHED)

    @property
    def late(self) -> bool:
        """Whether it was open after its time was over."""
        return (
            not self.timeless and self.late_from is not None and self.late_from < (self.settled_at or self.known_until)
        )

    @property
    def late_next(self) -> datetime | None:
        """The moment after which an open case is late, unless it is already or is never."""
        return None if self.timeless or self.late or self.settled_at is not None else self.late_from


def scale_rating(rating: int) -> float:
    """An answer of 1 to 5 on the scale of scores, 1 to 4."""
    return 1 + (rating - 1) * 3 / 4
