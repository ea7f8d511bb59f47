"""Requests to know a reporter in the graph, never who that is; and who has read what of whom."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, func, literal_column, select

from db.tables.reporters import readings, unmaskings
from db.tables.services import service_accounts
from domain.text.labels import READING_LABELS
from graph.declaration import Field, Many, Node, Relation, column, columns, label_of
from graph.filters import is_one_of, is_true, refers_to, within_instants


def _to(target: str, key: str) -> Relation:
    return Relation(target, lambda row, other: other.c.id == row.c[key])


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
