"""Who has read what of whom, in the graph."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, func, literal_column, select

from db.tables.readings import readings
from db.tables.services import service_accounts
from domain.text.labels import READING_LABELS
from graph.declaration import Field, Many, Node, Relation, column, columns, label_of
from graph.filters import is_one_of, within_instants


def read_of(kind: str) -> Relation:
    """Who has read what of a person, or of a case."""
    named = literal_column(f"'{kind}'", Text)

    def on(subject: FromClause, reading: FromClause) -> ColumnElement[bool]:
        return (reading.c.subject_id == subject.c.id) & (reading.c.subject_type == named)

    return Relation("Reading", on, Many.CONNECTION)


def _program(reading: FromClause, name: str) -> ColumnElement[Any]:
    """A column of the program that read, where one did: it is noted in place of a person."""
    program = service_accounts.alias()
    found = select(program.c[name]).where(program.c.id == reading.c.viewer_id)
    return found.correlate(reading).scalar_subquery()


def _read_by(reading: FromClause, employee: FromClause) -> ColumnElement[bool]:
    """Who read, or answers for the program that did."""
    return employee.c.id == func.coalesce(_program(reading, "owner_id"), reading.c.viewer_id)


NODES = (
    Node(
        "Reading",
        readings,
        columns("at", "role")
        | {
            "kind": column("what"),
            "label": label_of("what", READING_LABELS),
            "program": Field(lambda reading: _program(reading, "name"), nullable=True),
        },
        {"viewer": Relation("Employee", _read_by)},
        orders={"AT": "at"},
        default="AT_DESC",
        filters={"at": within_instants("at"), "kind": is_one_of("what")},
    ),
)
