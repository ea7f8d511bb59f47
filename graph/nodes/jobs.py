"""Due work in the graph."""

from db.tables.jobs import due_work
from domain.due_work import WORK
from graph.declaration import Node, columns, label_of
from graph.filters import is_one_of, within_instants

NODES = (
    Node(
        "DueWork",
        due_work,
        {
            **columns("kind", "key", "state", "due_at", "attempts", "attempted_at", "finished_at", "failure"),
            "label": label_of("kind", {kind: spec.label for kind, spec in WORK.items()}),
        },
        orders={"DUE_AT": "due_at"},
        default="DUE_AT_DESC",
        filters={"state": is_one_of("state"), "kind": is_one_of("kind"), "due_at": within_instants("due_at")},
    ),
)
