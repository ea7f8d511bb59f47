"""A run: a service with its load, faults one after another, and what is found in the database afterwards."""

import random
import shutil
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db.database import open_database
from server.clock import machine_clock
from tests.faults.deployment import deploy
from tests.faults.kinds import FAULTS, Scene, endure, small_disk
from tests.faults.load import Load
from tests.resolvers.town import found
from tests.staff import give

CLIENTS = 6
DISK = "disk"
UNFORESEEN = "unforeseen failure"


@dataclass
class Outcome:
    """How long each fault was felt, in seconds, what was acknowledged meanwhile, and what is amiss."""

    felt: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    left_out: bool = False
    answers: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    amiss: dict[str, int] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing was lost, halved or doubled, and every answer was clear."""
        return not any(self.amiss.values()) and not self.unclear


def choose(kills: int, chance: random.Random) -> list[str]:
    """So many faults in the proportions of `FAULTS`, at least one of each, in an order of chance."""
    share = kills / sum(weight for _, weight in FAULTS.values())
    chosen = [name for name, (_, weight) in FAULTS.items() for _ in range(max(1, round(weight * share)))]
    chance.shuffle(chosen)
    return chosen


async def run(faults: Sequence[str], chance: random.Random, tell: Callable[[str], None]) -> Outcome:
    """Let faults happen to a new service, one after another."""
    directory = Path(tempfile.mkdtemp(prefix="simpul-faults-"))
    try:
        with small_disk(directory / "data") as small:
            possible = [name for name in faults if small or name != DISK]
            outcome = await _run(directory, possible, chance, tell)
            outcome.left_out = len(possible) < len(faults)
            return outcome
    finally:
        shutil.rmtree(directory, ignore_errors=True)


async def _run(directory: Path, faults: Sequence[str], chance: random.Random, tell: Callable[[str], None]) -> Outcome:
    outcome = Outcome()
    deployment = deploy(directory)
    try:
        await deployment.become_ready()
        async with open_database(deployment.url, clock=machine_clock) as database:
            town = await found(database)
            await give(database, town.clerk)
        load = Load(deployment.address, town, CLIENTS, deployment.runs)
        scene = Scene(deployment, load, chance)
        async with load.running():
            await load.flow_again(0)
            for number, name in enumerate(faults, 1):
                seconds = await endure(scene, name)
                outcome.felt[name].append(seconds)
                tell(f"{number}/{len(faults)} {name} {seconds:.1f} s, {load.ledger.total} acknowledged")
        await deployment.become_ready()
        outcome.amiss = await load.ledger.compare(deployment.url)
        outcome.answers, outcome.acknowledged = dict(load.answers), load.ledger.total
        said = deployment.log.read_text(encoding="utf-8", errors="replace").splitlines()
        outcome.unclear = [*load.ledger.unclear, *(line for line in said if UNFORESEEN in line)]
    except BaseException:
        tell(deployment.log.read_text(encoding="utf-8", errors="replace")[-4_000:])
        raise
    finally:
        deployment.stop()
    return outcome


def describe(outcome: Outcome) -> str:
    """The figures as a table."""
    lines = [f"{'fault':<12}{'times':>6}{'median s':>10}{'longest s':>11}"]
    for name, seconds in sorted(outcome.felt.items()):
        lines.append(f"{name:<12}{len(seconds):>6}{statistics.median(seconds):>10.1f}{max(seconds):>11.1f}")
    lines += [f"{'all':<12}{sum(map(len, outcome.felt.values())):>6}", ""]
    lines += [f"{name:<40}{count:>8}" for name, count in sorted(outcome.answers.items())]
    lines += ["", f"{'acknowledged changes':<40}{outcome.acknowledged:>8}"]
    lines += [f"{name:<40}{count:>8}" for name, count in outcome.amiss.items()]
    lines += [f"unclear: {answer}" for answer in outcome.unclear[:10]]
    if outcome.left_out:
        lines.append(f"left out, since no file system can be mounted here: {DISK}")
    return "\n".join(lines)
