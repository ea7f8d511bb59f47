"""`python -m bench` measures; `python -m bench --check` compares answers and counts statements, without timing."""

import argparse
import asyncio
import secrets
import signal
import sys
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from statistics import mode

import httpx
from rich.console import Console

from bench.answers import DifferentAnswersError
from bench.comparison import Compared, ask, compare
from bench.counting import Relay, counting
from bench.data import SECRET, Data, open_data
from bench.first_time import print_first_time
from bench.load import Drive, Load
from bench.measurement import Drives, Plan, measure
from bench.packages import PEERS, find_driver, install_packages
from bench.processes import ProcessFailedError
from bench.rated import RatedCases, open_rated_cases
from bench.releases import RELEASED_A_SECOND, Releases, open_releases, tell_time
from bench.results import describe, list_versions, print_results, write_results
from bench.servers import OURS, Server, list_servers, start_servers
from bench.statements import read_statement
from bench.workloads import KEY, RELEASE, WORKLOADS, Subjects, choose_subjects

REPORT_WIDTH = 100
FORGET = read_statement("forget")
# Requests whose statements are counted, and how many each may take; a complaint is one read and one change. The
# beginning of a transaction is one, and so is its end.
COUNTED = 5
# Answers that are released for a check.
RELEASED = 25
EXPECTED = {"nested": 1, "single": 1, "list": 1, "submit": 2, "rate": 10, RELEASE: 24}

console = Console(width=None if sys.stdout.isatty() else REPORT_WIDTH)


