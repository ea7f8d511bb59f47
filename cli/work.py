"""`simpul work`."""

import asyncio
import random
import signal
from typing import Annotated

import typer

from cli.databases import running_server
from cli.output import console
from db.database import open_database
from db.listening import listening
from db.migrations.upgrade import migrate
from domain.terms import WorkState
from jobs.worker import Worker
from server.clock import machine_clock
from server.logs import configure_logs
from server.settings import Settings, load_settings


def work(once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False) -> None:
    """Do due work until stopped; beside `simpul serve` with SIMPUL_WORK=apart, or in addition to it."""
    with running_server(load_settings()) as settings:
        configure_logs(settings)
        asyncio.run(migrate(str(settings.database_url)))
        asyncio.run(work_once(settings) if once else work_on(settings))


async def work_once(settings: Settings) -> None:
    """Do what is due, and say how much that was."""
    async with open_database(str(settings.database_url), clock=machine_clock) as database:
        worker = Worker(database, chance=random.random)
        await worker.lead()
        states = await worker.do_all()
    typer.echo(
        f"Done: {states[WorkState.DONE]}; to be tried again: {states[WorkState.WAITING]};"
        f" failed for good: {states[WorkState.FAILED]}."
    )


async def work_on(settings: Settings) -> None:
    """Work until a signal asks for an end; the work in hand is done before."""
    url = str(settings.database_url)
    async with open_database(url, clock=machine_clock) as database, listening(url) as listener:
        worker = Worker(database, chance=random.random)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, worker.stop)
        console.print("Working.", highlight=False)
        await worker.run(listener)
