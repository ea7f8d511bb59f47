"""What an import did, in numbers."""

from collections import Counter
from dataclasses import dataclass, field

from domain.organisation.roster_changes import RosterChanges
from imports.records.cases import CaseRecord


@dataclass
class CaseSummary:
    """Rows of a file of cases, each counted once as imported, known or rejected; and what was done with them.

    `reasons` counts the problems of rejected and the doubts of other rows by their codes; `rejects` is the file that
    lists them.
    """

    source: str
    rows: int = 0
    imported: int = 0
    known: int = 0
    rejected: int = 0
    doubtful: int = 0
    without_due_time: int = 0
    closed: int = 0
    units_added: int = 0
    categories_added: int = 0
    periods_scored: int = 0
    units_scored: int = 0
    employees_scored: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rejects: str | None = None

    def add(self, record: CaseRecord) -> None:
        """Count a record that is imported."""
        self.imported += 1
        self.without_due_time += record.due_at is None
        self.closed += record.closed_at is not None


@dataclass
class EmployeeSummary:
    """Rows of a roster that were used or rejected, and what they changed; `reasons` and `rejects` as above."""

    rows: int = 0
    rejected: int = 0
    employees_added: int = 0
    employees_corrected: int = 0
    assignments_added: int = 0
    assignments_changed: int = 0
    units_added: int = 0
    units_changed: int = 0
    positions_added: int = 0
    positions_changed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rejects: str | None = None

    def add(self, changes: RosterChanges) -> None:
        """Count what changes."""
        self.employees_added, self.employees_corrected = len(changes.people.added), len(changes.people.changed)
        self.assignments_added, self.assignments_changed = len(changes.posts.added), len(changes.posts.changed)
        self.units_added, self.units_changed = len(changes.units.added), len(changes.units.changed)
        self.positions_added, self.positions_changed = len(changes.positions.added), len(changes.positions.changed)
