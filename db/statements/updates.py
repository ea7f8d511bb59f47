"""Changes of derived rows in place, and their end; the text never depends on which rows these are."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, FromClause, Table, Update, Uuid, bindparam, func, null, tuple_, update
from sqlalchemy.dialects.postgresql import Insert

from db.statements.inserts import given_rows, values_of_rows
from db.tables.columns import Instant

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
