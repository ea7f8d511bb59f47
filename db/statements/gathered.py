"""Rows that belong to another row, gathered beside it as one array a column: one statement reads several tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql.selectable import LateralFromClause


@dataclass(frozen=True)
class Gathered:
    """Columns of a table, each as an array in the order of `order`."""

    table: Table
    names: tuple[str, ...]
    order: str

    def beside(self, *conditions: ColumnElement[bool]) -> LateralFromClause:
        """The arrays over the rows under these conditions, which may name columns of the row they stand beside."""
        rows, order = self.table, self.table.c[self.order]
        arrays = [
            func.array_agg(aggregate_order_by(rows.c[name], order)).label(self._label(name)) for name in self.names
        ]
        return select(*arrays).where(*conditions).lateral(f"gathered_{rows.name}")

    def read(self, row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """The gathered rows, with the columns in the order of `names`."""
        return zip(*(row[self._label(name)] or () for name in self.names), strict=True)

    def _label(self, name: str) -> str:
        return f"{self.table.name}_{name}"
