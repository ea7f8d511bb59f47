"""The ways rows can be filtered, each a function of row, argument and binder."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, Double, FromClause, Text, Uuid, and_, func, select, true
from sqlalchemy.types import TypeEngine

from db.graph.binding import Argument, Binder
from db.graph.declaration import Filter
from db.tables.organisation import units
from domain.identifiers import read_keys

Expression = Callable[[FromClause], ColumnElement[Any]]


def _column(name: str) -> Expression:
    return lambda row: row.c[name]


def equals(name: str) -> Filter:
    """A text column equals the argument."""

    def clause(row: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
        return row.c[name] == binder.bind(argument.read, Text())

    return clause


def is_one_of(name: str) -> Filter:
    """A text column is among the argument's words."""

    def clause(row: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
        return row.c[name] == func.any(binder.bind(argument.read, ARRAY(Text())))

    return clause


def is_true(expression: Expression) -> Filter:
    """A boolean expression equals the argument."""

    def clause(row: FromClause, argument: Argument, _: Binder) -> ColumnElement[bool]:
        return expression(row).is_(argument.sample)

    return clause


def refers_to(name: str, node: str) -> Filter:
    """A key column is among the argument's ids, or equals the one id; an id of another kind matches nothing."""

    def clause(row: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
        if isinstance(argument.sample, list):
            keys = binder.bind(lambda inputs: read_keys(node, argument.read(inputs)), ARRAY(Uuid()))
            return row.c[name] == func.any(keys)
        return row.c[name] == binder.bind(lambda inputs: one_key(node, argument.read(inputs)), Uuid())

    return clause


def one_key(node: str, identifier: str) -> str | None:
    """The key in an identifier; None, which equals nothing, when it is of another kind."""
    return next(iter(read_keys(node, [identifier])), None)


def matches(name: str) -> Filter:
    """A text column equals, or contains or starts with a text, upper and lower case alike."""

    def clause(row: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
        clauses: list[ColumnElement[bool]] = []
        for key, value in argument.items():
            text = binder.bind(value.read, Text())
            if key == "equals":
                clauses.append(row.c[name] == text)
            elif key == "contains":
                clauses.append(func.strpos(func.lower(row.c[name]), func.lower(text)) > 0)
            else:
                clauses.append(func.starts_with(func.lower(row.c[name]), func.lower(text)))
        return and_(true(), *clauses)

    return clause


def _between(expression: Expression, kind: TypeEngine[Any]) -> Filter:
    def clause(row: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
        clauses: list[ColumnElement[bool]] = []
        for key, value in argument.items():
            bound = binder.bind(value.read, kind)
            clauses.append(expression(row) < bound if key == "before" else expression(row) >= bound)
        return and_(true(), *clauses)

    return clause


def within_instants(name: str) -> Filter:
    """An instant is at or after `from` and before `before`."""
    return _between(_column(name), DateTime(timezone=True))


def within_days(name: str) -> Filter:
    """A day is on or after `from` and before `before`."""
    return _between(_column(name), Date())


def within_numbers(name: str) -> Filter:
    """A number is at least `from` and less than `before`."""
    return _between(_column(name), Double())


def below(name: str) -> Filter:
    """A row's unit is the argument's unit or lies below it in the tree."""

    def clause(row: FromClause, argument: Argument, binder: Binder) -> ColumnElement[bool]:
        top = binder.bind(lambda inputs: one_key("Unit", argument.read(inputs)), Uuid())
        return row.c[name].in_(subtree(units.c.id == top))

    return clause


def subtree(top: ColumnElement[bool]) -> Any:
    """Keys of the units for which `top` holds, and of all units below them."""
    tree = select(units.c.id).where(top).cte(recursive=True, nesting=True)
    child = units.alias()
    tree = tree.union(select(child.c.id).where(child.c.parent_id == tree.c.id))
    return select(tree.c.id)
