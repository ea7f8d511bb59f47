"""The audit trail in the graph."""

from db.tables.audit import audit_entries
from graph.declaration import Node, Relation, columns
from graph.filters import is_one_of, within_instants

NODES = (
    Node(
        "AuditEntry",
        audit_entries,
        columns("at", "role", "action", "detail"),
        {"actor": Relation("Employee", lambda entry, employee: employee.c.id == entry.c.actor_id)},
        orders={"AT": "at"},
        default="AT_DESC",
        filters={"at": within_instants("at"), "action": is_one_of("action"), "role": is_one_of("role")},
    ),
)
