"""What is done when work of a kind is due. A handler's changes and the work's completion are one transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.database import Transaction
from db.repositories.appraisal import ensure_following_annual_period
from db.repositories.due_work import schedule_work
from db.repositories.retention import delete_done_work, delete_idempotency_keys, delete_reporter_keys
from domain.due_work import DueWork, NewWork
from domain.terms import WorkKind
from resolvers.publication.unit_scores import publish_unit_scores

# A client that was out of reach for this long sends nothing again that it sent before.
KEYS_KEPT = timedelta(days=30)

# Reporters' keys lead to their cases, so they are kept no longer than a day.
REPORTER_KEYS_KEPT = timedelta(days=1)

# Work is recognised as the same by its key for as long as it is kept. What failed is kept until somebody looks at it.
DONE_WORK_KEPT = timedelta(days=90)

MOST_DELETED = 10_000


@dataclass(frozen=True)
class Task:
    """Work in the hands of a worker: the transaction to do it in, and the time."""

    work: DueWork
    transaction: Transaction
    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """What day it is, where the government is."""
        return self.now.astimezone(self.zone).date()


Handler = Callable[[Task], Awaitable[None]]
Delete = Callable[[Transaction, datetime, int], Awaitable[int]]


async def open_period(task: Task) -> None:
    """See to it that the running year has its annual period, wherever years before it had theirs."""
    await ensure_following_annual_period(task.transaction, task.today)


async def publish_scores_of_units(task: Task) -> None:
    """Publish how units served."""
    await publish_unit_scores(task.transaction, task.today)


def forget(delete: Delete, kept: timedelta) -> Handler:
    """Delete what is older than `kept`, some now and the rest as work that follows."""

    async def handle(task: Task) -> None:
        deleted = await delete(task.transaction, task.now - kept, MOST_DELETED)
        if deleted == MOST_DELETED:
            part = task.work.payload.get("part", 1) + 1
            day = task.work.key.partition("/")[0]
            await schedule_work(task.transaction, NewWork(task.work.kind, f"{day}/{part}", task.now, {"part": part}))

    return handle


HANDLERS: Mapping[WorkKind, Handler] = {
    WorkKind.OPEN_PERIOD: open_period,
    WorkKind.FORGET_IDEMPOTENCY_KEYS: forget(delete_idempotency_keys, KEYS_KEPT),
    WorkKind.FORGET_REPORTER_KEYS: forget(delete_reporter_keys, REPORTER_KEYS_KEPT),
    WorkKind.FORGET_DONE_WORK: forget(delete_done_work, DONE_WORK_KEPT),
    WorkKind.PUBLISH_UNIT_SCORES: publish_scores_of_units,
}
