"""Due work in the graph."""

from sqlalchemy import case as either

from db.tables.jobs import due_work
from domain.due_work import WORK
from graph.declaration import Field, Node, columns, embedded
from graph.filters import is_one_of, within_instants


def _label(language: int) -> Field:
    """What the kind of work is called in a language."""
    names = {str(kind): spec.label[language] for kind, spec in WORK.items()}
    return Field(lambda work: either(names, value=work.c.kind, else_=work.c.kind))


NODES = (
    Node(
        "DueWork",
        due_work,
        {
            **columns("kind", "key", "state", "due_at", "attempts", "attempted_at", "finished_at", "failure"),
            "label": embedded("BilingualText", indonesian=_label(0), english=_label(1)),
        },
        orders={"DUE_AT": "due_at"},
        default="DUE_AT_DESC",
        filters={"state": is_one_of("state"), "kind": is_one_of("kind"), "due_at": within_instants("due_at")},
    ),
)
