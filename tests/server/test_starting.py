"""A service that cannot begin says why and ends; one that waits for its database says so, and ends when asked to."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import patience
from tests.cli.test_cli import ROOT, says, simpul
from tests.keys import SECRET

NOBODY = {"DATABASE_URL": "postgresql://user:hidden@127.0.0.1:1/none", "SIMPUL_SECRET": SECRET, "PORT": "0"}


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_issuers_that_cannot_be_read_are_told_before_there_is_a_database(data_directory: Path, command: str) -> None:
    done = simpul(command, SIMPUL_DATA=str(data_directory), OIDC_ISSUERS="/nonexist", PORT="0")
    assert says(done, 2, "OIDC_ISSUERS names /nonexist", "No such file or directory", "docs/sign-in.md")
    assert not data_directory.exists()


def test_issuers_need_to_know_where_people_come_back_to(data_directory: Path, tmp_path: Path) -> None:
    issuers = tmp_path / "issuers.toml"
    issuers.write_text("[pegawai]\nissuer = 'https://masuk.example.go.id'\nclient_id = 'simpul'\n")
    done = simpul("serve", SIMPUL_DATA=str(data_directory), OIDC_ISSUERS=str(issuers), PORT="0")
    assert says(done, 2, "OIDC_ISSUERS is set, so PUBLIC_URL must say")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_of_metrics_that_is_taken_is_one_line(database_url: str, workers: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        own_server = {"DATABASE_URL": database_url, "SIMPUL_SECRET": SECRET, "PORT": "0"}
        port = str(other.getsockname()[1])
        done = simpul("serve", "--workers", workers, METRICS_PORT=port, **own_server)
    assert says(done, 2, f"Port {port} on 127.0.0.1 cannot be used for metrics", "METRICS_PORT")


def wait_for(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + patience.SECONDS
    while words not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_waits_for_the_database_says_so_and_ends_when_asked_to(tmp_path: Path, number: signal.Signals) -> None:
    log = tmp_path / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.server.service"], cwd=ROOT, env=NOBODY, stderr=said, stdout=said
        )
    try:
        wait_for(log, "the database is out of reach; waiting for it", process)
        process.send_signal(number)
        process.wait(patience.SECONDS)
    finally:
        process.kill()
        process.wait()
    assert "asked to end before the service had begun" in log.read_text()
    assert "Ready" not in log.read_text()
    assert "hidden" not in log.read_text()
