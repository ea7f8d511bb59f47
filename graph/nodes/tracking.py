"""What whoever holds ticket and access code sees of a case: never a person, never an internal note."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, LargeBinary

from db.expressions.cases import allows
from db.statements.binding import Inputs
from db.tables.tracking import OPENED_BY, tracked_complaints, tracked_events, tracked_invitations
from domain.cases.invitations import hash_tokens
from domain.cases.tickets import hash_accesses
from domain.terms import EventType
from graph.declaration import Field, Many, Node, Operand, Relation, column, columns, leads_to


def with_access(_: FromClause, operand: Operand) -> ColumnElement[Any]:
    """What opens the case of a ticket and access code. As many index look-ups as keys, whatever of the two is wrong."""
    return operand.bind(ARRAY(LargeBinary()), _read_hashes)


def _read_hashes(inputs: Inputs, given: dict[str, Any]) -> list[bytes]:
    return hash_accesses(inputs.keys, given["ticket"], given["access_code"])


def with_token(_: FromClause, operand: Operand) -> ColumnElement[Any]:
    """What opens the invitation of a token."""
    return operand.bind(ARRAY(LargeBinary()), _read_token)


def _read_token(inputs: Inputs, given: dict[str, Any]) -> list[bytes]:
    return hash_tokens(inputs.keys, given["token"])


def _reopens(case: FromClause) -> ColumnElement[bool]:
    return allows(EventType.REOPENED, case) & case.c.erased_at.is_(None)


TRACKED = Node(
    "TrackedComplaint",
    tracked_complaints,
    columns("ticket", "kind", "status", "outcome", "received_at", "due_at", "resolved_at", "reopen_count", "erased_at")
    | {"can_rate": column("rateable"), "can_reopen": Field(_reopens)},
    {
        "category": leads_to("Category", "category_id"),
        "unit": leads_to("Unit", "unit_id"),
        "history": Relation(
            "TrackedEvent",
            lambda case, event: event.c.access_hash == case.c.access_hash,
            Many.LIST,
            order=("seq",),
            inherits=True,
            at_most=50,
        ),
    },
    identified=False,
    opened_by=OPENED_BY,
)

TRACKED_EVENT = Node(
    "TrackedEvent",
    tracked_events,
    columns("type", "at", "outcome") | {"text": Field(lambda event: event.c.text, nullable=True, sealed=True)},
    identified=False,
    opened_by=OPENED_BY,
)

INVITATION = Node(
    "Invitation",
    tracked_invitations,
    columns("kind", "served_at", "expires_at", "answered") | {"can_answer": column("answerable")},
    {"category": leads_to("Category", "category_id"), "unit": leads_to("Unit", "unit_id")},
    identified=False,
    opened_by=OPENED_BY,
)

NODES = (TRACKED, TRACKED_EVENT, INVITATION)
