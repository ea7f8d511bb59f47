"""Expressions of the declaration as pieces of SQL text, compiled once, with places for rows and parameters.

SQLAlchemy writes the expressions and is never asked while an operation is planned: a statement is put together from
these pieces. No value of a request is there when they are made; each has a numbered parameter, with its cast.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import CTE, ColumnClause, ColumnElement, FromClause, Select, Table, literal_column, select, true
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.sql.operators import and_
from sqlalchemy.sql.selectable import NamedFromClause

from db.statements.binding import Binder, Read
from db.statements.compiled import DIALECT
from domain.access import Principal
from domain.terms import Role
from graph.arguments import ABSENT, Argument
from graph.declaration import Convert, Opening, Operand, OperandForm

# Characters that stand in no SQL of ours, for the aliases that a piece gets where it is used.
_ROW, _PARENT = "\x01", "\x02"
_NAMES = {"row_": _ROW, "parent_": _PARENT}
_NUMBER = re.compile(r"\$(\d+)")
_ALIAS = re.compile(r"\b(row_|parent_)\.")


class Parameters(Protocol):
    """The statement for which pieces are written: it numbers parameters, and finds once what several look into."""

    def share(self, name: str, keys: "Template") -> None:
        """Have these keys found once, under this name."""

    def number(self, read: Read, argument: Argument | None) -> str:
        """`$n` for what is read from a request; with an argument, for the argument's value converted by `read`."""


@dataclass(frozen=True, slots=True)
class Template:
    """A piece of SQL. `parameters` are its places for parameters and how each is read; `own` are of its argument.

    `shared` are lists of keys that it looks into by name.
    """

    text: str
    parameters: tuple[tuple[str, Any, bool], ...] = ()
    shared: "tuple[tuple[str, Template], ...]" = ()

    def write(self, parameters: Parameters, row: str, parent: str = "", argument: Argument = ABSENT) -> str:
        """The piece for these aliases and this argument."""
        text = self.text.replace(_ROW, row)
        if parent:
            text = text.replace(_PARENT, parent)
        for place, read, own in self.parameters:
            text = text.replace(place, parameters.number(read, argument if own else None))
        for name, keys in self.shared:
            parameters.share(name, keys)
        return text


class _SharingBinder(Binder):
    """Has the statement find once what its conditions look into."""

    def __init__(self, role: Role) -> None:
        super().__init__(Principal(role))
        self.shared: dict[str, Template] = {}

    def look_into(self, name: str, keys: CTE) -> Any:
        found = _compile(select(literal_column("1")).select_from(keys), self, {})
        rows = found.text.removeprefix("WITH RECURSIVE ").rpartition("SELECT 1 ")[0].rstrip()
        own = re.compile(rf"\b{rows.partition('(')[0]}\b")
        self.shared[name] = replace(found, text=own.sub(name, rows), shared=())
        return select(*sql_table(name, *(sql_column(each.name, each.type) for each in keys.c)).c)


def stand_in(table: Table) -> FromClause:
    """A row of a table whose alias is written later."""
    return table.alias("row_")


def parent_of(source: FromClause) -> FromClause:
    """Another row with the columns of a source, whose alias is written later, too."""
    return sql_table("parent_", *(sql_column(found.name, found.type) for found in source.c))


def compile_expression(
    make: Callable[[Binder], ColumnElement[Any]], *sources: FromClause, role: Role = Role.CITIZEN
) -> Template:
    """An expression over the sources, as a role sees it."""
    binder = _SharingBinder(role)
    # A condition is going to stand beside others.
    return _compile_value(make(binder).self_group(and_), sources, binder, {})


def compile_clause(clause: Opening, form: OperandForm, row: FromClause, role: Role) -> tuple[Template, bool]:
    """A clause over a row and an argument of a form, as a role sees it, and whether that depends on the role."""
    binder = _SharingBinder(role)
    operand = Operand(form, binder)
    value = clause(row, operand).self_group(and_)
    return _compile_value(value, (row,), binder, operand.converts), operand.personal


def _compile_value(
    value: ColumnElement[Any], sources: Iterable[FromClause], binder: _SharingBinder, converts: Mapping[str, Convert]
) -> Template:
    if isinstance(value, ColumnClause) and isinstance(value.table, NamedFromClause):
        return Template(f"{_NAMES[value.table.name]}.{DIALECT.identifier_preparer.format_column(value)}")
    template = _compile(select(value.label("piece_")).select_from(*sources), binder, converts)
    return replace(template, text=template.text.partition("SELECT ")[2].rpartition(" AS piece_ \nFROM ")[0])


def compile_source(companion: FromClause, row: FromClause) -> Template:
    """A lateral source of columns as a piece of SQL, without its alias."""
    statement: Select[Any] = select(literal_column("1")).select_from(row).join(companion, true())
    template = _compile(statement, _SharingBinder(Role.CITIZEN), {})
    return replace(template, text=template.text.partition(" JOIN ")[2].rpartition(" AS ")[0])


def _compile(statement: Any, binder: _SharingBinder, converts: Mapping[str, Convert]) -> Template:
    compiled = statement.compile(dialect=DIALECT)
    names = compiled.positiontup or []
    places: dict[str, tuple[str, Any, bool]] = {}

    def place(found: re.Match[str]) -> str:
        name = names[int(found[1]) - 1]
        if name in converts or name in binder.reads:
            own = name in converts
            read = converts[name] if own else binder.reads[name]
            return places.setdefault(name, (f"\x03{len(places)}\x04", read, own))[0]
        return _constant(compiled.params[name])

    text = _NUMBER.sub(place, str(compiled))
    text = _ALIAS.sub(lambda found: f"{_NAMES[found[1]]}.", text)
    return Template(text, tuple(places.values()), tuple(binder.shared.items()))


def _constant(value: object) -> str:
    """A constant of the declaration, written out."""
    if isinstance(value, str):
        quoted = value.replace("'", "''")
        return f"'{quoted}'"
    assert isinstance(value, int | float)
    return str(value)
