"""The vocabulary in which the graph is declared: nodes, fields, relations, orders, filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, Text, cast, func, literal_column

from db.graph.binding import Argument, Binder
from domain.identifiers import PREFIXES
from domain.text.localized import Language

Filter = Callable[[FromClause, Argument, Binder], ColumnElement[bool]]


@dataclass(frozen=True)
class Field:
    """A scalar: an expression over the row, and the guard that says who sees it; without one, whoever sees the row."""

    of: Callable[[FromClause], ColumnElement[Any]]
    guard: str | None = None


@dataclass(frozen=True)
class Parts:
    """An object without identity made of columns of the same row, such as a text in several languages."""

    type: str
    fields: Mapping[str, Field]


class Many(Enum):
    """How many rows a relation leads to."""

    ONE = auto()
    LIST = auto()
    CONNECTION = auto()


@dataclass(frozen=True)
class Relation:
    """The way from a node to another.

    `on(parent, child)` joins them; with `via`, the parent is a companion of the row instead of the row itself. `order`
    names the columns of a list; a leading minus means descending. A one-relation that could meet several rows takes the
    first by `first_by`, unless one of its arguments, the `filters`, is given: each of them leaves one row. `inherits`
    says that who sees the parent sees the child. A list has at most `at_most` rows by nature: it needs no paging, and
    its cost is known.
    """

    target: str
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    many: Many = Many.ONE
    order: tuple[str, ...] = ()
    first_by: Callable[[FromClause], ColumnElement[Any]] | None = None
    filters: Mapping[str, Filter] = field(default_factory=dict)
    inherits: bool = False
    at_most: int = 20
    via: str | None = None


@dataclass(frozen=True)
class Node:
    """A GraphQL object type over a table.

    `orders` maps a name to a column that is never null; every order ends with the key, and `default` is taken where a
    client names none. `by` are the keys of which exactly one finds a single node at the root, and `forms`
    refuse those that can be nobody's. `companions` are selects
    of at most one row that belongs to a row; all relations that go through one share it.
    """

    name: str
    table: Table
    fields: Mapping[str, Field | Parts]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    by: Mapping[str, Filter] = field(default_factory=dict)
    forms: Mapping[str, Callable[[str], object]] = field(default_factory=dict)
    companions: Mapping[str, Callable[[FromClause], Select[Any]]] = field(default_factory=dict)
    identified: bool = True

    def scalar(self, name: str) -> Field | Parts | None:
        """The field `name`, the key included."""
        if name == "id" and self.identified:
            return Field(lambda row: literal_column(f"'{PREFIXES[self.name]}_'", Text).concat(cast(row.c.id, Text)))
        return self.fields.get(name)


def column(name: str, guard: str | None = None) -> Field:
    """The column `name` as it is."""
    return Field(lambda row: row.c[name], guard)


def localized(name: str) -> Parts:
    """The column `name`, which holds words by language, as one field a language."""
    return in_every_language(lambda row, language: _words(row.c[name], language))


def in_every_language(words: Callable[[FromClause, Language], ColumnElement[Any]]) -> Parts:
    """A text whose words in a language are an expression over the row."""

    def field(language: Language) -> Field:
        return Field(lambda row: words(row, language))

    return Parts("LocalizedText", {language.name.lower(): field(language) for language in Language})


def _words(text: ColumnElement[Any], language: Language) -> ColumnElement[Any]:
    """The words in a language; those of the first language that there is, where they are missing."""
    wanted = (language, *(other for other in Language if other is not language))
    return func.coalesce(*(text.op("->>")(literal_column(f"'{each.value}'", Text)) for each in wanted))


def columns(*names: str) -> dict[str, Field | Parts]:
    """Columns as they are, under their own names."""
    return {name: column(name) for name in names}
