"""What whoever holds ticket and access code sees of a case: never a person, never an internal note."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, LargeBinary, func

from db.expressions.cases import allows, rateable
from db.statements.binding import Inputs
from db.tables.cases import case_events, cases
from domain.cases.tickets import hash_accesses
from domain.terms import EventType
from graph.declaration import Field, Many, Node, Operand, Relation, columns


def with_access(case: FromClause, operand: Operand) -> ColumnElement[bool]:
    """The case whose ticket and access code these are. As many index look-ups as keys, whatever of the two is wrong."""
    return case.c.access_hash == func.any(operand.bind(ARRAY(LargeBinary()), _read_hashes))


def _read_hashes(inputs: Inputs, given: dict[str, Any]) -> list[bytes]:
    return hash_accesses(inputs.keys, given["ticket"], given["access_code"])


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
