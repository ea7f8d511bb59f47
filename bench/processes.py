"""Server processes: started on a free port, waited for, ended."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

HOST = "127.0.0.1"
START_SECONDS = 300
STOP_SECONDS = 60
PAUSE_SECONDS = 0.05
PROJECT = Path(__file__).resolve().parent.parent


class ProcessFailedError(Exception):
    """A program ended badly; the text holds the end of what it said."""


def find_free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


async def run(command: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path = PROJECT) -> str:
    """Run a program to its end; its standard output. Raises ProcessFailedError."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, said = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode:
        raise ProcessFailedError(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    return output.decode()


@asynccontextmanager
async def running(
    command: Sequence[str], environment: Mapping[str, str], log: Path, cwd: Path = PROJECT
) -> AsyncIterator[int]:
    """A server on a free port, told by HOST and PORT, for as long as the context lasts. Raises ProcessFailedError."""
    port = find_free_port()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env={**os.environ, **environment, "HOST": HOST, "PORT": str(port)},
            stdout=output,
            stderr=output,
            stdin=asyncio.subprocess.DEVNULL,
        )
    try:
        await wait_for(process, port, log)
        yield port
    finally:
        ended = process.returncode
        await end(process)
        if ended is not None:
            raise ProcessFailedError(f"{log.stem} ended by itself with {ended}:\n{read_end(log)}")


async def wait_for(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    """Return when the server listens. Raises ProcessFailedError when it ends before, or takes too long."""
    for _ in range(int(START_SECONDS / PAUSE_SECONDS)):
        if process.returncode is not None:
            break
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            writer.close()
            return
    raise ProcessFailedError(f"{log.stem} does not listen:\n{read_end(log)}")


def read_end(log: Path) -> str:
    """The last words of a log."""
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]


async def end(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end, and make it end."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def python_module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module under this very Python."""
    return [sys.executable, "-m", name, *arguments]
