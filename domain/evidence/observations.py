"""What a case says: single values, each of one resolution and of one moment, before anybody is credited with them."""

from dataclasses import dataclass
from datetime import datetime

from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts, Feedback
from domain.cases.resolutions import Resolution
from domain.cases.timeline import CaseState
from domain.terms import CaseKind

# Work on these runs day and night, so their clocks do too.
AROUND_THE_CLOCK = frozenset({CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT})


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of one kind of evidence; `feedback` is the answer that it is read from, if it is one."""

    resolution_seq: int
    value: float
    at: datetime
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class CaseView:
    """All that evidence is read from: the case, where it stands, its resolutions, the answers to them in order."""

    facts: CaseFacts
    state: CaseState
    resolutions: tuple[Resolution, ...]
    feedbacks: tuple[Feedback, ...]
    calendar: WorkingCalendar

    def minutes_until(self, moment: datetime) -> float:
        """Minutes from receipt to a moment: of work, or elapsed where work runs around the clock."""
        if self.facts.kind in AROUND_THE_CLOCK:
            return (moment - self.facts.received_at).total_seconds() / 60
        return float(self.calendar.working_minutes(self.facts.received_at, moment))


def scale_rating(rating: int) -> float:
    """An answer of 1 to 5 on the scale of scores, 1 to 4."""
    return 1 + (rating - 1) * 3 / 4
