"""The vocabulary in which the graph is declared: nodes, fields, relations, orders, filters, roots."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, Table, Text, bindparam, cast, func, literal_column
from sqlalchemy import case as either
from sqlalchemy.types import TypeEngine

from db.statements.binding import Binder, Inputs
from domain.text.localized import Language, LocalizedText
from graph.arguments import Bound, Form
from graph.identifiers import PREFIXES

Convert = Callable[[Inputs, Any], Any]


def _as_it_is(_: Inputs, value: Any) -> Any:
    return value


# A list, a single value, or a boolean for itself: all that the text of a clause may depend on.
OperandForm = Bound | bool


def operand_form(form: Form) -> OperandForm:
    """What a filter is told of the form of its argument."""
    return form if isinstance(form, bool) or form is Bound.MANY else Bound.ONE


class Operand:
    """What a filter knows of its argument: what belongs to the key of a plan, and how to bind the value, unseen."""

    def __init__(self, form: OperandForm, binder: Binder) -> None:
        self._form, self._binder = form, binder
        self.converts: dict[str, Convert] = {}
        self.personal = False

    @property
    def binder(self) -> Binder:
        """For what depends on who asks."""
        self.personal = True
        return self._binder

    @property
    def many(self) -> bool:
        """Whether it is a list."""
        return self._form is Bound.MANY

    @property
    def flag(self) -> bool:
        """The value of a boolean."""
        return self._form is True

    def bind(self, kind: TypeEngine[Any], convert: Convert = _as_it_is) -> BindParameter[Any]:
        """A parameter that takes the argument's value in each request, converted."""
        name = f"a{len(self.converts)}"
        self.converts[name] = convert
        return bindparam(name, type_=kind)


Clause = Callable[[FromClause, Operand], ColumnElement[bool]]
# A clause, or the value that opens what cannot be reached otherwise.
Opening = Callable[[FromClause, Operand], ColumnElement[Any]]
# A clause, or one for each field of an input object, which hold together.
Filter = Clause | Mapping[str, Clause]
Expression = Callable[[FromClause], ColumnElement[Any]]


@dataclass(frozen=True)
class Field:
    """A scalar: an expression over the row, and the guard that says who sees it; without one, whoever sees the row.

    `column` names the column that it shows as it is; `nullable` says of any other expression that it may be null.
    What is `sealed` is opened, or put into words, in the finished answer (graph.contents).
    """

    of: Expression
    guard: str | None = None
    column: str | None = None
    nullable: bool = False
    sealed: bool = False


@dataclass(frozen=True)
class Embedded:
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
    names the columns of a list; a leading minus means descending. A one-relation that could meet several rows takes
    that with the largest `first_by`, unless one of its arguments, the `filters`, is given: each of them leaves one
    row. `inherits` says that who sees the parent sees the child. A list has at most `at_most` rows by nature: it needs
    no paging, and its cost is known.
    """

    target: str
    on: Callable[[FromClause, FromClause], ColumnElement[bool]]
    many: Many = Many.ONE
    order: tuple[str, ...] = ()
    first_by: Expression | None = None
    filters: Mapping[str, Clause] = field(default_factory=dict)
    inherits: bool = False
    at_most: int = 20
    via: str | None = None


@dataclass(frozen=True)
class Node:
    """A GraphQL object type over a table.

    `orders` maps a name to a column that is never null; every order ends with the key, and `default` is taken where a
    client names none. `by` are the keys of which exactly one finds a single node at the root, and `forms` refuse those
    that can be nobody's. `companions` are single rows that belong to a row; all relations that go through one share it.
    `current` leaves rows that still hold: connections and relations lead to no others, an identifier does.
    Where `opened_by` names a column, the table is a function of the database that hands out rows of given values of it,
    and there is no other way to them.
    """

    name: str
    table: Table
    fields: Mapping[str, Field | Embedded]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    by: Mapping[str, Clause] = field(default_factory=dict)
    forms: Mapping[str, Callable[[str], object]] = field(default_factory=dict)
    companions: Mapping[str, Callable[[FromClause], FromClause]] = field(default_factory=dict)
    identified: bool = True
    current: Callable[[FromClause], ColumnElement[bool]] | None = None
    opened_by: str | None = None

    def part(self, name: str) -> Field | Embedded | Relation | None:
        """What answers the field `name`, the key included."""
        if name == "id" and self.identified:
            return Field(lambda row: literal_column(f"'{PREFIXES[self.name]}_'", Text).concat(cast(row.c.id, Text)))
        return self.fields.get(name) or self.relations.get(name)

    @property
    def scalars(self) -> tuple[str, ...]:
        """The names of all fields that lead to no other node."""
        return (*self.fields, *(["id"] if self.identified else []))


@dataclass(frozen=True)
class Root:
    """A root field: one node found by the one key given in `by`, or a connection over all rows that the viewer sees.

    `opened_by` is the way in for those who hold something instead of a role, such as a ticket with its access code: a
    clause over all arguments together, or where the target is opened by a column the value of that. A root that is
    `single` leads to the one row that there is.
    """

    target: str
    connection: bool = False
    opened_by: Opening | None = None
    single: bool = False


@dataclass(frozen=True)
class Watch:
    """A row that can be watched, and the root that finds it.

    Changes of it are heard under `topic` and the key in its column `subject`. Where there is none to watch, or none
    that the viewer sees, `absent` is the refusal: its code and the argument that it is about.
    """

    root: Root
    topic: str
    subject: str
    absent: tuple[str, str]


def column(name: str, guard: str | None = None) -> Field:
    """The column `name` as it is."""
    return Field(lambda row: row.c[name], guard, name)


def localized(name: str) -> Embedded:
    """The column `name`, which holds words by language, as one field a language."""
    return in_every_language(lambda row, language: _words(row.c[name], language))


def in_every_language(words: Callable[[FromClause, Language], ColumnElement[Any]]) -> Embedded:
    """A text whose words in a language are an expression over the row."""

    def field(language: Language) -> Field:
        return Field(lambda row: words(row, language))

    return Embedded("LocalizedText", {language.name.lower(): field(language) for language in Language})


def label_of(name: str, labels: Mapping[Any, LocalizedText]) -> Embedded:
    """What the word in the column `name` is called."""

    def words(row: FromClause, language: Language) -> ColumnElement[Any]:
        return either({str(word): label.in_(language) for word, label in labels.items()}, value=row.c[name])

    return in_every_language(words)


def _words(text: ColumnElement[Any], language: Language) -> ColumnElement[Any]:
    """The words in a language; those of the first language that there is, where they are missing."""
    wanted = (language, *(other for other in Language if other is not language))
    read = text.op("->>", return_type=Text())
    return func.coalesce(*(read(literal_column(f"'{each.value}'", Text)) for each in wanted))


def columns(*names: str) -> dict[str, Field | Embedded]:
    """Columns as they are, under their own names."""
    return {name: column(name) for name in names}


def leads_to(target: str, key: str, *, inherits: bool = False, via: str | None = None) -> Relation:
    """The relation to the one row that a column names."""
    return Relation(target, lambda row, other: other.c.id == row.c[key], inherits=inherits, via=via)


def not_superseded(row: FromClause) -> ColumnElement[bool]:
    """That a derived row still says what is so."""
    return row.c.superseded_at.is_(None)


def embedded(kind: str, **fields: Field) -> Embedded:
    """An object made of fields of the same row."""
    return Embedded(kind, fields)
