"""Scores, their axes and the components of these: what any tree of them has in common, whoever it is shown to."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, FromClause, Table, literal_column

from domain.text.labels import AXIS_LABELS
from domain.text.localized import Language
from graph.declaration import (
    Embedded,
    Field,
    Many,
    Node,
    Relation,
    column,
    columns,
    embedded,
    label_of,
    leads_to,
    localized,
    not_superseded,
)
from graph.explanations import steps_in
from graph.filters import is_one_of, refers_to, within_numbers


def _in_words(language: Language) -> Field:
    return Field(lambda axis: steps_in(axis, language), sealed=True)


_IN_WORDS = Embedded("LocalizedText", {language.name.lower(): _in_words(language) for language in Language})
INTERVAL = embedded("Interval", low=column("low"), high=column("high"))


def _of_score(score: FromClause, axis: FromClause) -> ColumnElement[bool]:
    return axis.c.score_id == score.c.id


def _axis(target: str, name: str) -> Relation:
    return Relation(
        target,
        lambda score, axis: _of_score(score, axis) & (axis.c.axis == literal_column(f"'{name}'")),
        inherits=True,
    )


def score_node(name: str, table: Table, axis: str, more: Mapping[str, Relation] | None = None) -> Node:
    """A score of one person in one period, with axes of a type and `more` relations."""
    return Node(
        name,
        table,
        columns("predicate", "coverage", "inputs_hash", "computed_at", "superseded_at"),
        {
            "employee": leads_to("Employee", "employee_id"),
            "period": leads_to("Period", "period_id"),
            "policy": leads_to("Policy", "policy_id"),
            "work_result": _axis(axis, "WORK_RESULT"),
            "work_behaviour": _axis(axis, "WORK_BEHAVIOUR"),
            "explanation": Relation(axis, _of_score, Many.LIST, order=("-axis",), inherits=True, at_most=2),
            **(more or {}),
        },
        orders={"ID": "id", "COVERAGE": "coverage"},
        default="ID_DESC",
        filters={
            "employee": refers_to("employee_id", "Employee"),
            "period": refers_to("period_id", "Period"),
            "predicate": is_one_of("predicate"),
            "coverage": within_numbers("coverage"),
        },
        current=not_superseded,
    )


def axis_node(name: str, table: Table, component: str) -> Node:
    """An axis of a score, with components of a type."""
    components = Relation(
        component, lambda axis, part: part.c.axis_id == axis.c.id, Many.LIST, order=("seq",), inherits=True
    )
    return Node(
        name,
        table,
        columns(
            *("axis", "estimate", "reference", "effective_n", "coverage", "rating", "arithmetic", "steps"),
            *("undecided", "needs_reading"),
        )
        | {"label": label_of("axis", AXIS_LABELS), "in_words": _IN_WORDS, "interval": INTERVAL},
        {"components": components},
    )


def component_node(name: str, table: Table, more: Mapping[str, Relation] | None = None) -> Node:
    """A component of an axis, with `more` relations."""
    return Node(
        name,
        table,
        columns(
            *("key", "kind", "weight", "effective_weight", "observed", "attainment", "estimate", "reference"),
            *("n", "effective_n", "counts_for_rating", "arithmetic", "superseded_at", "comparisons", "missing"),
        )
        | {"label": localized("label"), "interval": INTERVAL},
        {"indicator": leads_to("Indicator", "indicator_id"), **(more or {})},
        current=not_superseded,
    )
