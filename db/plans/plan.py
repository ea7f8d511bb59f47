"""The plan of an operation: one statement for each of its root fields."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, literal_column, select

from db.graph import GRAPH, ROOTS
from db.graph.binding import Binder, Inputs
from db.graph.declaration import Node
from db.graph.filters import refers_to
from db.graph.pages import apply_filters, current_rows, visible_rows
from db.graph.roots import is_found
from db.plans.connections import ConnectionRows, connection
from db.plans.json import row_as_object
from db.plans.objects import object_columns
from db.plans.preconditions import Precondition, find_preconditions
from db.plans.selection import Selection
from db.plans.statement import Statement, compile_statement
from db.pool import ConnectionPool
from domain.access import Principal
from domain.identifiers import kind_of


@dataclass(frozen=True)
class Plan:
    """The keys of the root fields, as JSON text, the statement that answers each, and what all requests must fulfil."""

    roots: tuple[tuple[bytes, Statement], ...]
    preconditions: tuple[Precondition, ...] = ()

    @property
    def weight(self) -> int:
        """Roughly how many bytes of memory it takes."""
        return sum(1_500 + 2 * len(statement.sql) + 200 * len(statement.reads) for _, statement in self.roots)

    async def answer(self, connections: ConnectionPool, inputs: Inputs) -> list[bytes]:
        """The finished `data` object in pieces, each as PostgreSQL sent it.

        Refuses what an argument's value makes impossible, before anything is sent.
        """
        for precondition in self.preconditions:
            precondition.check(inputs)
        bound = [(key, statement.sql, statement.values(inputs)) for key, statement in self.roots]
        pieces: list[bytes] = []
        for key, sql, values in bound:
            pieces += [b"," if pieces else b"{", key, await connections.fetchval(sql, *values) or b"null"]
        return [*(pieces or [b"{"]), b"}"]


def make_plan(selections: tuple[Selection, ...], principal: Principal) -> Plan:
    """The plan of an operation on the graph's roots, for everybody of the principal's role."""
    preconditions = find_preconditions(selections)
    roots = ((f'"{selection.key}":'.encode(), _statement(selection, principal)) for selection in selections)
    return Plan(tuple(roots), preconditions)


def _statement(selection: Selection, principal: Principal) -> Statement:
    binder = Binder(principal)
    return compile_statement(select(root_value(selection, binder)), binder)


def root_value(selection: Selection, binder: Binder) -> ColumnElement[Any]:
    """A root field as one JSON value."""
    if selection.name == "__typename":
        return literal_column("'\"Query\"'::json")
    if selection.name == "node":
        return _by_id(selection, binder)
    root = ROOTS[selection.name]
    node = GRAPH[root.target]
    if root.connection:
        return connection(all_rows(node, binder), selection, object_columns)
    row = node.table.alias()
    columns = object_columns(node, row, selection.below, binder)
    named = is_found(root, node, row, selection.arguments, binder)
    return row_as_object(visible_rows(columns, node, row, binder, named))


def _by_id(selection: Selection, binder: Binder) -> ColumnElement[Any]:
    """The node that an identifier names; its prefix tells the type, which is why it belongs to the plan's key."""
    identifier = selection.argument("id")
    kind = kind_of(identifier.sample)
    if kind is None:
        return literal_column("NULL::json")
    node = GRAPH[kind]
    row = node.table.alias()
    columns = object_columns(node, row, selection.below, binder)
    return row_as_object(visible_rows(columns, node, row, binder, refers_to("id", kind)(row, identifier, binder)))


def all_rows(node: Node, binder: Binder) -> ConnectionRows:
    """Every row of a node that the viewer sees."""

    def rows(row: FromClause, columns: list[ColumnElement[Any]], selection: Selection) -> Select[Any]:
        return current_rows(columns, node, row, binder, apply_filters(node, row, selection.argument("where"), binder))

    return ConnectionRows(node, binder, rows)
