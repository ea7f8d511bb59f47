"""Who has read what of whom, in the graph."""

from sqlalchemy import ColumnElement, FromClause, Text, literal_column

from db.tables.readings import readings
from domain.text.labels import READING_LABELS
from graph.declaration import Many, Node, Relation, column, columns, label_of
from graph.filters import is_one_of, within_instants


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
)
