"""The data that all servers share: made once by the service's own command, in a directory of its own."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from bench.packages import PEERS
from bench.processes import PROJECT, python_module, run
from bench.statements import read_statement
from db.embedded import run_embedded_server

# What was written of the cases is sealed with it, so whoever serves the data needs it too.
SECRET = "a secret of the bench alone, longer than thirty-two bytes"


@dataclass(frozen=True)
class Data:
    """A running database, a connection to it, and how many rows it has; `directory` takes logs and requests too."""

    directory: Path
    url: str
    connection: asyncpg.Connection
    rows: dict[str, int]


@asynccontextmanager
async def open_data(size: str) -> AsyncIterator[Data]:
    """The data of a size, filled when they are not there yet. DATABASE_URL is left alone: its data are not ours."""
    directory = PROJECT / ".simpul" / ("bench" if size == "bench" else f"bench-{size}")
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DATABASE_READ_URL", None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    with run_embedded_server(directory) as server:
        await run(
            python_module("cli", "demo", "--size", size, "--exit"),
            {"SIMPUL_DATA": str(directory), "SIMPUL_SECRET": SECRET, "PORT": "0"},
        )
        connection = await asyncpg.connect(server.url())
        try:
            # What a run stored is deleted after it, past what the tables themselves refuse.
            await connection.execute("SET simpul.retention = 'on'")
            await connection.execute((PEERS / "views.sql").read_text(encoding="utf-8"))
            # The story drew from them by a clock that was ahead.
            await connection.execute("DELETE FROM budgets")
            await connection.execute("VACUUM ANALYZE")
            rows = await connection.fetchrow(read_statement("rows"))
            yield Data(directory, server.url(), connection, dict(rows))
        finally:
            await connection.close()
