"""Where due work is done: within `simpul serve` unless it is set apart, and by `simpul work`."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.jobs.workshop import RECURRING, Workshop, until
from tests.keys import SECRET

ROOT = Path(__file__).parents[2]
DONE = "SELECT count(*) FROM due_work WHERE state = 'DONE'"


@asynccontextmanager
async def running(url: str, *arguments: str, **environment: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command of the service that has said that it runs."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "SIMPUL_SECRET": SECRET, "PORT": "0"} | environment,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    said = b""
    while not said.startswith((b"Ready", b"Working")):
        said = await process.stderr.readline()
        assert said, await process.wait()
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def everything_done(workshop: Workshop) -> bool:
    done: int = await workshop.database.primary.fetchval(DONE)
    return done >= RECURRING


@pytest.mark.parametrize("command", ["serve", "work"])
async def test_both_commands_do_due_work(workshop: Workshop, database_url: str, command: str) -> None:
    async with running(database_url, command):
        await until(lambda: everything_done(workshop))


async def test_work_that_is_set_apart_is_left_to_the_other_command(workshop: Workshop, database_url: str) -> None:
    async with running(database_url, "serve", SIMPUL_WORK="apart"):
        async with running(database_url, "work"):
            await until(lambda: everything_done(workshop))
        assert await workshop.ask("SELECT count(DISTINCT holder) FROM leases") == 1


async def test_serving_apart_takes_nothing(workshop: Workshop, database_url: str) -> None:
    async with running(database_url, "serve", SIMPUL_WORK="apart") as process:
        process.terminate()
        await process.communicate()
    assert await workshop.work() == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_work_in_order(database_url: str, number: signal.Signals) -> None:
    async with running(database_url, "work") as process:
        process.send_signal(number)
        said = (await process.communicate())[1]
    assert process.returncode == 0
    assert b"Traceback" not in said
