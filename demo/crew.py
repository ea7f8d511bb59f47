"""Processes that make the demonstration together, each with connections of its own; the first alone where that is all.

A part of the work is a function of a module and what it is given, so that a process of its own can do it. What comes
out depends neither on how many there are nor on who does which part.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from typing import Any

from db.database import Database, open_database
from db.deadlines import UNHURRIED

# Each has connections, and people in memory; two cores are what a demonstration may count on.
MOST_PROCESSES = 4

Work = Callable[..., Awaitable[None]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Crew:
    """Whoever makes the demonstration: those of `pool`, or without one this process with its database."""

    database: Database
    pool: Executor | None = None

    async def do(self, work: Work, parts: Collection[tuple[Any, ...]], progress: Progress) -> None:
        """Do some work in parts; each is given a database, then what stands in the part."""
        if self.pool is None:
            for done, part in enumerate(parts, 1):
                await work(self.database, *part)
                progress(done, len(parts))
            return
        loop = asyncio.get_running_loop()
        at_work = [loop.run_in_executor(self.pool, _do, work, part) for part in parts]
        for done, finished in enumerate(asyncio.as_completed(at_work), 1):
            await finished
            progress(done, len(parts))


@asynccontextmanager
async def gather_crew(database: Database, address: str | None) -> AsyncIterator[Crew]:
    """A process a core, if these know an `address` of the database; they start meanwhile. What fails ends them all."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if address is None or processes == 1:
        yield Crew(database)
        return
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _come, (address, database.clock()))
    try:
        pool.submit(_come_early)
        yield Crew(database, pool)
    finally:
        await asyncio.to_thread(partial(pool.shutdown, cancel_futures=True))


@dataclass
class _Hand:
    """What one of the processes holds for as long as it lives."""

    runner: asyncio.Runner
    held: AsyncExitStack
    database: Database


_hands: list[_Hand] = []


def _come(address: str, now: datetime) -> None:
    runner, held = asyncio.Runner(), AsyncExitStack()
    opening = open_database(address, clock=lambda: now, owner=True, deadlines=UNHURRIED)
    _hands.append(_Hand(runner, held, runner.run(held.enter_async_context(opening))))


def _come_early() -> None:
    """Nothing: whoever is asked for it has come."""


def _do(work: Work, part: tuple[Any, ...]) -> None:
    [hand] = _hands
    hand.runner.run(work(hand.database, *part))  # type: ignore[arg-type]
