"""The declaration prepared: every field, relation, filter, order and limit of access as a piece of SQL, made once."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import ARRAY, ColumnElement, FromClause, Text, Uuid, case, cast, func, literal_column, tuple_

from db.expressions.access import field_visible, rows_visible
from db.statements.binding import Binder
from db.statements.compiled import DIALECT
from domain.access import Principal
from domain.terms import Role
from graph.arguments import Bound
from graph.declaration import Clause, Embedded, Field, Operand, OperandForm, Relation
from graph.filters import refers_to
from graph.nodes import GRAPH, ROOTS
from graph.paging import Ordering, read_ordering
from graph.templates import Template, compile_clause, compile_expression, compile_source, parent_of, stand_in


@dataclass(frozen=True, slots=True)
class Direction:
    """An order read in one direction: what rows are sorted by, and the rows that come after a position."""

    sort: Template
    beyond: Template


@cache
def table_of(kind: str) -> str:
    """The name of a node's table as it is written in SQL."""
    return DIALECT.identifier_preparer.format_table(GRAPH[kind].table)


@cache
def scalar(kind: str, name: str, role: Role) -> Template:
    """A field's value where the role may see it, else null."""
    field = GRAPH[kind].part(name)
    assert isinstance(field, Field)
    row = stand_in(GRAPH[kind].table)
    return compile_expression(lambda binder: _guarded(row, field, binder), row, role=role)


def _guarded(row: FromClause, field: Field, binder: Binder) -> ColumnElement[object]:
    visible = field_visible(field.guard, row, binder) if field.guard else None
    return field.of(row) if visible is None else case((visible, field.of(row)))


@cache
def embedded(kind: str, name: str, part: str) -> Template:
    """A part of an object that is made of columns of the row."""
    whole = GRAPH[kind].part(name)
    assert isinstance(whole, Embedded)
    row = stand_in(GRAPH[kind].table)
    return compile_expression(lambda _: whole.fields[part].of(row), row)


@cache
def visible(kind: str, role: Role) -> Template | None:
    """The condition under which a role sees a row; None where it sees all."""
    row = stand_in(GRAPH[kind].table)
    if rows_visible(kind, row, Binder(Principal(role))) is None:
        return None
    return compile_expression(lambda binder: _seen(kind, row, binder), row, role=role)


def _seen(kind: str, row: FromClause, binder: Binder) -> ColumnElement[bool]:
    condition = rows_visible(kind, row, binder)
    assert condition is not None
    return condition


@cache
def companion(kind: str, name: str) -> Template:
    """The source of a companion's columns."""
    row = stand_in(GRAPH[kind].table)
    return compile_source(GRAPH[kind].companions[name](row), row)


@cache
def joined(kind: str, name: str) -> Template:
    """What joins a row to its parent by a relation."""
    relation, row = _relation(kind, name), stand_in(GRAPH[_relation(kind, name).target].table)
    table: FromClause = GRAPH[kind].table
    parent = parent_of(GRAPH[kind].companions[relation.via](table) if relation.via else table)
    return compile_expression(lambda _: relation.on(parent, row), row, parent)


@cache
def sorting(kind: str, names: tuple[str, ...]) -> Template:
    """Columns to sort by; a leading minus means descending."""
    columns = (f"{_column(kind, name.lstrip('-'))} {'DESC' if name[0] == '-' else 'ASC'}" for name in names)
    return Template(", ".join(columns))


def _column(kind: str, name: str) -> str:
    row = stand_in(GRAPH[kind].table)
    return compile_expression(lambda _: row.c[name], row).text


@cache
def first_by(kind: str, name: str) -> Template:
    """What the row that a relation takes of several comes first by."""
    relation = _relation(kind, name)
    first, row = relation.first_by, stand_in(GRAPH[relation.target].table)
    assert first is not None
    value = compile_expression(lambda _: first(row), row)
    return Template(f"{value.text} DESC, {sorting(relation.target, ('-id',)).text}", value.parameters)


def _relation(kind: str, name: str) -> Relation:
    return GRAPH[kind].relations[name]


@cache
def direction(kind: str, order: str, *, downwards: bool) -> Direction:
    """An order of a node in one direction."""
    column = read_ordering(GRAPH[kind], order).column
    row = stand_in(GRAPH[kind].table)

    def beyond(row: FromClause, operand: Operand) -> ColumnElement[bool]:
        here = tuple_(row.c[column], row.c.id)
        mark = tuple_(
            operand.bind(GRAPH[kind].table.c[column].type, lambda _, position: position[0]),
            operand.bind(Uuid(), lambda _, position: position[1]),
        )
        return here < mark if downwards else here > mark

    sign = "-" if downwards else ""
    names = dict.fromkeys((f"{sign}{column}", f"{sign}id"))
    return Direction(sorting(kind, tuple(names)), compile_clause(beyond, Bound.ONE, row, Role.CITIZEN))


@cache
def cursor(kind: str, order: str) -> Template:
    """A cursor that marks a row in an order: base64 of `[order, value, key]`."""
    ordering: Ordering = read_ordering(GRAPH[kind], order)
    row = stand_in(GRAPH[kind].table)
    mark = func.json_build_array(
        literal_column(f"'{ordering.name}'"), cast(row.c[ordering.column], Text), cast(row.c.id, Text)
    )
    encoded = func.encode(func.convert_to(cast(mark, Text), literal_column("'UTF8'")), literal_column("'base64'"))
    return compile_expression(lambda _: func.translate(encoded, literal_column("E'\\n'"), literal_column("''")), row)


@cache
def condition(kind: str, name: str, key: str, form: OperandForm, role: Role) -> Template:
    """A filter of a node, or the clause of it for one field of its argument."""
    declared = GRAPH[kind].filters[name]
    return _clause(kind, declared if callable(declared) else declared[key], form, role)


@cache
def choice(kind: str, name: str, argument: str, form: OperandForm, role: Role) -> Template:
    """What an argument of a relation leaves of its rows."""
    relation = _relation(kind, name)
    return _clause(relation.target, relation.filters[argument], form, role)


@cache
def found_by(kind: str, name: str, form: OperandForm, role: Role) -> Template:
    """The row that has a key."""
    return _clause(kind, GRAPH[kind].by[name], form, role)


@cache
def opened_by(root: str, role: Role) -> Template:
    """The row that a root's arguments open together."""
    clause = ROOTS[root].opened_by
    assert clause is not None
    return _clause(ROOTS[root].target, clause, Bound.ONE, role)


@cache
def keyed(kind: str) -> Template:
    """The rows of several keys."""

    def clause(row: FromClause, operand: Operand) -> ColumnElement[bool]:
        return row.c.id == func.any(operand.bind(ARRAY(Uuid())))

    return _clause(kind, clause, Bound.MANY, Role.CITIZEN)


@cache
def identified(kind: str, *, many: bool) -> Template:
    """The row, or the rows, of an identifier."""
    return _clause(kind, refers_to("id", kind), Bound.MANY if many else Bound.ONE, Role.CITIZEN)


def _clause(kind: str, clause: Clause, form: OperandForm, role: Role) -> Template:
    return compile_clause(clause, form, stand_in(GRAPH[kind].table), role)