def read_arguments() -> argparse.Namespace:
    """What to do, from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare answers and count statements; no timing")
    parser.add_argument("--size", choices=("demo", "bench"), help="how much data: demo for a check, else bench")
    parser.add_argument("--rounds", type=int, default=9, help="runs of each workload and server")
    parser.add_argument("--seconds", type=int, default=3, help="how long a run takes")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=WORKLOADS)
    parser.add_argument("--servers", nargs="+", help="names of the servers to start, hand-written SQL always")
    return parser.parse_args()


async def check(arguments: argparse.Namespace) -> None:
    """Compare all answers, and count the statements that the service sends for each request."""
    released = RELEASED if RELEASE in arguments.workloads else 0
    async with (
        open_data(arguments.size or "demo") as data,
        counting(data.url) as (relay, own_url),
        open_rated_cases(data.connection, SECRET) as rated,
        open_releases(data.connection, data.url, own_url, released) as releases,
    ):
        servers = choose(await list_servers(data.url, SECRET, own_url), arguments.servers)
        subjects = await choose_subjects(data.connection, rated.cases)
        async with start_servers(servers, data.directory) as ports:
            await compare_and_report(data, Compared(arguments.workloads, ports, subjects, rated, releases))
            for workload in arguments.workloads:
                if workload == RELEASE:
                    # As most take: who has no plan takes one less, say.
                    sent = mode(await count_released(relay, releases, seen=True))
                    report_statements(workload, sent, "an answer")
                    most = max(await count_released(relay, releases, seen=False))
                    console.print(f"  {workload}: up to {most} where those whom it rates are looked through first")
                else:
                    counts = await count_requested(relay, ports, subjects, workload)
                    # What a process reads beside requests, such as who may act as what, can only add to one of them.
                    report_statements(workload, min(counts[1:]), "a request")


async def bench(arguments: argparse.Namespace) -> None:
    """Compare all answers, then measure, print and write."""
    driver = await find_driver()
    plan = Plan(driver, arguments.workloads, arguments.rounds, arguments.seconds)
    released = RELEASED_A_SECOND * plan.seconds if RELEASE in plan.workloads else 0
    async with (
        open_data(arguments.size or "bench") as data,
        open_rated_cases(data.connection, SECRET) as rated,
        open_releases(data.connection, data.url, data.url, released) as releases,
    ):
        servers = choose(await list_servers(data.url, SECRET), arguments.servers)
        subjects = await choose_subjects(data.connection, rated.cases)
        async with start_servers(servers, data.directory) as ports:
            compared = Compared(arguments.workloads, ports, subjects, rated, releases)
            answers = await compare_and_report(data, compared)
            with console.status("starting") as status:
                after = partial(put_back_ratings, rated)
                run = partial(run_once, Load(driver, ports, subjects, data.directory), releases)
                drives = await measure(plan, servers, run, note=status.update, after=after)
            check_stored(drives, await forget_complaints(data))
            await compare_and_report(data, compared)
        print_results(console, drives)
        first_time = print_first_time(console)
        if is_complete(arguments):
            versions = await list_versions(driver, await data.connection.fetchval("SHOW server_version"))
            write_results(
                describe(drives, plan, {"stored": data.rows, "answers": answers}, versions) | {"first_time": first_time}
            )


async def run_once(load: Load, releases: Releases, workload: str, server: Server, seconds: float) -> Drive:
    """One run of a workload: of due work as much as there is, of all else as much as is asked for in some seconds."""
    return await (releases.drive(server.name) if workload == RELEASE else load.drive(workload, server, seconds))


def is_complete(arguments: argparse.Namespace) -> bool:
    """Whether everything is measured on the whole data; only then the results are kept."""
    everything = set(arguments.workloads) == set(WORKLOADS) and not arguments.servers
    return everything and arguments.size in {None, "bench"}


def check_stored(drives: Drives, stored: int) -> None:
    """Raise DifferentAnswersError unless every complaint that was answered is stored."""
    answered = sum(each.requests - each.errors for runs in drives.get("submit", {}).values() for each in runs)
    if stored < answered:
        raise DifferentAnswersError(f"submit: {answered} complaints were answered, {stored} stored")


def choose(servers: list[Server], names: list[str] | None) -> list[Server]:
    """The servers that were asked for; hand-written SQL and the service itself are always among them."""
    return [server for server in servers if not names or server.name in {*names, "sql", OURS}]


async def put_back_ratings(rated: RatedCases, workload: str, done: Drive | None) -> None:
    """Take back the ratings of a run. Raises DifferentAnswersError unless every one that was answered was stored."""
    stored = await rated.put_back() if workload == "rate" else 0
    if workload == "rate" and done is not None and stored < done.requests - done.errors:
        raise DifferentAnswersError(f"rate: {done.requests} answers were taken, {stored} of them stored")


async def compare_and_report(data: Data, compared: Compared) -> dict[str, dict[str, int]]:
    """Compare all answers; how many rows they hold. Raises DifferentAnswersError."""
    try:
        answers = await compare(compared)
    finally:
        await forget_complaints(data)
    console.print(f"All answers of {', '.join(server.name for server in compared.ports)} hold the same data.")
    for workload, rows in answers.items():
        console.print(f"  {workload}: " + ", ".join(f"{count} {name}" for name, count in rows.items()))
    return answers


async def forget_complaints(data: Data) -> int:
    """Take back what the workload of submissions stored, so that the next run finds the same data; how many."""
    forgotten: int = await data.connection.fetchval(FORGET)
    return forgotten


async def count_requested(relay: Relay, ports: Mapping[Server, int], subjects: Subjects, workload: str) -> list[int]:
    """How many statements the service sends for each of some requests."""
    [(server, port)] = [(server, port) for server, port in ports.items() if server.name == OURS]
    asked = [request for _ in range(COUNTED) for request in server.compose(workload, subjects)][:COUNTED]
    async with httpx.AsyncClient(timeout=None) as client:
        return [
            await count(relay, ask(client, server, port, replace(request, body=request.body.replace(KEY, new_key()))))
            for request in asked
        ]


async def count_released(relay: Relay, releases: Releases, *, seen: bool) -> list[int]:
    """How many statements it sends for each of some answers, about people looked through within the hour or not."""
    if seen:
        await releases.held.look_through(tell_time())
    counts = [await count(relay, releases.release_next(OURS)) for _ in range(COUNTED)]
    await releases.held.put_back()
    return counts


async def count(relay: Relay, work: Awaitable[object]) -> int:
    """How many statements are sent until something is done."""
    before = relay.statements
    await work
    return relay.statements - before


def new_key() -> str:
    """An idempotency key that no other request has."""
    return secrets.token_hex(len(KEY) // 2)


def report_statements(workload: str, sent: int, each: str) -> None:
    """Say how many it sends where it has done the same before. Raises DifferentAnswersError for another number."""
    console.print(f"  {workload}: {sent} statement{'s' * (sent != 1)} {each}")
    if sent != EXPECTED.get(workload, sent):
        raise DifferentAnswersError(f"{workload}: {sent} statements {each}, instead of {EXPECTED[workload]}")


async def main() -> None:
    """Run what the command line asks for; SIGTERM ends all servers too."""
    arguments = read_arguments()
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await install_packages(PEERS)
    await (check(arguments) if arguments.check else bench(arguments))


if __name__ == "__main__":
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(main())
    except (DifferentAnswersError, ProcessFailedError) as error:
        console.print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)
