"""Rows that are kept for a time only. A statement takes a limited number of them, so that none lasts long."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Table, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.privileges.guards import RETENTION
from db.tables.accounts import known_devices, refresh_tokens, sessions, sign_in_attempts, sign_in_steps
from db.tables.audit import idempotency_keys
from db.tables.cases import answer_marks, answer_words
from db.tables.columns import Instant
from db.tables.jobs import due_work
from db.tables.readings import readings
from domain.access import ANYONE
from domain.due_work import WORK, EveryMinute
from domain.terms import WorkState

_BEFORE = bindparam("before", type_=Instant)


def _delete_some(table: Table, *old: ColumnElement[bool]) -> Delete:
    some: Any = select(table.c.id).where(*old).limit(bindparam("most")).with_for_update(skip_locked=True)
    return delete(table).where(table.c.id.in_(some))


# Nobody changes them, so none is locked: locking takes the privilege to change.
_READINGS = delete(readings).where(
    readings.c.id.in_(select(readings.c.id).where(readings.c.at < _BEFORE).limit(bindparam("most")))
)
_RETAIN = text(f"SET LOCAL {RETENTION} = 'on'")
_KEYS = _delete_some(idempotency_keys, idempotency_keys.c.at < _BEFORE)
_REPORTER_KEYS = _delete_some(
    idempotency_keys, idempotency_keys.c.at < _BEFORE, idempotency_keys.c.scope.endswith(ANYONE.key_scope(""))
)
_ATTEMPTS = (
    _delete_some(sign_in_attempts, sign_in_attempts.c.last_at < _BEFORE),
    _delete_some(sign_in_steps, sign_in_steps.c.expires_at < _BEFORE),
)
_REFRESH_TOKENS = _delete_some(refresh_tokens, refresh_tokens.c.superseded, refresh_tokens.c.created_at < _BEFORE)
_SESSIONS = (
    _delete_some(sessions, sessions.c.last_used_at < _BEFORE),
    _delete_some(known_devices, known_devices.c.last_used_at < _BEFORE),
)
# Whoever holds answers locked reads them, and waits for no one here.
_ANSWER_MARKS = tuple(
    delete(each).where(each.c.id.in_(select(each.c.id).where(each.c.at < _BEFORE).limit(bindparam("most"))))
    for each in (answer_marks, answer_words)
)
_MINUTES = _delete_some(
    due_work,
    due_work.c.kind.in_([kind for kind, spec in WORK.items() if isinstance(spec.schedule, EveryMinute)]),
    due_work.c.state == WorkState.DONE,
    due_work.c.finished_at < _BEFORE,
)
_DONE = _delete_some(due_work, due_work.c.state == WorkState.DONE, due_work.c.finished_at < _BEFORE)


async def delete_readings(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of the readings that were noted before an instant; returns how many.

    They are the one thing of what only grows that is kept for a time only, so this says so in its transaction.
    """
    await transaction.execute(_RETAIN)
    return (await transaction.execute(_READINGS, {"before": before, "most": most})).rowcount


async def delete_idempotency_keys(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of the keys that were answered before an instant; returns how many."""
    return (await transaction.execute(_KEYS, {"before": before, "most": most})).rowcount


async def delete_reporter_keys(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of the keys that reporters used before an instant; returns how many."""
    return (await transaction.execute(_REPORTER_KEYS, {"before": before, "most": most})).rowcount


async def delete_done_work(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so much of the work that was done before an instant; returns how much."""
    return (await transaction.execute(_DONE, {"before": before, "most": most})).rowcount


async def delete_answer_marks(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many marks of answers, and as many signatures of their words, of before; how many of either."""
    return await _delete_each(transaction, _ANSWER_MARKS, before, most)


async def delete_attempts(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many attempts to sign in, and as many steps, of before an instant; how many of either."""
    return await _delete_each(transaction, _ATTEMPTS, before, most)


async def delete_sessions(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many sessions, and as many devices, last used before an instant; how many of either."""
    return await _delete_each(transaction, _SESSIONS, before, most)


async def delete_refresh_tokens(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many refresh tokens that were superseded and made before an instant; returns how many."""
    return (await transaction.execute(_REFRESH_TOKENS, {"before": before, "most": most})).rowcount


async def _delete_each(transaction: AsyncConnection, statements: Sequence[Delete], before: datetime, most: int) -> int:
    values = {"before": before, "most": most}
    return max([(await transaction.execute(statement, values)).rowcount for statement in statements])


async def delete_done_minutes(transaction: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so much of the work of every minute that was done before an instant; returns how much."""
    return (await transaction.execute(_MINUTES, {"before": before, "most": most})).rowcount
