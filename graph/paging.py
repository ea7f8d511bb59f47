"""Pages of a Relay connection: which way, how many, in which order, and the cursors that mark a row in it."""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from db.statements.binding import Inputs
from domain.problems import refuse
from domain.validation import read_instant
from graph.arguments import ABSENT, Arguments
from graph.declaration import Node

DEFAULT_PAGE = 20
LARGEST_PAGE = 100

_LARGEST_INTEGER = 2**31 - 1


@dataclass(frozen=True)
class Page:
    """`size` rows after (or, backwards, before) a cursor."""

    size: int
    backwards: bool


@dataclass(frozen=True)
class Ordering:
    """An order of a node's rows: by a column, then by key, both in one direction."""

    name: str
    column: str
    descending: bool


def read_page(first: int | None, last: int | None, *, after: bool, before: bool) -> Page:
    """The page that a connection's arguments ask for; 20 rows when they name no size.

    Refuses PAGE_TOO_LARGE (over 100), PAGE_TOO_SMALL (negative) and PAGE_DIRECTION (both ways at once).
    """
    if (first is not None or after) and (last is not None or before):
        raise refuse("PAGE_DIRECTION", "first" if first is not None else "after")
    backwards = last is not None or before
    argument, asked = ("last", last) if backwards else ("first", first)
    size = DEFAULT_PAGE if asked is None else asked
    if size > LARGEST_PAGE:
        raise refuse("PAGE_TOO_LARGE", argument, argument=argument, value=size, limit=LARGEST_PAGE)
    if size < 0:
        raise refuse("PAGE_TOO_SMALL", argument, argument=argument, value=size, limit=LARGEST_PAGE)
    return Page(size, backwards)


def read_ordering(node: Node, name: str) -> Ordering:
    """The ordering that `name` stands for, such as `NAME_DESC`."""
    base, _, direction = name.rpartition("_")
    return Ordering(f"{node.name}.{name}", node.orders[base], direction == "DESC")


class Paging:
    """The page of a connection's rows that its arguments ask for. Refuses like `read_page`."""

    def __init__(self, node: Node, arguments: Arguments) -> None:
        after, before = arguments.get("after", ABSENT), arguments.get("before", ABSENT)
        first, last, order = (arguments.get(name, ABSENT).form for name in ("first", "last", "order_by"))
        assert first is None or isinstance(first, int)
        assert last is None or isinstance(last, int)
        self.order = node.default if order is None else str(order)
        self.ordering = read_ordering(node, self.order)
        page = read_page(first, last, after=after.given, before=before.given)
        self.size, self.backwards = page.size, page.backwards
        self.resumed = after.given or before.given
        self._cursor, self._argument = (before, "before") if page.backwards else (after, "after")
        self._parse = _PARSERS[node.table.c[self.ordering.column].type.python_type]

    @property
    def downwards(self) -> bool:
        """Whether rows are read from the largest value down."""
        return self.ordering.descending != self.backwards

    def position(self, inputs: Inputs) -> tuple[Any, UUID]:
        """The sort value and key at which the page starts. Refuses STALE_CURSOR where the cursor holds none."""
        value, key = read_cursor(self._cursor.read(inputs), self.ordering.name, self._argument)
        try:
            return self._parse(value), UUID(key)
        except ValueError as error:
            raise refuse("STALE_CURSOR", self._argument, argument=self._argument) from error


def read_cursor(text: str, order: str, argument: str) -> tuple[str, str]:
    """The sort value and key that a cursor holds.

    A cursor is base64 of the JSON list `[order, value, key]`. Refuses STALE_CURSOR when it is none, or was made
    for another order: resuming there would skip or repeat rows unseen.
    """
    try:
        made_for, value, key = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise refuse("STALE_CURSOR", argument, argument=argument) from error
    if made_for != order or not isinstance(value, str) or not isinstance(key, str):
        raise refuse("STALE_CURSOR", argument, argument=argument)
    return value, key


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
