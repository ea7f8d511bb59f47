"""Whatever dies in the middle of work, the work is done once afterwards."""

import asyncio
import signal
import sys
from pathlib import Path

import asyncpg
import pytest

from domain.due_work import FIRST_DELAY, LEASE, MOST_ATTEMPTS
from domain.terms import WorkState
from jobs.handlers import Task
from tests.jobs.workshop import Workshop, leave_trace, until

ROOT = Path(__file__).parents[2]

# Ends every other connection to the database that has sent something for its transaction.
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"""


async def begin_and_kill(url: str) -> str:
    """Let a process of its own take work, and kill it in the middle; the key of the work."""
    command = [sys.executable, "-m", "tests.jobs.stuck_worker", url]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    key = (await process.stdout.readline()).decode().strip()
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == -signal.SIGKILL
    return key


async def test_a_killed_worker_loses_nothing_and_does_nothing_twice(workshop: Workshop, database_url: str) -> None:
    await workshop.schedule("a", "b")
    key = await begin_and_kill(database_url)
    survivor = workshop.worker()
    assert await survivor.do_all() == {WorkState.DONE: 1}, "the other work goes on at once"
    workshop.clock.now += FIRST_DELAY
    # The server keeps the lock of the killed process until it notices.
    await until(survivor.do_all)
    assert await workshop.traces() == ["a", "b"]
    work = await workshop.work()
    assert {state for state, _, _ in work.values()} == {"DONE"}
    assert work[key] == ("DONE", 2, None)


async def test_work_that_kills_its_worker_each_time_is_given_up(workshop: Workshop, database_url: str) -> None:
    await workshop.schedule("deadly")
    await workshop.ask("UPDATE due_work SET attempts = $1, attempted_at = due_at RETURNING 1", MOST_ATTEMPTS - 1)
    await begin_and_kill(database_url)
    workshop.clock.move(days=1)
    assert await until(workshop.worker().do_all) == {WorkState.FAILED: 1}
    assert await workshop.traces() == []
    assert await workshop.work() == {"deadly": ("FAILED", MOST_ATTEMPTS, None)}


async def test_a_lost_connection_is_a_failed_attempt(workshop: Workshop, owner: asyncpg.Connection) -> None:
    async def lose(task: Task) -> None:
        await leave_trace(task)
        await owner.fetch(CUT)
        await leave_trace(task)

    await workshop.schedule("a")
    assert await workshop.worker(lose).do_all() == {WorkState.WAITING: 1}
    assert await workshop.traces() == []
    workshop.clock.now += FIRST_DELAY
    assert await workshop.worker().do_all() == {WorkState.DONE: 1}
    assert await workshop.traces() == ["a"]


async def test_work_that_was_done_before_its_answer_was_lost_is_done(workshop: Workshop) -> None:
    """The transaction commits, and only then does the attempt come to a bad end: nothing is undone or done again."""

    async def finish_by_other_means(task: Task) -> None:
        await leave_trace(task)
        await settle(task)
        await task.transaction.exec_driver_sql("COMMIT")
        raise ConnectionResetError

    await workshop.schedule("a")
    await workshop.worker(finish_by_other_means).do_all()
    workshop.clock.move(days=1)
    assert await workshop.worker().do_all() == {}
    assert await workshop.traces() == ["a"]
    assert await workshop.work() == {"a": ("DONE", 1, None)}


async def settle(task: Task) -> None:
    await task.transaction.exec_driver_sql("UPDATE due_work SET state = 'DONE', finished_at = now()")


async def test_one_leads_until_its_lease_runs_out_and_then_another(workshop: Workshop) -> None:
    first, second = workshop.real_worker(), workshop.real_worker()
    assert await first.lead()
    assert not await second.lead()
    workshop.clock.now += LEASE / 2
    assert await first.lead()
    workshop.clock.now += LEASE / 2
    assert not await second.lead(), "it was renewed"
    workshop.clock.now += LEASE / 2
    assert await second.lead(), "the first was not heard of for the length of a lease"
    assert not await first.lead()


async def test_of_many_that_begin_at_once_one_leads(workshop: Workshop) -> None:
    leads = await asyncio.gather(*[workshop.real_worker().lead() for _ in range(6)])
    assert sorted(leads) == [False] * 5 + [True]


@pytest.mark.parametrize("hours", [0, 24 * 40])
async def test_a_new_leader_puts_nothing_down_twice(workshop: Workshop, hours: int) -> None:
    async def put_down() -> list[tuple[str, str]]:
        # Each minute has its own, which is another story.
        lasting = "SELECT kind, key FROM due_work WHERE key NOT LIKE '%Z' ORDER BY kind, key"
        rows = await workshop.database.primary.fetch(lasting)
        return [tuple(row) for row in rows]

    await workshop.real_worker().lead()
    before = await put_down()
    workshop.clock.now += LEASE
    await workshop.real_worker().lead()
    assert await put_down() == before
    workshop.clock.move(hours=hours)
    await workshop.real_worker().lead()
    assert len(await put_down()) == len(before) * (2 if hours else 1), "of what was missed, only the latest"
