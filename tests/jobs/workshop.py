"""Workers with a clock that tests set, and work that leaves a trace."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from db.database import Database
from db.repositories.due_work import schedule_work
from db.statements.compiled import driver_of
from db.tables.audit import audit_entries
from domain.due_work import WORK, NewWork
from domain.terms import Role, WorkKind
from jobs.handlers import HANDLERS, Handler, Task
from jobs.worker import Worker

T = TypeVar("T")
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
# Of how many kinds work comes by itself.
RECURRING = sum(spec.schedule is not None for spec in WORK.values())
KIND, OTHER_KIND = WorkKind.FORGET_DONE_WORK, WorkKind.FORGET_IDEMPOTENCY_KEYS


@dataclass
class SetClock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


async def leave_trace(task: Task) -> None:
    """What work does here: one row, named after it."""
    row = {"role": Role.ADMINISTRATOR, "action": task.work.key}
    await task.transaction.execute(audit_entries.insert().values(row))


async def until(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask again and again until the answer is something."""
    while not (answer := await ask()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return answer


@dataclass
class Workshop:
    """A database with work in it, and workers that share a clock."""

    database: Database
    clock: SetClock = field(default_factory=SetClock)

    def worker(self, handler: Handler = leave_trace, **options: Any) -> Worker:
        options = {"handlers": {KIND: handler}, "chance": lambda: 0.0} | options
        return Worker(replace(self.database.for_jobs(), clock=self.clock), **options)

    def real_worker(self) -> Worker:
        """One that does what the product does."""
        return self.worker(handlers=HANDLERS)

    async def schedule(self, *keys: str, kind: WorkKind = KIND, **after: float) -> list[bool]:
        """Put work off, all in one transaction."""
        due = self.clock.now + timedelta(**after)
        async with self.database.transaction() as transaction:
            return [await schedule_work(transaction, NewWork(kind, key, due, {})) for key in keys]

    async def ask(self, sql: str, *values: object) -> Any:
        """The first value of a statement, sent as due work sends its own."""
        async with self.database.for_jobs().transaction() as transaction:
            return await driver_of(transaction).fetchval(sql, *values)

    async def traces(self) -> list[str]:
        rows = await self.database.primary.fetch("SELECT action FROM audit_entries ORDER BY action")
        return [action for (action,) in rows]

    async def work(self) -> dict[str, tuple[str, int, str | None]]:
        """State, attempts and failure of all work, by key."""
        rows = await self.database.primary.fetch("SELECT key, state, attempts, failure FROM due_work")
        return {key: (state, attempts, failure) for key, state, attempts, failure in rows}
