"""The tree of units: which units lie below which, and which of them a report has rows for."""

from typing import Any

from sqlalchemy import ARRAY, CTE, ColumnElement, FromClause, Text, Uuid, func, select
from sqlalchemy.dialects.postgresql import array

from db.tables.organisation import units


def unit_tree() -> CTE:
    """Every unit with the keys (`path`) and names of the units from the top down to it."""
    path: ColumnElement[Any] = array([units.c.id])
    names: ColumnElement[Any] = array([units.c.name])
    top = select(units.c.id, path.label("path"), names.label("names")).where(units.c.parent_id.is_(None))
    tree = top.cte("tree", recursive=True)
    child = units.alias()
    deeper = select(
        child.c.id,
        func.array_append(tree.c.path, child.c.id, type_=ARRAY(Uuid())),
        func.array_append(tree.c.names, child.c.name, type_=ARRAY(Text())),
    )
    return tree.union_all(deeper.join_from(child, tree, child.c.parent_id == tree.c.id))


def units_above(tree: CTE, *tops: ColumnElement[Any]) -> FromClause:
    """Each unit (`unit_id`) with itself and every unit above it (`row_id`), where that lies in or below all `tops`.

    Each of `tops` is a list of units: a row has to lie in or below one of each list.
    """
    above = select(tree.c.id.label("unit_id"), func.unnest(tree.c.path, type_=Uuid()).label("row_id")).subquery()
    row = tree.alias()
    pairs = select(above.c.unit_id, above.c.row_id).join_from(above, row, row.c.id == above.c.row_id)
    for listed in tops:
        pairs = pairs.where(row.c.path.overlap(listed))
    return pairs.subquery("above")


def tree_below(top: ColumnElement[bool]) -> CTE:
    """Keys of the units for which `top` holds, and of all units below them."""
    tree = select(units.c.id).where(top).cte(recursive=True, nesting=True)
    child = units.alias()
    return tree.union(select(child.c.id).where(child.c.parent_id == tree.c.id))


def subtree(top: ColumnElement[bool]) -> Any:
    """The same as a list to look into."""
    return select(*tree_below(top).c)
