"""Requests a second of every server, measured by turns so that what else the machine does falls on all alike."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import Drive
from bench.servers import OURS, Server

WARM_SECONDS = 2
Drives = dict[str, dict[str, list[Drive]]]
# One run of a workload by a server, of so many seconds.
Run = Callable[[str, Server, float], Awaitable[Drive]]
After = Callable[[str, Drive | None], Awaitable[None]]


@dataclass(frozen=True)
class Plan:
    """What is measured: `rounds` runs of `seconds` for each workload and server."""

    driver: str
    workloads: Sequence[str]
    rounds: int
    seconds: int


async def measure(
    plan: Plan, servers: Sequence[Server], run: Run, *, note: Callable[[str], None], after: After
) -> Drives:
    """The runs by workload and server. Each round visits the servers in another order, every other one backwards.

    `after` is told what every run did, to check it and to put things back; None of one that only warmed up.
    """
    drives: Drives = {workload: {} for workload in plan.workloads}
    for workload in plan.workloads:
        for server in servers:
            if workload not in server.workloads:
                continue
            drives[workload][server.name] = []
            note(f"warming {workload} {server.name}")
            await run(workload, server, WARM_SECONDS)
            await after(workload, None)
    for number in range(plan.rounds):
        turn = number // 2 % len(servers)
        visited = [*servers[turn:], *servers[:turn]]
        for workload in plan.workloads:
            for server in reversed(visited) if number % 2 else visited:
                if workload not in server.workloads:
                    continue
                note(f"round {number + 1} of {plan.rounds}: {workload} {server.name}")
                done = await run(workload, server, plan.seconds)
                await after(workload, done)
                drives[workload][server.name].append(done)
    return drives


def median_rate(drives: Sequence[Drive]) -> float:
    """Requests a second in the middle one of several runs."""
    return median(each.rate for each in drives)


def compute_ratios(drives: Drives) -> dict[str, dict[str, float]]:
    """By workload and peer: our requests a second over the peer's in the same round, the median of rounds.

    What a machine manages changes from one minute to the next by more than servers differ.
    """
    return {
        workload: {
            peer: round(median(own.rate / other.rate for own, other in zip(by_server[OURS], runs, strict=True)), 3)
            for peer, runs in by_server.items()
            if peer != OURS
        }
        for workload, by_server in drives.items()
    }
