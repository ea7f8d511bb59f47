"""Rows of a table written, changed, ended or found as arrays: no statement's text depends on which rows these are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Table,
    TableValuedAlias,
    Update,
    Uuid,
    bindparam,
    func,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, aggregate_order_by, insert
from sqlalchemy.sql.selectable import LateralFromClause
from sqlalchemy.types import TypeEngine

from db.tables.columns import Instant


def insert_row(table: Table, names: Iterable[str]) -> Insert:
    """An insert of one row that names these columns."""
    return insert(table).values({name: bindparam(_parameter(table, name), type_=_kind(table, name)) for name in names})


def insert_rows(table: Table, names: Sequence[str]) -> Insert:
    """An insert of any number of rows, each column bound as one array."""
    return insert(table).from_select(list(names), select(*given_rows(table, names).c))


def given_rows(table: Table, names: Sequence[str], prefix: str = "") -> TableValuedAlias:
    """Any number of rows with columns of a table, each column bound as one array; `prefix` tells several apart."""
    arrays = [bindparam(prefix + _parameter(table, name), type_=ARRAY(table.c[name].type)) for name in names]
    return func.unnest(*arrays).table_valued(*names, name=f"{prefix}given_{table.name}").render_derived()


def values_of_row(table: Table, names: tuple[str, ...], record: Sequence[object]) -> dict[str, Any]:
    """The parameters of `insert_row` for one record that holds the columns in the order of `names`."""
    return dict(zip(_parameters(table, names), record, strict=True))


def values_of_rows(
    table: Table, names: Sequence[str], records: Iterable[Sequence[object]], prefix: str = ""
) -> dict[str, Any]:
    """The parameters of `given_rows` for records that hold the columns in the order of `names`."""
    columns = list(zip(*records, strict=True)) or [()] * len(names)
    return {prefix + _parameter(table, name): list(column) for name, column in zip(names, columns, strict=True)}


def _kind(table: Table, name: str) -> TypeEngine[Any]:
    """The type of a column; None means that there is no value, also for JSON, which has a null of its own."""
    kind = table.c[name].type
    return JSONB(none_as_null=True) if isinstance(kind, JSONB) else kind


@cache
def _parameters(table: Table, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_parameter(table, name) for name in names)


def _parameter(table: Table, name: str) -> str:
    return f"{table.name}_{name}"


_CHANGED = "changed_"

# Since when a row holds no longer: the moment of the change that ends it.
SUPERSEDED_AT = bindparam("superseded_at", type_=Instant)


def update_rows(table: Table, names: Sequence[str]) -> Update:
    """Set columns of any number of rows by key, each column bound as one array; the rows are current again."""
    given = given_rows(table, ("id", *names), _CHANGED)
    new: dict[str, Any] = {name: given.c[name] for name in names}
    return update(table).where(table.c.id == given.c.id).values(new | {"superseded_at": null()})


def values_of_changes(table: Table, names: Sequence[str], records: Iterable[Sequence[object]]) -> dict[str, Any]:
    """The parameters of `update_rows` for records of the key and the columns."""
    return values_of_rows(table, ("id", *names), records, _CHANGED)


def supersede_rows(table: Table) -> Update:
    """Note of any number of rows since when they hold no longer."""
    gone = bindparam(f"superseded_{table.name}", type_=ARRAY(Uuid))
    return update(table).where(table.c.id == func.any(gone)).values(superseded_at=SUPERSEDED_AT)


def values_of_superseded(table: Table, keys: Iterable[UUID], now: datetime) -> dict[str, Any]:
    """The parameters of `supersede_rows`, and of `SUPERSEDED_AT`."""
    return {f"superseded_{table.name}": list(keys), SUPERSEDED_AT.key: now}


def overwrite(statement: Insert, key: Sequence[str], names: Sequence[str]) -> Insert:
    """Let an insert overwrite the row that has its natural `key`, unless that is current and says the same already."""
    table, new = statement.table, statement.excluded
    compared = [*names, *(["superseded_at"] if "superseded_at" in table.c else [])]
    return statement.on_conflict_do_update(
        index_elements=key,
        set_={name: new[name] for name in compared},
        where=_row(table, compared).is_distinct_from(_row(new, compared)),
    )


def _row(rows: Any, names: Sequence[str]) -> Any:
    return tuple_(*[rows.c[name] if isinstance(rows, FromClause) else rows[name] for name in names])


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
