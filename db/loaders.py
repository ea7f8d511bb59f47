"""The general path: rows of the graph through one DataLoader for each relation and its arguments."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Uuid, func, literal_column, select
from strawberry.dataloader import DataLoader

from db.graph import GRAPH, ROOTS
from db.graph.binding import ABSENT, Argument, Binder, Inputs, constant
from db.graph.declaration import Many, Node, Parts, Relation
from db.graph.filters import refers_to
from db.graph.pages import Paging, apply_filters, current_rows, visible_rows
from db.graph.roots import is_found
from db.plans.json import row_as_object, rows_as_list, values_as_object
from db.plans.objects import guarded, narrowed, related_rows, start
from db.plans.statement import compile_statement
from db.pool import ConnectionPool
from domain.identifiers import format_id, kind_of, parse_ids
from domain.paging import LARGEST_PAGE
from domain.problems import refuse

Row = dict[str, Any]
Arguments = Mapping[str, Argument]
Rows = Callable[[FromClause, list[ColumnElement[Any]]], Select[Any]]
Value = Callable[[Relation, Arguments, FromClause, Binder], ColumnElement[Any]]


class Reader:
    """Reads the graph for one operation, by the same declaration and under the same limits as a plan."""

    def __init__(self, connections: ConnectionPool, inputs: Inputs) -> None:
        self._connections = connections
        self._inputs = inputs
        self._loaders: dict[object, DataLoader[UUID, Any]] = {}

    async def enter(self, name: str, arguments: Arguments) -> Any:
        """The value of a root field."""
        if name == "node":
            [found] = await self.by_ids([arguments["id"].sample])
            return found
        if name == "nodes":
            return await self.by_ids(arguments["ids"].sample)
        root, binder = ROOTS[name], self._binder()
        node = GRAPH[root.target]
        row = node.table.alias()
        if not root.connection:
            named = is_found(root, node, row, arguments, binder)
            one = visible_rows(row_columns(node, row, binder), node, row, binder, named)
            return await self._one(row_as_object(one), binder)

        def rows(row: FromClause, columns: list[ColumnElement[Any]]) -> Select[Any]:
            clause = apply_filters(node, row, arguments.get("where", ABSENT), binder)
            return current_rows(columns, node, row, binder, clause)

        paging = Paging(node, arguments)
        count = rows(node.table.alias(), [func.count()]).scalar_subquery()
        found = await self._one(_page_rows(node, rows, paging, binder), binder)
        return page_of(found, paging, lambda: self._one(count, binder))

    async def by_ids(self, identifiers: Sequence[str]) -> list[Row | None]:
        """The rows with these identifiers, in the same order; None where the viewer sees none."""
        if len(identifiers) > LARGEST_PAGE:
            raise refuse("TOO_MANY_ITEMS", "ids", length=len(identifiers), limit=LARGEST_PAGE)
        kinds = [kind_of(identifier) for identifier in identifiers]
        keys = [parse_ids(kind, [text]) if kind else [] for kind, text in zip(kinds, identifiers, strict=True)]
        found: dict[str, Row] = {}
        for kind in sorted({kind for kind, key in zip(kinds, keys, strict=True) if kind and key}):
            binder, node = self._binder(), GRAPH[kind]
            row = node.table.alias()
            clause = refers_to("id", kind)(row, constant(list(identifiers)), binder)
            rows = visible_rows(row_columns(node, row, binder), node, row, binder, clause)
            found |= {row["id"]: row for row in await self._one(rows_as_list(rows), binder)}
        return [
            found.get(format_id(kind, key[0])) if kind and key else None for kind, key in zip(kinds, keys, strict=True)
        ]

    async def follow(self, type_name: str, name: str, row: Row, arguments: Arguments) -> Any:
        """The value of a relation of a row."""
        relation = GRAPH[type_name].relations[name]
        key = UUID(row["__key"])
        if relation.many is not Many.CONNECTION:
            return await self._loader(type_name, name, arguments, self._related).load(key)
        paging = Paging(GRAPH[relation.target], arguments)
        found = await self._loader(type_name, name, arguments, self._page).load(key)
        return page_of(found, paging, lambda: self._loader(type_name, name, arguments, self._count).load(key))

    def _loader(self, type_name: str, name: str, arguments: Arguments, value: Value) -> DataLoader[UUID, Any]:
        given = orjson.dumps({key: argument.sample for key, argument in arguments.items()}, default=str)
        identity = (type_name, name, given, value.__name__)
        if identity not in self._loaders:

            async def load(keys: list[UUID]) -> list[Any]:
                return await self._batch(type_name, name, arguments, value, keys)

            self._loaders[identity] = DataLoader(load)
        return self._loaders[identity]

    async def _batch(
        self, type_name: str, name: str, arguments: Arguments, value: Value, keys: list[UUID]
    ) -> list[Any]:
        binder, node = self._binder(), GRAPH[type_name]
        row, relation = node.table.alias(), node.relations[name]
        column = value(relation, arguments, start(node, relation, row, binder), binder)
        statement = select(row.c.id, column).select_from(row, *binder.sources(row))
        wanted = row.c.id == func.any(binder.bind(lambda _: keys, ARRAY(Uuid())))
        found = {key: _parsed(text) for key, text in await self._fetch(statement.where(wanted), binder)}
        return [found.get(key) for key in keys]

    def _related(
        self, relation: Relation, arguments: Arguments, parent: FromClause, binder: Binder
    ) -> ColumnElement[Any]:
        node = GRAPH[relation.target]
        row = node.table.alias()
        rows = related_rows(relation, row_columns(node, row, binder), parent, row, binder)
        rows = narrowed(relation, rows, row, arguments, binder).correlate(parent)
        return rows_as_list(rows) if relation.many is Many.LIST else row_as_object(rows)

    def _page(self, relation: Relation, arguments: Arguments, parent: FromClause, binder: Binder) -> ColumnElement[Any]:
        node = GRAPH[relation.target]
        return _page_rows(node, _rows_of(relation, arguments, parent, binder), Paging(node, arguments), binder)

    def _count(
        self, relation: Relation, arguments: Arguments, parent: FromClause, binder: Binder
    ) -> ColumnElement[Any]:
        row = GRAPH[relation.target].table.alias()
        return _rows_of(relation, arguments, parent, binder)(row, [func.count()]).scalar_subquery()

    def _binder(self) -> Binder:
        return Binder(self._inputs.principal)

    async def _one(self, value: ColumnElement[Any], binder: Binder) -> Any:
        [(found,)] = await self._fetch(select(value), binder)
        return _parsed(found)

    async def _fetch(self, statement: Select[Any], binder: Binder) -> list[Any]:
        compiled = compile_statement(statement, binder)
        return await self._connections.fetch(compiled.sql, *compiled.values(self._inputs))


def _parsed(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, bytes) else value


def row_columns(node: Node, row: FromClause, binder: Binder) -> list[ColumnElement[Any]]:
    """Every field of a node under its Python name, with its type's name and its key."""
    names = [*node.fields, *(["id"] if node.identified else [])]
    columns = [_value(node, row, name, binder).label(name) for name in names]
    return [*columns, literal_column(f"'{node.name}'").label("__typename"), row.c.id.label("__key")]


