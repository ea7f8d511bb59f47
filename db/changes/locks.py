"""Locks on the scores of people and units, held to the end of the transaction."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

_names = func.unnest(bindparam("names", type_=ARRAY(Text))).column_valued("name")
_key = func.hashtextextended(_names, 0).label("key")
_keys = select(_key).distinct().order_by(_key).subquery("keys")
_LOCK = select(func.pg_advisory_xact_lock(_keys.c.key))


async def lock_scores(connection: AsyncConnection, subjects: Iterable[UUID], period_id: UUID) -> None:
    """Wait until nobody else recomputes these people's or units' scores of a period.

    Every caller takes its locks in the order of their keys, so that two never wait for each other.
    """
    await connection.execute(_LOCK, {"names": [f"{subject}/{period_id}" for subject in subjects]})
