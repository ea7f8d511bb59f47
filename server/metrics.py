"""Figures for Prometheus, of all processes of a service together, on a port of their own.

Each process counts in files of a directory that they share; whoever serves the figures adds them up when asked. A
process that was killed leaves its counters, which go on counting, and loses its gauges.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from db.database import Database
from db.listening import Listener
from db.repositories.due_work import count_due_work
from graph.documents import Documents
from graph.exchanges import Exchange
from server.request_log import Ended
from server.settings import Settings
from server.variables import SettingsError

# Upper ends in seconds: from a read of one row to what a deadline ends.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
GAUGE_SECONDS, WORK_SECONDS = 1.0, 15.0
_NONE = "none"


class Metrics:
    """What one process counts."""

    def __init__(self) -> None:
        here: dict[str, Any] = {"registry": CollectorRegistry()}
        now, latest = (here | {"multiprocess_mode": mode} for mode in ("livesum", "livemax"))
        asked = ("via", "kind")
        self._requests = Counter(
            "simpul_requests", "Requests and operations that have ended.", (*asked, "status"), **here
        )
        self._refusals = Counter("simpul_refusals", "Refusals and errors by their code.", ("code",), **here)
        self._cost = Counter("simpul_cost_points", "What operations cost, in points.", ("kind",), **here)
        self._seconds = Histogram("simpul_request_seconds", "How long they took.", asked, buckets=BUCKETS, **here)
        self._connections = Gauge("simpul_connections", "Connections to the database.", ("pool", "state"), **now)
        self._caches = Gauge("simpul_cache_bytes", "What caches take in memory, roughly.", ("cache",), **now)
        self._listening = Gauge("simpul_listening", "Processes that hear of changes.", **now)
        self._work = Gauge("simpul_due_work", "Work whose time has come and that waits.", **latest)

    def note(self, exchange: Exchange, ended: Ended) -> None:
        """One request or operation that has ended."""
        kind = exchange.kind.value if exchange.kind else _NONE
        self._requests.labels(exchange.via, kind, str(ended.status or _NONE)).inc()
        self._seconds.labels(exchange.via, kind).observe(ended.seconds)
        if exchange.code:
            self._refusals.labels(exchange.code).inc()
        if exchange.cost:
            self._cost.labels(kind).inc(exchange.cost)

    @asynccontextmanager
    async def watching(self, database: Database, listener: Listener, documents: Documents) -> AsyncIterator[None]:
        """Look at what goes up and down for as long as the context lasts."""
        tasks = [
            asyncio.create_task(self._look(database, listener, documents)),
            asyncio.create_task(self._count_work(database)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _look(self, database: Database, listener: Listener, documents: Documents) -> None:
        while True:
            for pool, usage in database.usage().items():
                for state, count in usage.items():
                    self._connections.labels(pool, state).set(count)
            self._caches.labels("documents").set(documents.weight)
            self._listening.set(listener.alive)
            await asyncio.sleep(GAUGE_SECONDS)

    async def _count_work(self, database: Database) -> None:
        while True:
            # Where the database is out of reach, other figures say so.
            with suppress(Exception):
                async with database.transaction() as transaction:
                    self._work.set(await count_due_work(transaction, database.clock()))
            await asyncio.sleep(WORK_SECONDS)


class _Together(MultiProcessCollector):
    """The figures of all processes, without the gauges of those that were killed."""

    def collect(self) -> Iterable[Metric]:
        """Add up what there is."""
        for path in Path(self._path).glob("gauge_live*_*.db"):
            number = int(path.stem.rpartition("_")[2])
            if not _is_there(number):
                mark_process_dead(number, self._path)  # type: ignore[no-untyped-call]
        figures: Iterable[Metric] = super().collect()  # type: ignore[no-untyped-call]
        return figures


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def served_metrics(settings: Settings, directory: str) -> Iterator[int]:
    """Serve what processes counted together in a directory; the port. Raises SettingsError where it is taken."""
    registry = CollectorRegistry()
    _Together(registry, directory)  # type: ignore[no-untyped-call]
    try:
        server, thread = start_http_server(settings.metrics_port or 0, settings.metrics_host, registry)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"Port {settings.metrics_port} on {settings.metrics_host} cannot be used for metrics ({error})."
            " Set METRICS_PORT to another number, METRICS_HOST to an address of this machine."
        ) from error
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
