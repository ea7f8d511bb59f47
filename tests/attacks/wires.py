"""The same operations over HTTP, by whoever has a token, so that what is logged of requests is heard, too."""

import io
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from domain.keyring import Purpose
from server.authentication import issue_token
from server.clients import Clients
from server.logs import LineFormatter
from server.observation import Observation
from server.pseudonyms import Pseudonyms
from server.request_log import NAME, RequestLog
from server.settings import JSON_LINES
from tests.attacks.garden import Garden
from tests.attacks.service import serve_over
from tests.keys import KEYS
from tests.staff import give

PATH = "/graphql"


@dataclass(frozen=True)
class Wire:
    """A client, and the token of each viewer by name; citizens have none."""

    client: httpx.AsyncClient
    tokens: Mapping[str, str]

    async def ask(self, name: str, text: str, variables: Mapping[str, Any]) -> httpx.Response:
        """What is answered, whatever that is."""
        token = self.tokens.get(name)
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await self.client.post(PATH, json={"query": text, "variables": variables}, headers=headers)


@asynccontextmanager
async def open_wire(garden: Garden) -> AsyncIterator[Wire]:
    """The service over planted data, with a line in the log for each request."""
    database, viewers = garden.matrix.world.database, garden.matrix.viewers
    tokens = {
        name: issue_token(await give(database, viewer), KEYS, timedelta(hours=12))
        for name, viewer in viewers.items()
        if viewer.employee_id
    }
    log = RequestLog(Pseudonyms(KEYS.current(Purpose.LOGS)), JSON_LINES)
    async with serve_over(database) as service:
        transport = httpx.ASGITransport(app=Observation(service.endpoint, [log.note], (PATH,), Clients()))
        async with httpx.AsyncClient(transport=transport, base_url="http://attacked", timeout=None) as client:
            yield Wire(client, tokens)
            log.flush()


class Said(logging.Handler):
    """What the process says, in either form."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self._forms = [LineFormatter(JSON_LINES), LineFormatter("text")]

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [form.format(record) for form in self._forms]


@contextmanager
def overhearing() -> Iterator[Said]:
    """All that is said meanwhile, lines about requests among it."""
    said, heard = Said(), io.StringIO()
    root, requests = logging.getLogger(), logging.getLogger(NAME)
    before = requests.level
    root.addHandler(said)
    requests.setLevel(logging.INFO)
    with redirect_stderr(heard):
        yield said
    requests.setLevel(before)
    root.removeHandler(said)
    said.lines += heard.getvalue().splitlines()
