"""The general path: rows of the graph through one DataLoader for each relation and its arguments."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from strawberry.dataloader import DataLoader

from db.pool import ConnectionPool
from db.statements.binding import Inputs
from domain.access import Principal
from domain.problems import refuse
from graph import prepared
from graph.arguments import ABSENT, Arguments, bound
from graph.compiler import columns_of
from graph.contents import open_contents
from graph.declaration import Embedded, Many, Node
from graph.drafts import (
    Draft,
    Row,
    Rows,
    all_rows,
    count_of,
    found_rows,
    identified_rows,
    keyed_rows,
    page_of,
    related_rows,
    row_as_object,
    rows_as_list,
)
from graph.identifiers import format_id, kind_of, parse_ids
from graph.marking import BESIDE, found_for_person, found_marks, marked_beside, person_marks
from graph.nodes import GRAPH, ROOTS
from graph.paging import LARGEST_PAGE, Paging
from graph.readings import Marks, take_marks
from graph.selections import Selection

NodeRow = dict[str, Any]
# By what rows are found again: their key, or what opened them.
Key = UUID | bytes
Write = Callable[[Rows], str]


class Reader:
    """Reads the graph for one operation, by the same declaration and under the same limits as a plan."""

    def __init__(self, connections: ConnectionPool, inputs: Inputs) -> None:
        self._connections, self._inputs = connections, inputs
        self._loaders: dict[object, DataLoader[Key, Any]] = {}
        # What was read that is noted, and by which guarded fields somebody was sought.
        self.marks: Marks = frozenset()
        self.sought: set[str] = set()
        # How many texts none of the keys opens.
        self.locked = 0

    @property
    def viewer(self) -> Principal:
        """Who reads."""
        return self._inputs.principal

    def forget(self, today: date) -> None:
        """Read everything anew from now on, as of `today`: something has changed."""
        self._inputs = replace(self._inputs, today=today)
        self._loaders.clear()

    async def read_root(self, name: str, arguments: Arguments) -> Any:
        """The value of a root field."""
        if name == "node":
            [found] = await self.read_nodes([arguments["id"].read(self._inputs)])
            return found
        if name == "nodes":
            return await self.read_nodes(arguments["ids"].read(self._inputs))
        root, draft = ROOTS[name], self._draft()
        if not root.connection:
            sought = found_rows(draft, Selection(name, name, arguments))
            self.sought |= {sought.sought} if sought.sought else set()
            return await self._one(draft, _whole_row(sought))
        rows = all_rows(draft, GRAPH[root.target], arguments.get("where", ABSENT))
        paging = Paging(rows.node, arguments)
        found = await self._one(draft, _marked(_page_with(paging), rows))

        async def count() -> int:
            counting = self._draft()
            again = all_rows(counting, rows.node, arguments.get("where", ABSENT))
            total: int = await self._one(counting, _marked(count_of, again))
            return total

        return page_as_row(found, paging, count)

    async def read_nodes(self, identifiers: Sequence[str]) -> list[NodeRow | None]:
        """The rows with these identifiers, in the same order; None where the viewer sees none."""
        if len(identifiers) > LARGEST_PAGE:
            raise refuse("TOO_MANY_ITEMS", "ids", length=len(identifiers), limit=LARGEST_PAGE)
        keys = {text: (kind, parse_ids(kind, [text])) for text in identifiers if (kind := kind_of(text)) is not None}
        found: dict[str, NodeRow] = {}
        for kind in sorted({kind for kind, key in keys.values() if key}):
            draft = self._draft()
            rows = identified_rows(draft, GRAPH[kind], bound(list(identifiers)))
            row = rows.row()
            listed = await self._one(draft, rows_as_list(rows.select(row, _every_column(row))))
            found |= {each["id"]: each for each in listed}
        known = {text: found.get(format_id(kind, key[0])) for text, (kind, key) in keys.items() if key}
        return [known.get(text) for text in identifiers]

    async def read_relation(self, type_name: str, name: str, row: NodeRow, arguments: Arguments) -> Any:
        """The value of a relation of a row."""
        relation = GRAPH[type_name].relations[name]
        key = _key_of(GRAPH[type_name], row)
        if relation.many is not Many.CONNECTION:
            write = _whole_list if relation.many is Many.LIST else _whole_row
            return await self._loader(type_name, name, arguments, write).load(key)
        paging = Paging(GRAPH[relation.target], arguments)
        found = await self._loader(type_name, name, arguments, _page_with(paging)).load(key)
        return page_as_row(found, paging, lambda: self._loader(type_name, name, arguments, count_of).load(key))

    def _loader(self, type_name: str, name: str, arguments: Arguments, write: Write) -> DataLoader[Key, Any]:
        values = {key: argument.read(self._inputs) for key, argument in arguments.items()}
        identity = (type_name, name, orjson.dumps(values, default=str), write.__name__)
        if identity not in self._loaders:

            async def load(keys: list[Key]) -> list[Any]:
                return await self._batch(type_name, Selection(name, name, arguments), write, keys)

            self._loaders[identity] = DataLoader(load)
        return self._loaders[identity]

    async def _batch(self, type_name: str, selection: Selection, write: Write, keys: list[Key]) -> list[Any]:
        draft, node = self._draft(), GRAPH[type_name]
        starts = keyed_rows(draft, node, bound(keys))
        row = starts.row()
        relation = node.relations[selection.name]
        rows = related_rows(row, relation, selection)
        value = _marked(write, rows, connected=relation.many is Many.CONNECTION)
        statement = starts.select(row, f"{row.alias}.{node.opened_by or 'id'}, {value}")
        found = {key: self._parse(text) for key, text in await self._fetch(draft, statement)}
        return [found.get(key) for key in keys]

    def _draft(self) -> Draft:
        return Draft(self._inputs.principal.role)

    async def _one(self, draft: Draft, value: str) -> Any:
        [(found,)] = await self._fetch(draft, f"SELECT {value}")
        return self._parse(found)

    def _parse(self, value: Any) -> Any:
        if not isinstance(value, bytes):
            return value
        text, marks = take_marks(value)
        self.marks |= marks
        opened, locked = open_contents(text, self._inputs.keys)
        self.locked += locked
        found = orjson.loads(opened)
        return found[_BESIDE] if isinstance(found, dict) and _BESIDE in found else found

    async def _fetch(self, draft: Draft, sql: str) -> list[Any]:
        statement = draft.finish(sql)
        return await self._connections.fetch(statement.sql, *statement.values(self._inputs))


def _every_column(row: Row) -> str:
    """Every field of a node under its Python name, with its type's name and its key."""
    selections = [Selection(name, name, below=_parts(row.node, name)) for name in (*row.node.scalars, "__typename")]
    opened = f', {row.alias}.{row.node.opened_by} AS "__opened"' if row.node.opened_by else ""
    return f'{columns_of(row, selections, ())}, {row.alias}.id AS "__key"{opened}'


