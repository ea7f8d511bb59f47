"""The ways rows can be filtered, each a clause over a row and what is known of the argument."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, Double, FromClause, Text, Uuid, func
from sqlalchemy.types import TypeEngine

from db.expressions.units import subtree
from db.statements.binding import Inputs
from db.tables.organisation import units
from graph.declaration import Clause, Convert, Expression, Operand
from graph.identifiers import read_keys


def equals(name: str) -> Clause:
    """A text column equals the argument."""
    return lambda row, operand: row.c[name] == operand.bind(Text())


def is_one_of(name: str) -> Clause:
    """A text column is among the argument's words."""
    return lambda row, operand: row.c[name] == func.any(operand.bind(ARRAY(Text())))


def is_true(expression: Expression) -> Clause:
    """A boolean expression equals the argument."""
    return lambda row, operand: expression(row).is_(operand.flag)


def refers_to(name: str, node: str) -> Clause:
    """A key column is among the argument's ids, or equals the one id; an id of another kind matches nothing."""

    def clause(row: FromClause, operand: Operand) -> ColumnElement[bool]:
        if operand.many:
            keys = operand.bind(ARRAY(Uuid()), lambda _, identifiers: read_keys(node, identifiers))
            return row.c[name] == func.any(keys)
        return row.c[name] == operand.bind(Uuid(), one_key(node))

    return clause


def one_key(node: str) -> Convert:
    """Reads the key in an identifier; None, which equals nothing, when it is of another kind."""

    def convert(_: Inputs, identifier: str) -> str | None:
        return next(iter(read_keys(node, [identifier])), None)

    return convert


def matches(name: str) -> Mapping[str, Clause]:
    """A text column is exactly a text; or it contains one or starts with one, upper and lower case alike."""
    return {
        "equals": equals(name),
        "contains": lambda row, text: func.strpos(func.lower(row.c[name]), func.lower(text.bind(Text()))) > 0,
        "starts_with": lambda row, text: func.starts_with(func.lower(row.c[name]), func.lower(text.bind(Text()))),
    }


def _between(name: str, kind: TypeEngine[Any]) -> Mapping[str, Clause]:
    return {
        "from": lambda row, bound: row.c[name] >= bound.bind(kind),
        "before": lambda row, bound: row.c[name] < bound.bind(kind),
    }


def within_instants(name: str) -> Mapping[str, Clause]:
    """An instant is at or after `from` and before `before`."""
    return _between(name, DateTime(timezone=True))


def within_days(name: str) -> Mapping[str, Clause]:
    """A day is on or after `from` and before `before`."""
    return _between(name, Date())


def within_numbers(name: str) -> Mapping[str, Clause]:
    """A number is at least `from` and less than `before`."""
    return _between(name, Double())


def below(name: str) -> Clause:
    """A row's unit is the argument's unit or lies below it in the tree."""
    return lambda row, operand: row.c[name].in_(subtree(units.c.id == operand.bind(Uuid(), one_key("Unit"))))
