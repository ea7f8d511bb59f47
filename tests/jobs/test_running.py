"""A worker that runs beside something else: what wakes it, and how it stops."""

import asyncio

import asyncpg
import pytest

import jobs.worker
from db.listening import Listener, listening
from jobs.handlers import Task
from jobs.worker import Worker, working
from tests.jobs.workshop import KIND, Workshop, leave_trace, until

# The pauses of a worker as tests can wait for them, and so long that waiting for one would never end.
SOON, NEVER = 0.01, 1e9


@pytest.fixture
async def led(workshop: Workshop) -> None:
    """Another worker leads for as long as the test lasts, so that nothing is scheduled beside the test's own work."""
    lease = "INSERT INTO leases VALUES ($1, gen_random_uuid(), '9000-01-01') RETURNING 1"
    await workshop.ask(lease, jobs.worker.LEADING)


async def done(workshop: Workshop, *keys: str) -> None:
    """Wait until this work, and no other, has left its trace."""

    async def are_done() -> bool:
        return await workshop.traces() == sorted(keys)

    await until(are_done)


async def test_new_work_wakes_a_worker_and_so_does_each_further(
    workshop: Workshop, led: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.worker, "LONGEST_SLEEP", NEVER)
    async with listening(database_url) as listener, working(workshop.worker(), listener):
        for number in range(1, 4):
            await workshop.schedule(*map(str, range(number)))
            await done(workshop, *map(str, range(number)))


async def test_a_worker_wakes_when_the_next_work_is_due(
    workshop: Workshop, led: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told of nothing, by a clock that goes on."""
    monkeypatch.setattr(jobs.worker, "LONGEST_SLEEP", NEVER)
    loop = asyncio.get_running_loop()
    start, begun = workshop.clock.now, loop.time()
    await workshop.schedule("later", seconds=1)

    class Running(type(workshop.clock)):  # type: ignore[misc]
        def __call__(self) -> object:
            self.now = start
            self.move(seconds=loop.time() - begun)
            return self.now

    workshop.clock = Running()
    async with working(workshop.worker(), Listener(database_url)):
        await done(workshop, "later")


async def test_a_worker_looks_now_and_then_though_nothing_tells_it(
    workshop: Workshop, led: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.worker, "LONGEST_SLEEP", SOON)
    async with working(workshop.worker(), Listener(database_url)):
        await asyncio.sleep(SOON)
        await workshop.schedule("a")
        await done(workshop, "a")


async def test_a_worker_outlives_a_database_that_does_not_answer(
    workshop: Workshop,
    led: None,
    database_url: str,
    owner: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs.worker, "LONGEST_SLEEP", SOON)
    await workshop.schedule("a")
    await owner.execute("ALTER TABLE due_work RENAME TO lost")
    async with working(workshop.worker(), Listener(database_url)):
        await asyncio.sleep(SOON)
        await owner.execute("ALTER TABLE lost RENAME TO due_work")
        await done(workshop, "a")


async def test_a_stop_lets_the_work_in_hand_be_done_and_begins_no_other(
    workshop: Workshop, led: None, database_url: str
) -> None:
    worker: Worker

    async def be_stopped(task: Task) -> None:
        worker.stop()
        await asyncio.sleep(SOON)
        await leave_trace(task)

    await workshop.schedule("a", "b")
    worker = workshop.worker(be_stopped)
    await worker.run(Listener(database_url))
    assert await workshop.traces() == ["a"]
    assert (await workshop.work())["b"] == ("WAITING", 0, None)


async def test_work_that_a_stop_cannot_wait_for_is_given_back(
    workshop: Workshop, led: None, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.worker, "STOP_SECONDS", SOON)
    begun = asyncio.Event()

    async def hang(task: Task) -> None:
        await leave_trace(task)
        begun.set()
        await asyncio.Event().wait()

    await workshop.schedule("a")
    async with working(workshop.worker(hang), Listener(database_url)):
        await begun.wait()
    assert await workshop.traces() == []
    assert await workshop.work() == {"a": ("WAITING", 1, None)}
    workshop.clock.move(hours=1)
    await workshop.worker().do_all()
    assert await workshop.traces() == ["a"]


async def test_a_running_worker_leads(workshop: Workshop, database_url: str) -> None:
    async with working(workshop.worker(), Listener(database_url)):
        others = "SELECT count(*) FROM due_work WHERE kind <> $1"
        await until(lambda: workshop.database.primary.fetchval(others, KIND))
