"""Evidence: what it comes from, of whom it speaks, and whom a change of it affects."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.terms import EvidenceKind, EvidenceStanding, OriginType


class Origin(NamedTuple):
    """What a piece of evidence comes from, by type and key; today always a case."""

    type: OriginType
    id: UUID


class Subject(NamedTuple):
    """Of whom something is said: a person (`employee_id`), a unit, or a person who had the matter for a unit.

    What is said of a person says something of their unit, too. A measurement of a plan names no unit.
    """

    unit_id: UUID | None
    employee_id: UUID | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one case or answer says of one person, or of a unit (`employee_id` None).

    `value` has the form of its kind. The weights of one observation (a kind of one resolution, or of one answer) sum
    to one. `stratum` names the cases it is compared with. Evidence that does not count says why in `reason`.
    """

    kind: EvidenceKind
    resolution_seq: int
    feedback_id: UUID | None
    employee_id: UUID | None
    unit_id: UUID
    value: float
    weight: float
    stratum: str
    occurred_on: date
    standing: EvidenceStanding
    reason: str | None

    @property
    def counted(self) -> bool:
        """Whether it counts."""
        return self.standing is EvidenceStanding.COUNTED


@dataclass(frozen=True)
class Affected:
    """The people and units of whom something else is said than before, by the day of which it is said."""

    by_day: defaultdict[date, set[Subject]] = field(default_factory=lambda: defaultdict(set))

    def add(self, day: date, subject: Subject) -> None:
        """Note one piece of evidence."""
        self.by_day[day].add(subject)

    def merge(self, other: "Affected") -> None:
        """Note whom another change affects, too."""
        for day, subjects in other.by_day.items():
            self.by_day[day] |= subjects

    def people(self, first: date, last: date) -> set[UUID]:
        """The people of whom something else is said of the days from `first` to `last`, both included."""
        return {each.employee_id for each in self._between(first, last) if each.employee_id is not None}

    def units(self, first: date, last: date) -> set[UUID]:
        """The units of which something else is said of these days."""
        return {each.unit_id for each in self._between(first, last) if each.unit_id is not None}

    def _between(self, first: date, last: date) -> Iterable[Subject]:
        return (each for day, subjects in self.by_day.items() if first <= day <= last for each in subjects)
