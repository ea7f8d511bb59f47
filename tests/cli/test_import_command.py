"""`simpul import` as people meet it: a process, which may be killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from db.database import Database
from tests import patience

ROOT = Path(__file__).parents[2]
MAPPING = """
source = "city"
[columns]
id = "id"
received = "in"
closed = "out"
category = "kind"
unit = "office"
[create]
units = true
categories = true
"""
ROW = "{},2026-03-02T08:30:00+07:00,2026-03-03T08:30:00+07:00,road,PUPR"
TABLES = ("cases", "case_events", "units", "categories", "periods", "evidence", "unit_scores", "audit_entries")


@pytest.fixture
def environment(database_url: str) -> Mapping[str, str]:
    secret = "a key of this test, longer than thirty-two bytes"
    return {"PATH": os.environ["PATH"], "COLUMNS": "200", "DATABASE_URL": database_url, "SIMPUL_SECRET": secret}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, ...]:
    """The arguments for a file of 5,000 cases, and its mapping."""
    (tmp_path / "mapping.toml").write_text(MAPPING)
    rows = [ROW.format(number) for number in range(5_000)]
    (tmp_path / "cases.csv").write_text("\n".join(["id,in,out,kind,office", *rows]))
    return "import", "cases", str(tmp_path / "cases.csv"), "--mapping", str(tmp_path / "mapping.toml")


def simpul(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=patience.SECONDS, check=False
    )


async def count(database: Database) -> dict[str, int]:
    return {table: await database.reads.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES}


async def test_a_summary_for_programs_and_one_for_people(
    database: Database, environment: Mapping[str, str], files: tuple[str, ...]
) -> None:
    first = simpul(environment, *files, "--json")
    assert (first.returncode, first.stderr) == (0, "")
    summary = json.loads(first.stdout)
    assert (summary["imported"], summary["closed"], summary["rejects"]) == (5_000, 5_000, None)
    before = await count(database)
    again = simpul(environment, *files)
    assert (again.returncode, again.stderr) == (0, "")
    assert "│ Known            │ 5000 │" in again.stdout
    assert await count(database) == before


async def wait_for_backend(owner: asyncpg.Connection, state: str, *, there: bool) -> None:
    """Wait until some connection to the database is in a state, or none is."""
    query = f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {state}"
    async with asyncio.timeout(patience.SECONDS):
        while bool(await owner.fetchval(query)) is not there:
            pass


async def test_a_killed_import_leaves_nothing_and_can_be_run_again(
    database: Database, owner: asyncpg.Connection, environment: Mapping[str, str], files: tuple[str, ...]
) -> None:
    before = await count(database)
    command = (sys.executable, "-m", "cli", *files)
    async with database.transaction() as barrier:
        # With evidence locked, the import stands still in the middle: its cases are written, their evidence is not.
        await barrier.execute(text("LOCK TABLE evidence IN SHARE MODE"))
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
        try:
            await wait_for_backend(owner, "wait_event_type = 'Lock'", there=True)
        finally:
            process.kill()
            await process.wait()
    assert process.returncode == -signal.SIGKILL
    await wait_for_backend(owner, "backend_xid IS NOT NULL", there=False)
    assert await count(database) == before
    done = simpul(environment, *files, "--json")
    assert json.loads(done.stdout)["imported"] == 5_000
    assert (await count(database))["cases"] == 5_000


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (("cases", "gone.csv", "--mapping", "docs/mappings/baltimore.toml"), ("gone.csv", "no such file")),
        (("cases", "docs", "--mapping", "docs/mappings/baltimore.toml"), ("docs", "directory")),
        (("cases", "pyproject.toml", "--mapping", "gone.toml"), ("gone.toml", "no such file")),
        (("cases", "pyproject.toml", "--mapping", "pyproject.toml"), ("build-system", "unknown")),
        (("employees", "gone.csv"), ("gone.csv", "no such file")),
    ],
)
def test_what_is_wrong_is_one_line_before_any_database_is_opened(
    tmp_path: Path, arguments: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    nowhere = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgresql://user@127.0.0.1:1/simpul"}
    done = simpul(nowhere, "import", *arguments)
    lines = done.stderr.strip().splitlines()
    assert (done.returncode, len(lines)) == (2, 1), done.stderr
    assert all(part in lines[0] for part in parts)
