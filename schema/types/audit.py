"""The audit trail, as a client sees it."""

import datetime as dt

import strawberry
from strawberry.scalars import JSON

from domain.terms import Role
from schema import references
from schema.fields import column, relation
from schema.relay import Node


@strawberry.type(description="Who did what, when.")
class AuditEntry(Node):
    """An audit entry."""

    at: dt.datetime = column("When.")
    role: Role = column("In which role.")
    action: str = column("What was done.")
    detail: JSON | None = column("Particulars.")
    actor: references.Employee | None = relation("Who; null where no person had signed in.")
