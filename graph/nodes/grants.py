"""Grants of roles in the graph."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, literal_column
from sqlalchemy import case as either

from db.tables.grants import grants
from domain.terms import GrantState
from graph.declaration import Field, Node, columns, leads_to
from graph.filters import is_one_of, is_true, refers_to


def _state(grant: FromClause) -> ColumnElement[Any]:
    """The rule of `domain.grants.Grant.state`."""
    words = {state: literal_column(f"'{state}'", Text) for state in GrantState}
    return either(
        (grant.c.revoked_at.is_not(None), words[GrantState.REVOKED]),
        (grant.c.confirmed_at.is_(None), words[GrantState.PROPOSED]),
        else_=words[GrantState.CONFIRMED],
    )


NODES = (
    Node(
        "Grant",
        grants,
        columns("role", "starts_at", "ends_at", "reason", "at", "confirmed_at", "revoked_at", "revoke_reason")
        | {"state": Field(_state), "by_operator": Field(lambda grant: grant.c.granted_by.is_(None))},
        {
            "employee": leads_to("Employee", "employee_id"),
            "unit": leads_to("Unit", "unit_id"),
            "granted_by": leads_to("Employee", "granted_by"),
            "confirmed_by": leads_to("Employee", "confirmed_by"),
            "revoked_by": leads_to("Employee", "revoked_by"),
        },
        orders={"AT": "at"},
        default="AT_DESC",
        filters={
            "employee": refers_to("employee_id", "Employee"),
            "role": is_one_of("role"),
            "unit": refers_to("unit_id", "Unit"),
            "confirmed": is_true(lambda grant: grant.c.confirmed_at.is_not(None)),
            "revoked": is_true(lambda grant: grant.c.revoked_at.is_not(None)),
        },
    ),
)
