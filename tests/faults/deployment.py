"""A service with several processes over an embedded PostgreSQL, and the processes that may be done harm to."""

import asyncio
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from db.embedded.postmaster import read_pid_file
from db.embedded.server import EmbeddedServer
from tests import patience
from tests.server.processes import begin, wait_until_ready

WORKERS = 2
PAUSE = 0.02
SPAWNED = "spawn_main"


@dataclass
class Deployment:
    """The service in `directory`; whoever kills all of it starts it again, as an operating system would."""

    directory: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        return self.directory / "log"

    @property
    def url(self) -> str:
        """Where its database is, once it runs."""
        noted = read_pid_file(self.data / "postgres")
        assert noted is not None
        return EmbeddedServer(noted.socket_directory).url()

    def workers(self) -> list[psutil.Process]:
        """The processes that answer requests."""
        found = []
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children():
                with suppress(psutil.Error):
                    if SPAWNED in " ".join(child.cmdline()):
                        found.append(child)
        return found

    def postgres(self) -> list[psutil.Process]:
        """Every process of the database, the first one first."""
        noted = read_pid_file(self.data / "postgres")
        if noted is None or not psutil.pid_exists(noted.pid):
            return []
        first = psutil.Process(noted.pid)
        return [first, *first.children()]

    def runs(self) -> bool:
        """Whether the process that was started last has not ended."""
        return self.process.poll() is None

    def start(self) -> None:
        """Start what was killed or stopped, on the same port, and wait until it answers."""
        said_before = len(self.log.read_text(encoding="utf-8", errors="replace"))
        self.process = _begin(self.directory, self.port)
        wait_until_ready(self.process, self.log, said_before)

    def kill(self) -> None:
        """Kill every process of the service, and none of the database."""
        for process in [psutil.Process(self.process.pid), *self.workers()]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait(patience.SECONDS)

    def stop(self) -> int:
        """Ask the service to end, and wait; the code that it ended with."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(patience.SECONDS)

    async def become_ready(self) -> None:
        """Wait until the service says that it can serve."""
        deadline = time.monotonic() + patience.SECONDS
        async with httpx.AsyncClient(base_url=self.address, timeout=None) as client:
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError):
                    if (await client.get("/ready")).status_code == httpx.codes.OK:
                        return
                await asyncio.sleep(PAUSE)
        raise AssertionError(f"not ready: {self.log.read_text()[-2_000:]}")


def deploy(directory: Path) -> Deployment:
    """A running service with its data in `directory`."""
    process = _begin(directory, 0)
    address = wait_until_ready(process, directory / "log")
    return Deployment(directory, int(address.rpartition(":")[2]), process)


def _begin(directory: Path, port: int) -> subprocess.Popen[bytes]:
    settings = {"SIMPUL_DATA": str(directory / "data"), "PORT": str(port), "LOG_LEVEL": "WARNING"}
    return begin(directory / "log", "--workers", str(WORKERS), **settings)


def signal_all(processes: list[psutil.Process], number: int) -> None:
    """Send a signal to all that are still there."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
