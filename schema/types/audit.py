"""The audit trail, as a client sees it."""

import datetime as dt

import strawberry
from strawberry.scalars import JSON

from domain.terms import Role
from schema import references
from schema.descriptions import described
from schema.fields import column, relation
from schema.relay import Node
from schema.scalars import LocalizedText


@described
class AuditEntry(Node):
    """Who did what, when."""

    at: dt.datetime = column("When.")
    role: Role = column("In which role.")
    action: str = column("What was done, or refused (`refused`, `signInRefused`): then `detail` says what and why.")
    label: LocalizedText = column("The same for people.")
    subject_type: str | None = column("What kind of thing it was done to.")
    subject: strawberry.ID | None = column("Identifier of that; null where its kind has none.")
    before: JSON | None = column("What differed before, in words and identifiers.")
    after: JSON | None = column("What differs since.")
    request_id: str | None = column("The request, as the log knows it; null where somebody acted as a reporter in it.")
    detail: JSON | None = column("Particulars.")
    actor: references.Employee | None = relation(
        "Who, or who answers for the program that did: then `detail` names that as `service`. Null where nobody had"
        " signed in."
    )