def _value(node: Node, row: FromClause, name: str, binder: Binder) -> ColumnElement[Any]:
    scalar = node.scalar(name)
    assert scalar is not None
    if isinstance(scalar, Parts):
        return values_as_object((key, field.of(row)) for key, field in scalar.fields.items())
    return guarded(row, scalar, binder)


def _rows_of(relation: Relation, arguments: Arguments, parent: FromClause, binder: Binder) -> Rows:
    node = GRAPH[relation.target]

    def rows(row: FromClause, columns: list[ColumnElement[Any]]) -> Select[Any]:
        clause = apply_filters(node, row, arguments.get("where", ABSENT), binder)
        return related_rows(relation, columns, parent, row, binder).where(clause).correlate(parent)

    return rows


def _page_rows(node: Node, rows: Rows, paging: Paging, binder: Binder) -> ColumnElement[Any]:
    row = node.table.alias()
    columns = [*row_columns(node, row, binder), paging.cursor(row).label("__cursor")]
    return rows_as_list(paging.apply(rows(row, columns), row, binder).limit(paging.size_and_one))


def page_of(found: list[Row], paging: Paging, count: Callable[[], Awaitable[int]]) -> Row:
    """A connection made of one row more than its page holds."""
    more, rows = len(found) > paging.page.size, found[: paging.page.size]
    if paging.backwards:
        rows.reverse()
    return {
        "edges": [{"cursor": row["__cursor"], "node": row} for row in rows],
        "nodes": rows,
        "count": count,
        "page_info": {
            "has_next_page": paging.resumed if paging.backwards else more,
            "has_previous_page": more if paging.backwards else paging.resumed,
            "start_cursor": rows[0]["__cursor"] if rows else None,
            "end_cursor": rows[-1]["__cursor"] if rows else None,
        },
    }
