"""Inserts whose text never depends on what is inserted, so that each is compiled and prepared once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Table, TableValuedAlias, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.types import TypeEngine


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


def values_of_row(table: Table, row: Mapping[str, object]) -> dict[str, Any]:
    """The parameters of `insert_row` for one row."""
    prefix = f"{table.name}_"
    return {prefix + name: value for name, value in row.items()}


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


def _parameter(table: Table, name: str) -> str:
    return f"{table.name}_{name}"
