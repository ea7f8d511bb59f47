"""Policies, evidence and scores in the graph."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Numeric, Text, Uuid, cast, exists, func, literal_column, select
from sqlalchemy import case as either

from db.expressions.access import rows_visible
from db.tables.appraisal import indicators, periods
from db.tables.cases import cases
from db.tables.scoring import (
    evidence,
    expectations,
    policies,
    published_scores,
    score_axes,
    score_components,
    scores,
    unit_scores,
)
from domain.evidence.kinds import EVIDENCE as KINDS
from domain.scoring.indicators import SOURCES
from domain.scoring.peers import SEPARATOR
from graph.declaration import Field, Many, Node, Operand, Relation, columns, label_of, leads_to, not_superseded
from graph.filters import is_one_of, one_key, refers_to, within_days
from graph.nodes.score_trees import INTERVAL, axis_node, component_node, score_node


def _expected(piece: FromClause) -> ColumnElement[Any]:
    """What evidence of this kind and stratum was expected to be when the period opened; else its category, or all."""
    known, period = expectations.alias(), periods.alias()
    category = func.split_part(piece.c.stratum, literal_column(f"'{SEPARATOR}'"), literal_column("1"))
    found = (
        select(known.c.expected)
        .where(
            period.c.starts_on <= piece.c.occurred_on,
            period.c.ends_on >= piece.c.occurred_on,
            known.c.period_id == period.c.id,
            known.c.kind == piece.c.kind,
            known.c.stratum.in_((piece.c.stratum, category, literal_column("''"))),
        )
        .order_by(known.c.stratum.desc(), period.c.starts_on.desc(), period.c.id)
        .limit(literal_column("1"))
    )
    return found.correlate(piece).scalar_subquery()


def _late(piece: FromClause) -> ColumnElement[Any]:
    """Whether it came after a period that holds its day was closed."""
    closed = exists().where(
        periods.c.starts_on <= piece.c.occurred_on,
        periods.c.ends_on >= piece.c.occurred_on,
        periods.c.closed_at < piece.c.recorded_at,
    )
    return closed.correlate(piece)


def _written(number: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.trim_scale(func.round(cast(number, Numeric), literal_column("4"))), Text)


def latest_of(score: FromClause, operand: Operand) -> ColumnElement[bool]:
    """The score of an employee for the latest period that they have one for."""
    other, period = scores.alias(), periods.alias()
    latest = (
        select(other.c.id)
        .join_from(other, period, period.c.id == other.c.period_id)
        .where(
            other.c.employee_id == operand.bind(Uuid(), lambda inputs, given: _key(inputs, given["employee"])),
            not_superseded(other),
        )
        .order_by(period.c.starts_on.desc(), period.c.ends_on, other.c.id)
        .limit(literal_column("1"))
    )
    return score.c.id == latest.scalar_subquery()


_key = one_key("Employee")


def _how_it_enters(piece: FromClause) -> ColumnElement[Any]:
    expected = literal_column("' (E = '", Text) + _written(_expected(piece)) + literal_column("')'", Text)
    return func.concat(_written(piece.c.value), expected, literal_column("' × '"), _written(piece.c.weight))


_KINDS_REALISED = {
    str(source): either({key: str(kind) for key, kind in spec.evidence.items()}, value=indicators.c.source_key)
    for source, spec in SOURCES.items()
    if spec.evidence
}


def _entered(component: FromClause, piece: FromClause) -> ColumnElement[bool]:
    """The evidence of a component: of its kind or its indicator's source, of the person, in the period of its score."""
    score, axis, period = scores.alias(), score_axes.alias(), periods.alias()
    realised = select(either(_KINDS_REALISED, value=indicators.c.source)).where(
        indicators.c.id == component.c.indicator_id
    )
    kind = func.coalesce(component.c.kind, realised.correlate(component).scalar_subquery())

    def of_score(value: ColumnElement[Any]) -> Any:
        chosen = select(value).where(
            axis.c.id == component.c.axis_id, score.c.id == axis.c.score_id, period.c.id == score.c.period_id
        )
        return chosen.correlate(component).scalar_subquery()

    entered: ColumnElement[bool] = (
        (piece.c.employee_id == of_score(score.c.employee_id))
        & (piece.c.kind == kind)
        & (piece.c.occurred_on >= of_score(period.c.starts_on))
        & (piece.c.occurred_on <= of_score(period.c.ends_on))
    )
    return entered


