"""Rows that are kept for a time only. A statement takes a limited number of them, so that none lasts long."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.audit import idempotency_keys
from db.tables.columns import Instant
from db.tables.jobs import due_work
from domain.terms import Role, WorkState

_BEFORE = bindparam("before", type_=Instant)


def _delete_some(table: Table, *old: ColumnElement[bool]) -> Delete:
    some: Any = select(table.c.id).where(*old).limit(bindparam("most")).with_for_update(skip_locked=True)
    return delete(table).where(table.c.id.in_(some))


_KEYS = _delete_some(idempotency_keys, idempotency_keys.c.at < _BEFORE)
# As resolvers.commands writes them for whoever acts as the reporter of a case.
_REPORTER_KEYS = _delete_some(
    idempotency_keys, idempotency_keys.c.at < _BEFORE, idempotency_keys.c.scope.endswith(f":{Role.CITIZEN}:")
)
_DONE = _delete_some(due_work, due_work.c.state == WorkState.DONE, due_work.c.finished_at < _BEFORE)


async def delete_idempotency_keys(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of the keys that were answered before an instant; returns how many."""
    return (await transaction.execute(_KEYS, {"before": before, "most": most})).rowcount


async def delete_reporter_keys(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of the keys that reporters used before an instant; returns how many."""
    return (await transaction.execute(_REPORTER_KEYS, {"before": before, "most": most})).rowcount


async def delete_done_work(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so much of the work that was done before an instant; returns how much."""
    return (await transaction.execute(_DONE, {"before": before, "most": most})).rowcount
