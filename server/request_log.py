"""A line about each request, written together some times a second: a line by itself costs a tenth of a small answer."""

import asyncio
import logging
import sys
import time

from graphql import OperationType

_WAIT_SECONDS = 0.2
_logger = logging.getLogger("simpul.requests")


class RequestLog:
    """Takes note of answered requests, and writes what it noted a moment later, or when it is flushed."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._second, self._stamp = 0, ""

    def note(self, method: str, kind: OperationType | None, name: str | None, status: int, seconds: float) -> None:
        """A request that took so long."""
        if not _logger.isEnabledFor(logging.INFO):
            return
        if not self._lines:
            asyncio.get_running_loop().call_later(_WAIT_SECONDS, self.flush)
        told = f"{method} {kind.value if kind else '-'} {name or '-'} {status} {seconds * 1000:.1f} ms"
        self._lines.append(f"{self._now()} INFO simpul.requests {told}\n")

    def flush(self) -> None:
        """Write what was noted."""
        lines, self._lines = self._lines, []
        sys.stderr.write("".join(lines))
        sys.stderr.flush()

    def _now(self) -> str:
        now = time.time()
        second = int(now)
        if second != self._second:
            self._second, self._stamp = second, time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))
        return f"{self._stamp},{int((now - second) * 1000):03}"
