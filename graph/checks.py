"""The declaration held against the tables: whatever it names is there, and what a column may hold is known."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Date, DateTime, Float, Integer, Numeric, String, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from db.statements.binding import Binder
from domain.access import ANYONE
from domain.readings import NOTED_FIELDS, is_decided
from graph.arguments import Bound
from graph.declaration import Clause, Embedded, Field, Many, Node, Operand, Relation

# What a column of a type may be shown as in the API. A decimal is written as text, so that no digit is lost.
_SHOWN: tuple[tuple[type[TypeEngine[Any]], frozenset[str]], ...] = (
    (Uuid, frozenset({"ID"})),
    (String, frozenset({"String", "ID", "enumeration"})),
    (Integer, frozenset({"Int"})),
    (Float, frozenset({"Float"})),
    (Boolean, frozenset({"Boolean"})),
    (DateTime, frozenset({"DateTime"})),
    (Date, frozenset({"Date"})),
    (JSONB, frozenset({"JSON"})),
)
_WORD = re.compile(r"'(\w+)'")


@dataclass(frozen=True)
class Column:
    """What a field may hold: the types of the API that it can be shown as, and the words to which it is bound."""

    types: frozenset[str]
    many: bool
    nullable: bool
    words: frozenset[str]


def column_of(node: Node, field: Field) -> Column | None:
    """What a field of a node may hold; None where it names what is not there."""
    try:
        kind = field.of(node.table.alias()).type
        column = node.table.c[field.column] if field.column else None
    except (KeyError, AttributeError):
        return None
    many = isinstance(kind, ARRAY)
    shown = next((names for each, names in _SHOWN if isinstance(_item(kind), each)), frozenset[str]())
    if column is not None and type(column.type) is Numeric:
        shown = frozenset({"Decimal"}) if isinstance(kind, String) else frozenset()
    nullable = field.nullable if column is None else bool(column.nullable)
    return Column(shown, many, nullable, _words(node.table, field.column))


def _item(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    return kind.item_type if isinstance(kind, ARRAY) else kind


def _words(table: Table, column: str | None) -> frozenset[str]:
    """The words that a check of the table allows in a column."""
    name = f"{table.name}_{column}_check"
    checks = (each for each in table.constraints if isinstance(each, CheckConstraint) and str(each.name) == name)
    return frozenset(word for each in checks for word in _WORD.findall(str(each.sqltext)))


def check_declaration(graph: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """Places of the graph's declaration that name what is not there, and why."""
    for node in graph.values():
        row = node.table.alias()
        if not is_decided(node.name):
            yield node.name, "has no decision in domain.readings of whom it is read"
        for name, part in [*node.fields.items(), *node.relations.items()]:
            yield from ((f"{node.name}.{name}", reason) for reason in _wrong_part(graph, node, part))
        for name, column in node.orders.items():
            yield from ((f"{node.name} by {name}", reason) for reason in _wrong_order(node, column))
        for name, declared in [*node.filters.items(), *node.by.items()]:
            for clause in [declared] if callable(declared) else declared.values():
                yield from ((f"{node.name} where {name}", reason) for reason in _wrong_clause(node, clause))
        for name, source in node.companions.items():
            yield from ((f"{node.name} {name}", reason) for reason in _missing(lambda: source(row)))  # noqa: B023


def _wrong_part(graph: Mapping[str, Node], node: Node, part: Field | Embedded | Relation) -> Iterator[str]:
    row = node.table.alias()
    if isinstance(part, Field):
        yield from _missing(lambda: part.of(row))
        if part.guard is not None and part.guard not in NOTED_FIELDS:
            yield f"is guarded by {part.guard}, which has no decision in domain.readings"
    elif isinstance(part, Embedded):
        for each in part.fields.values():
            yield from _missing(lambda: each.of(row))  # noqa: B023
    elif part.target not in graph:
        yield f"leads to {part.target}, which is no node"
    else:
        yield from _wrong_relation(graph[part.target], node, part)


def _wrong_relation(target: Node, node: Node, relation: Relation) -> Iterator[str]:
    row = node.table.alias()
    if relation.via is not None and relation.via not in node.companions:
        yield f"goes through {relation.via}, which is no companion"
        return
    parent = node.companions[relation.via](row) if relation.via else row
    yield from _missing(lambda: relation.on(parent, target.table.alias()))
    for name in relation.order:
        yield from _missing(lambda: target.table.c[name.lstrip("-")])  # noqa: B023
    if relation.many is Many.LIST and not relation.order:
        yield "a list without an order"
    if (first := relation.first_by) is not None:
        yield from _missing(lambda: first(target.table.alias()))
    for clause in relation.filters.values():
        yield from _wrong_clause(target, clause)


def _wrong_order(node: Node, column: str) -> Iterator[str]:
    if column not in node.table.c:
        yield f"names {column}, which is not there"
    elif node.table.c[column].nullable:
        yield f"sorts by {column}, which may be null"


def _wrong_clause(node: Node, clause: Clause) -> Iterator[str]:
    yield from _missing(lambda: clause(node.table.alias(), Operand(Bound.ONE, Binder(ANYONE))))


def _missing(make: Callable[[], object]) -> Iterator[str]:
    try:
        make()
    except (KeyError, AttributeError) as error:
        yield f"names {error}, which is not there"
