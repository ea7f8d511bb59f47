"""Who is told of every request beside the log: figures for Prometheus and spans for OpenTelemetry, where that is set.

Their libraries are loaded only then: neither is needed to serve.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

from db.database import Database
from db.listening import Listener
from graph.documents import Documents
from server.observation import Note  # noqa: TC001 (beside the modules that are loaded late)
from server.settings import METRICS_DIRECTORY, Settings
from server.variables import SettingsError

Watch = Callable[[Database, Listener, Documents], AbstractAsyncContextManager[None]]


class Telemetry:
    """What the settings ask for. Raises SettingsError where a library is missing."""

    def __init__(self, settings: Settings) -> None:
        self.notes: list[Note] = []
        self.watches: list[Watch] = []
        self._closers: list[Callable[[], None]] = []
        if settings.metrics_port is not None:
            self._count()
        if settings.traces_url is not None:
            self._trace(settings.traces_url)

    def close(self) -> None:
        """Send what is still to be sent."""
        for close in self._closers:
            close()

    def _count(self) -> None:
        # Loaded where the directory is known that it counts in.
        from server.metrics import Metrics  # noqa: PLC0415

        metrics = Metrics()
        self.notes.append(metrics.note)
        self.watches.append(metrics.watching)

    def _trace(self, url: str) -> None:
        try:
            from server.traces import Traces  # noqa: PLC0415
        except ImportError as error:
            raise SettingsError(
                "OTEL_EXPORTER_OTLP_ENDPOINT is set, and the library for it is not installed. Install it: pip install"
                " 'simpul[traces]', or unset the variable."
            ) from error
        traces = Traces(url)
        self.notes.append(traces.note)
        self._closers.append(traces.close)


@contextmanager
def gathered_metrics(settings: Settings) -> Iterator[None]:
    """A place where the processes of a service count together, and the port of their sums, if one is set."""
    if settings.metrics_port is None:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="simpul-metrics-") as directory:
        os.environ[METRICS_DIRECTORY] = directory
        from server.metrics import served_metrics  # noqa: PLC0415

        with served_metrics(settings, directory):
            yield
