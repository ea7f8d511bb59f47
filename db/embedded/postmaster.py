"""The server's first process: whether it lives, how it is started and how it is stopped."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from db.embedded.accounts import Account
from db.embedded.binaries import ENVIRONMENT, find_installation
from db.embedded.failures import LEFT_OVER, EmbeddedServerError, explain

SOCKET_NAME = ".s.PGSQL.5432"
PID_FILE = "postmaster.pid"
PID_FILE_LINES = 8
LOG_NAME = "postgres.log"

# A server that recovers from a crash replays its log first; that may take minutes.
START_SECONDS = 300
STOP_SECONDS = 60
PAUSE_SECONDS = 0.02

# Until the children of a killed server have ended, a new one refuses to start. They are asked to, and then made to.
LEFT_OVER_SECONDS = 60
ORPHAN_SECONDS = 1

# The server outlives whoever started it when others use it too, so it is nobody's child.
DETACHED = ("/bin/sh", "-c", '"$@" >&2 & echo $!', "sh")


@dataclass(frozen=True)
class PidFile:
    """What a running server notes about itself."""

    pid: int
    socket_directory: Path
    status: str


def read_pid_file(cluster: Path) -> PidFile | None:
    """The server's notes; None when there are none, or they are being written."""
    try:
        lines = (cluster / PID_FILE).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    if len(lines) < PID_FILE_LINES or not lines[0].strip().isdigit():
        return None
    return PidFile(int(lines[0]), Path(lines[4]), lines[7].strip())


def is_alive(cluster: Path, noted: PidFile) -> bool:
    """Whether the noted process is the server of this cluster, and not another one that was given its number."""
    return answers(noted.socket_directory) or works_in(cluster, noted.pid)


def answers(directory: Path) -> bool:
    """Whether somebody listens on the socket in `directory`."""
    with socket.socket(socket.AF_UNIX) as knock:
        try:
            knock.connect(str(directory / SOCKET_NAME))
        except OSError:
            return False
    return True


def works_in(cluster: Path, pid: int) -> bool:
    """Whether process `pid` is a PostgreSQL whose working directory is the cluster."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == cluster
    except psutil.Error:
        return False


def find_postmaster(cluster: Path) -> PidFile | None:
    """The running server, ready for connections; None when there is none.

    Waits for one that is starting or stopping. Raises EmbeddedServerError when that takes too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while (noted := read_pid_file(cluster)) is not None and is_alive(cluster, noted):
        if noted.status == "ready":
            return noted
        if time.monotonic() > deadline:
            raise EmbeddedServerError(
                f"The embedded PostgreSQL in {cluster} (process {noted.pid}) has been {noted.status} for"
                f" {START_SECONDS} seconds. Look into {cluster.parent / LOG_NAME}, or end that process and try again."
            )
        time.sleep(PAUSE_SECONDS)
    return None


def clear_notes(cluster: Path, sockets: Path) -> None:
    """Remove what a killed server left, once it is certain that none runs.

    PostgreSQL itself only dares to when the noted number is free; it may be another program's by now, or that of a
    dead process whose parent never asked after it.
    """
    (cluster / PID_FILE).unlink(missing_ok=True)
    if not answers(sockets):
        (sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def start_postmaster(cluster: Path, sockets: Path, account: Account, settings: Mapping[str, str]) -> None:
    """Start the server in a session of its own and wait until it takes connections. Raises EmbeddedServerError."""
    log = cluster.parent / LOG_NAME
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
    deadline = time.monotonic() + LEFT_OVER_SECONDS
    while True:
        clear_notes(cluster, sockets)
        pid = launch(cluster, sockets, account, settings)
        if wait_until_ready(pid, cluster):
            return
        said = log.read_text(encoding="utf-8", errors="replace")
        if LEFT_OVER not in said or time.monotonic() > deadline:
            raise explain(said, cluster.parent)
        end_orphans(cluster)


def end_orphans(cluster: Path) -> None:
    """End what a killed server left running. A child that is busy would notice by itself only when it is done."""
    left = [process for process in psutil.process_iter() if works_in(cluster, process.pid)]
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for process in left:
            with suppress(psutil.Error):
                process.send_signal(number)
        _, left = psutil.wait_procs(left, timeout=ORPHAN_SECONDS)


def launch(cluster: Path, sockets: Path, account: Account, settings: Mapping[str, str]) -> int:
    """Start a process that is nobody's child, and return its number."""
    chosen = {**settings, "unix_socket_directories": str(sockets), "listen_addresses": "", "port": "5432"}
    options = (f"--{name}={value}" for name, value in chosen.items())
    with (cluster.parent / LOG_NAME).open("wb") as log:
        started = subprocess.run(
            [*DETACHED, str(find_installation() / "bin" / "postgres"), "-D", str(cluster), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            check=True,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            **account.identity,
        )
    return int(started.stdout)


def wait_until_ready(pid: int, cluster: Path) -> bool:
    """Whether the started server takes connections; false when it ended. Raises EmbeddedServerError after long."""
    deadline = time.monotonic() + START_SECONDS
    while is_running(pid):
        noted = read_pid_file(cluster)
        if noted is not None and noted.pid == pid and noted.status == "ready":
            return True
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGQUIT)
            raise explain(f"it is not ready after {START_SECONDS} seconds", cluster.parent)
        time.sleep(PAUSE_SECONDS)
    return False


def is_running(pid: int) -> bool:
    """Whether a process has that number and has not ended."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def stop_postmaster(cluster: Path) -> None:
    """End open transactions, write everything down, stop. A stop that takes long goes on by itself."""
    noted = read_pid_file(cluster)
    if noted is None or not is_alive(cluster, noted):
        return
    os.kill(noted.pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while is_alive(cluster, noted) and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
