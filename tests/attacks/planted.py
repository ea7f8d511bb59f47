"""`python -m tests.attacks.planted`: ten thousand operations over planted data, and what existing and missing cost.

Prints figures, and ends with 1 if anything planted came out. `python -m tests.attacks --planted` does this, too.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db.embedded import run_embedded_server
from db.migrations.upgrade import migrate
from tests.attacks.existence import medians_of, pairs
from tests.attacks.garden import Garden, misplaced
from tests.attacks.planting import open_garden
from tests.attacks.probing import Prober
from tests.attacks.wires import open_wire, overhearing
from tests.databases import own_database
from tests.graph.stock import take_stock

_CONSOLE = Console()


@asynccontextmanager
async def planted() -> AsyncIterator[Garden]:
    """Planted data in an embedded server of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="simpul-planted-") as made,
        run_embedded_server(Path(made) / "data", durable=False) as server,
    ):
        async with own_database(server, "planted") as url:
            await migrate(url)
            async with open_garden(url) as garden:
                yield garden


async def probe(garden: Garden, operations: int, seed: int) -> bool:
    """Whether nothing planted came out of so many operations."""
    with overhearing() as said:
        async with open_wire(garden) as wire:
            prober = Prober(garden, await take_stock(garden.matrix.world), seed, wire)
            for number in range(operations):
                await prober.probe(number)
    leaked = [line for line in said.lines if any(word in line for word in garden.plants)]
    astray = await misplaced(garden)
    asked = ", ".join(f"{count} {sort}" for sort, count in prober.leaks.asked.most_common())
    _CONSOLE.print(f"{operations} operations: {asked}")
    _CONSOLE.print(f"{len(garden.plants)} words planted; {prober.leaks.shown} times shown to whoever may read them")
    found = f"{prober.leaks.found.total()} leaks in answers, {len(leaked)} in {len(said.lines)} lines of the log"
    _CONSOLE.print(f"{found}, {len(astray)} in tables where they do not belong")
    _CONSOLE.print(str(prober.leaks), markup=False)
    return not prober.leaks.found and not leaked and not astray


async def compare(garden: Garden, repeats: int) -> None:
    """Print the medians of what exists and what does not."""
    table = Table("question", "existing ms", "missing ms", "difference %")
    for pair in pairs(garden):
        await medians_of(garden, pair, repeats // 10)
        existing, missing = await medians_of(garden, pair, repeats)
        difference = 100 * (existing - missing) / missing
        table.add_row(pair.name, f"{existing * 1000:.3f}", f"{missing * 1000:.3f}", f"{difference:+.1f}")
    _CONSOLE.print(table)


async def ask_everything(operations: int = 10_000, repeats: int = 1_000, seed: int = 11) -> bool:
    """Whether nothing planted came out; prints how much was asked, and what existing and missing things cost."""
    async with planted() as garden:
        await compare(garden, repeats)
        return await probe(garden, operations, seed)


def main() -> int:
    """Ask as the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.planted", description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=11)
    chosen = parser.parse_args()
    return 0 if asyncio.run(ask_everything(chosen.operations, chosen.repeats, chosen.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
