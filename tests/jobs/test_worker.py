"""Work is done when its time has come, once, and whatever goes wrong with one piece stays with it."""

import asyncio
from collections import Counter

import pytest

from db.repositories.due_work import begin_attempt, hold_work, lock_next_work, schedule_work, settle_work
from db.statements.compiled import driver_of
from domain.due_work import FIRST_DELAY, MOST_ATTEMPTS, NewWork
from domain.problems import refuse
from domain.terms import WorkState
from jobs.handlers import Task
from tests.conftest import Statements
from tests.jobs.workshop import KIND, OTHER_KIND, Workshop, leave_trace


class Unlucky(Exception):
    """What goes wrong here."""


async def fail(task: Task) -> None:
    await leave_trace(task)
    raise Unlucky


async def fail_the_poisonous(task: Task) -> None:
    await (fail if task.work.key.startswith("poison") else leave_trace)(task)


async def test_work_waits_for_its_time(workshop: Workshop) -> None:
    await workshop.schedule("late", hours=1)
    worker = workshop.worker()
    assert await worker.do_all() == {}
    workshop.clock.move(hours=1)
    assert await worker.do_all() == {WorkState.DONE: 1}
    assert await worker.do_all() == {}
    assert await workshop.traces() == ["late"]
    assert await workshop.work() == {"late": ("DONE", 1, None)}


async def test_work_is_scheduled_with_what_causes_it_or_not_at_all(workshop: Workshop) -> None:
    async def break_off() -> None:
        async with workshop.database.transaction() as transaction:
            await schedule_work(transaction, NewWork(KIND, "undone", workshop.clock.now, {}))
            raise Unlucky

    with pytest.raises(Unlucky):
        await break_off()
    assert await workshop.work() == {}


async def test_the_same_work_is_scheduled_and_done_once(workshop: Workshop) -> None:
    assert await workshop.schedule("a", "a", "b") == [True, False, True]
    assert await workshop.schedule("a", kind=OTHER_KIND) == [True], "another kind of work is other work"
    assert await workshop.worker().do_all() == {WorkState.DONE: 2}
    assert await workshop.schedule("a", "b") == [False, False], "what was done is not done again"
    assert await workshop.worker().do_all() == {}
    assert await workshop.traces() == ["a", "b"]


async def test_two_transactions_that_schedule_the_same_work_meet(workshop: Workshop) -> None:
    added = await asyncio.gather(*[workshop.schedule("a") for _ in range(6)])
    assert sorted(added) == [[False]] * 5 + [[True]]


async def test_the_payload_reaches_the_handler(workshop: Workshop) -> None:
    seen = []

    async def look(task: Task) -> None:
        seen.append((task.work.key, task.work.payload, task.now))

    async with workshop.database.transaction() as transaction:
        await schedule_work(transaction, NewWork(KIND, "a", workshop.clock.now, {"to": ["x", 1]}))
    await workshop.worker(look).do_all()
    assert seen == [("a", {"to": ["x", 1]}, workshop.clock.now)]


async def test_what_is_due_longest_comes_first(workshop: Workshop) -> None:
    order = []

    async def note(task: Task) -> None:
        order.append(task.work.key)

    for hours, key in ((3, "c"), (1, "a"), (2, "b")):
        await workshop.schedule(key, hours=hours)
    workshop.clock.move(hours=5)
    await workshop.worker(note).do_all()
    assert order == ["a", "b", "c"]


async def test_many_workers_never_do_the_same_work(workshop: Workshop) -> None:
    keys = [f"{number:03}" for number in range(120)]
    await workshop.schedule(*keys)
    done = await asyncio.gather(*[workshop.worker().do_all() for _ in range(6)])
    assert sum(done, Counter()) == {WorkState.DONE: len(keys)}
    assert sum(1 for states in done if states) > 1, "they worked side by side"
    assert await workshop.traces() == keys
    assert {attempts for _, attempts, _ in (await workshop.work()).values()} == {1}


async def test_work_that_somebody_does_is_left_to_them_even_when_its_next_attempt_is_due(workshop: Workshop) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def take_long(task: Task) -> None:
        begun.set()
        await goes_on.wait()
        await leave_trace(task)

    await workshop.schedule("long", "short")
    slow = asyncio.create_task(workshop.worker(take_long).do_next())
    await begun.wait()
    workshop.clock.move(days=1)
    assert await workshop.worker().do_all() == {WorkState.DONE: 1}
    goes_on.set()
    assert await slow is WorkState.DONE
    assert await workshop.traces() == ["long", "short"]


async def test_a_failed_attempt_leaves_nothing_and_is_made_again(workshop: Workshop) -> None:
    await workshop.schedule("a")
    assert await workshop.worker(fail).do_all() == {WorkState.WAITING: 1}
    assert await workshop.traces() == []
    assert await workshop.work() == {"a": ("WAITING", 1, "Unlucky")}
    assert await workshop.worker().do_all() == {}, "not before its time"
    workshop.clock.now += FIRST_DELAY
    assert await workshop.worker().do_all() == {WorkState.DONE: 1}
    assert await workshop.traces() == ["a"]


