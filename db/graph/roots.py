"""Where a query enters the graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, true

from db.graph.binding import Argument, Binder, Inputs
from db.graph.declaration import Filter, Node
from domain.identifiers import snake_case


@dataclass(frozen=True)
class Root:
    """A root field: one node found by the one key given in `by`, or a connection over all rows that the viewer sees.

    `opened_by` is the way in for those who hold something instead of a role: a ticket with its access code. A root
    that is `single` leads to the one row that there is.
    """

    target: str
    connection: bool = False
    opened_by: Filter | None = None
    single: bool = False


def is_found(
    root: Root, node: Node, row: FromClause, given: Mapping[str, Argument], binder: Binder
) -> ColumnElement[bool]:
    """Whether a row is the one that a root field's arguments name."""
    if root.single:
        return true()
    if root.opened_by is not None:
        return root.opened_by(row, _together(given), binder)
    [(name, argument)] = given["by"].items()
    return node.by[snake_case(name)](row, argument, binder)


def _together(given: Mapping[str, Argument]) -> Argument:
    def read(inputs: Inputs) -> dict[str, Any]:
        return {name: argument.read(inputs) for name, argument in given.items()}

    return Argument({name: argument.sample for name, argument in given.items()}, read)
