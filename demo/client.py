"""A client of the running service, as plain as can be: one request at a time over HTTP."""

from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import orjson

from domain.grants import Capacity

PATIENCE = 300


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

        Raises UnexpectedAnswerError where there are errors.
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if capacity is not None:
            headers["Authorization"] = f"Bearer {self._sign(capacity)}"
        connection = HTTPConnection(*self._address, timeout=PATIENCE)
        try:
            connection.request("POST", "/graphql", orjson.dumps({"query": document, "variables": variables}), headers)
            body = connection.getresponse().read()
        finally:
            connection.close()
        answer = orjson.loads(body)
        if answer.get("errors") or answer.get("data") is None:
            raise UnexpectedAnswerError(body.decode())
        data: dict[str, Any] = answer["data"]
        return data
