"""`simpul serve` as a program of its own, with all that it says kept in a file."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import patience

ROOT = Path(__file__).parents[2]
SECRET = "a key of this test, longer than thirty-two bytes"
READY = "Ready: "
PAUSE = 0.02


@dataclass(frozen=True)
class Served:
    """Where a service answers, its first process, and what it has said so far."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def told(self) -> list[dict[str, Any]]:
        """The lines that are JSON."""
        return [json.loads(line) for line in self.said.splitlines() if line.startswith("{")]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; the code that the process ended with."""
        self.process.send_signal(number)
        return self.process.wait(patience.SECONDS)


def begin(log: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a service on a free port, unless set otherwise, that says into `log` what it has to say."""
    chosen = {"PATH": os.environ["PATH"], "PORT": "0", "SIMPUL_SECRET": SECRET} | environment
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", "serve", *arguments], cwd=ROOT, env=chosen, stderr=said, stdout=said
        )


def wait_until_ready(process: subprocess.Popen[bytes], log: Path, said_before: int = 0) -> str:
    """The address that a service says it answers at."""
    deadline = time.monotonic() + patience.SECONDS
    while time.monotonic() < deadline:
        ended = process.poll()
        said = log.read_text(encoding="utf-8", errors="replace")[said_before:]
        for line in said.splitlines(keepends=True):
            if line.startswith(READY) and line.endswith("\n"):
                return line.removeprefix(READY).strip()
        assert ended is None, f"ended with {ended}: {said}"
        time.sleep(PAUSE)
    raise AssertionError(f"not ready: {log.read_text()}")


@contextmanager
def served(log: Path, *arguments: str, **environment: str) -> Iterator[Served]:
    """A service for as long as the context lasts; what it said stays in `log`."""
    process = begin(log, *arguments, **environment)
    try:
        yield Served(wait_until_ready(process, log), process, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(patience.SECONDS)
