"""Budgets in their table: one statement draws a portion, or charges for what has happened. The rule is the domain's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Double, bindparam, case, cast, delete, extract, func, literal_column
from sqlalchemy.dialects.postgresql import insert

from db.database import Database
from db.statements.compiled import prepare
from db.tables.budgets import budgets
from db.tables.columns import Instant
from domain.budgets import Level, Limit


def _number(name: str) -> Any:
    return bindparam(name, type_=Double())


_AT = bindparam("at", type_=Instant)
_CAPACITY, _AMOUNT, _LEAST = _number("capacity"), _number("amount"), _number("least")
_MOMENT = func.greatest(budgets.c.at, _AT)
_FILLED = func.least(
    _CAPACITY, budgets.c.points + _number("rate") * cast(extract("epoch", _MOMENT - budgets.c.at), Double())
)
_NONE: ColumnElement[float] = literal_column("0.0", Double())


def _drawn(filled: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((filled >= _LEAST, func.least(_AMOUNT, func.floor(filled))), else_=_NONE)


def _taken(first: ColumnElement[Any], then: ColumnElement[Any]) -> Any:
    """A statement that leaves `first` in a bucket that is not there, `then` in one that is; what it holds now."""
    taken = insert(budgets).values(key=bindparam("key"), points=first, at=_AT)
    return taken.on_conflict_do_update(index_elements=["key"], set_={"points": then, "at": _MOMENT})


_DRAW = prepare(
    _taken(_CAPACITY - _drawn(_CAPACITY), _FILLED - _drawn(_FILLED)).returning(
        budgets.c.points,
        budgets.c.at,
        literal_column('old."points"', Double()).label("before"),
        literal_column('old."at"', Instant).label("since"),
    )
)
_CHARGE = prepare(
    _taken(func.greatest(-_CAPACITY, _CAPACITY - _AMOUNT), func.greatest(-_CAPACITY, _FILLED - _AMOUNT)).returning(
        budgets.c.points, budgets.c.at
    )
)
_FORGET = prepare(delete(budgets).where(budgets.c.at < bindparam("before", type_=Instant)))


def _values(key: str, limit: Limit, at: datetime, amount: int) -> Mapping[str, Any]:
    return {"key": key, "capacity": limit.capacity, "rate": limit.rate, "at": at, "amount": amount}


async def draw_points(
    database: Database, key: str, limit: Limit, at: datetime, *, least: int, most: int
) -> tuple[Level, int]:
    """Draw points from a bucket as `domain.budgets.draw` does; what is left, and what was drawn."""
    async with database.primary.acquire() as connection:
        [row] = await _DRAW.fetch(connection, {**_values(key, limit, at, most), "least": least})
    before = float(limit.capacity)
    if row["before"] is not None:
        passed = (row["at"] - row["since"]).total_seconds()
        before = min(before, row["before"] + limit.rate * passed)
    return Level(row["points"], row["at"]), round(before - row["points"])


async def charge_points(database: Database, key: str, limit: Limit, at: datetime, amount: int) -> Level:
    """Take points from a bucket as `domain.budgets.charge` does; what is left."""
    async with database.primary.acquire() as connection:
        [row] = await _CHARGE.fetch(connection, _values(key, limit, at, amount))
    return Level(row["points"], row["at"])


async def forget_budgets(database: Database, before: datetime) -> None:
    """Forget buckets that nobody drew from since an instant; by then they have to be full."""
    async with database.primary.acquire() as connection:
        await _FORGET.fetch(connection, {"before": before})
