"""`simpul demo` as people meet it: what it prints, what it leaves behind, and that it can be run again."""

import os
import re
import subprocess
import sys
from pathlib import Path

from db.database import Database

ROOT = Path(__file__).parents[2]
SECRET = "a key of this test, longer than thirty-two bytes"
CHANGED = re.compile(r"Work behaviour +(\d\.\d{4}) .* (\d\.\d{4}) .* \+0\.\d{4}")


def run_demo(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "demo", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": url, "SIMPUL_SECRET": SECRET, "PORT": "0"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


async def test_one_command_fills_tells_and_serves(database: Database, database_url: str) -> None:
    first = run_demo(database_url, "--size", "small", "--exit")
    assert first.returncode == 0, first.stderr
    lines = first.stdout.splitlines()
    assert lines[0].startswith("Made in")
    assert re.fullmatch(r"Ready: http://127\.0\.0\.1:\d+/graphql", lines[-1])
    assert max(map(len, lines)) <= 100
    headings = [
        next(place for place, line in enumerate(lines) if text in line) for text in ("Offices", "citizen's rating")
    ]
    assert headings == sorted(headings)
    before, after = next(found.groups() for line in lines if (found := CHANGED.search(line)))
    assert float(before) < float(after)

    second = run_demo(database_url, "--exit")
    assert second.returncode == 0, second.stderr
    assert second.stdout.startswith("Found, made before")
    tickets = re.findall(r"KM-\d{6}-\w{6}", first.stdout + second.stdout)
    assert len(set(tickets)) == 2
    rated = await database.reads.fetch(
        "SELECT interaction FROM feedbacks JOIN cases ON cases.id = case_id WHERE ticket = ANY($1)", tickets
    )
    assert [interaction for (interaction,) in rated] == [5, 5]
    stored = await database.reads.fetchval(
        "SELECT max(round(estimate::numeric, 4)) FROM score_axes JOIN scores ON scores.id = score_id"
        " WHERE axis = 'WORK_BEHAVIOUR' AND employee_id = (SELECT holder_id FROM cases WHERE ticket = $1)"
        " AND computed_at > now() - interval '1 minute'",
        tickets[0],
    )
    found = CHANGED.search(second.stdout)
    assert found is not None
    assert f"{stored:.4f}" == found.group(2)


def test_what_cannot_be_made_is_refused_with_a_reason(database_url: str) -> None:
    for arguments, reason in (
        (("--size", "huge"), "small, demo, bench"),
        (("--date", "2999-01-01"), "future"),
        (("--date", "yesterday"), "%Y-%m-%d"),
    ):
        done = run_demo(database_url, *arguments, "--exit")
        assert done.returncode == 2
        assert reason in done.stderr
        assert "Traceback" not in done.stderr
