"""A selection on a node as JSON expressions over its row, nested selections as subqueries of the same statement."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, UnaryExpression, case, literal_column, select

from db.graph import GRAPH
from db.graph.binding import ABSENT, Argument, Binder
from db.graph.declaration import Field, Many, Node, Parts, Relation
from db.graph.pages import apply_filters, are_current, current_rows
from db.graph.visibility import field_visible
from db.plans.connections import ConnectionRows, connection
from db.plans.json import row_as_object, rows_as_list, values_as_object
from db.plans.selection import Selection


def object_columns(
    node: Node, row: FromClause, selections: Iterable[Selection], binder: Binder
) -> list[ColumnElement[Any]]:
    """One expression a selected field, labelled with the key it is answered under."""
    return [_value(node, row, selection, binder).label(selection.key) for selection in selections]


def _value(node: Node, row: FromClause, selection: Selection, binder: Binder) -> ColumnElement[Any]:
    if selection.name == "__typename":
        return literal_column(f"'{node.name}'")
    scalar = node.scalar(selection.name)
    if isinstance(scalar, Field):
        return guarded(row, scalar, binder)
    if isinstance(scalar, Parts):
        return _parts(row, scalar, selection)
    relation = node.relations[selection.name]
    parent = start(node, relation, row, binder)
    if relation.many is Many.CONNECTION:
        return connection(_related_rows(relation, parent, binder), selection, object_columns)
    return _related(relation, parent, selection, binder)


def start(node: Node, relation: Relation, row: FromClause, binder: Binder) -> FromClause:
    """What a relation is joined to: the row, or the companion of it that the relation goes through."""
    return binder.companion(row, relation.via, node.companions[relation.via]) if relation.via else row


def guarded(row: FromClause, field: Field, binder: Binder) -> ColumnElement[Any]:
    """A field's value where the viewer may see it, else null."""
    visible = field_visible(field.guard, row, binder) if field.guard else None
    return field.of(row) if visible is None else case((visible, field.of(row)))


def _parts(row: FromClause, parts: Parts, selection: Selection) -> ColumnElement[Any]:
    def value(name: str) -> ColumnElement[Any]:
        return literal_column(f"'{parts.type}'") if name == "__typename" else parts.fields[name].of(row)

    return values_as_object((part.key, value(part.name)) for part in selection.below)


def _related(relation: Relation, parent: FromClause, selection: Selection, binder: Binder) -> ColumnElement[Any]:
    node = GRAPH[relation.target]
    row = node.table.alias()
    columns = object_columns(node, row, selection.below, binder)
    rows = related_rows(relation, columns, parent, row, binder)
    rows = narrowed(relation, rows, row, selection.arguments, binder).correlate(parent)
    return rows_as_list(rows) if relation.many is Many.LIST else row_as_object(rows)


def related_rows(
    relation: Relation, columns: list[ColumnElement[Any]], parent: FromClause, row: FromClause, binder: Binder
) -> Select[Any]:
    """The rows that a relation leads to from `parent`, in its order."""
    condition = relation.on(parent, row)
    if relation.inherits:
        rows = select(*columns).select_from(row, *binder.sources(row)).where(condition, *are_current(row))
    else:
        rows = current_rows(columns, GRAPH[relation.target], row, binder, condition)
    return rows.order_by(*(_in_order(row, name) for name in relation.order))


def narrowed(
    relation: Relation, rows: Select[Any], row: FromClause, arguments: Mapping[str, Argument], binder: Binder
) -> Select[Any]:
    """The rows that the relation's own arguments leave; without any, the first where there can be several."""
    given = {name: clause for name, clause in relation.filters.items() if arguments.get(name, ABSENT).given}
    for name, clause in given.items():
        rows = rows.where(clause(row, arguments[name], binder))
    if relation.first_by is not None and not given:
        return rows.order_by(relation.first_by(row), row.c.id.desc()).limit(literal_column("1"))
    return rows


def _in_order(row: FromClause, name: str) -> ColumnElement[Any] | UnaryExpression[Any]:
    return row.c[name[1:]].desc() if name.startswith("-") else row.c[name].asc()


def _related_rows(relation: Relation, parent: FromClause, binder: Binder) -> ConnectionRows:
    node = GRAPH[relation.target]

    def rows(row: FromClause, columns: list[ColumnElement[Any]], selection: Selection) -> Select[Any]:
        clause = apply_filters(node, row, selection.argument("where"), binder)
        return related_rows(relation, columns, parent, row, binder).where(clause).correlate(parent)

    return ConnectionRows(node, binder, rows)