def _key_of(node: Node, row: NodeRow) -> Key:
    """By what a row is found again; PostgreSQL writes bytes as hexadecimal digits after a backslash and an x."""
    return UUID(row["__key"]) if node.opened_by is None else bytes.fromhex(row["__opened"][2:])


def _parts(node: Node, name: str) -> tuple[Selection, ...]:
    part = None if name == "__typename" else node.part(name)
    return tuple(Selection(each, each) for each in part.fields) if isinstance(part, Embedded) else ()


def _whole_row(rows: Rows) -> str:
    row = rows.row()
    return row_as_object(rows.select(row, _every_column(row)))


def _whole_list(rows: Rows) -> str:
    row = rows.row()
    return rows_as_list(rows.select(row, _every_column(row)))


_BESIDE = BESIDE.strip('"')


def _marked(write: Write, rows: Rows, *, connected: bool = True) -> str:
    """What is written of rows that a relation leads to, with marks of people for whom they were found."""
    marks, rows = found_marks(rows) if connected else ([], found_for_person(rows))
    value = write(rows)
    return marked_beside([*marks, *(person_marks(rows.parent) if rows.parent else ())], value)


def _page_with(paging: Paging) -> Write:
    def write_page(rows: Rows) -> str:
        return _page_rows(rows, paging)

    return write_page


def _page_rows(rows: Rows, paging: Paging) -> str:
    row = rows.row()
    cursor = prepared.cursor(rows.node.name, paging.order).write(rows.draft, row.alias)
    columns = f'{_every_column(row)}, {cursor} AS "__cursor"'
    return rows_as_list(page_of(rows, paging, row, columns, paging.size + 1))


def page_as_row(found: list[NodeRow], paging: Paging, count: Callable[[], Awaitable[int]]) -> NodeRow:
    """A connection made of one row more than its page holds."""
    more, rows = len(found) > paging.size, found[: paging.size]
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
