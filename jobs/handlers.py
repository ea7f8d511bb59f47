"""What is done when work of a kind is due. A handler's changes and the work's completion are one transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from db.database import Transaction
from db.repositories.commits import ScoreChanged, notify
from db.repositories.due_work import schedule_work
from db.repositories.organisation import list_following
from db.repositories.retention import (
    delete_answer_marks,
    delete_attempts,
    delete_done_minutes,
    delete_done_work,
    delete_idempotency_keys,
    delete_readings,
    delete_refresh_tokens,
    delete_reporter_keys,
    delete_sessions,
)
from db.tables.organisation import employees
from domain.calendar import YEAR
from domain.cases.citizens import MARKS_KEPT
from domain.due_work import DueWork, NewWork
from domain.governments import Government
from domain.terms import WorkKind
from resolvers.audit.chain import seal_audit
from resolvers.cases.erasures import erase_old_cases
from resolvers.cases.escalations import escalate_undecided
from resolvers.cases.lateness import count_late_cases
from resolvers.cases.recontacts import draw_recontacts
from resolvers.cases.releases import release_answer
from resolvers.periods.schedule import begin_and_rescore, close_if_ready, close_next_period, open_due_periods
from resolvers.publication.cases import publish_cases
from resolvers.publication.unit_scores import publish_unit_scores
from resolvers.publication.weekly_scores import show_scores
from resolvers.scoring.rescoring import refresh

# A client that was out of reach for this long sends nothing again that it sent before.
KEYS_KEPT = timedelta(days=30)

# Reporters' keys lead to their cases, so they are kept no longer than a day.
REPORTER_KEYS_KEPT = timedelta(days=1)

# Work is recognised as the same by its key for as long as it is kept. What failed is kept until somebody looks at it.
DONE_WORK_KEPT = timedelta(days=90)

# Attempts slow nobody after a day, and steps are over sooner.
ATTEMPTS_KEPT = timedelta(days=2)

# One that was superseded is known for so long: if it comes again, its session ends.
REFRESH_TOKENS_KEPT = timedelta(days=30)

# Longer than any session lasts; what was recorded of them stays in the audit.
SESSIONS_KEPT = timedelta(days=400)

# Work of every minute is kept long enough to be recognised as the same, and no longer.
MINUTES_KEPT = timedelta(hours=1)

# Whoever was read may ask by whom for as long as their appraisals are kept.
READINGS_KEPT = 5 * YEAR

MOST_DELETED = 10_000
# Of each it is told that its case has changed.
MOST_ESCALATED = 1_000
# Each is audited by itself.
MOST_ERASED = 1_000
# Each is derived anew, and whoever had it is scored anew.
MOST_LATE = 200
# The events of each are loaded.
MOST_DRAWN = 200

NIL = UUID(int=0)


@dataclass(frozen=True)
class Task:
    """Work in the hands of a worker: the transaction to do it in, the time, and whose data it is."""

    work: DueWork
    transaction: Transaction
    now: datetime
    government: Government

    @property
    def today(self) -> date:
        """What day it is, where the government is."""
        return self.government.day_of(self.now)


Handler = Callable[[Task], Awaitable[None]]
Delete = Callable[[Transaction, datetime, int], Awaitable[int]]


async def open_periods(task: Task) -> None:
    """Open what has begun; a month, quarter or year is made wherever earlier ones were."""
    await open_due_periods(task.transaction, task.today, task.now)


async def close_periods(task: Task) -> None:
    """Close what somebody asked for; else begin what is over and close one that may, the next as work that follows."""
    if "period" in task.work.payload:
        asked = (UUID(task.work.payload["period"]), task.today, task.now, UUID(task.work.payload["by"]))
        await close_if_ready(task.transaction, *asked)
        return
    await begin_and_rescore(task.transaction, task.today, task.now)
    if await close_next_period(task.transaction, task.today, task.now) is not None:
        await _go_on(task)


async def publish_scores_of_units(task: Task) -> None:
    """Publish how units served."""
    await publish_unit_scores(task.transaction, task.today)


async def publish_settled_cases(task: Task) -> None:
    """Publish which cases reports count."""
    await publish_cases(task.transaction, task.government, task.today, task.now)


async def show_scores_of_people(task: Task) -> None:
    """Show some people their scores, have these as time has made them, and the rest as work that follows."""
    people = await _list_next(task)
    if people:
        await show_scores(task.transaction, people, task.today, task.now)
        await _refresh(task, people)


async def rescore_people(task: Task) -> None:
    """Rescore some people whose scores are not as they should be, and the rest as work that follows."""
    people = await _list_next(task)
    if people:
        await _refresh(task, people)


async def _list_next(task: Task) -> list[UUID]:
    """The people whose turn it is."""
    return await list_following(task.transaction, employees, UUID(task.work.payload.get("after", str(NIL))))


async def _refresh(task: Task, people: list[UUID]) -> None:
    """Have the scores of people as they should be now; the next people's is work that follows."""
    changed = await refresh(task.transaction, people, task.now)
    if changed:
        await notify(task.transaction, map(ScoreChanged, dict.fromkeys(changed)))
    await _go_on(task, after=str(people[-1]))


