"""`python -m tests.jobs.stuck_worker URL`: a worker that takes work, leaves its trace, says so, and gets stuck."""

import asyncio
import sys

from db.database import open_database
from jobs.handlers import Task
from server.clock import machine_clock
from tests.jobs.workshop import Workshop, leave_trace


async def get_stuck(task: Task) -> None:
    await leave_trace(task)
    print(task.work.key, flush=True)  # noqa: T201
    await asyncio.Event().wait()


async def main(url: str) -> None:
    async with open_database(url, clock=machine_clock) as database:
        await Workshop(database).worker(get_stuck).do_next()


asyncio.run(main(sys.argv[1]))
