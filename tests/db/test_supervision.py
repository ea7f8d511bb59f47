"""A server that is killed is started again by itself, whoever uses it, and whatever it was doing."""

import asyncio
import logging
import os
import signal
import threading
import time
from pathlib import Path

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.embedded import EmbeddedServer, EmbeddedServerError, run_embedded_server
from db.embedded.postmaster import read_pid_file
from db.embedded.supervision import LONGEST_WAIT, SHORTEST_WAIT, STABLE_SECONDS, Attempts, is_up, watching
from tests import patience
from tests.db.test_embedded import held


def postmaster(directory: Path) -> int:
    noted = read_pid_file(directory / "postgres")
    assert noted is not None
    return noted.pid


async def wait_for_another(directory: Path, server: EmbeddedServer, killed: int) -> asyncpg.Connection:
    """A connection to the server that follows the killed one."""
    deadline = time.monotonic() + patience.SECONDS
    while time.monotonic() < deadline:
        noted = read_pid_file(directory / "postgres")
        if noted is not None and noted.pid != killed:
            try:
                return await asyncpg.connect(server.url())
            except (OSError, asyncpg.PostgresError):
                pass
        await asyncio.sleep(0.02)
    raise AssertionError("it stays down")


async def test_a_killed_server_is_started_again_and_keeps_what_was_committed(
    data_directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING, "simpul.database"),
        run_embedded_server(data_directory, watched=True) as server,
    ):
        connection = await asyncpg.connect(server.url())
        await connection.execute("CREATE TABLE notes (text text)")
        for text in ("first", "second"):
            await connection.execute("INSERT INTO notes VALUES ($1)", text)
            killed = postmaster(data_directory)
            os.kill(killed, signal.SIGKILL)
            connection.terminate()
            connection = await wait_for_another(data_directory, server, killed)
        assert [row["text"] for row in await connection.fetch("SELECT text FROM notes")] == ["first", "second"]
        await connection.close()
    assert read_pid_file(data_directory / "postgres") is None, "the last to leave has stopped it"
    said = [record.getMessage() for record in caplog.records if record.name == "simpul.database"]
    assert len([line for line in said if "has ended" in line]) == 2
    assert len([line for line in said if "runs again" in line]) == 2


async def test_a_busy_child_of_a_killed_server_does_not_keep_it_down(data_directory: Path) -> None:
    with run_embedded_server(data_directory, durable=False, watched=True) as server:
        busy = await asyncpg.connect(server.url())
        # A frozen child never notices that its server is gone.
        child = busy.get_server_pid()
        os.kill(child, signal.SIGSTOP)
        killed = postmaster(data_directory)
        os.kill(killed, signal.SIGKILL)
        connection = await wait_for_another(data_directory, server, killed)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
        busy.terminate()


async def test_of_two_users_one_starts_it_and_both_go_on(data_directory: Path) -> None:
    with run_embedded_server(data_directory, durable=False, watched=True) as server, held(data_directory):
        with run_embedded_server(data_directory, watched=True) as other:
            assert other == server
            killed = postmaster(data_directory)
            os.kill(killed, signal.SIGKILL)
            await (await wait_for_another(data_directory, server, killed)).close()
        assert is_up((data_directory / "postgres").resolve())


@given(st.lists(st.floats(min_value=0, max_value=STABLE_SECONDS, exclude_max=True), max_size=60))
def test_waits_grow_to_a_bound_until_one_stays(lives: list[float]) -> None:
    attempts, waits = Attempts(), [0.0]
    for lived in lives:
        attempts = attempts.after(lived)
        waits.append(attempts.wait)
    assert waits == sorted(waits)
    assert waits[1:2] in ([], [SHORTEST_WAIT])
    assert waits[-1] <= LONGEST_WAIT
    assert attempts.after(STABLE_SECONDS).wait == 0


def test_a_server_that_cannot_start_is_tried_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tried, enough = [], threading.Event()

    def refuse() -> None:
        tried.append(1)
        if len(tried) > 1:
            enough.set()
        raise EmbeddedServerError("There is no space left. Free some.")

    with caplog.at_level(logging.ERROR, "simpul.database"), watching(tmp_path / "postgres", refuse):
        assert enough.wait(patience.SECONDS)
    assert "There is no space left. Free some." in {record.getMessage() for record in caplog.records}
