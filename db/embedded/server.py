"""One server for all processes of a data directory: the first starts it, the others attach, the last stops it.

Who uses it is known by file locks, which the system takes back from a process however it ends; so a killed process
leaves at most a running server behind, which the next one finds and, when it is the last, stops.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from db.embedded.accounts import Account, choose_account
from db.embedded.binaries import open_installation
from db.embedded.clusters import DATABASE, SUPERUSER, check_version, create_cluster, is_created
from db.embedded.failures import EmbeddedServerError, explain
from db.embedded.postmaster import SOCKET_NAME, find_postmaster, start_postmaster, stop_postmaster
from db.embedded.traversal import let_traverse

# As a server would be set that shares its machine with the application; nothing trades safety for speed.
SERVER_SETTINGS: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # Errors repeat values of statements; whoever sent them is told, and the log of the server is not.
    "log_min_messages": "log",
}

# The shortest limit of the supported systems (macOS: 104 bytes with the closing zero).
LONGEST_SOCKET_PATH = 103
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+ ")


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server, reached by a socket in `sockets`; it listens on no port."""

    sockets: Path

    def url(self, database: str = DATABASE) -> str:
        """Where to connect to `database`, as its superuser."""
        return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={quote(str(self.sockets), safe='/')}"


@contextmanager
def run_embedded_server(
    directory: Path, settings: Mapping[str, str] = SERVER_SETTINGS, *, durable: bool = True
) -> Iterator[EmbeddedServer]:
    """A server over the data in `directory`, made on first use, for as long as the context lasts.

    `settings` go to the server that is started; one that runs already keeps its own. Without `durable` a new
    cluster is not forced to disk (for tests). Raises EmbeddedServerError with a text for people.
    """
    directory = directory.resolve()
    cluster = directory / "postgres"
    with use(directory) as users:
        with locked(directory / "start.lock", directory):
            try:
                server = attach_or_start(cluster, settings, durable=durable)
            except OSError as error:
                raise explain(f"{error.strerror}: {error.filename}", directory) from error
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield server
        finally:
            with locked(directory / "start.lock", directory):
                if is_last(users):
                    stop_postmaster(cluster)


def attach_or_start(cluster: Path, settings: Mapping[str, str], *, durable: bool) -> EmbeddedServer:
    """The running server, or a new one. The caller holds the start lock."""
    account = choose_account(cluster)
    let_traverse(cluster, account)
    open_installation(account)
    if not is_created(cluster):
        create_cluster(cluster, account, durable=durable)
    check_version(cluster)
    running = find_postmaster(cluster)
    if running is not None:
        return EmbeddedServer(running.socket_directory)
    sockets = choose_socket_directory(cluster, account)
    start_postmaster(cluster, sockets, account, settings)
    return EmbeddedServer(sockets)


def choose_socket_directory(cluster: Path, account: Account) -> Path:
    """The cluster itself, which only its owner can enter; a directory as private where that path is too long or odd."""
    path = str(cluster / SOCKET_NAME)
    if len(path) <= LONGEST_SOCKET_PATH and PLAIN.issuperset(path):
        return cluster
    name = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    sockets = Path(tempfile.gettempdir()).resolve() / f"simpul-{name}"
    if not sockets.is_dir():
        sockets.mkdir(mode=0o700)
        account.give(sockets)
    status = sockets.lstat()
    if status.st_uid != account.uid or status.st_mode & 0o077 or sockets.is_symlink():
        raise EmbeddedServerError(
            f"{sockets} is not private to the server. Remove it, or set SIMPUL_DATA to a shorter path without"
            " special characters."
        )
    let_traverse(sockets, account)
    return sockets


@contextmanager
def use(directory: Path) -> Iterator[int]:
    """A descriptor whose shared lock says that this process uses the server; the directory is made when missing."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = open_lock(directory / "users.lock")
    except OSError as error:
        raise explain(f"{error.strerror}: {error.filename}", directory) from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path, directory: Path) -> Iterator[None]:
    """Hold the lock of `path` alone."""
    try:
        descriptor = open_lock(path)
    except OSError as error:
        raise explain(f"{error.strerror}: {error.filename}", directory) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    """A descriptor to lock by. Reading is enough to lock, so that a file that another user made serves as well."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC)
    if os.fstat(descriptor).st_uid == os.geteuid():
        os.fchmod(descriptor, 0o644)
    return descriptor


def is_last(users: int) -> bool:
    """Whether no other process uses the server. The caller holds the start lock, so none can begin to meanwhile."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
