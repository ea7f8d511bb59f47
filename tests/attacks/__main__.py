"""`python -m tests.attacks`: attacks a real service in the production profile, and prints what each of them costs it.

With `--memory`, too, what a hundred thousand documents and forms of variables leave behind, and with `--planted` what
comes out of ten thousand operations over planted data; both take a while.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from domain.budgets import BudgetKind
from tests.attacks import memory, watching
from tests.attacks.catalogue import Attack, list_attacks, post
from tests.attacks.memory import MOST_MB
from tests.attacks.planted import ask_everything
from tests.attacks.target import Target, closed_among, measure, running

# What is measured alone is not to be slowed down by what others cost.
UNBOUNDED = {"BUDGETS": " ".join(f"{kind}=999999999/1" for kind in BudgetKind)}
# An attack that is repeated leaves nothing behind; so much may be the allocator's.
MOST_GROWN = 8.0
SOCKETS = 2_000
Row = tuple[str, str, str, str, bool]

console = Console(width=None if sys.stdout.isatty() else 120)


def attack_once(target: Target, attack: Attack) -> Row:
    """One row: what was answered, what it cost, and whether that is within bounds."""
    cost = measure(target, attack.run)
    held = cost.answers in attack.answers and cost.processor_ms < attack.most_ms and cost.grown_mb < MOST_GROWN
    return attack.name, cost.answers, f"{cost.processor_ms:.1f}", f"{cost.grown_mb:.1f}", held


def tracking(number: int) -> bytes:
    """A guess of an access code."""
    query = f'{{ complaint(ticket: "KM-2026-000001", accessCode: "{number:08}") {{ status }} }}'
    return json.dumps({"query": query}).encode()


def guess_codes(target: Target) -> Row:
    """Eight hundred wrong access codes; how many were told to be wrong."""
    before, held = target.processor_ms(), target.memory()
    answers = [post(target, tracking(number)) for number in range(800)]
    taken, told_wrong = (target.processor_ms() - before) / 800, answers.count("200")
    return (
        "800 wrong access codes",
        f"{told_wrong} told wrong, {800 - told_wrong} {answers[-1]}",
        f"{taken:.1f}",
        f"{target.memory() - held:.1f}",
        told_wrong <= 30 and answers[-1] == "429 RATE_LIMITED",
    )


def hold_sockets(target: Target) -> Row:
    """Two thousand sockets with half a head; how many are turned away or closed in time, and whether others get in."""
    before, held = target.processor_ms(), target.memory()
    with ExitStack() as stack:
        sockets = [stack.enter_context(target.connect()) for _ in range(SOCKETS)]
        for each in sockets:
            each.sendall(b"POST /graphql HTTP/1.1\r\nHost: a\r\n")
        healthy = target.client().get("/health").status_code
        closed = closed_among(sockets, seconds=30)
    taken = (target.processor_ms() - before) / SOCKETS
    told = f"health {healthy}, {closed} closed"
    return f"{SOCKETS:,} half-sent sockets", told, f"{taken:.1f}", f"{target.memory() - held:.1f}", closed == SOCKETS


def watch_one_ticket(target: Target, data: Path) -> Row:
    """A thousand streams of one ticket: whether each brings what changes, and what all of that costs."""
    held = target.memory()
    answer, opening, change = watching.watch_together(target, data)
    whole = answer.count(str(watching.WATCHERS)) == 2
    within = opening < watching.MOST_OPENING_MS and change < watching.MOST_CHANGE_MS
    taken = f"{opening:.1f} each, {change:.0f}"
    return (
        f"{watching.WATCHERS:,} streams of one ticket",
        answer,
        taken,
        f"{target.memory() - held:.1f}",
        whole and within,
    )


def list_rows(data: Path, *, with_memory: bool) -> Iterator[Row]:
    """All attacks."""
    with running(data, **UNBOUNDED) as target:
        for attack in list_attacks():
            yield attack_once(target, attack)
    with running(data, HEADER_SECONDS="5") as target:
        yield guess_codes(target)
        yield hold_sockets(target)
    with running(data, **UNBOUNDED, MAX_CONNECTIONS_PER_ADDRESS=str(2 * watching.WATCHERS)) as target:
        yield watch_one_ticket(target, data)
    if with_memory:
        with running(data, **UNBOUNDED) as target:
            for name, held in memory.fill(target, memory.WHOLE).items():
                yield f"memory: {name}", "", "", f"{held:.0f} in all", held < MOST_MB


def main() -> int:
    """Attack, print, and exit with 1 when something is over its bound."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--memory", action="store_true", help="also fill the memory")
    parser.add_argument("--planted", action="store_true", help="also look for what is planted")
    arguments = parser.parse_args()
    table = Table("attack", "answer", "processor ms", "memory MB", "")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="simpul-attacks-") as made, console.status("attacking") as status:
        for name, answer, taken, grown, held in list_rows(Path(made) / "data", with_memory=arguments.memory):
            status.update(name)
            table.add_row(name, answer, taken, grown, "" if held else "over its bound")
            failed += not held
    console.print(table)
    console.print(f"{table.row_count} attacks, {failed} over their bounds")
    kept = not arguments.planted or asyncio.run(ask_everything())
    return 1 if failed or not kept else 0


if __name__ == "__main__":
    sys.exit(main())
