"""Relay connections as JSON: edges, nodes, page info and, only when asked for, the total count."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.graph.binding import Binder
from db.graph.declaration import Node
from db.graph.pages import Paging
from db.plans.json import NO_ROWS, row_as_object, rows_as_list, values_as_object
from db.plans.selection import Selection

Columns = list[ColumnElement[Any]]
ObjectColumns = Callable[[Node, FromClause, tuple[Selection, ...], Binder], Columns]


@dataclass(frozen=True)
class ConnectionRows:
    """The rows a connection pages through: `select(row, columns, selection)` gives them, filtered, in no order."""

    node: Node
    binder: Binder
    select: Callable[[FromClause, Columns, Selection], Select[Any]]


def connection(rows: ConnectionRows, selection: Selection, columns: ObjectColumns) -> ColumnElement[Any]:
    """A connection as one JSON value. Without edges and page info its rows are listed as they come."""
    paging = Paging(rows.node, selection.arguments)
    names = {part.name for part in selection.below}
    if names & {"edges", "page_info"} or paging.backwards:
        return _Page(rows, selection, columns, paging).value()
    parts = [_flat(rows, selection, part, columns, paging).label(part.key) for part in selection.below]
    return row_as_object(select(*parts))


def _flat(
    rows: ConnectionRows, selection: Selection, part: Selection, columns: ObjectColumns, paging: Paging
) -> ColumnElement[Any]:
    if part.name != "nodes":
        return _count_or_name(rows, selection, part)
    row = rows.node.table.alias()
    found = rows.select(row, columns(rows.node, row, part.below, rows.binder), selection)
    return rows_as_list(paging.apply(found, row, rows.binder).limit(paging.size))


def _count_or_name(rows: ConnectionRows, selection: Selection, part: Selection) -> ColumnElement[Any]:
    if part.name == "__typename":
        return literal_column(f"'{rows.node.name}Connection'")
    return rows.select(rows.node.table.alias(), [func.count()], selection).scalar_subquery()


class _Page:
    """One row more than the page holds, numbered, and the page's parts aggregated over them."""

    def __init__(self, rows: ConnectionRows, selection: Selection, columns: ObjectColumns, paging: Paging) -> None:
        self._rows, self._selection, self._columns, self._paging = rows, selection, columns, paging
        binder, row = rows.binder, rows.node.table.alias()
        found = paging.apply(rows.select(row, list(row.c), selection), row, binder)
        number = func.row_number().over(order_by=paging.sort(row)).label("row_number")
        self._page = found.add_columns(number).limit(paging.size_and_one).subquery()
        self._within = self._page.c.row_number <= paging.size

    def value(self) -> ColumnElement[Any]:
        parts = [self._part(part).label(part.key) for part in self._selection.below]
        # Without a part that aggregates, HAVING alone makes the page one row.
        return row_as_object(select(*parts).select_from(self._page).having(literal_column("true")))

    def _part(self, part: Selection) -> ColumnElement[Any]:
        if part.name == "page_info":
            return values_as_object((info.key, self._info(info.name)) for info in part.below)
        if part.name == "nodes":
            return self._listed(self._node(part))
        if part.name == "edges":
            return self._listed(self._object([self._edge(edge).label(edge.key) for edge in part.below]))
        return _count_or_name(self._rows, self._selection, part)

    def _object(self, columns: Columns) -> ColumnElement[Any]:
        companions = self._rows.binder.sources(self._page)
        return row_as_object(select(*columns).select_from(*companions).correlate(self._page))

    def _node(self, part: Selection) -> ColumnElement[Any]:
        return self._object(self._columns(self._rows.node, self._page, part.below, self._rows.binder))

    def _edge(self, edge: Selection) -> ColumnElement[Any]:
        if edge.name == "__typename":
            return literal_column(f"'{self._rows.node.name}Edge'")
        return self._node(edge) if edge.name == "node" else self._paging.cursor(self._page)

    def _listed(self, value: ColumnElement[Any]) -> ColumnElement[Any]:
        listed = func.json_agg(aggregate_order_by(value, self._forwards())).filter(self._within)
        return func.coalesce(listed, NO_ROWS)

    def _forwards(self) -> ColumnElement[Any]:
        return self._page.c.row_number.desc() if self._paging.backwards else self._page.c.row_number.asc()

    def _info(self, name: str) -> ColumnElement[Any]:
        if name == "__typename":
            return literal_column("'PageInfo'")
        if name in ("start_cursor", "end_cursor"):
            number = self._page.c.row_number
            first = (name == "start_cursor") != self._paging.backwards
            cursors = aggregate_order_by(self._paging.cursor(self._page), number.asc() if first else number.desc())
            return func.array_agg(cursors).filter(self._within)[1]
        ahead = (name == "has_next_page") != self._paging.backwards
        if ahead:
            return func.count() > self._paging.size
        return literal_column("true" if self._paging.resumed else "false")
