"""Scores as the rated person and their line see them, in the graph."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, case, func, literal, literal_column

from db.tables.scoring import weekly_answers, weekly_axes, weekly_components, weekly_scores
from domain.detection.doubts import DOUBT_LABELS
from domain.disclosure import SMALLEST_GROUP
from domain.evidence.kinds import EVIDENCE
from domain.text.explanations import ROWS
from domain.text.localized import Language
from graph.declaration import Many, Node, Relation, column, columns, in_every_language, label_of
from graph.nodes.score_trees import axis_node, component_node, score_node

_ANSWERS = Relation("WeeklyAnswer", lambda score, row: row.c.score_id == score.c.id, Many.CONNECTION, inherits=True)


def _meaning(row: FromClause, language: Language) -> ColumnElement[Any]:
    """Whether the answers of a row count, and for what they wait where not."""
    words = {key: text.in_(language) for key, text in ROWS.items()}
    because = {doubt: words["BECAUSE"].format(why=why.in_(language)) for doubt, why in DOUBT_LABELS.items()}
    reasons = {"": words[""].format(least=SMALLEST_GROUP), "HELD": words["HELD"], **because}
    told = [(literal_column(f"'{reason}'", Text), literal(text, Text)) for reason, text in reasons.items()]
    waits = case(
        *told, value=func.coalesce(row.c.reason, literal_column("''", Text)), else_=literal(words["DOUBT"], Text)
    )
    return case((row.c.value.is_not(None), literal(words["COUNTED"], Text)), else_=waits)


WEEKLY_SCORE = score_node("WeeklyScore", weekly_scores, "WeeklyAxis", {"answers": _ANSWERS})
WEEKLY_AXIS = axis_node("WeeklyAxis", weekly_axes, "WeeklyComponent")
WEEKLY_COMPONENT = component_node("WeeklyComponent", weekly_components)

WEEKLY_ANSWER = Node(
    "WeeklyAnswer",
    weekly_answers,
    columns("kind", "stratum", "value", "weight", "count", "reason")
    | {
        "number": column("seq"),
        "label": label_of("kind", {kind: spec.label for kind, spec in EVIDENCE.items()}),
        "meaning": in_every_language(_meaning),
    },
    orders={"NUMBER": "seq"},
    default="NUMBER_ASC",
)

NODES = (WEEKLY_SCORE, WEEKLY_AXIS, WEEKLY_COMPONENT, WEEKLY_ANSWER)
