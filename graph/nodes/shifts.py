"""What has moved for everybody in a period, and what was decided about it, in the graph."""

from db.tables.shifts import shift_decisions, shifts
from domain.evidence.kinds import EVIDENCE
from graph.declaration import Many, Node, Relation, columns, label_of, leads_to

SHIFT = Node(
    "Shift",
    shifts,
    columns("kind", "mean", "error", "variance", "people", "answers", "measured_at", "confirmed", "decided_at")
    | {"label": label_of("kind", {kind: spec.label for kind, spec in EVIDENCE.items()})},
    {
        "period": leads_to("Period", "period_id"),
        "decisions": Relation(
            "ShiftDecision",
            lambda shift, decision: decision.c.shift_id == shift.c.id,
            Many.LIST,
            order=("decided_at", "id"),
            inherits=True,
        ),
    },
)

SHIFT_DECISION = Node(
    "ShiftDecision",
    shift_decisions,
    columns("confirm", "reason", "role", "decided_at"),
    {"decided_by": leads_to("Employee", "decided_by_id")},
    identified=False,
)

NODES = (SHIFT, SHIFT_DECISION)