async def test_poison_holds_up_nobody_and_ends_as_failed(workshop: Workshop) -> None:
    await workshop.schedule("poison 1", "poison 2")
    await workshop.schedule("a", "b", seconds=1)
    workshop.clock.move(seconds=1)
    worker = workshop.worker(fail_the_poisonous)
    assert await worker.do_all() == {WorkState.WAITING: 2, WorkState.DONE: 2}
    for _ in range(MOST_ATTEMPTS - 2):
        workshop.clock.move(hours=1)
        assert await worker.do_all() == {WorkState.WAITING: 2}
    workshop.clock.move(hours=1)
    assert await worker.do_all() == {WorkState.FAILED: 2}
    workshop.clock.move(days=30)
    assert await worker.do_all() == {}
    assert await workshop.traces() == ["a", "b"]
    failed = ("FAILED", MOST_ATTEMPTS, "Unlucky")
    assert await workshop.work() == {
        "a": ("DONE", 1, None),
        "b": ("DONE", 1, None),
        "poison 1": failed,
        "poison 2": failed,
    }


async def test_a_refusal_is_kept_by_its_code_and_a_broken_statement_by_its_kind_alone(workshop: Workshop) -> None:
    async def break_off(task: Task) -> None:
        if task.work.key == "refused":
            raise refuse("NOT_FOUND", "case")
        await leave_trace(task)
        await task.transaction.exec_driver_sql("SELECT 'secret'::uuid")

    await workshop.schedule("refused", "broken")
    await workshop.worker(break_off).do_all()
    assert await workshop.work() == {
        "refused": ("WAITING", 1, "NOT_FOUND"),
        "broken": ("WAITING", 1, "DBAPIError"),
    }


async def test_an_attempt_ends_after_its_time(workshop: Workshop) -> None:
    async def hang(task: Task) -> None:
        await leave_trace(task)
        await asyncio.Event().wait()

    await workshop.schedule("hanging", "other")
    assert await workshop.worker(hang, longest_attempt=0.01).do_all() == {WorkState.WAITING: 2}
    assert await workshop.traces() == []
    assert {failure for _, _, failure in (await workshop.work()).values()} == {"TimeoutError"}


async def test_work_of_a_kind_that_a_worker_does_not_know_is_left_to_others(workshop: Workshop) -> None:
    await workshop.schedule("theirs", kind=OTHER_KIND)
    await workshop.schedule("ours")
    assert await workshop.worker().do_all() == {WorkState.DONE: 1}
    assert await workshop.work() == {"theirs": ("WAITING", 0, None), "ours": ("DONE", 1, None)}


async def test_a_piece_of_work_costs_five_statements_and_none_costs_one(
    workshop: Workshop, statements: Statements
) -> None:
    await workshop.schedule("a")
    statements.clear()
    await workshop.worker(pass_by).do_all()
    assert len([text for text in statements if "due_work" in text]) == 5
    statements.clear()
    await workshop.worker(pass_by).do_all()
    assert len([text for text in statements if "due_work" in text]) == 1


async def test_what_was_done_does_not_slow_the_next_down(workshop: Workshop, statements: Statements) -> None:
    """The statement that takes work reads the index of what waits, however it is planned."""
    await workshop.schedule("a")
    statements.clear()
    await workshop.worker(pass_by).do_all()
    [taking] = {text for text in statements if "due_at <= $" in text}
    async with workshop.database.for_jobs().transaction() as transaction:
        connection = driver_of(transaction)
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute("SET LOCAL enable_seqscan = off")
        await connection.execute(f"PREPARE taking (text[], timestamptz, int) AS {taking}")
        plan = await connection.fetch("EXPLAIN EXECUTE taking (ARRAY['A'], now(), 1)")
        await connection.execute("DEALLOCATE taking")
    assert any("due_work_waiting_idx" in line for (line,) in plan), plan


async def pass_by(_task: Task) -> None:
    """Do nothing."""


async def test_whoever_comes_late_to_an_attempt_leaves_the_work_to_the_next(workshop: Workshop) -> None:
    await workshop.schedule("a")
    now = workshop.clock.now
    async with workshop.database.for_jobs().transaction() as transaction:
        work = await lock_next_work(transaction, {KIND}, now)
        assert work is not None
        for _ in range(2):
            await begin_attempt(transaction, work, now, now)
    async with workshop.database.for_jobs().transaction() as transaction:
        assert not await hold_work(transaction, work, 1)
        assert await hold_work(transaction, work, 2)
        await settle_work(transaction, work, WorkState.DONE, now)
        assert not await hold_work(transaction, work, 2)
