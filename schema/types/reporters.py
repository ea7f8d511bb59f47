"""Requests to know a reporter, and who has read what of whom, as a client sees them."""

import datetime as dt

import strawberry

from domain.terms import ReadingKind, Role
from schema import references
from schema.fields import column, relation
from schema.relay import Node
from schema.scalars import LocalizedText


@strawberry.type(description="A request to know who brought a case, and what a second person decided.")
class Unmasking(Node):
    """An unmasking."""

    reason: str = column("Why it is asked for.")
    requested_at: dt.datetime = column("When it was asked for.")
    approved: bool | None = column("Whether it was granted; null until somebody has decided.")
    decision_reason: str | None = column("Why it was decided so.")
    decided_at: dt.datetime | None = column("When it was decided; what is granted holds for 24 hours from then on.")
    case: references.Case | None = relation("The case.")
    requested_by: references.Employee | None = relation("Who asks.")
    decided_by: references.Employee | None = relation("Who decided.")


@strawberry.type(
    description="That somebody has read what is known of a person, or what a case holds in confidence. It is noted"
    " before they are answered, once an hour for each kind. People see who has read theirs; auditors see all."
)
class Reading(Node):
    """A reading."""

    at: dt.datetime = column("When, or first within the hour.")
    kind: ReadingKind = column("What was read.")
    label: LocalizedText = column("The same for people.")
    role: Role = column("In which role.")
    viewer: references.Employee | None = relation("Who, or who answers for the program that did.")
    program: str | None = column("The program that did; null where a person did themselves.")
