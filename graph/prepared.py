"""The declaration prepared: every field, relation, filter, order and limit of access as a piece of SQL, made once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    LargeBinary,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    tuple_,
)

from db.expressions.access import field_visible, rows_visible
from db.expressions.noted import field_noted, subject_of
from db.statements.binding import Binder
from db.statements.compiled import DIALECT
from domain.access import Principal
from domain.readings import NOTED_FIELDS, row_noted
from domain.terms import Role
from graph.arguments import Bound
from graph.declaration import Clause, Embedded, Field, Node, Opening, Operand, OperandForm, Relation
from graph.filters import refers_to
from graph.nodes import ENTRIES, GRAPH
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


@cache
def noted(kind: str, guard: str, role: Role) -> Template | None:
    """Of whom a row shows what a guard keeps; None where a role is shown no such thing of others."""
    row = stand_in(GRAPH[kind].table)
    if field_noted(guard, row, Binder(Principal(role))) is None:
        return None
    return compile_expression(lambda binder: _shown(guard, row, binder), row, role=role)


def _shown(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any]:
    key = field_noted(guard, row, binder)
    assert key is not None
    return key


@cache
def subject(kind: str) -> Template:
    """The person whose data a row is, a list of them, or the case."""
    row = stand_in(GRAPH[kind].table)
    return compile_expression(lambda _: subject_of(kind, row), row)


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
    return None if rows_visible(kind, GRAPH[kind].table, Binder(Principal(role))) is None else _visible(kind, role)


@cache
def _visible(kind: str, role: Role) -> Template:
    row = stand_in(GRAPH[kind].table)
    return compile_expression(lambda binder: _seen(kind, row, binder), row, role=role)


def _seen(kind: str, row: FromClause, binder: Binder) -> ColumnElement[bool]:
    condition = rows_visible(kind, row, binder)
    assert condition is not None
    return condition


@cache
def current(kind: str) -> Template | None:
    """The condition under which a row still holds; None where every row does."""
    holds, row = GRAPH[kind].current, stand_in(GRAPH[kind].table)
    return None if holds is None else compile_expression(lambda _: holds(row), row)


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

    def beyond(row: FromClause, operand: Operand) -> ColumnElement[bool]:
        here = tuple_(row.c[column], row.c.id)
        mark = tuple_(
            operand.bind(GRAPH[kind].table.c[column].type, lambda _, position: position[0]),
            operand.bind(Uuid(), lambda _, position: position[1]),
        )
        return here < mark if downwards else here > mark

    sign = "-" if downwards else ""
    names = dict.fromkeys((f"{sign}{column}", f"{sign}id"))
    return Direction(sorting(kind, tuple(names)), clause(kind, beyond, Bound.ONE, Role.CITIZEN))


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


def clause(kind: str, declared: Clause, form: OperandForm, role: Role) -> Template:
    """A filter or a key of a node, for an argument of a form."""
    return _shared(kind, declared, form) or _personal(kind, declared, form, role)


@cache
def _shared(kind: str, declared: Clause, form: OperandForm) -> Template | None:
    """A clause that is the same for everybody; None where it depends on who asks."""
    template, personal = compile_clause(declared, form, stand_in(GRAPH[kind].table), Role.CITIZEN)
    return None if personal else template


@cache
def _personal(kind: str, declared: Clause, form: OperandForm, role: Role) -> Template:
    return compile_clause(declared, form, stand_in(GRAPH[kind].table), role)[0]


@cache
def opening(kind: str, opened_by: Opening) -> Template:
    """What opens a node to whoever holds what a root field asks for: a condition, or a value."""
    return compile_clause(opened_by, Bound.ONE, stand_in(GRAPH[kind].table), Role.CITIZEN)[0]


@cache
def opened(kind: str) -> Template:
    """The values that open several rows of a node that cannot be reached otherwise."""
    row = stand_in(GRAPH[kind].table)
    return compile_clause(lambda _, operand: operand.bind(ARRAY(LargeBinary)), Bound.MANY, row, Role.CITIZEN)[0]


@cache
def keyed(kind: str) -> Template:
    """The rows of several keys."""

    def among(row: FromClause, operand: Operand) -> ColumnElement[bool]:
        return row.c.id == func.any(operand.bind(ARRAY(Uuid())))

    return clause(kind, among, Bound.MANY, Role.CITIZEN)


@cache
def identified(kind: str, *, many: bool) -> Template:
    """The row, or the rows, of an identifier."""
    return clause(kind, refers_to("id", kind), Bound.MANY if many else Bound.ONE, Role.CITIZEN)


def prepare_all() -> None:
    """Make every piece at once, so that none has to be made while an operation is planned.

    Raises what SQLAlchemy raises for a declaration that names what is not there.
    """
    for kind, node in GRAPH.items():
        _prepare_fields(kind, node)
        _prepare_relations(kind, node)
        _prepare_orders(kind, node)
        for declared in _clauses(node):
            _prepare_clause(kind, declared)
    for root in ENTRIES.values():
        if root.opened_by is not None:
            opening(root.target, root.opened_by)


def _prepare_relations(kind: str, node: Node) -> None:
    for name in node.companions:
        companion(kind, name)
    for name, relation in node.relations.items():
        joined(kind, name)
        sorting(relation.target, relation.order)
        if relation.first_by is not None:
            first_by(kind, name)
        for declared in relation.filters.values():
            _prepare_clause(relation.target, declared)


def _prepare_orders(kind: str, node: Node) -> None:
    for order in [f"{name}_{way}" for name in node.orders for way in ("ASC", "DESC")]:
        cursor(kind, order)
        for downwards in (True, False):
            direction(kind, order, downwards=downwards)


def _prepare_clause(kind: str, declared: Clause) -> None:
    for form in (Bound.ONE, Bound.MANY, True, False):
        for role in Role:
            clause(kind, declared, form, role)


def _prepare_fields(kind: str, node: Node) -> None:
    table_of(kind)
    current(kind)
    keyed(kind) if node.opened_by is None else opened(kind)
    if kind == "Employee" or row_noted(kind) is not None:
        subject(kind)
    for role in Role:
        visible(kind, role)
    for name in node.scalars:
        part = node.part(name)
        if isinstance(part, Embedded):
            for each in part.fields:
                embedded(kind, name, each)
        elif isinstance(part, Field):
            for role in Role if part.guard else (Role.CITIZEN,):
                scalar(kind, name, role)
                if part.guard in NOTED_FIELDS:
                    noted(kind, part.guard, role)
    for many in (True, False) if node.identified else ():
        identified(kind, many=many)


def _clauses(node: Node) -> Iterator[Clause]:
    for declared in node.filters.values():
        yield from [declared] if callable(declared) else declared.values()
    yield from node.by.values()