def _from_case(piece: FromClause, operand: Operand) -> ColumnElement[bool]:
    """From a case that the viewer sees: which evidence comes from another is not told."""
    case, clause = cases.alias(), refers_to("case_id", "Case")(piece, operand)
    visible = rows_visible("Case", case, operand.binder)
    return clause if visible is None else clause & exists().where(case.c.id == piece.c.case_id, visible)


POLICY = Node(
    "Policy",
    policies,
    columns("version", "name", "effective_from", "parameters"),
    orders={"VERSION": "version"},
    default="VERSION_DESC",
)

EVIDENCE = Node(
    "Evidence",
    evidence,
    columns(
        "kind",
        "value",
        "weight",
        "stratum",
        "occurred_on",
        "recorded_at",
        "counted",
        "standing",
        "reason",
        "superseded_at",
    )
    | {
        "label": label_of("kind", {kind: spec.label for kind, spec in KINDS.items()}),
        "expected": Field(_expected, nullable=True),
        "late": Field(_late),
        "arithmetic": Field(_how_it_enters),
    },
    {
        "case": leads_to("Case", "case_id"),
        "resolution": leads_to("Resolution", "resolution_id"),
        "feedback": leads_to("Feedback", "feedback_id"),
        "employee": leads_to("Employee", "employee_id"),
        "unit": leads_to("Unit", "unit_id"),
    },
    orders={"OCCURRED_ON": "occurred_on"},
    default="OCCURRED_ON_DESC",
    filters={
        "kind": is_one_of("kind"),
        "employee": refers_to("employee_id", "Employee"),
        "unit": refers_to("unit_id", "Unit"),
        "case": _from_case,
        "standing": is_one_of("standing"),
        "occurred_on": within_days("occurred_on"),
    },
    current=not_superseded,
)

SCORE = score_node("Score", scores, "ScoreAxis")
AXIS = axis_node("ScoreAxis", score_axes, "ScoreComponent")
# Some of the evidence may come from a case to which the viewer is party.
COMPONENT = component_node(
    "ScoreComponent", score_components, {"evidence": Relation("Evidence", _entered, Many.CONNECTION)}
)

_OF_UNIT = {
    "unit": leads_to("Unit", "unit_id"),
    "period": leads_to("Period", "period_id"),
    "policy": leads_to("Policy", "policy_id"),
}
_BY_UNIT: dict[str, Any] = {
    "unit": refers_to("unit_id", "Unit"),
    "period": refers_to("period_id", "Period"),
    "kind": is_one_of("kind"),
}

UNIT_SCORE = Node(
    "UnitScore",
    unit_scores,
    columns("kind", "estimate", "observed", "cases", "arithmetic", "superseded_at") | {"interval": INTERVAL},
    _OF_UNIT,
    orders={"ID": "id", "CASES": "cases"},
    default="ID_DESC",
    filters=_BY_UNIT,
    current=not_superseded,
)

PUBLISHED_SCORE = Node(
    "PublishedScore",
    published_scores,
    columns("kind", "estimate", "cases", "published_on") | {"interval": INTERVAL},
    _OF_UNIT,
    orders={"ID": "id", "CASES": "cases"},
    default="ID_DESC",
    filters=_BY_UNIT,
)

NODES = (POLICY, EVIDENCE, SCORE, AXIS, COMPONENT, UNIT_SCORE, PUBLISHED_SCORE)
