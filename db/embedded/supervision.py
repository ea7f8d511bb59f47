"""Sees to it that the server runs: one that ended by itself, or was killed, is started again."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from db.embedded.failures import EmbeddedServerError
from db.embedded.postmaster import read_pid_file, works_in

# How often it is looked after, in seconds.
PAUSE_SECONDS = 0.25

# A server that ends sooner than this after its start did not come up: it is tried again after ever longer waits.
STABLE_SECONDS = 2.0
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 30.0

_logger = logging.getLogger("simpul.database")


@dataclass(frozen=True)
class Attempts:
    """How many attempts in a row came to nothing, and how long to wait before the next."""

    failed: int = 0

    @property
    def wait(self) -> float:
        """Seconds: none at first, then twice as long each time, up to a bound."""
        return min(SHORTEST_WAIT * 2 ** (self.failed - 1), LONGEST_WAIT) if self.failed else 0.0

    def after(self, lived: float) -> "Attempts":
        """What is known when a server has ended that lived so many seconds; none, where it did not start."""
        return Attempts() if lived >= STABLE_SECONDS else replace(self, failed=min(self.failed + 1, 32))


def is_up(cluster: Path) -> bool:
    """Whether the server that noted itself is a process that works there; one that is starting or frozen is."""
    noted = read_pid_file(cluster)
    return noted is not None and works_in(cluster, noted.pid)


@contextmanager
def watching(cluster: Path, start_again: Callable[[], None]) -> Iterator[None]:
    """Look after the server of `cluster` in a thread of its own for as long as the context lasts.

    `start_again` raises EmbeddedServerError where it cannot, and does nothing where another process was first.
    """
    leaving = threading.Event()
    watch = threading.Thread(target=_watch, args=(cluster, start_again, leaving), name="embedded server", daemon=True)
    watch.start()
    try:
        yield
    finally:
        leaving.set()
        watch.join()


def _watch(cluster: Path, start_again: Callable[[], None], leaving: threading.Event) -> None:
    attempts, began = Attempts(), time.monotonic() - STABLE_SECONDS
    while not leaving.wait(PAUSE_SECONDS):
        if is_up(cluster):
            continue
        attempts = attempts.after(time.monotonic() - began)
        _logger.error("the embedded PostgreSQL has ended; it is started again in %.1f s", attempts.wait)
        if leaving.wait(attempts.wait):
            return
        began = _start(start_again)


def _start(start_again: Callable[[], None]) -> float:
    """Start the server; since when it runs."""
    tried = time.monotonic()
    try:
        start_again()
    except EmbeddedServerError as error:
        _logger.error("%s", error)  # noqa: TRY400 (its words are all there is to say)
        return time.monotonic()
    _logger.warning("the embedded PostgreSQL runs again after %.1f s", time.monotonic() - tried)
    return time.monotonic()
