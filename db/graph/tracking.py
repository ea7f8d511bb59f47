"""What whoever holds ticket and access code sees of a case: never a person, never an internal note."""

from sqlalchemy import ColumnElement, FromClause, LargeBinary, func, literal_column, select

from db.graph.binding import Argument, Binder
from db.graph.declaration import Field, Many, Node, Relation, columns
from db.tables.cases import case_events, cases, feedbacks, resolutions
from domain.cases.tickets import hash_access
from domain.cases.transitions import TRANSITIONS
from domain.terms import CaseStatus, EventType


def _rateable(case: FromClause) -> ColumnElement[bool]:
    """Whether the case stands resolved by a resolution that nobody has rated."""
    resolution, feedback = resolutions.alias(), feedbacks.alias()
    rated = select(1).where(feedback.c.resolution_id == resolution.c.id).exists()
    unrated = select(1).where(resolution.c.case_id == case.c.id, resolution.c.reopened_at.is_(None), ~rated).exists()
    return _allows(EventType.RATED, case) & unrated


def _allows(event: EventType, case: FromClause) -> ColumnElement[bool]:
    """Whether somebody may cause such an event as the case stands."""
    statuses = ",".join(status for status in CaseStatus if status in TRANSITIONS[event].allowed_in)
    return case.c.status == func.any(literal_column(f"'{{{statuses}}}'::text[]"))


def with_access(case: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
    """The case whose ticket and access code these are. One index look-up, whatever of the two is wrong."""

    def read(inputs: object) -> bytes:
        given = argument.read(inputs)  # type: ignore[arg-type]
        return hash_access(inputs.secret, given["ticket"], given["access_code"])  # type: ignore[attr-defined]

    return case.c.access_hash == binder.bind(read, LargeBinary())


TRACKED = Node(
    "TrackedComplaint",
    cases,
    columns("ticket", "kind", "status", "outcome", "received_at", "due_at", "resolved_at", "reopen_count")
    | {"can_rate": Field(_rateable), "can_reopen": Field(lambda case: _allows(EventType.REOPENED, case))},
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
