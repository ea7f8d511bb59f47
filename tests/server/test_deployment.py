"""What docker-compose.yml and the Dockerfile say agrees with the program, and their steps work without Docker."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from cli.commands import COMMANDS
from db.embedded.server import SERVER_SETTINGS
from server.settings import Settings
from tests import patience
from tests.keys import SECRET

ROOT = Path(__file__).parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PYTHON = [sys.executable, "-m", "cli"]


@contextmanager
def served(*arguments: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running `simpul serve` on a free port: its address and its process."""
    with subprocess.Popen(
        [*PYTHON, "serve", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": "0"} | environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            lines = []
            while not (line := process.stderr.readline()).startswith("Ready: "):
                lines.append(line)
                assert line, f"ended with {process.wait()}: {lines}"
            yield line.removeprefix("Ready: ").strip(), process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=patience.SECONDS)


def health(address: str) -> tuple[int, object]:
    answer = httpx.get(f"{address}/health", timeout=None)
    return answer.status_code, answer.json()


def test_the_variables_of_the_containers_are_settings() -> None:
    chosen = COMPOSE.split("environment: &environment", 1)[1].split("services:", 1)[0]
    given = set(re.findall(r"^ +([A-Z_]+):", chosen, re.MULTILINE))
    known = set(Settings(database_url="x", owner_url="x", read_url="x", secret="x").environment())
    assert {"DATABASE_URL", "SIMPUL_SECRET"} <= given <= known
    assert set(re.findall(r"^ENV (?:([A-Z]+)=\S+ ?)+", DOCKERFILE, re.MULTILINE)) & {"PORT"} <= known


def test_the_containers_run_commands_that_exist() -> None:
    run = set(re.findall(r"command: \[(\w+)\]", COMPOSE)) | set(
        re.findall(r'^CMD \["(\w+)"\]', DOCKERFILE, re.MULTILINE)
    )
    assert run == {"migrate", "serve"}
    assert run <= COMMANDS.keys()


def test_both_servers_are_set_alike() -> None:
    flags = dict(re.findall(r"- --(\w+)=(\S+)", COMPOSE))
    # What the container leaves out is PostgreSQL's own default.
    assert flags == {name: value for name, value in SERVER_SETTINGS.items() if value != "on"}


def test_the_image_holds_every_package_and_nothing_else() -> None:
    copied = set(re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.MULTILINE)) - {"requirements.txt"}
    assert copied == {"domain", "db", "graph", "resolvers", "schema", "server", "jobs", "imports", "demo", "cli"}
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert kept == copied | {"requirements.txt"}
    assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)


@pytest.fixture
def environment(database_url: str) -> Mapping[str, str]:
    return {"DATABASE_URL": database_url, "SIMPUL_SECRET": SECRET}


def test_a_migration_and_two_processes_over_one_database(environment: Mapping[str, str]) -> None:
    migrated = subprocess.run([*PYTHON, "migrate"], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert migrated.returncode == 0
    with ExitStack() as stack:
        running = [stack.enter_context(served(**environment)) for _ in range(2)]
        assert len({address for address, _ in running}) == 2
        for address, _ in running:
            assert health(address) == (200, {"status": "ok"})


def test_several_workers_share_a_port(environment: Mapping[str, str]) -> None:
    with served("--workers", "2", **environment) as (address, _):
        assert health(address) == (200, {"status": "ok"})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_of_any_kind_stops_the_embedded_server_too(data_directory: Path, number: signal.Signals) -> None:
    with served(SIMPUL_DATA=str(data_directory)) as (address, process):
        assert health(address) == (200, {"status": "ok"})
        assert (data_directory / "postgres" / "postmaster.pid").exists()
        process.send_signal(number)
        said = process.communicate(timeout=patience.SECONDS)[1]
    assert "Traceback" not in said
    assert process.returncode in (0, 128 + signal.SIGTERM)
    assert not (data_directory / "postgres" / "postmaster.pid").exists()
