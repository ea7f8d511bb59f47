"""Rows of a node, and pages of them in a keyset order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from db.graph.binding import ABSENT, Argument, Binder, Inputs
from db.graph.declaration import Node
from db.graph.visibility import rows_visible
from domain.identifiers import snake_case
from domain.paging import read_cursor, read_page
from domain.problems import refuse
from domain.validation import read_instant

_LARGEST_INTEGER = 2**31 - 1


def _text(value: str) -> str:
    value.encode()
    if "\0" in value:
        raise ValueError(value)
    return value


def _integer(value: str) -> int:
    number = int(value)
    if abs(number) > _LARGEST_INTEGER:
        raise ValueError(value)
    return number


# What a cursor says was once read from a column; anything that no column can hold was not.
_PARSERS: dict[type, Callable[[str], Any]] = {
    str: _text,
    int: _integer,
    float: float,
    UUID: UUID,
    date: date.fromisoformat,
    datetime: read_instant,
}


@dataclass(frozen=True)
class Ordering:
    """An order of a node's rows: by a column, then by key, both in one direction."""

    name: str
    column: str
    descending: bool


def read_ordering(node: Node, name: str | None) -> Ordering:
    """The ordering that `name` stands for (`NAME_DESC`), or the node's own."""
    chosen = name or node.default
    base, _, direction = chosen.rpartition("_")
    return Ordering(f"{node.name}.{chosen}", node.orders[base], direction == "DESC")


def apply_filters(node: Node, row: FromClause, where: Argument, binder: Binder) -> ColumnElement[bool]:
    """The condition of a `where` input: its fields together, `allOf`, `anyOf` and `noneOf` nested."""
    if not where.given:
        return true()
    clauses = [_clause(node, row, key, value, binder) for key, value in where.items()]
    return and_(true(), *clauses)


def _clause(node: Node, row: FromClause, key: str, value: Argument, binder: Binder) -> ColumnElement[bool]:
    if key not in ("allOf", "anyOf", "noneOf"):
        return node.filters[snake_case(key)](row, value, binder)
    parts = [apply_filters(node, row, element, binder) for element in value.elements()]
    if key == "allOf":
        return and_(true(), *parts)
    either = or_(literal_column("false"), *parts)
    # What is unknown does not hold, so that noneOf is the exact opposite of anyOf.
    return either if key == "anyOf" else either.is_not(true())


def visible_rows(
    columns: list[ColumnElement[Any]], node: Node, row: FromClause, binder: Binder, *conditions: ColumnElement[bool]
) -> Select[Any]:
    """Rows of a node under conditions, the viewer's own limits among them."""
    statement = select(*columns).select_from(row, *binder.sources(row))
    visible = rows_visible(node.name, row, binder)
    for condition in (*conditions, *(() if visible is None else (visible,))):
        statement = statement.where(condition)
    return statement


def current_rows(
    columns: list[ColumnElement[Any]], node: Node, row: FromClause, binder: Binder, *conditions: ColumnElement[bool]
) -> Select[Any]:
    """Those of the visible rows that are not superseded: all that lists show. One by its identifier may be."""
    return visible_rows(columns, node, row, binder, *conditions, *are_current(row))


def are_current(row: FromClause) -> Iterator[ColumnElement[bool]]:
    """That a row is not superseded, if rows of its table can be."""
    if "superseded_at" in row.c:
        yield row.c.superseded_at.is_(None)


class Paging:
    """The page of a connection's rows that its arguments ask for."""

    def __init__(self, node: Node, arguments: Mapping[str, Argument]) -> None:
        self._first = arguments.get("first", ABSENT)
        self._last = arguments.get("last", ABSENT)
        self._after = arguments.get("after", ABSENT)
        self._before = arguments.get("before", ABSENT)
        order = arguments.get("order_by", ABSENT)
        self.ordering = read_ordering(node, order.sample)
        self.page = read_page(self._first.sample, self._last.sample, after=self._after.given, before=self._before.given)
        self.backwards = self.page.backwards
        self._type = node.table.c[self.ordering.column].type

    @property
    def resumed(self) -> bool:
        """Whether the page starts at a cursor."""
        return self._after.given or self._before.given

    @property
    def size(self) -> ColumnElement[int]:
        """How many rows the page has at most. Written out, so that PostgreSQL plans for a short list, once."""
        return literal_column(str(self.page.size), Integer)

    @property
    def size_and_one(self) -> ColumnElement[int]:
        """One more, which tells whether there is a next page."""
        return literal_column(str(self.page.size + 1), Integer)

    @property
    def _downwards(self) -> bool:
        return self.ordering.descending != self.backwards

    def sort(self, row: FromClause) -> tuple[ColumnElement[Any], ...]:
        """The columns to sort by, in the direction of reading."""
        columns = dict.fromkeys((row.c[self.ordering.column], row.c.id))
        return tuple(column.desc() if self._downwards else column.asc() for column in columns)

    def apply(self, statement: Select[Any], row: FromClause, binder: Binder) -> Select[Any]:
        """The statement in this order, from the cursor on."""
        if self.resumed:
            here, mark = tuple_(row.c[self.ordering.column], row.c.id), self._mark(binder)
            statement = statement.where(here < mark if self._downwards else here > mark)
        return statement.order_by(*self.sort(row))

    def _mark(self, binder: Binder) -> Any:
        return tuple_(
            binder.bind(lambda inputs: self.position(inputs)[0], self._type),
            binder.bind(lambda inputs: self.position(inputs)[1], Uuid()),
        )

    def position(self, inputs: Inputs) -> tuple[Any, UUID]:
        """The sort value and key at which the page starts. Refuses STALE_CURSOR where the cursor holds none."""
        argument, name = (self._before, "before") if self.backwards else (self._after, "after")
        value, key = read_cursor(argument.read(inputs), self.ordering.name, name)
        try:
            return _PARSERS[self._type.python_type](value), UUID(key)
        except ValueError as error:
            raise refuse("STALE_CURSOR", name, argument=name) from error

    def cursor(self, row: FromClause) -> ColumnElement[str]:
        """A cursor that marks a row in this order: base64 of `[order, value, key]`."""
        mark = func.json_build_array(
            literal_column(f"'{self.ordering.name}'"), cast(row.c[self.ordering.column], Text), cast(row.c.id, Text)
        )
        encoded = func.encode(func.convert_to(cast(mark, Text), literal_column("'UTF8'")), literal_column("'base64'"))
        return func.translate(encoded, literal_column("E'\\n'"), literal_column("''"))
