"""Running families of worlds: each world by itself, on as many processes as there are."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import parent_process
from threading import Thread

from bench.fairness.axes import make_whole_axes
from bench.fairness.designs import Design
from bench.fairness.figures import Figures, WorldSums, add_worlds, pool, sum_world
from bench.fairness.layout import Seeds
from bench.fairness.scoring import judge_world, load_policy
from bench.fairness.treatment import make_treatment


@dataclass(frozen=True)
class Run:
    """Which worlds: how many of each family (two share a layout), what chance starts from, and the policy's version."""

    worlds: int
    seed: int
    policy: int


@dataclass(frozen=True)
class Task:
    """One world of a family."""

    family: str
    design: Design
    number: int
    run: Run


def simulate(families: Mapping[str, Design], run: Run, processes: int) -> Iterator[tuple[str, Figures]]:
    """Each family with its figures, one after the other. Chance goes by seed, family and world, whoever has which."""
    tasks = [Task(name, design, number, run) for name, design in families.items() for number in range(run.worlds)]
    with ProcessPoolExecutor(processes, initializer=_end_with_parent) as executor:
        try:
            sums = executor.map(simulate_world, tasks, chunksize=1)
            for name in families:
                listed = [next(sums) for _ in range(run.worlds)]
                yield name, pool([add_worlds(listed[first : first + 2]) for first in range(0, run.worlds, 2)])
        finally:
            executor.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """Let this process end as soon as the one that started it does, also where that one is killed."""

    def follow() -> None:
        parent = parent_process()
        if parent:
            parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


def simulate_world(task: Task) -> WorldSums:
    """Make a world, score it, and keep what the figures need."""
    pair, second = divmod(task.number, 2)
    layout = f"{task.run.seed}/{task.family}/{pair}"
    seeds = Seeds(layout, f"{layout}/{second}", -1 if second else 1)
    policy = load_policy(task.run.policy)
    world = (
        make_whole_axes(task.design, seeds, policy) if task.design.whole_axes else make_treatment(task.design, seeds)
    )
    return sum_world(judge_world(world, policy, task.design.closing), policy.delta)
