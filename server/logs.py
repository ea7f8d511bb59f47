"""What the process says of itself: one line an event on standard error, as text or as JSON.

Lines of requests are those of `server.request_log`. Of failures a line tells kind and place, never the words
(`server.failures`); of what libraries say, only the first line.
"""

import logging
import sys
import time
from functools import lru_cache
from typing import Any

import orjson

from server.failures import describe_failure
from server.settings import JSON_LINES, Settings

OURS = "simpul"
_LONGEST = 4_000


class LineFormatter(logging.Formatter):
    """A record as one line without control characters."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._as_json = form == JSON_LINES

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = _said(record)
        failure = describe_failure(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None
        if self._as_json:
            facts = {"time": stamp(record.created), "level": record.levelname, "logger": record.name, "message": said}
            return orjson.dumps(facts | ({"failure": failure} if failure else {})).decode()
        line = f"{stamp(record.created)} {record.levelname} {record.name} {said}"
        return f"{line}: {escape(failure)}" if failure else line


def _said(record: logging.LogRecord) -> str:
    said = record.getMessage()
    if record.name.partition(".")[0] != OURS:
        said = said.strip().partition("\n")[0]
    return escape(said[:_LONGEST])


def escape(text: str) -> str:
    """The text without anything that ends a line or moves a terminal's cursor."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)


def stamp(moment: float) -> str:
    """A moment of the machine's clock in UTC, with milliseconds."""
    second = int(moment)
    return f"{_stamp_second(second)}.{int((moment - second) * 1000):03}Z"


@lru_cache(1)
def _stamp_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


def configure_logs(settings: Settings) -> None:
    """Write the project's own loggers as set; a second call changes that alone."""
    ours = logging.getLogger(OURS)
    ours.setLevel(settings.log_level)
    if not ours.handlers:
        ours.addHandler(logging.StreamHandler(sys.stderr))
        ours.propagate = False
    for handler in ours.handlers:
        handler.setFormatter(LineFormatter(settings.log_format))


def describe_logging(settings: Settings) -> dict[str, Any]:
    """The logs of a serving process, for `logging.config`.

    What libraries say below WARNING is left out whatever is set: it may repeat what was sent.
    """
    foreign = "ERROR" if settings.log_level == "ERROR" else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": LineFormatter, "form": settings.log_format}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": foreign, "handlers": ["stderr"]},
        "loggers": {"uvicorn": {"level": foreign}},
    }
