"""A real service in a process of its own, as an attacker finds it, and what they cost it."""

import contextlib
import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil

ROOT = Path(__file__).parents[2]
# The processor's time is counted in hundredths of a second, so an attack is repeated until that is fine enough.
REPEATS, ROUNDS = 20, 3
START_SECONDS = 120
MEGABYTE = 1024 * 1024


@dataclass
class Target:
    """A running service: its process and its address."""

    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        return int(urlsplit(self.url).port or 0)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60)

    def processor_ms(self) -> float:
        """What the process has taken of the processor so far, in milliseconds; the database is others' work."""
        times = psutil.Process(self.process.pid).cpu_times()
        return (times.user + times.system) * 1000

    def memory(self) -> float:
        """What the process holds in memory, in MB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / MEGABYTE

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)


@contextmanager
def running(data: Path, **environment: str) -> Iterator[Target]:
    """`simpul serve` in the production profile over the embedded PostgreSQL in `data`, on a free port."""
    with subprocess.Popen(
        [sys.executable, "-m", "cli", "serve"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PORT": "0", "LOG_LEVEL": "ERROR"}
        | {"SIMPUL_DATA": str(data)}
        | environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Target(process, _wait(process))
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=START_SECONDS)
            process.kill()


def _wait(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    lines = []
    while not (line := process.stderr.readline()).startswith("Ready: "):
        lines.append(line)
        if not line:
            raise RuntimeError(f"the service ended: {lines}")
    return line.removeprefix("Ready: ").strip()


@dataclass(frozen=True)
class Cost:
    """What one attack of a kind was answered, and cost: milliseconds of the processor, megabytes that stayed."""

    answers: str
    processor_ms: float
    grown_mb: float


def measure(target: Target, attack: Callable[[Target], str], repeats: int = REPEATS, rounds: int = ROUNDS) -> Cost:
    """The median cost of an attack; the first time is not counted, since it warms nothing that matters."""
    answers = {attack(target)}
    before = target.memory()
    taken = []
    for _ in range(rounds):
        started = target.processor_ms()
        for _ in range(repeats):
            answers.add(attack(target))
        taken.append((target.processor_ms() - started) / repeats)
    return Cost(" ".join(sorted(answers)), statistics.median(taken), max(0.0, target.memory() - before))


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    received = b""
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def count_among(
    connections: Sequence[socket.socket], seconds: float, done: Callable[[socket.socket, bytes], bool]
) -> int:
    """On how many connections comes what is `done` within so many seconds; nothing comes where one is closed."""
    waiting, count = selectors.DefaultSelector(), 0
    for each in connections:
        waiting.register(each, selectors.EVENT_READ)
    end = time.monotonic() + seconds
    while waiting.get_map() and (left := end - time.monotonic()) > 0:
        for key, _ in waiting.select(min(left, 1.0)):
            connection, chunk = key.fileobj, b""
            assert isinstance(connection, socket.socket)
            with contextlib.suppress(OSError):
                chunk = connection.recv(65_536)
            is_done = done(connection, chunk)
            count += is_done
            if is_done or not chunk:
                waiting.unregister(connection)
    return count


def closed_among(connections: Sequence[socket.socket], seconds: float) -> int:
    """How many of these connections the other side closes within so many seconds."""
    return count_among(connections, seconds, lambda _, chunk: not chunk)
