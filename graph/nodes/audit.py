"""The audit trail in the graph."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, case, cast, literal_column

from db.tables.audit import audit_entries
from domain.cases.reporters import REPORTERS_ACTIONS
from domain.text.audit_labels import ACTION_LABELS
from domain.text.localized import Language
from graph.declaration import Field, Node, Relation, columns, in_every_language
from graph.filters import is_one_of, within_instants
from graph.identifiers import PREFIXES


def _constant(text: str) -> ColumnElement[str]:
    return literal_column(f"'{text}'", Text)


def _subject(entry: FromClause) -> ColumnElement[Any]:
    """The identifier of what an entry is about, where its type has identifiers."""
    named = cast(entry.c.subject_id, Text)
    kinds = [
        (entry.c.subject_type == _constant(kind), _constant(f"{prefix}_").concat(named))
        for kind, prefix in PREFIXES.items()
    ]
    return case(*kinds)


def _acted(entry: FromClause, employee: FromClause) -> ColumnElement[bool]:
    """Staff who did something; never a reporter, who may be an employee, too."""
    return (employee.c.id == entry.c.actor_id) & entry.c.action.not_in(map(_constant, REPORTERS_ACTIONS))


def _label(entry: FromClause, language: Language) -> ColumnElement[Any]:
    """What an action is called; the action itself where it has no name."""
    names = {action: label.in_(language) for action, label in ACTION_LABELS.items()}
    return case(names, value=entry.c.action, else_=entry.c.action)


NODES = (
    Node(
        "AuditEntry",
        audit_entries,
        columns("at", "role", "action", "subject_type", "before", "after", "detail", "request_id")
        | {"subject": Field(_subject, nullable=True), "label": in_every_language(_label)},
        {"actor": Relation("Employee", _acted)},
        orders={"AT": "at"},
        default="AT_DESC",
        filters={"at": within_instants("at"), "action": is_one_of("action"), "role": is_one_of("role")},
    ),
)
