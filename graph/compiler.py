"""A selection as SQL that returns finished JSON: one recursion over objects, relations and connections.

What each request must fulfil, and how many objects are made, is noted in the draft on the way.
"""

from collections.abc import Sequence

from domain.terms import Role
from graph import prepared
from graph.arguments import Identifier
from graph.declaration import Embedded, Field, Many, Relation
from graph.drafts import (
    NO_ROWS,
    NUMBER,
    OBJECT,
    AnswerPath,
    Draft,
    Precondition,
    Row,
    Rows,
    all_rows,
    count_of,
    found_rows,
    identified_rows,
    page_of,
    placed,
    related_rows,
    row_as_object,
    rows_as_list,
    way_of,
)
from graph.marking import found_for_person, found_marks, page_marks, row_marks
from graph.nodes import ENTRIES, GRAPH
from graph.paging import Paging
from graph.selections import Selection

# What stands before and behind a value in the answer.
Frame = tuple[bytes, bytes]
NO_FRAME: Frame = (b"", b"")


def root_value(draft: Draft, selection: Selection) -> str:
    """A root field of the graph that is one object, as a JSON value."""
    if selection.name == "node":
        return _by_identifier(draft, selection)
    return one_object(found_rows(draft, selection), selection, ())


def framed_root(draft: Draft, selection: Selection) -> tuple[str, Frame]:
    """A root field of the graph as one JSON value within a frame: the rows alone where they are all of a connection.

    PostgreSQL copies them once more for each object around them.
    """
    if selection.name == "node" or not (root := ENTRIES[selection.name]).connection:
        return root_value(draft, selection), NO_FRAME
    whole = _Connection(all_rows(draft, GRAPH[root.target], selection.argument("where")), selection, ())
    if (rows := whole.only_rows) is None:
        return whole.value(), NO_FRAME
    return whole.listed(rows), (f'{{"{rows.key}":'.encode(), b"}")


def _by_identifier(draft: Draft, selection: Selection) -> str:
    """The node that an identifier names; its prefix tells the type, which is why it belongs to the plan's key."""
    identifier = selection.argument("id")
    form = identifier.form
    if not isinstance(form, Identifier) or form.kind is None:
        return "NULL::json"
    return one_object(identified_rows(draft, GRAPH[form.kind], identifier), selection, ())


def one_object(rows: Rows, selection: Selection, path: AnswerPath) -> str:
    """The one row as an object; null without a row."""
    row = rows.row()
    return row_as_object(rows.select(row, columns_of(row, selection.below, (*path, selection.key))))


def columns_of(row: Row, selections: Sequence[Selection], path: AnswerPath) -> str:
    """One column a selected field, named by the key that it is answered under, and before them the marks."""
    row.draft.objects += 1
    values = [f'{_value(row, selection, path)} AS "{selection.key}"' for selection in selections]
    return ", ".join([*row_marks(row, selections), *values])


def _value(row: Row, selection: Selection, path: AnswerPath) -> str:
    name, node = selection.name, row.node
    if name == "__typename":
        return f"'{node.name}'"
    part = node.part(name)
    if isinstance(part, Field):
        row.draft.sealed = row.draft.sealed or part.sealed
        role = row.draft.role if part.guard else Role.CITIZEN
        return prepared.scalar(node.name, name, role).write(row.draft, row.alias)
    if isinstance(part, Embedded):
        return _embedded(row, part, selection)
    assert isinstance(part, Relation)
    return related(row, part, selection, path)


def _embedded(row: Row, part: Embedded, selection: Selection) -> str:
    row.draft.objects += 1
    shown = [part.fields[each.name] for each in selection.below if each.name in part.fields]
    row.draft.sealed = row.draft.sealed or any(each.sealed for each in shown)
    sides = (f'{_side(row, part, selection.name, each.name)} AS "{each.key}"' for each in selection.below)
    return row.beside(f"SELECT {', '.join(sides)}")


def _side(row: Row, whole: Embedded, name: str, side: str) -> str:
    if side == "__typename":
        return f"'{whole.type}'"
    return prepared.embedded(row.node.name, name, side).write(row.draft, row.alias)


def related(row: Row, relation: Relation, selection: Selection, path: AnswerPath) -> str:
    """What a relation leads to from a row, as one JSON value."""
    rows = related_rows(row, relation, selection)
    if relation.many is Many.CONNECTION:
        return _Connection(rows, selection, path).value()
    rows = found_for_person(rows)
    if relation.many is Many.ONE:
        return one_object(rows, selection, path)
    child = rows.row()
    return rows_as_list(rows.select(child, columns_of(child, selection.below, (*path, selection.key))))


