"""A line about each request, each operation of a WebSocket and each WebSocket, when it has ended.

Lines are written together some times a second: a line by itself costs a tenth of a small answer. Nothing that a client
writes gets into one but the name of an operation, which is a name by GraphQL's grammar and is cut.
"""

import asyncio
import logging
import sys
import time
from dataclasses import dataclass

import orjson

from graph.exchanges import Exchange
from server.logs import stamp
from server.pseudonyms import Pseudonyms, describe_address
from server.settings import JSON_LINES, PREFIXES, TEXT_LINES

NAME = "simpul.requests"
LONGEST_NAME = 60
FACTS = (
    *("id", "connection", "via", "method", "path", "kind", "name", "status", "code", "ms", "cost", "messages"),
    *("who", "from"),
)
_TEXT = f"%s INFO {NAME} {' '.join(f'{name}=%s' for name in FACTS)}\n"
# What stands for a fact that there is not.
_SHOWN: dict[object, object] = {None: "-"}
_WAIT_SECONDS = 0.2
_METHODS = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})
_logger = logging.getLogger(NAME)


@dataclass(slots=True)
class Ended:
    """How something ended: `status` of HTTP, or the code that a WebSocket was closed with; `messages` it brought."""

    seconds: float
    status: int | None = None
    address: str | None = None
    method: str | None = None
    path: str | None = None
    messages: int | None = None


class RequestLog:
    """Takes note of what has ended, and writes what it noted a moment later, or when it is flushed."""

    def __init__(self, pseudonyms: Pseudonyms, form: str = TEXT_LINES, addresses: str = PREFIXES) -> None:
        self._pseudonyms, self._as_json, self._addresses = pseudonyms, form == JSON_LINES, addresses
        self._lines: list[str] = []

    def note(self, exchange: Exchange, ended: Ended) -> None:
        """What is known of an exchange, and how it ended."""
        if not _logger.isEnabledFor(logging.INFO):
            return
        if not self._lines:
            asyncio.get_running_loop().call_later(_WAIT_SECONDS, self.flush)
        self._lines.append(self._line(self._facts(exchange, ended)))

    def flush(self) -> None:
        """Write what was noted."""
        lines, self._lines = self._lines, []
        sys.stderr.write("".join(lines))
        sys.stderr.flush()

    def _facts(self, exchange: Exchange, ended: Ended) -> tuple[object, ...]:
        """What `FACTS` name."""
        return (
            exchange.id,
            exchange.connection,
            exchange.via,
            ended.method if ended.method in _METHODS else None,
            ended.path,
            exchange.kind.value if exchange.kind else None,
            exchange.name[:LONGEST_NAME] if exchange.name else None,
            ended.status,
            exchange.code,
            round(ended.seconds * 1000, 1),
            exchange.cost,
            ended.messages,
            self._pseudonyms.of(exchange.principal),
            describe_address(ended.address, self._addresses),
        )

    def _line(self, facts: tuple[object, ...]) -> str:
        now = stamp(time.time())
        if self._as_json:
            told = {name: fact for name, fact in zip(FACTS, facts, strict=True) if fact is not None}
            return orjson.dumps({"time": now, "level": "INFO", "logger": NAME, **told}).decode() + "\n"
        return _TEXT % (now, *map(_SHOWN.get, facts, facts))
