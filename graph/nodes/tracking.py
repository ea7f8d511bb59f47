"""What whoever holds ticket and access code sees of a case: never a person, never an internal note."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, LargeBinary

from db.expressions.cases import allows, rateable
from db.statements.binding import Inputs
from db.tables.cases import case_events, cases
from domain.cases.tickets import hash_access
from domain.terms import EventType
from graph.declaration import Field, Many, Node, Operand, Relation, columns


def with_access(case: FromClause, operand: Operand) -> ColumnElement[bool]:
    """The case whose ticket and access code these are. One index look-up, whatever of the two is wrong."""
    return case.c.access_hash == operand.bind(LargeBinary(), _read_hash)


def _read_hash(inputs: Inputs, given: dict[str, Any]) -> bytes:
    return hash_access(inputs.secret, given["ticket"], given["access_code"])


TRACKED = Node(
    "TrackedComplaint",
    cases,
    columns("ticket", "kind", "status", "outcome", "received_at", "due_at", "resolved_at", "reopen_count")
    | {"can_rate": Field(rateable), "can_reopen": Field(lambda case: allows(EventType.REOPENED, case))},
    {
        "category": Relation("Category", lambda case, category: category.c.id == case.c.category_id),
        "unit": Relation("Unit", lambda case, unit: unit.c.id == case.c.unit_id),
        "history": Relation(
            "TrackedEvent",
            lambda case, event: (event.c.case_id == case.c.id) & event.c.public,
            Many.LIST,
            order=("seq",),
            inherits=True,
            at_most=50,
        ),
    },
    identified=False,
)

TRACKED_EVENT = Node("TrackedEvent", case_events, columns("type", "at", "text", "outcome"), identified=False)

NODES = (TRACKED, TRACKED_EVENT)
