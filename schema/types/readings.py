"""Who has read what of whom, as a client sees it."""

import datetime as dt

import strawberry

from domain.terms import ReadingKind, Role
from schema import references
from schema.fields import column, relation
from schema.relay import Node
from schema.scalars import LocalizedText


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
