"""`python -m tests.faults`: whatever is killed, frozen, cut or full, what was acknowledged is there, whole and once."""

import argparse
import asyncio
import random
import sys

from tests.faults.kinds import FAULTS
from tests.faults.run import choose, describe, run


def main() -> int:
    """Run, print the figures, and end with 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="how many faults, of all kinds together")
    parser.add_argument("--only", choices=FAULTS, action="append", help="only this kind; may be given several times")
    parser.add_argument("--seed", type=int, default=1, help="the order of the faults, and whom they hit")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    faults = choose(given.kills, chance)
    if given.only:
        faults = [given.only[number % len(given.only)] for number in range(given.kills)]
    outcome = asyncio.run(run(faults, chance, lambda line: print(line, flush=True)))
    print(describe(outcome))
    return 0 if outcome.whole else 1


if __name__ == "__main__":
    sys.exit(main())
