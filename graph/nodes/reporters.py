"""Requests to know a reporter in the graph, never who that is; and who has read what of whom."""

from sqlalchemy import ColumnElement, FromClause, Text, literal_column

from db.tables.reporters import readings, unmaskings
from domain.text.labels import READING_LABELS
from graph.declaration import Many, Node, Relation, column, columns, label_of
from graph.filters import is_one_of, is_true, refers_to, within_instants


def _to(target: str, key: str) -> Relation:
    return Relation(target, lambda row, other: other.c.id == row.c[key])


def read_of(kind: str) -> Relation:
    """Who has read what of a person, or of a case."""
    named = literal_column(f"'{kind}'", Text)

    def on(subject: FromClause, reading: FromClause) -> ColumnElement[bool]:
        return (reading.c.subject_id == subject.c.id) & (reading.c.subject_type == named)

    return Relation("Reading", on, Many.CONNECTION)


NODES = (
    Node(
        "Reading",
        readings,
        columns("at", "role") | {"kind": column("what"), "label": label_of("what", READING_LABELS)},
        {"viewer": _to("Employee", "viewer_id")},
        orders={"AT": "at"},
        default="AT_DESC",
        filters={"at": within_instants("at"), "kind": is_one_of("what")},
    ),
    Node(
        "Unmasking",
        unmaskings,
        columns("reason", "requested_at", "approved", "decision_reason", "decided_at"),
        {
            "case": _to("Case", "case_id"),
            "requested_by": _to("Employee", "requested_by_id"),
            "decided_by": _to("Employee", "decided_by_id"),
        },
        orders={"REQUESTED_AT": "requested_at"},
        default="REQUESTED_AT_DESC",
        filters={
            "case": refers_to("case_id", "Case"),
            "decided": is_true(lambda row: row.c.decided_at.is_not(None)),
        },
    ),
)
