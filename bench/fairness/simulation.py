"""Running families of worlds: each world by itself, on as many processes as there are."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random

from bench.fairness.axes import make_whole_axes
from bench.fairness.designs import Design
from bench.fairness.figures import Figures, WorldSums, pool, sum_world
from bench.fairness.scoring import judge_world, load_policy
from bench.fairness.treatment import make_treatment


@dataclass(frozen=True)
class Run:
    """Which worlds: how many of each family, what chance starts from, and the version of the policy."""

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
    with ProcessPoolExecutor(processes) as executor:
        sums = executor.map(simulate_world, tasks, chunksize=1)
        for name in families:
            yield name, pool([next(sums) for _ in range(run.worlds)])


def simulate_world(task: Task) -> WorldSums:
    """Make a world, score it, and keep what the figures need."""
    chance = Random(f"{task.run.seed}/{task.family}/{task.number}")
    policy = load_policy(task.run.policy)
    world = (
        make_whole_axes(task.design, chance, policy) if task.design.whole_axes else make_treatment(task.design, chance)
    )
    return sum_world(judge_world(world, policy), policy.delta)
