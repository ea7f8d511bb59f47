"""`simpul demo` as people meet it: what it prints, what it leaves behind, and that it can be run again."""

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from db.database import Database
from tests import patience
from tests.clock import NOW
from tests.keys import SECRET

ROOT = Path(__file__).parents[2]
NEW_YEAR, LEAP_DAY = map(datetime.fromisoformat, ("2026-01-01T00:10+07:00", "2024-02-29T09:00+07:00"))
MOVED = re.compile(r"Work (result|behaviour) +(\d\.\d{4}) .* (\d\.\d{4}) .* ([+-]0\.\d{4})")


def run_demo(url: str, moment: datetime, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "demo", "--now", moment.isoformat(), *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "SIMPUL_SECRET": SECRET, "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=patience.SECONDS,
        check=False,
    )


# What the second answer of a citizen moves, who shares one answer's weight among both.
NOTHING = 0.005


def read_story(lines: list[str], *, again: bool = False) -> dict[str, tuple[float, float]]:
    """The estimates before and after, by axis; both must have moved, and up, unless the citizen has answered before."""
    moved = {found[1]: (float(found[2]), float(found[3])) for line in lines if (found := MOVED.search(line))}
    assert moved.keys() == {"result", "behaviour"}
    rises = [after - before for before, after in moved.values()]
    assert all(abs(rise) < NOTHING if again else rise > 0 for rise in rises), moved
    return moved


@pytest.mark.parametrize("moment", [NOW, NEW_YEAR, LEAP_DAY], ids=["now", "new_year", "leap_day"])
async def test_one_command_fills_tells_and_serves(database: Database, database_url: str, moment: datetime) -> None:
    first = run_demo(database_url, moment, "--size", "small", "--exit")
    assert first.returncode == 0, first.stderr
    lines = first.stdout.splitlines()
    assert lines[0].startswith("Made in")
    assert re.fullmatch(r"Ready: http://127\.0\.0\.1:\d+/graphql", lines[-1])
    assert max(map(len, lines)) <= 100
    headings = [
        next(place for place, line in enumerate(lines) if text in line) for text in ("Offices", "citizen's rating")
    ]
    assert headings == sorted(headings)
    read_story(lines)

    second = run_demo(database_url, moment + timedelta(days=40), "--exit")
    assert second.returncode == 0, second.stderr
    assert second.stdout.startswith("Found, made before")
    tickets = re.findall(r"KM-\d{6}-\w{6}", first.stdout + second.stdout)
    assert len(set(tickets)) == 2
    rated = await database.reads.fetch(
        "SELECT treatment FROM feedbacks JOIN cases ON cases.id = case_id WHERE ticket = ANY($1)", tickets
    )
    assert [treatment for (treatment,) in rated] == [5, 5]
    stored = await database.reads.fetchval(
        "SELECT max(round(estimate::numeric, 4)) FROM score_axes JOIN scores ON scores.id = score_id"
        " WHERE axis = 'WORK_BEHAVIOUR' AND (employee_id, period_id) ="
        " (SELECT holder_id, periods.id FROM cases JOIN periods ON received_at::date BETWEEN starts_on AND ends_on"
        " WHERE ticket = $1)",
        tickets[-1],
    )
    # Both take place on the last day of the year then.
    told = read_story(second.stdout.splitlines(), again=moment is NEW_YEAR)
    assert float(stored) == told["behaviour"][1]


async def test_where_answers_are_held_the_story_sets_the_clock_past_that_and_says_so(
    database_url: str, owner: asyncpg.Connection
) -> None:
    await owner.execute(
        "INSERT INTO policies (version, name, effective_from, parameters)"
        " SELECT 2, name, '2000-01-02', parameters || '{\"hold_hours\": 48}' FROM policies"
    )
    done = run_demo(database_url, NEW_YEAR, "--size", "small", "--exit")
    assert done.returncode == 0, done.stderr
    read_story(done.stdout.splitlines())
    told = " ".join(done.stdout.split())
    assert "Until 02 Jan 2026, 00:1" in told
    assert "the clock of the demonstration is set past that" in told
    assert await owner.fetchval("SELECT count(*) FROM feedbacks WHERE status = 'HELD'") == 0

    # What was drawn from budgets by the clock that was ahead slows nobody down who starts it again.
    await owner.execute("UPDATE budgets SET points = 0")
    again = run_demo(database_url, NEW_YEAR, "--exit")
    assert again.returncode == 0, again.stderr


def test_what_cannot_be_made_is_refused_with_a_reason(database_url: str) -> None:
    for arguments, reason in (
        (("--size", "huge"), "small, demo, bench"),
        (("--date", "2099-01-01"), "future"),
        (("--date", "yesterday"), "%Y-%m-%d"),
        (("--now", "2026-01-01"), "zone"),
        (("--now", "9999-12-31T23:50+07:00"), "2020 to 2099"),
        (("--date", "0001-01-01"), "2020 to 2099"),
    ):
        done = run_demo(database_url, NOW, *arguments, "--exit")
        assert done.returncode == 2
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
