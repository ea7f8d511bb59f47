"""What scoring needs to know besides evidence: the calendar, the periods, and the policies with their days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.scoring.policies import Policy, parse_policy
from domain.terms import PeriodState

SCORED_STATES = frozenset({PeriodState.OPEN, PeriodState.CLOSING})


@dataclass(frozen=True)
class Period:
    """A period from its first to its last day, both included."""

    id: UUID
    starts_on: date
    ends_on: date
    state: PeriodState = PeriodState.OPEN

    @property
    def scored(self) -> bool:
        """Whether what is said of its days moves scores: not before it opens, and no more once it is closed."""
        return self.state in SCORED_STATES

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.ends_on - self.starts_on).days + 1

    def holds(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return self.starts_on <= day <= self.ends_on

    def contains(self, other: "Period") -> bool:
        """Whether another one is a part of it."""
        return other.days < self.days and self.holds(other.starts_on) and self.holds(other.ends_on)


@dataclass(frozen=True)
class DatedPolicy:
    """A stored policy and the first day on which it holds."""

    id: UUID
    version: int
    effective_from: date
    parameters: Mapping[str, Any]

    @cached_property
    def policy(self) -> Policy:
        """The policy, read when it is first needed. Refuses POLICY_PARAMETER if it is unusable."""
        return parse_policy(self.id, self.version, self.parameters)


@dataclass(frozen=True)
class ScoringContext:
    """What one transaction derives and scores by; `periods` in the order in which they begin."""

    calendar: WorkingCalendar
    periods: tuple[Period, ...]
    policies: tuple[DatedPolicy, ...]

    def day_of(self, instant: datetime) -> date:
        """The government's day."""
        return instant.astimezone(self.calendar.zone).date()

    def policy_on(self, day: date) -> Policy:
        """The policy in force on a day: the latest that holds by then; the first, before there was any."""
        begun = [each for each in self.policies if each.effective_from <= day]
        if begun:
            return max(begun, key=lambda each: (each.effective_from, each.version)).policy
        return min(self.policies, key=lambda each: (each.effective_from, -each.version)).policy

    def periods_of(self, days: Collection[date]) -> list[Period]:
        """The periods that hold any of these days."""
        return [period for period in self.periods if any(map(period.holds, days))]

    def scored_on(self, days: Collection[date]) -> list[Period]:
        """Those of them in which scores move."""
        return [period for period in self.periods_of(days) if period.scored]

    def parts_of(self, period: Period) -> list[Period]:
        """The largest periods that are parts of a period, such as the quarters of a year."""
        within = [each for each in self.periods if period.contains(each)]
        return [each for each in within if not any(other.contains(each) for other in within)]
