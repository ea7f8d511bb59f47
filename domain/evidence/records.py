"""Evidence, and whom a change of it affects."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.terms import EvidenceKind


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
    counted: bool
    reason: str | None


@dataclass
class Touched:
    """The people and units of whom something else is said of a day than before."""

    employee_ids: set[UUID] = field(default_factory=set)
    unit_ids: set[UUID] = field(default_factory=set)

    def add(self, employee_id: UUID | None, unit_id: UUID) -> None:
        """Note whom one piece of evidence is about; a person's says something of their unit, too."""
        self.unit_ids.add(unit_id)
        if employee_id is not None:
            self.employee_ids.add(employee_id)
