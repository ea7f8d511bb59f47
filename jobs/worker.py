"""Takes due work, one piece at a time, and sees to it that what recurs is scheduled."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

from db.database import Database
from db.listening import Listener, happens
from db.repositories.due_work import (
    TOPIC,
    begin_attempt,
    find_next_time,
    hold_work,
    lock_lease,
    lock_next_work,
    note_failure,
    schedule_work,
    settle_work,
    store_lease,
)
from domain.due_work import DueWork, recurring_work, retry_delay, state_after, take_lease
from domain.problems import Refused
from domain.terms import WorkKind, WorkState
from jobs.handlers import HANDLERS, Handler, Task

LEADING = "recurring work"

# Seconds: how long a worker sleeps at most and at least, one attempt may take, and a stop waits for one that runs.
LONGEST_SLEEP = 30.0
SHORTEST_SLEEP = 0.25
LONGEST_ATTEMPT = 300.0
STOP_SECONDS = 10.0

_logger = logging.getLogger("simpul.jobs")


class Worker:
    """Does work whose time has come by the clock of the database (`Database.clock`).

    Taking work and doing it are two transactions. The first counts the attempt and sets the time of the next; so
    whatever ends the second, even the end of the process, leaves work that waits for its next attempt and holds up no
    other. The second locks the work, does it and settles it: all of that comes to pass, or nothing.
    """

    def __init__(
        self,
        database: Database,
        *,
        chance: Callable[[], float],
        handlers: Mapping[WorkKind, Handler] = HANDLERS,
        longest_attempt: float = LONGEST_ATTEMPT,
    ) -> None:
        self._database, self._clock, self._chance = database, database.clock, chance
        self._government = database.government
        self._handlers, self._longest_attempt = handlers, longest_attempt
        self._id = uuid4()
        self._leads_again = 0.0
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End `run` after the work in hand."""
        self._stopping.set()

    async def run(self, listener: Listener) -> None:
        """Work until stopped; `listener` tells when there is more."""
        async with listener.waiting_for(TOPIC) as added:
            while not self._stopping.is_set():
                added.clear()
                await self._sleep(added, await self._go_round())

    async def _go_round(self) -> float:
        """Do all there is to do; for how many seconds to sleep then."""
        try:
            await self._lead_at_times()
            await self.do_all()
            return await self._until_next()
        except Exception:
            _logger.exception("work is interrupted, going on in %d s", LONGEST_SLEEP)
            return LONGEST_SLEEP

    async def _lead_at_times(self) -> None:
        time = asyncio.get_running_loop().time()
        if time >= self._leads_again:
            await self.lead()
            self._leads_again = time + LONGEST_SLEEP

    async def _until_next(self) -> float:
        async with self._database.transaction() as transaction:
            due = await find_next_time(transaction, self._handlers)
        return LONGEST_SLEEP if due is None else min((due - self._clock()).total_seconds(), LONGEST_SLEEP)

    async def _sleep(self, added: asyncio.Event, seconds: float) -> None:
        """Sleep until there is more work, `seconds` have passed or a stop; a burst of additions wakes once."""
        await happens(self._stopping, SHORTEST_SLEEP)
        waiting = [asyncio.create_task(event.wait()) for event in (added, self._stopping)]
        await asyncio.wait(waiting, timeout=max(seconds - SHORTEST_SLEEP, 0), return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def lead(self) -> bool:
        """Schedule what recurs if this worker has that duty, or can take it; whether it did. One has it at a time."""
        now = self._clock()
        async with self._database.transaction() as transaction:
            held = await lock_lease(transaction, LEADING)
            lease = take_lease(held, self._id, now)
            if lease is None or not await store_lease(transaction, LEADING, lease, held):
                return False
            for work in recurring_work(now, self._government.zone):
                await schedule_work(transaction, work)
        return True

    async def do_all(self) -> Counter[WorkState]:
        """Do work until none is due or a stop; how often an attempt left work in which state."""
        states: Counter[WorkState] = Counter()
        while not self._stopping.is_set() and (state := await self.do_next()) is not None:
            states[state] += 1
        return states

    async def do_next(self) -> WorkState | None:
        """Take the work that has been due longest and do it; where it stands then, or None where nothing is due."""
        now = self._clock()
        async with self._database.transaction() as transaction:
            work = await lock_next_work(transaction, self._handlers, now)
            if work is None:
                return None
            if state_after(work.attempts) is WorkState.FAILED:
                await settle_work(transaction, work, WorkState.FAILED, now)
                return WorkState.FAILED
            attempt = work.attempts + 1
            await begin_attempt(transaction, work, now, now + retry_delay(attempt, self._chance()))
        return await self._attempt(work, attempt)

    async def _attempt(self, work: DueWork, attempt: int) -> WorkState:
        try:
            async with asyncio.timeout(self._longest_attempt), self._database.transaction() as transaction:
                if not await hold_work(transaction, work, attempt):
                    return WorkState.WAITING
                await self._handlers[work.kind](Task(work, transaction, self._clock(), self._government))
                await settle_work(transaction, work, WorkState.DONE, self._clock())
        except Exception as error:
            _logger.exception("attempt %d at %s %s (%s) failed", attempt, work.kind, work.key, work.id)
            return await self._fail(work, state_after(attempt), _reason(error))
        return WorkState.DONE

    async def _fail(self, work: DueWork, state: WorkState, reason: str) -> WorkState:
        async with self._database.transaction() as transaction:
            await note_failure(transaction, work, reason)
            if state is WorkState.FAILED:
                await settle_work(transaction, work, state, self._clock())
        return state


def _reason(error: Exception) -> str:
    """What an administrator reads: never the values that a statement was sent with."""
    if isinstance(error, Refused):
        return ", ".join(problem.code for problem in error.problems)
    return type(error).__name__


@asynccontextmanager
async def working(worker: Worker, listener: Listener) -> AsyncIterator[None]:
    """Let a worker run beside something else; at the end the work in hand has a while to come to its end."""
    running = asyncio.create_task(worker.run(listener))
    try:
        yield
    finally:
        worker.stop()
        await asyncio.wait([running], timeout=STOP_SECONDS)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
