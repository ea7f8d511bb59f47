"""Scores as the rated person and their line see them, in the graph."""

from db.tables.scoring import weekly_answers, weekly_axes, weekly_components, weekly_scores
from domain.evidence.kinds import EVIDENCE
from graph.declaration import Many, Node, Relation, column, columns, label_of
from graph.nodes.score_trees import axis_node, component_node, score_node

_ANSWERS = Relation("WeeklyAnswer", lambda score, row: row.c.score_id == score.c.id, Many.CONNECTION, inherits=True)

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
    },
    orders={"NUMBER": "seq"},
    default="NUMBER_ASC",
)

NODES = (WEEKLY_SCORE, WEEKLY_AXIS, WEEKLY_COMPONENT, WEEKLY_ANSWER)
