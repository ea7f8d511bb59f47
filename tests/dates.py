"""`python -m tests.dates [MOMENT ...]`: the tests that make data, the demonstration among them, on many dates."""

import asyncio
import os
import sys
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.clock import VARIABLE

ROOT = Path(__file__).parents[1]

# In WIB, by the calendar of Indonesia. Hours before seven are still the day before in UTC.
MOMENTS = {
    "2026-01-01T00:10": "New Year, ten past midnight",
    "2026-01-02T09:00": "2 January",
    "2026-01-31T12:00": "a quarter is thirty days old",
    "2026-02-28T23:50": "end of a February of 28 days",
    "2024-02-28T10:00": "28 February of a leap year",
    "2024-02-29T00:10": "29 February, ten past midnight",
    "2024-02-29T23:50": "29 February, ten to midnight",
    "2024-03-01T06:30": "the day after 29 February",
    "2025-03-31T08:00": "Idul Fitri, and the end of a quarter",
    "2026-03-21T09:00": "Idul Fitri, a Saturday",
    "2026-03-31T23:50": "end of the first quarter",
    "2026-04-01T00:10": "beginning of the second quarter",
    "2026-04-30T15:00": "a quarter is twenty-nine days old",
    "2026-05-01T06:59": "a quarter is thirty days old, on a holiday",
    "2026-06-30T23:50": "end of the second quarter",
    "2026-07-01T00:10": "beginning of the third quarter",
    "2026-08-17T10:00": "Independence Day",
    "2026-08-30T14:00": "a Sunday",
    "2026-09-30T23:50": "end of the third quarter",
    "2026-10-01T00:10": "beginning of the fourth quarter",
    "2025-10-01T11:00": "the first working day of a quarter",
    "2026-11-22T03:00": "a Sunday night",
    "2026-11-24T10:00": "a Tuesday, when the tests take place by default",
    "2026-11-27T09:00": "a Friday",
    "2025-12-25T10:00": "Christmas",
    "2025-12-31T23:50": "end of the year, ten to midnight",
    "2024-12-31T00:10": "the last day of a leap year",
    "2025-01-01T12:00": "New Year after a leap year",
    "2028-02-29T23:50": "the next 29 February, ten to midnight",
    "2031-01-01T00:10": "a New Year in some years, ten past midnight",
}
ZONE = "+07:00"
# The zones of the machines, in turn: on the same side of the date line, and on both others.
MACHINES = ("Asia/Jakarta", "America/Los_Angeles", "Pacific/Kiritimati", "UTC")
AT_ONCE = 2
# Lines of what tests say that fail.
SHOWN = 40
TESTS = (
    "tests/resolvers",
    "tests/demo/test_demo.py",
    "tests/cli/test_demo_command.py",
    "tests/server/test_story.py",
)
# What has dates of its own, and what makes nothing.
LEFT_OUT = (
    "not (new_year or leap_day or any_day or quarter or cannot_be_made or tree or follow or promise"
    " or test_histories or test_recomputation or test_rescoring)"
)

console = Console(highlight=False, markup=False, soft_wrap=True)


async def run_tests(moment: str, machine: str, turn: asyncio.Semaphore) -> tuple[bool, str]:
    """Run the tests as of a moment, on a machine in some zone; whether they passed, and what they said."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", "-k", LEFT_OUT, *TESTS]
    environment = {**os.environ, VARIABLE: moment if "+" in moment else moment + ZONE, "TZ": machine}
    async with turn:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        try:
            output, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()
    passed, lines = process.returncode == 0, output.decode().rstrip().splitlines()
    said = lines[-1] if lines else f"ended with {process.returncode}"
    console.print(f"{moment}  {said}")
    if not passed:
        console.print("\n".join(lines[-SHOWN:]))
    return passed, said


async def main(moments: Mapping[str, str]) -> int:
    """Run all; the exit code."""
    turn = asyncio.Semaphore(AT_ONCE)
    results = await asyncio.gather(
        *(run_tests(moment, machine, turn) for moment, machine in zip(moments, cycle(MACHINES)))
    )
    table = Table("Moment (WIB)", "What is special", "Result", title="Tests by date")
    for (moment, special), (passed, said) in zip(moments.items(), results, strict=True):
        table.add_row(moment, special, "passed" if passed else f"FAILED: {said}")
    console.print(table)
    return 0 if all(passed for passed, _ in results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(dict.fromkeys(sys.argv[1:], "named") or MOMENTS)))
