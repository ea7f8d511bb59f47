"""What scoring needs to know besides evidence: periods, policies, the calendar."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Period:
    """A period from its first to its last day, both included."""

    id: UUID
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        """Whether a day belongs to it."""
        return self.starts_on <= day <= self.ends_on
