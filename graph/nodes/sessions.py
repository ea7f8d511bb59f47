"""Sessions in the graph: to everybody their own."""

from db.tables.accounts import sessions
from graph.declaration import Node, columns
from graph.filters import is_true

NODES = (
    Node(
        "Session",
        sessions,
        columns("method", "issuer", "role", "agent", "started_at", "last_used_at", "ended_at", "end_reason"),
        orders={"STARTED_AT": "started_at"},
        default="STARTED_AT_DESC",
        filters={"running": is_true(lambda session: session.c.ended_at.is_(None))},
    ),
)