class _Connection:
    """The rows of a connection; without edges and page info they are listed as they come."""

    def __init__(self, rows: Rows, selection: Selection, path: AnswerPath) -> None:
        self._parts, self._path = selection.below, (*path, selection.key)
        with placed(self._path):
            self._paging = Paging(rows.node, selection.arguments)
        if self._paging.resumed:
            rows.draft.preconditions.append(Precondition(self._paging.position, self._path))
        rows.draft.objects += 1
        self._marks, self._rows = found_marks(rows)
        names = {part.name for part in self._parts}
        self._flat = not names & {"edges", "page_info"} and not self._paging.backwards

    @property
    def only_rows(self) -> Selection | None:
        """The rows, where they are all that is asked for, and nothing is marked beside them."""
        if not self._flat or self._marks or len(self._parts) != 1:
            return None
        [part] = self._parts
        return part if part.name == "nodes" else None

    def value(self) -> str:
        """The connection as one JSON value."""
        if not self._flat:
            return _Page(self._rows, self._paging, self._path).value(self._parts, self._marks)
        parts = (f'{self._part(part)} AS "{part.key}"' for part in self._parts)
        return row_as_object(f"SELECT {', '.join([*self._marks, *parts])}")

    def listed(self, part: Selection) -> str:
        """The rows alone."""
        row = self._rows.row()
        columns = columns_of(row, part.below, (*self._path, part.key))
        return rows_as_list(page_of(self._rows, self._paging, row, columns, self._paging.size))

    def _part(self, part: Selection) -> str:
        return self.listed(part) if part.name == "nodes" else _count_or_name(self._rows, part)


def _count_or_name(rows: Rows, part: Selection) -> str:
    return f"'{rows.node.name}Connection'" if part.name == "__typename" else count_of(rows)


class _Page:
    """One row more than the page holds, numbered, and the page's parts aggregated over them."""

    def __init__(self, rows: Rows, paging: Paging, path: AnswerPath) -> None:
        self._paging, self._path = paging, path
        self._draft, self._alias = rows.draft, rows.draft.alias()
        self._within = f"FILTER (WHERE {self._alias}.{NUMBER} <= {paging.size})"
        self._marks, self._rows = page_marks(rows, self._alias, self._within)
        row = rows.row()
        sort = way_of(rows, paging).sort.write(rows.draft, row.alias)
        columns = f"{row.alias}.*, row_number() OVER (ORDER BY {sort}) AS {NUMBER}"
        self._source = page_of(rows, paging, row, columns, paging.size + 1)

    def value(self, parts: Sequence[Selection], marks: Sequence[str]) -> str:
        columns = ", ".join([*marks, *self._marks, *(f'{self._part(part)} AS "{part.key}"' for part in parts)])
        # Without a part that aggregates, HAVING alone makes the page one row.
        return row_as_object(f"SELECT {columns} FROM ({self._source}) AS {self._alias} HAVING true")

    def _part(self, part: Selection) -> str:
        if part.name == "page_info":
            sides = (f"'{info.key}', {self._info(info.name)}" for info in part.below)
            return f"json_build_object({', '.join(sides)})"
        if part.name == "nodes":
            return self._listed(self._node(part, (*self._path, part.key)))
        if part.name == "edges":
            edges = (f'{self._edge(edge, (*self._path, part.key))} AS "{edge.key}"' for edge in part.below)
            return self._listed(row_as_object(f"SELECT {', '.join(edges)}"))
        return _count_or_name(self._rows, part)

    def _node(self, part: Selection, path: AnswerPath) -> str:
        row = Row(self._rows, self._alias)
        columns = columns_of(row, part.below, path)
        return row_as_object(f"SELECT {columns}" + (f" FROM (SELECT 1) AS {OBJECT}{row.joins}" if row.joins else ""))

    def _edge(self, edge: Selection, path: AnswerPath) -> str:
        if edge.name == "__typename":
            return f"'{self._rows.node.name}Edge'"
        return self._node(edge, (*path, edge.key)) if edge.name == "node" else self._cursor()

    def _cursor(self) -> str:
        return prepared.cursor(self._rows.node.name, self._paging.order).write(self._draft, self._alias)

    def _listed(self, value: str) -> str:
        way = "DESC" if self._paging.backwards else "ASC"
        return f"coalesce(json_agg({value} ORDER BY {self._alias}.{NUMBER} {way}) {self._within}, {NO_ROWS})"

    def _info(self, name: str) -> str:
        if name == "__typename":
            return "'PageInfo'"
        if name in ("start_cursor", "end_cursor"):
            way = "ASC" if (name == "start_cursor") != self._paging.backwards else "DESC"
            return f"(array_agg({self._cursor()} ORDER BY {self._alias}.{NUMBER} {way}) {self._within})[1]"
        if (name == "has_next_page") != self._paging.backwards:
            return f"count(*) > {self._paging.size}"
        return "true" if self._paging.resumed else "false"
