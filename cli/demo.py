"""`simpul demo`."""

import asyncio
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cli import databases, output
from cli.databases import running_server
from db.repositories.budgets import forget_budgets
from demo.appraisal.quarters import choose_moment, find_first_day
from demo.cast import Cast, find_cast
from demo.client import Client
from demo.government import GOVERNMENT
from demo.preparation import Wish, prepare
from demo.scoreboard import draw_scoreboard
from demo.seed import POLICY, ReportProgress
from demo.sizes import SIZES
from demo.state import Demonstration
from demo.story import CATEGORY, draw_story, tell_story
from domain.clocks import Clock, LeapingClock, set_clock
from domain.grants import Capacity
from domain.keyring import Keys
from domain.terms import WorkKind
from domain.text.localized import Language
from jobs.handlers import HANDLERS
from jobs.worker import Worker
from server import serving
from server.authentication import issue_token
from server.clock import machine_clock
from server.exposure import DEMO
from server.settings import Settings, load_settings
from server.signing_keys import load_keys

WIDTH = 100
LIFETIME = timedelta(minutes=5)
# Longer than a telling may leap ahead.
LONGEST_AHEAD = timedelta(days=366)
# What a demonstration sets where the environment does not.
DEMONSTRATION = {"SIMPUL_PROFILE": DEMO}


@dataclass
class Opening:
    """What is told once the service answers: the story, then that it is ready. It runs beside the server, as a client.

    With `leaves` the server is stopped afterwards; what went wrong, if anything, is in `failure`.
    """

    keys: Keys
    cast: Cast | None
    leap: Callable[[datetime], None]
    console: Console
    leaves: bool
    failure: list[BaseException] = field(default_factory=list)

    def begin(self, url: str) -> None:
        """Tell it in a thread of its own, since the server needs this one."""
        threading.Thread(target=self._run, args=(url,), name="opening", daemon=True).start()

    def _run(self, url: str) -> None:
        try:
            self._tell(url)
        except BaseException as error:  # noqa: BLE001 (raised again by whoever serves)
            self.failure.append(error)
        if self.leaves or self.failure:
            os.kill(os.getpid(), signal.SIGINT)

    def _sign(self, capacity: Capacity) -> str:
        return issue_token(capacity, self.keys, LIFETIME)

    def _tell(self, url: str) -> None:
        if self.cast is not None:
            self.console.print(draw_story(tell_story(Client(url, self._sign), self.cast, self.leap)))
        self.console.print(f"Ready: {url}/graphql", highlight=False, soft_wrap=True)


# From when on the offices, founded in 2017, have a history of some years; tickets bear a year of this century.
YEARS = range(2020, 2100)


def read_moment(text: str) -> datetime:
    """A moment with its zone, as ISO 8601 writes it. Raises BadParameter."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter("write it with its zone, like 2026-12-31T23:50+07:00")
    if moment.year not in YEARS:
        raise typer.BadParameter(f"choose a year from {YEARS[0]} to {YEARS[-1]}")
    return moment


def demo(  # noqa: PLR0917
    size: Annotated[str | None, typer.Option(help=f"How much: {', '.join(SIZES)}.")] = None,
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="As of which day.")] = None,
    fresh: Annotated[bool, typer.Option(help="Throw an earlier demonstration away and make it anew.")] = False,
    leaves: Annotated[bool, typer.Option("--exit", help="End instead of serving on.")] = False,
    policy: Annotated[int, typer.Option(help="By which version of the policy to score.", min=1, max=POLICY)] = POLICY,
    moment: Annotated[
        datetime | None,
        typer.Option("--now", parser=read_moment, metavar="MOMENT", help="What time it is, whatever the machine says."),
    ] = None,
) -> None:
    """Make up a government, show how a citizen's rating moves a score, and serve it all until stopped."""
    clock = machine_clock if moment is None else set_clock(machine_clock, moment)
    today = GOVERNMENT.day_of(clock())
    wish = Wish(size, day.date() if day else None, fresh, policy)
    if size is not None and size not in SIZES:
        raise typer.BadParameter(f"choose one of {', '.join(SIZES)}", param_hint="--size")
    if wish.day is not None and wish.day.year not in YEARS:
        raise typer.BadParameter(f"choose a year from {YEARS[0]} to {YEARS[-1]}", param_hint="--date")
    if wish.day is not None and wish.day > today:
        raise typer.BadParameter("the day may not lie in the future", param_hint="--date")
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    chosen = quieten(load_settings(usual=DEMONSTRATION))
    serving.check_settings(chosen)
    with running_server(chosen) as settings:
        keys = load_keys(settings)
        cast, clock = asyncio.run(make(settings, keys, wish, clock, console))
        lasting = LeapingClock(clock)
        opening = Opening(keys, cast, partial(leap_on, settings, lasting), console, leaves)
        serving.serve(settings, 1, opening.begin, lasting)
    for failure in opening.failure:
        raise failure


def leap_on(settings: Settings, clock: LeapingClock, moment: datetime) -> None:
    """Set the clock to a moment, and release the answers whose hold is over by then."""
    clock.leap(moment)
    asyncio.run(release_answers(settings, clock))


async def release_answers(settings: Settings, clock: Clock) -> None:
    """Do the work that the service would find due only when it looks next."""
    released = {WorkKind.RELEASE_ANSWER: HANDLERS[WorkKind.RELEASE_ANSWER]}
    async with databases.open_as_service(settings, clock) as database:
        await Worker(database.for_jobs(), chance=random.random, handlers=released).do_all()


def quieten(settings: Settings) -> Settings:
    """Settings that log no line for each request, so that the story can be read; what goes wrong is still logged."""
    return replace(settings, log_level="WARNING") if settings.log_level == "INFO" else settings


async def make(settings: Settings, keys: Keys, wish: Wish, clock: Clock, console: Console) -> tuple[Cast | None, Clock]:
    """Fill the database if need be, and show what is in it; returns who plays in the story, and by which clock."""
    await databases.prepare(settings)
    async with databases.open_as_owner(settings, clock) as database:
        # An earlier telling of the story drew from them by a clock that was ahead.
        await forget_budgets(database, clock() + LONGEST_AHEAD)
        started = time.monotonic()
        wish = replace(wish, address=databases.address_of_owner(settings))
        with report_progress() as report:
            found, made = await prepare(database, keys, wish, GOVERNMENT.day_of(clock()), report)
        console.print(describe(found, made, time.monotonic() - started))
        async with database.transaction() as connection:
            first = find_first_day(found.day)
            console.print(await draw_scoreboard(connection, first, found.day - timedelta(days=1)))
            moment = choose_moment(found.day, clock().astimezone(GOVERNMENT.zone))
            return await find_cast(connection, CATEGORY, moment.date()), set_clock(clock, moment)


def describe(found: Demonstration, made: bool, seconds: float) -> str:
    """What was done, in a sentence."""
    size = SIZES[found.size]
    done = f"Made in {seconds:.0f} s" if made else "Found, made before"
    name = GOVERNMENT.name.in_(Language.INDONESIAN)
    return (
        f"{done}: {name} with {size.employees:,} employees and {size.cases:,} cases, as of"
        f" {found.day:%d %b %Y} (size {found.size}, seed {found.seed}). All people are made up."
    )


@contextmanager
def report_progress() -> Iterator[ReportProgress]:
    """Bars that show how far each stage is, on standard error."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=output.console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage.capitalize(), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield report
