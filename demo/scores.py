"""The scores of the demonstration, live and as people are shown them, computed by all of the machine's cores."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context

from db.database import Database, open_database
from db.deadlines import UNHURRIED
from db.repositories.organisation import WHOLE, Share
from resolvers.publication.weekly_scores import show_all_scores
from resolvers.scoring.recomputation import rescore_everything

# Each has connections, and people in memory; two cores are what a demonstration may count on.
MOST_PROCESSES = 4

Progress = Callable[[int, int], None]


async def score_everybody(database: Database, address: str | None, progress: Progress) -> None:
    """Score everybody in every period, and show them; with other processes, if these know an address of the database.

    Each takes whole batches of people, so what comes out is the same however many there are.
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if address is None or processes == 1:
        await _score(database, WHOLE, progress)
        return
    shares = [Share(number, processes) for number in range(processes)]
    with ProcessPoolExecutor(processes - 1, get_context("spawn")) as pool:
        loop, now = asyncio.get_running_loop(), database.clock()
        others = [loop.run_in_executor(pool, score_share, address, share, now) for share in shares[1:]]
        await _score(database, shares[0], lambda done, total: progress(min(done * processes, total), total))
        await asyncio.gather(*others)


def score_share(address: str, share: Share, now: datetime) -> None:
    """Score a share of all people, in a process of its own."""
    asyncio.run(_score_elsewhere(address, share, now))


async def _score_elsewhere(address: str, share: Share, now: datetime) -> None:
    async with open_database(address, clock=lambda: now, owner=True, deadlines=UNHURRIED) as database:
        await _score(database, share, lambda *_: None)


async def _score(database: Database, share: Share, progress: Progress) -> None:
    await rescore_everything(database, progress, share)
    await show_all_scores(database, share)
