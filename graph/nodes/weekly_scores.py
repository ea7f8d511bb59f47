"""Scores as the rated person and their line see them, in the graph."""

from sqlalchemy import literal_column

from db.tables.scoring import weekly_answers, weekly_axes, weekly_components, weekly_scores
from domain.evidence.kinds import EVIDENCE
from domain.text.labels import AXIS_LABELS
from graph.declaration import Many, Node, Relation, column, columns, label_of, localized, not_superseded
from graph.filters import is_one_of, refers_to, within_numbers
from graph.nodes.scoring import INTERVAL


def _to(target: str, key: str) -> Relation:
    return Relation(target, lambda row, other: other.c.id == row.c[key])


def _axis(name: str) -> Relation:
    return Relation(
        "WeeklyAxis",
        lambda score, axis: (axis.c.score_id == score.c.id) & (axis.c.axis == literal_column(f"'{name}'")),
        inherits=True,
    )


WEEKLY_SCORE = Node(
    "WeeklyScore",
    weekly_scores,
    columns("predicate", "coverage", "inputs_hash", "computed_at", "superseded_at"),
    {
        "employee": _to("Employee", "employee_id"),
        "period": _to("Period", "period_id"),
        "policy": _to("Policy", "policy_id"),
        "work_result": _axis("WORK_RESULT"),
        "work_behaviour": _axis("WORK_BEHAVIOUR"),
        "explanation": Relation(
            "WeeklyAxis",
            lambda score, axis: axis.c.score_id == score.c.id,
            Many.LIST,
            order=("-axis",),
            inherits=True,
            at_most=2,
        ),
        "answers": Relation(
            "WeeklyAnswer", lambda score, row: row.c.score_id == score.c.id, Many.CONNECTION, inherits=True
        ),
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

WEEKLY_AXIS = Node(
    "WeeklyAxis",
    weekly_axes,
    columns("axis", "estimate", "reference", "effective_n", "coverage", "rating", "arithmetic")
    | {"label": label_of("axis", AXIS_LABELS), "interval": INTERVAL},
    {
        "components": Relation(
            "WeeklyComponent",
            lambda axis, component: component.c.axis_id == axis.c.id,
            Many.LIST,
            order=("seq",),
            inherits=True,
        )
    },
)

WEEKLY_COMPONENT = Node(
    "WeeklyComponent",
    weekly_components,
    columns(
        *("key", "kind", "weight", "effective_weight", "observed", "attainment", "estimate", "reference"),
        *("n", "effective_n", "counts_for_rating", "arithmetic", "superseded_at"),
    )
    | {"label": localized("label"), "interval": INTERVAL},
    {"indicator": _to("Indicator", "indicator_id")},
    current=not_superseded,
)

WEEKLY_ANSWER = Node(
    "WeeklyAnswer",
    weekly_answers,
    columns("kind", "stratum", "value", "weight", "count")
    | {
        "number": column("seq"),
        "label": label_of("kind", {kind: spec.label for kind, spec in EVIDENCE.items()}),
    },
    orders={"NUMBER": "seq"},
    default="NUMBER_ASC",
)

NODES = (WEEKLY_SCORE, WEEKLY_AXIS, WEEKLY_COMPONENT, WEEKLY_ANSWER)