async def seal(task: Task) -> None:
    """Seal what the audit says by now, and leave no trace of work of earlier minutes."""
    await seal_audit(task.transaction, task.now)
    await delete_done_minutes(task.transaction, task.now - MINUTES_KEPT, MOST_DELETED)


async def find_late_cases(task: Task) -> None:
    """Count open cases whose time is over, some now and the rest as work that follows."""
    if await count_late_cases(task.transaction, task.now, MOST_LATE) == MOST_LATE:
        await _go_on(task)


async def erase_contents(task: Task) -> None:
    """Erase what was written of cases whose time is over, some now and the rest as work that follows."""
    years = task.government.contents_kept_years
    if await erase_old_cases(task.transaction, years, task.now, MOST_ERASED) == MOST_ERASED:
        await _go_on(task)


async def release(task: Task) -> None:
    """Let the answer weigh whose hold is over."""
    await release_answer(task.transaction, UUID(task.work.key), task.now)


async def escalate(task: Task) -> None:
    """Tell the inspectorate of what nobody decides, some now and the rest as work that follows."""
    if await escalate_undecided(task.transaction, task.now, MOST_ESCALATED) >= MOST_ESCALATED:
        await _go_on(task)


async def draw_cases_to_ask_again(task: Task) -> None:
    """Give drawn cases to whoever asks again, some now and the rest as work that follows."""
    if await draw_recontacts(task.transaction, task.today, task.now, MOST_DRAWN) == MOST_DRAWN:
        await _go_on(task)


async def _go_on(task: Task, **more: str) -> None:
    """Schedule another part of the work, which is told `more`."""
    part = task.work.payload.get("part", 1) + 1
    key = f"{task.work.key.partition('/')[0]}/{part}"
    await schedule_work(task.transaction, NewWork(task.work.kind, key, task.now, {"part": part, **more}))


def forget(delete: Delete, kept: timedelta) -> Handler:
    """Delete what is older than `kept`, some now and the rest as work that follows."""

    async def handle(task: Task) -> None:
        deleted = await delete(task.transaction, task.now - kept, MOST_DELETED)
        if deleted == MOST_DELETED:
            await _go_on(task)

    return handle


HANDLERS: Mapping[WorkKind, Handler] = {
    WorkKind.OPEN_PERIOD: open_periods,
    WorkKind.CLOSE_PERIOD: close_periods,
    WorkKind.FORGET_IDEMPOTENCY_KEYS: forget(delete_idempotency_keys, KEYS_KEPT),
    WorkKind.FORGET_REPORTER_KEYS: forget(delete_reporter_keys, REPORTER_KEYS_KEPT),
    WorkKind.FORGET_DONE_WORK: forget(delete_done_work, DONE_WORK_KEPT),
    WorkKind.SEAL_AUDIT: seal,
    WorkKind.FIND_LATE_CASES: find_late_cases,
    WorkKind.PUBLISH_UNIT_SCORES: publish_scores_of_units,
    WorkKind.PUBLISH_CASES: publish_settled_cases,
    WorkKind.SHOW_SCORES: show_scores_of_people,
    WorkKind.FORGET_ATTEMPTS: forget(delete_attempts, ATTEMPTS_KEPT),
    WorkKind.FORGET_REFRESH_TOKENS: forget(delete_refresh_tokens, REFRESH_TOKENS_KEPT),
    WorkKind.ERASE_CONTENTS: erase_contents,
    WorkKind.FORGET_READINGS: forget(delete_readings, READINGS_KEPT),
    WorkKind.FORGET_SESSIONS: forget(delete_sessions, SESSIONS_KEPT),
    WorkKind.RELEASE_ANSWER: release,
    WorkKind.ESCALATE_DOUBTS: escalate,
    WorkKind.RESCORE_PEOPLE: rescore_people,
    WorkKind.DRAW_RECONTACTS: draw_cases_to_ask_again,
    WorkKind.FORGET_ANSWER_MARKS: forget(delete_answer_marks, MARKS_KEPT),
}
