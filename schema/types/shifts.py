"""What has moved for everybody in a period, as a client sees it."""

import datetime as dt

from domain.terms import EvidenceKind, Role
from schema import references
from schema.descriptions import described
from schema.fields import column, relation
from schema.relay import Node
from schema.scalars import LocalizedText


@described
class Shift(Node):
    """By how much answers of a kind have moved for everybody since a period opened, measured once when it closes.

    It is read from people who dealt with the same kinds of matters before and since. Until two people have decided, no
    rating hangs on it and the period is not closed. What is taken out for a person is measured without their own
    answers, and told with their score.
    """

    kind: EvidenceKind = column("Of which kind of evidence.")
    label: LocalizedText = column("The same for people.")
    mean: float = column("By how much, in tilts; below zero where answers have become worse.")
    error: float = column("The standard error of that.")
    variance: float = column("What is unknown of the shift of one stratum; all yardsticks are doubted by it.")
    people: int = column("About how many people the answers are that it rests on.")
    answers: int = column("How many answers of the period it rests on.")
    measured_at: dt.datetime = column("When it was measured.")
    confirmed: bool | None = column(
        "Whether it is taken out of everybody's scores alike, or for nobody; null as long as nobody has decided."
    )
    decided_at: dt.datetime | None = column("When that was decided.")
    period: references.Period | None = relation("In which period.")
    decisions: list[references.ShiftDecision] = relation("What people have said of it (decideShift), in order.")


@described
class ShiftDecision:
    """One person's word whether a shift is taken out for all."""

    confirm: bool = column("Whether it should be.")
    reason: str = column("Why.")
    role: Role = column("In which role that was said.")
    decided_at: dt.datetime = column("When.")
    decided_by: references.Employee | None = relation("By whom.")
