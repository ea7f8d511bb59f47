"""A client of the running service, as plain as can be: one request at a time over HTTP."""

import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import orjson

from domain.grants import Capacity

PATIENCE = 300
# Seconds before what was refused for being BUSY is asked again.
PAUSE = 0.5


class UnexpectedAnswerError(Exception):
    """The service answered something else than it should."""


class Client:
    """Asks a service; `sign` makes the bearer token of whoever asks."""

    def __init__(self, url: str, sign: Callable[[Capacity], str]) -> None:
        parts = urlsplit(url)
        self._sign = sign
        self._address = (str(parts.hostname), parts.port)

    def ask(self, document: str, variables: dict[str, object], capacity: Capacity | None = None) -> dict[str, Any]:
        """The data of an operation, asked by somebody signed in where a capacity is given.

        Asked again as long as the service says that it is BUSY. Raises UnexpectedAnswerError where there are other
        errors.
        """
        while _is_busy(answer := self._send(document, variables, capacity)):
            time.sleep(PAUSE)
        if answer.get("errors") or answer.get("data") is None:
            raise UnexpectedAnswerError(orjson.dumps(answer).decode())
        data: dict[str, Any] = answer["data"]
        return data

    def _send(self, document: str, variables: dict[str, object], capacity: Capacity | None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if capacity is not None:
            headers["Authorization"] = f"Bearer {self._sign(capacity)}"
        connection = HTTPConnection(*self._address, timeout=PATIENCE)
        try:
            connection.request("POST", "/graphql", orjson.dumps({"query": document, "variables": variables}), headers)
            body = connection.getresponse().read()
        finally:
            connection.close()
        answer: dict[str, Any] = orjson.loads(body)
        return answer


def _is_busy(answer: dict[str, Any]) -> bool:
    return any(error["extensions"].get("code") == "BUSY" for error in answer.get("errors") or ())
