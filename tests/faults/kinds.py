"""The faults: what is done to a running service, and what must be so before the next may come."""

import asyncio
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from tests import patience
from tests.faults.deployment import Deployment, signal_all
from tests.faults.load import Load, Watcher

FROZEN_SECONDS = 1.5
FULL_SECONDS = 2.0
GOING_AWAY = {1001, 1012}
# What a server keeps for itself on a disk that is full for everybody else.
SPARE = 64 * 1024


@dataclass(frozen=True)
class Scene:
    """A service under load, and the chance that chooses among its processes."""

    deployment: Deployment
    load: Load
    chance: random.Random


Fault = Callable[[Scene], Awaitable[None]]


async def kill_worker(scene: Scene) -> None:
    """Kill one of the processes that answer requests."""
    if workers := scene.deployment.workers():
        scene.chance.choice(workers).kill()


async def kill_service(scene: Scene) -> None:
    """Kill all processes of the service, and start it again."""
    scene.deployment.kill()
    await asyncio.to_thread(scene.deployment.start)


async def kill_parent(scene: Scene) -> None:
    """Kill the process that started the others; they end by themselves, and the service is started again."""
    workers = scene.deployment.workers()
    scene.deployment.process.kill()
    await asyncio.to_thread(scene.deployment.process.wait)
    await asyncio.to_thread(psutil.wait_procs, workers, patience.SECONDS)
    await asyncio.to_thread(scene.deployment.start)


async def kill_postgres(scene: Scene) -> None:
    """Kill the first process of the database; nobody starts it but the service itself."""
    signal_all(scene.deployment.postgres()[:1], signal.SIGKILL)


async def kill_backend(scene: Scene) -> None:
    """Kill one of the processes of the database that serve a connection: PostgreSQL then begins all of them anew."""
    backends = [process for process in scene.deployment.postgres()[1:] if "simpul" in " ".join(process.cmdline())]
    signal_all([scene.chance.choice(backends)] if backends else [], signal.SIGKILL)


async def kill_everything(scene: Scene) -> None:
    """Kill service and database at once, as when the power fails, and start the service."""
    postgres = scene.deployment.postgres()
    scene.deployment.kill()
    signal_all(postgres, signal.SIGKILL)
    await asyncio.to_thread(scene.deployment.start)


async def freeze(scene: Scene) -> None:
    """Stop the whole database without a word, and let it go on."""
    frozen = scene.deployment.postgres()
    signal_all(frozen, signal.SIGSTOP)
    await asyncio.sleep(FROZEN_SECONDS)
    signal_all(frozen, signal.SIGCONT)


async def cut_listener(scene: Scene) -> None:
    """End the connections that hear of changes; who watches a case hears of the next change all the same."""
    receipt = await scene.load.submit()
    async with Watcher(scene.deployment.address, receipt).watching() as watcher:
        connection = await asyncpg.connect(scene.deployment.url)
        await connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'")
        await connection.close()
        await scene.load.handle(0, receipt)
        await watcher.see("RESOLVED")


async def restart(scene: Scene) -> None:
    """Stop the service in order while somebody watches a case, and start it; they are told, and come back."""
    receipt = await scene.load.submit()
    async with Watcher(scene.deployment.address, receipt).watching() as watcher:
        await asyncio.to_thread(scene.deployment.stop)
        await asyncio.to_thread(scene.deployment.start)
        await watcher.see(2)
        await scene.load.handle(0, receipt)
        await watcher.see("RESOLVED")
    assert watcher.closes[:1]
    assert set(watcher.closes) <= GOING_AWAY, watcher.closes


async def fill_disk(scene: Scene) -> None:
    """Leave no room on the disk for a while; only where the service has a small one of its own."""
    filler = scene.deployment.directory / "data" / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(shutil.disk_usage(filler.parent).free - SPARE, 1))
    await asyncio.sleep(FULL_SECONDS)
    filler.unlink()


# In a run of two hundred, so many of each; `disk` where a file system may be mounted.
FAULTS: dict[str, tuple[Fault, int]] = {
    "worker": (kill_worker, 60),
    "backend": (kill_backend, 45),
    "postgres": (kill_postgres, 45),
    "listener": (cut_listener, 15),
    "service": (kill_service, 8),
    "parent": (kill_parent, 4),
    "freeze": (freeze, 10),
    "everything": (kill_everything, 8),
    "restart": (restart, 5),
    "disk": (fill_disk, 5),
}


async def endure(scene: Scene, name: str) -> float:
    """Let a fault happen; the seconds until every client was acknowledged something again."""
    began = time.monotonic()
    await FAULTS[name][0](scene)
    return await scene.load.flow_again(began if name != "freeze" else time.monotonic())


@contextmanager
def small_disk(directory: Path, size: str = "700m") -> Iterator[bool]:
    """A file system of its own at `directory` for as long as the context lasts; whether it could be had."""
    directory.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(directory)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(directory)], check=True)
