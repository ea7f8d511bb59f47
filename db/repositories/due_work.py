"""Due work in its table, and the leases of duties."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Text, Uuid, bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.tables.columns import Instant
from db.tables.jobs import due_work, leases
from domain.due_work import DueWork, Lease, NewWork
from domain.terms import WorkKind, WorkState

# What listeners are told when there is new work: the topic, and in the place of a row's key a word.
TOPIC = ("due_work", "new")
_NOTICE = '{"topic":"due_work","id":"new"}'

_added = (
    insert(due_work)
    .values(
        kind=bindparam("kind"),
        key=bindparam("key"),
        due_at=bindparam("due_at", type_=Instant),
        payload=bindparam("payload", type_=due_work.c.payload.type),
        state=WorkState.WAITING,
    )
    .on_conflict_do_nothing(index_elements=["kind", "key"])
    .returning(due_work.c.id)
    .cte("added")
)
ADD = select(_added.c.id, func.pg_notify(func.current_schema(), _NOTICE))
_ADD = prepare(ADD)

# Written out: a statement that is prepared once finds the index of what waits by these very words.
_WAITING = due_work.c.state == literal_column(f"'{WorkState.WAITING}'")
_KNOWN = due_work.c.kind == func.any(bindparam("kinds"))
_THIS = due_work.c.id == bindparam("work", type_=Uuid())
_NEXT = (
    select(due_work.c.id, due_work.c.kind, due_work.c.key, due_work.c.due_at, due_work.c.payload, due_work.c.attempts)
    .where(_WAITING, _KNOWN, due_work.c.due_at <= bindparam("now", type_=Instant))
    .order_by(due_work.c.due_at, due_work.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT_TIME = select(due_work.c.due_at).where(_WAITING, _KNOWN).order_by(due_work.c.due_at).limit(1)
_COUNT = select(func.count()).where(_WAITING, due_work.c.due_at <= bindparam("now", type_=Instant))
_BEGIN = prepare(
    update(due_work)
    .where(_THIS)
    .values(
        attempts=due_work.c.attempts + 1,
        attempted_at=bindparam("now", type_=Instant),
        due_at=bindparam("retry_at", type_=Instant),
    )
)
_HOLD = prepare(
    select(due_work.c.id).where(_THIS, _WAITING, due_work.c.attempts == bindparam("attempt")).with_for_update()
)
_NOTE_FAILURE = update(due_work).where(_THIS, _WAITING).values(failure=bindparam("reason", type_=Text()))
_SETTLE = prepare(
    update(due_work)
    .where(_THIS, _WAITING)
    .values(state=bindparam("settled"), finished_at=bindparam("now", type_=Instant))
)


def added_values(work: NewWork) -> dict[str, Any]:
    """The parameters of `ADD`."""
    return {"kind": work.kind, "key": work.key, "due_at": work.due_at, "payload": dict(work.payload)}


async def schedule_work(transaction: AsyncConnection, work: NewWork) -> bool:
    """Schedule work as part of this transaction; False where it is there already, whatever became of it."""
    return bool(await _ADD.fetch(transaction, added_values(work)))


async def lock_next_work(transaction: AsyncConnection, kinds: Collection[WorkKind], now: datetime) -> DueWork | None:
    """The work of these kinds that has been due longest and that nobody else has locked, now locked."""
    row = (await transaction.execute(_NEXT, {"kinds": list(kinds), "now": now})).one_or_none()
    return DueWork(row.id, WorkKind(row.kind), row.key, row.due_at, row.payload, row.attempts) if row else None


async def find_next_time(transaction: AsyncConnection, kinds: Collection[WorkKind]) -> datetime | None:
    """When the first of the waiting work of these kinds is due."""
    found: datetime | None = await transaction.scalar(_NEXT_TIME, {"kinds": list(kinds)})
    return found


async def count_due_work(transaction: AsyncConnection, now: datetime) -> int:
    """How much work waits whose time has come."""
    return await transaction.scalar(_COUNT, {"now": now}) or 0


async def begin_attempt(transaction: AsyncConnection, work: DueWork, now: datetime, retry_at: datetime) -> None:
    """Count another attempt, and let the next begin at `retry_at` in case this one comes to nothing."""
    await _BEGIN.fetch(transaction, {"work": work.id, "now": now, "retry_at": retry_at})


async def hold_work(transaction: AsyncConnection, work: DueWork, attempt: int) -> bool:
    """Lock work for as long as the transaction lasts; False where a later attempt was begun, or one has settled it.

    Those who look for work lock it for a moment in passing, so this waits.
    """
    return bool(await _HOLD.fetch(transaction, {"work": work.id, "attempt": attempt}))


async def note_failure(transaction: AsyncConnection, work: DueWork, reason: str) -> None:
    """Keep why the latest attempt came to nothing."""
    await transaction.execute(_NOTE_FAILURE, {"work": work.id, "reason": reason})


async def settle_work(transaction: AsyncConnection, work: DueWork, state: WorkState, now: datetime) -> None:
    """Let work be done, or failed, for good."""
    await _SETTLE.fetch(transaction, {"work": work.id, "settled": state, "now": now})


_THIS_DUTY = leases.c.duty == bindparam("this")
_CLAIM = insert(leases).on_conflict_do_nothing(index_elements=["duty"])
_HELD = select(leases.c.holder, leases.c.until).where(_THIS_DUTY).with_for_update()
_RENEW = update(leases).where(_THIS_DUTY).values(holder=bindparam("by"), until=bindparam("to", type_=Instant))


async def lock_lease(transaction: AsyncConnection, duty: str) -> Lease | None:
    """The lease of a duty, locked; None where nobody ever had it."""
    row = (await transaction.execute(_HELD, {"this": duty})).one_or_none()
    return Lease(row.holder, row.until) if row else None


async def store_lease(transaction: AsyncConnection, duty: str, lease: Lease, before: Lease | None) -> bool:
    """Write a lease in the place of `before`, which is locked; False where another was first to have any."""
    if before is None:
        row = {"duty": duty, "holder": lease.holder, "until": lease.until}
        return (await transaction.execute(_CLAIM.returning(leases.c.duty), row)).first() is not None
    await transaction.execute(_RENEW, {"this": duty, "by": lease.holder, "to": lease.until})
    return True
