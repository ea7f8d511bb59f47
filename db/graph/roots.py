"""Where a query enters the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select

from db.graph.binding import Argument, Binder, Inputs
from db.graph.declaration import Filter, Node
from db.graph.pages import visible_rows
from domain.identifiers import snake_case


@dataclass(frozen=True)
class Root:
    """A root field: one node found by the one key given in `by`, or a connection over all rows that the viewer sees.

    `opened_by` is the way in for those who hold something instead of a role: a ticket with its access code.
    """

    target: str
    connection: bool = False
    opened_by: Filter | None = None


def found_rows(
    root: Root, node: Node, columns: list[ColumnElement[Any]], row: FromClause, given: Mapping[str, Argument], binder: Binder
) -> Select[Any]:
    """The row that a root field's arguments find, if the viewer sees it."""
    if root.opened_by is not None:
        clause = root.opened_by(row, _together(given), binder)
    else:
        [(name, argument)] = given["by"].items()
        clause = node.by[snake_case(name)](row, argument, binder)
    return visible_rows(columns, node, row, binder, clause)


def _together(given: Mapping[str, Argument]) -> Argument:
    def read(inputs: Inputs) -> dict[str, Any]:
        return {name: argument.read(inputs) for name, argument in given.items()}

    return Argument({name: argument.sample for name, argument in given.items()}, read)
