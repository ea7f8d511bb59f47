"""The workload `release`: the service's own due work beside hand-written SQL, over the same answers one by one."""

import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from statistics import median, quantiles
from uuid import UUID

import asyncpg

from bench.answers import DifferentAnswersError, find_difference
from bench.data import SECRET
from bench.held import HeldAnswers, open_held_answers
from bench.load import Drive
from bench.rating import ZONE
from bench.releasing import read_outcome, release
from bench.servers import HAND_WRITTEN, OURS
from bench.shapes import Json
from db.database import open_database
from domain.keyring import Purpose
from domain.master_secrets import read_secrets
from domain.terms import WorkKind, WorkState
from jobs.handlers import HANDLERS
from jobs.worker import Worker
from server.signing_keys import derive_keys

# By this clock holds have ended that have not by anybody else's, so that no server does the work.
LATER = timedelta(days=3)
HANDLED = {WorkKind.RELEASE_ANSWER: HANDLERS[WorkKind.RELEASE_ANSWER]}
# Answers in a run for each second that one is to take: all are released, however long that takes, since whoever is
# rated for the first time within the hour costs more.
RELEASED_A_SECOND = 20

# Releases the next answer, if one is left.
Release = Callable[[], Awaitable[bool]]


def tell_time() -> datetime:
    """The moment by which answers are released."""
    return datetime.now(UTC) + LATER


@dataclass(frozen=True)
class Releases:
    """The answers, and by whom they are released."""

    held: HeldAnswers
    by: Mapping[str, Release]

    async def drive(self, name: str) -> Drive:
        """Release all answers one after another, and put them back; how long each took."""
        took = []
        begun = time.perf_counter()
        for _ in self.held.answers:
            before = time.perf_counter()
            await self.release_next(name)
            took.append((time.perf_counter() - before) * 1000)
        seconds = time.perf_counter() - begun
        await self.held.put_back()
        return Drive(len(took), len(took) / seconds, median(took), quantiles(took, n=100)[-1], 0.0, 0)

    async def release_next(self, name: str) -> None:
        """Let somebody release one answer. Raises DifferentAnswersError where none was released."""
        if not await self.by[name]():
            raise DifferentAnswersError(f"release, {name}: an answer was not released")

    async def compare(self) -> None:
        """Let both release all answers: the same rows must be left. Raises DifferentAnswersError."""
        expected: Json = None
        for name in self.by:
            for _ in self.held.answers:
                await self.release_next(name)
            left = [await self.read_left(answer) for answer in self.held.answers]
            await self.held.put_back()
            expected = expected or left
            if (difference := find_difference(expected, left, "left")) is not None:
                raise DifferentAnswersError(f"release, {name} beside {OURS}: {difference}")

    async def read_left(self, answer: UUID) -> Json:
        """What is left of an answer's release."""
        read = (self.held.read_stored, self.held.read_outcome)
        return [json.loads(await each(answer), parse_float=Decimal) for each in read]


@asynccontextmanager
async def open_releases(connection: asyncpg.Connection, url: str, own_url: str, number: int) -> AsyncIterator[Releases]:
    """So many answers that wait; what is handed to hand-written SQL is what comes of them by the service.

    The service goes by `own_url`, as whoever does due work, to whom the database allows no more than that.
    """
    key = derive_keys(read_secrets((), SECRET)).current(Purpose.LOGINS).secret
    async with (
        open_held_answers(connection, number) as held,
        open_database(own_url, clock=tell_time, key=key) as database,
        asyncpg.create_pool(url, min_size=1, max_size=1, server_settings={"timezone": ZONE.key}) as pool,
        pool.acquire() as by_hand,
    ):
        worker = Worker(database.for_jobs(), chance=random.random, handlers=HANDLED)
        outcomes = {}
        for answer in held.answers:
            await do_next(worker)
            outcomes[answer] = read_outcome(await held.read_outcome(answer))
        await held.put_back()
        yield Releases(
            held, {OURS: partial(do_next, worker), HAND_WRITTEN: lambda: release(by_hand, tell_time(), outcomes)}
        )


async def do_next(worker: Worker) -> bool:
    """Let the service do the work that is due next; whether it was done."""
    return await worker.do_next() is WorkState.DONE
