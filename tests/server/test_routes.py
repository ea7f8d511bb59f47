"""The way of a change through the house: which modules it passes, and in which direction between packages."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

import orjson

from db.database import Database
from domain.keyring import Purpose
from graph.documents import Documents
from graph.execution import Executor
from resolvers.audit.deeds import Gathering
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.directory import LiveDirectory
from server.endpoint import GraphQLEndpoint
from server.exposure import Exposure
from server.ingress import open_ingress
from tests.keys import KEYS
from tests.resolvers.holds import adopt
from tests.resolvers.town import found
from tests.tilting_policy import TILTING_POLICY

ROOT = Path(__file__).parents[2]

# Through which a change enters or leaves a package. Behind them, helpers that only their own package calls.
MOST_GATES = 50

RATE = """
mutation ($input: RateResolutionInput!) {
  rateResolution(input: $input) { ... on RateResolutionPayload { id } }
}
"""


@dataclass
class Route:
    """Which packages each module was called from, and which it called."""

    called_from: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    calls: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def gates(self) -> set[str]:
        """The modules through which it passed from one package to another."""
        return {*self.called_from, *self.calls}

    def returns(self) -> dict[str, set[str]]:
        """The modules that called a package which had called them."""
        return {module: both for module in self.gates() if (both := self.called_from[module] & self.calls[module])}


def module_of(frame: FrameType | None) -> str | None:
    """The module of ours whose code a frame runs; that of a library is nobody's."""
    if frame is None or not frame.f_code.co_filename.startswith(str(ROOT)) or ".venv" in frame.f_code.co_filename:
        return None
    return Path(frame.f_code.co_filename).relative_to(ROOT).with_suffix("").as_posix()


@contextmanager
def followed() -> Iterator[Route]:
    """The route of all that is done within."""
    route = Route()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        called = module_of(frame)
        if event != "call" or called is None or called.startswith("tests/"):
            return
        caller = frame.f_back
        while caller is not None and module_of(caller) is None:
            caller = caller.f_back
        by = module_of(caller)
        if by is not None and not by.startswith("tests/") and package_of(by) != package_of(called):
            route.called_from[called].add(package_of(by))
            route.calls[by].add(package_of(called))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield route
    finally:
        sys.setprofile(before)


def package_of(module: str) -> str:
    return module.partition("/")[0]


async def post(endpoint: GraphQLEndpoint, body: bytes) -> bytes:
    """The body of the answer to a request, without a server around it."""
    sent: list[bytes] = []
    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, object]) -> None:
        part = message.get("body", b"")
        assert isinstance(part, bytes)
        sent.append(part)

    await endpoint(scope, receive, send)  # type: ignore[arg-type]
    return b"".join(sent)


async def test_a_rating_passes_few_modules_and_goes_one_way(database: Database) -> None:
    """A rating is only stored: what weighs it and scores people is not on its way.

    That is so by the newest policy. By one without a hold answers weigh at once, which takes some modules more.
    """
    town = await found(database)
    await adopt(town, **TILTING_POLICY)
    open_context = partial(Context, database, KEYS, deeds=Gathering())
    executor = Executor(database, Documents(SCHEMA._schema), open_context, KEYS)
    ingress = open_ingress(database, KEYS.current(Purpose.LOGS).secret, Exposure())
    endpoint = GraphQLEndpoint(executor, SignIn(KEYS, LiveDirectory(database)), None, ingress)
    for _ in range(2):
        receipt = await town.resolved()
        given = {"ticket": receipt.ticket, "accessCode": receipt.access_code, "treatment": 5, "outcome": 4}
        body = orjson.dumps({"query": RATE, "variables": {"input": given | {"idempotencyKey": receipt.ticket}}})
        with followed() as route:
            answer = await post(endpoint, body)
        assert b"fbk_" in answer, answer
    assert route.returns() == {}
    assert len(route.gates()) <= MOST_GATES
    assert not {"db/repositories/scores", "domain/scoring/methods"} & route.gates()
