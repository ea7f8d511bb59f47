"""Rows as JSON text made by PostgreSQL. Rows of a subquery become objects: faster than json_build_object, and wider."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

NO_ROWS: ColumnElement[Any] = literal_column("'[]'::json")


def values_as_object(values: Iterable[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    """Values under keys, where they are no row of their own; at most 50 of them. Keys are names of the API."""
    sides: list[ColumnElement[Any]] = []
    for key, value in values:
        sides += [literal_column(f"'{key}'"), value]
    return func.json_build_object(*sides)


def row_as_object(rows: Select[Any]) -> ColumnElement[Any]:
    """The one row as an object whose keys are the columns' labels; null without a row."""
    return select(func.row_to_json(rows.subquery().table_valued())).scalar_subquery()


def rows_as_list(rows: Select[Any]) -> ColumnElement[Any]:
    """The rows, in their order, as a list of objects; empty without rows."""
    listed = func.json_agg(rows.subquery().table_valued())
    return select(func.coalesce(listed, NO_ROWS)).scalar_subquery()
