"""Requests about cases in the graph: to know a reporter, never who that is, and to erase what was written."""

from sqlalchemy import Table

from db.tables.case_requests import erasures, unmaskings
from graph.declaration import Node, columns, leads_to
from graph.filters import is_true, refers_to


def _requests(name: str, table: Table) -> Node:
    return Node(
        name,
        table,
        columns("reason", "requested_at", "approved", "decision_reason", "decided_at"),
        {
            "case": leads_to("Case", "case_id"),
            "requested_by": leads_to("Employee", "requested_by_id"),
            "decided_by": leads_to("Employee", "decided_by_id"),
        },
        orders={"REQUESTED_AT": "requested_at"},
        default="REQUESTED_AT_DESC",
        filters={
            "case": refers_to("case_id", "Case"),
            "decided": is_true(lambda row: row.c.decided_at.is_not(None)),
        },
    )


NODES = (_requests("Unmasking", unmaskings), _requests("Erasure", erasures))
