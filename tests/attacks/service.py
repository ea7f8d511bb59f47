"""The service as an attacker meets it, and the work it does for them."""

import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from types import FrameType
from typing import Any

import httpx
import orjson

from db.database import Database, open_database
from db.listening import Listener
from domain.access import ANYONE, Principal
from domain.budgets import BudgetKind, Limit
from domain.keyring import Purpose
from domain.text.localized import Language
from domain.text.messages import MESSAGES
from graph.documents import Document, Documents
from graph.execution import Executor, OperationRequest
from graph.feeds import Feeds
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.directory import LiveDirectory
from server.endpoint import GraphQLEndpoint
from server.exposure import OPEN, Exposure
from server.ingress import INTROSPECTORS, Ingress, open_ingress
from server.stopping import Stopping
from server.streams import Streams
from tests import clock, patience
from tests.keys import KEYS

# Attacks on anything but the budgets come as often as they like.
UNLIMITED = Exposure(introspection=OPEN, budgets={kind: Limit(10**9, 1) for kind in BudgetKind})

# What an answer must never tell: statements, files, names of our classes and libraries, addresses of objects.
INTERNAL = re.compile(
    r"\b(SELECT|FROM|WHERE|JOIN|UUID\()|\.py\b|/usr/|/home/|site-packages|Traceback|asyncpg|sqlalchemy|strawberry|graphql-core"
    r"|object at 0x|sys\.|\w+Error\b|psycopg|relation \"|column \"|postgres",
)

# Calls of Python functions that an attack may cost: some milliseconds.
MOST_CALLS = 120_000


@dataclass
class Work:
    """How many functions were called."""

    calls: int = 0


@contextmanager
def counted() -> Iterator[Work]:
    """The work done within, counted in calls, since seconds depend on the machine."""
    work = Work()

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        work.calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield work
    finally:
        sys.setprofile(before)


@contextmanager
def closing_budgets(ingress: Ingress) -> Iterator[Ingress]:
    """Ingress whose budgets draw no more afterwards."""
    yield ingress
    ingress.budgets.close()


class HereDocuments(Documents):
    """Prepares every document where it is asked for, so that its work is counted."""

    async def fetch(self, text: str) -> Document:
        return self.read(text)


@dataclass(frozen=True)
class Service:
    """An endpoint over an empty database, by plans and by loaders."""

    database: Database
    executor: Executor
    loading: Executor
    client: httpx.AsyncClient
    ingress: Ingress
    endpoint: GraphQLEndpoint
    url: str = ""

    def from_address(self, address: str) -> httpx.AsyncClient:
        """A client at another address."""
        transport = httpx.ASGITransport(app=self.endpoint, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url="http://attacked", timeout=None)

    async def ask(
        self, query: str, principal: Principal = ANYONE, *, plans: bool = True, **variables: Any
    ) -> dict[str, Any]:
        """The whole answer of an operation."""
        executor = self.executor if plans else self.loading
        answer = await executor.run(OperationRequest(query, variables, None, principal, Language.ENGLISH))
        whole: dict[str, Any] = orjson.loads(b"".join(answer.body))
        return whole

    async def post(self, content: bytes, **headers: str) -> httpx.Response:
        return await self.client.post(
            "/graphql", content=content, headers={"content-type": "application/json"} | headers
        )


@asynccontextmanager
async def open_service(url: str) -> AsyncIterator[Service]:
    """The service over the database at an address."""
    async with open_database(url, clock=clock.begin()) as database, serve_over(database) as service:
        yield replace(service, url=url)


@asynccontextmanager
async def serve_over(database: Database, exposure: Exposure = UNLIMITED) -> AsyncIterator[Service]:
    """The service over an open database, exposed in a way."""
    with closing_budgets(open_ingress(database, KEYS.current(Purpose.LOGS).secret, exposure)) as ingress:
        open_context = partial(Context, database, KEYS)
        executor, loading = (
            Executor(
                database,
                HereDocuments(SCHEMA._schema),
                open_context,
                KEYS,
                plans=plans,
                feeds=Feeds(database, Listener(""), most_of_client=exposure.watched_per_client),
                may_introspect=INTROSPECTORS[exposure.introspection],
            )
            for plans in (True, False)
        )
        directory = LiveDirectory(database, stale_seconds=patience.SECONDS)
        await directory.refresh()
        sign_in = SignIn(KEYS, directory)
        stopping, begun = Stopping(), exposure.deadlines.init
        streams = Streams(SCHEMA, executor, sign_in, ingress, stopping, init_seconds=begun)
        endpoint = GraphQLEndpoint(executor, sign_in, streams, ingress)
        transport = httpx.ASGITransport(app=endpoint)
        async with httpx.AsyncClient(transport=transport, base_url="http://attacked", timeout=None) as client:
            yield Service(database, executor, loading, client, ingress, endpoint)


def codes_of(answer: Mapping[str, Any]) -> set[str]:
    """The codes of an answer's errors, each of which is typed, placed and silent about what went on inside."""
    for error in answer.get("errors", ()):
        assert error["message"]
        assert len(error["message"]) < 600
        assert isinstance(error["extensions"]["path"], list)
        assert error["extensions"]["code"] in {*MESSAGES, "INVALID_DOCUMENT"}
        assert not INTERNAL.search(orjson.dumps(error).decode()), error
    return {error["extensions"]["code"] for error in answer.get("errors", ())}


def measures_of(answer: Mapping[str, Any]) -> set[str]:
    """The measures by which an answer calls a request too large."""
    assert codes_of(answer) == {"DOCUMENT_TOO_LARGE"}
    assert "data" not in answer or answer["data"] is None
    return {str(error["extensions"]["path"][0]) for error in answer["errors"]}
