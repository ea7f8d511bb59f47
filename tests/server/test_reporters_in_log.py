"""Whoever acts as a reporter is a stranger to log, traces and audit, whatever they sign in as and ask for besides."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
import pytest
import websockets
from graphql import GraphQLInputObjectType, get_named_type

from db.database import Database
from domain.access import Principal
from domain.cases.reporters import acts_as_reporter
from domain.keyring import Purpose
from domain.terms import Role
from schema.assembly import SCHEMA
from server.authentication import issue_token
from server.pseudonyms import Pseudonyms
from tests.keys import KEYS
from tests.resolvers.town import Town, found
from tests.server.test_request_log import HERE, Told, post, serving, told
from tests.staff import capacity_of

__all__ = ["told"]

_CORE = SCHEMA._schema
TRACK = 'complaint(ticket: "{ticket}", accessCode: "{access_code}") {{ status }}'
RATE = (
    'rateResolution(input: {{ticket: "{ticket}", accessCode: "{access_code}", treatment: 1, outcome: 1}})'
    " {{ __typename ... on Error {{ message }} }}"
)
END_SESSIONS = "endAllSessions(input: {{}}) {{ __typename ... on Error {{ message }} }}"
REPORT = "report(input: {{ measures: [CASES] }}) {{ rowCount }}"
# Each with somebody's act as a reporter in it, in whichever place.
DOCUMENTS = (
    f"query Q {{{{ {TRACK} }}}}",
    f"query Q {{{{ ... {{{{ ...F }}}} units {{{{ totalCount }}}} }}}} fragment F on Query {{{{ {TRACK} }}}}",
    f"query Q {{{{ units {{{{ totalCount }}}} a: {TRACK} {REPORT} }}}}",
    f"query Q {{{{ units {{{{ totalCount }}}} ... @skip(if: true) {{{{ {TRACK} }}}} }}}}",
    f"mutation M {{{{ {END_SESSIONS} {RATE} }}}}",
    'mutation M {{ submitComplaint(input: {{category: "x", description: ""}}) {{ __typename }} }}',
    'mutation M {{ reopenComplaint(input: {{ticket: "x", accessCode: "y", reason: "z"}}) {{ __typename }} }}',
    'mutation M {{ eraseComplaint(input: {{ticket: "x", accessCode: "y"}}) {{ __typename }} }}',
)


class Staffed:
    """A town, somebody signed in there, and a case of theirs that is resolved."""

    def __init__(self, town: Town, ticket: str, access_code: str) -> None:
        self.town, self.case = town, {"ticket": ticket, "access_code": access_code}
        self.asker = town.outsider.as_a(Role.EMPLOYEE)
        self.pseudonym = Pseudonyms(KEYS.current(Purpose.LOGS)).of(self.asker).partition(":")[2]

    @property
    def bearer(self) -> dict[str, str]:
        return bearer(self.asker)


def bearer(principal: Principal) -> dict[str, str]:
    return {"authorization": f"Bearer {issue_token(capacity_of(principal), KEYS, timedelta(hours=1))}"}


@pytest.fixture
async def staffed(database: Database) -> Staffed:
    town = await found(database)
    receipt = await town.resolved(town.handler)
    return Staffed(town, receipt.ticket, receipt.access_code)


def check_strange(line: dict[str, Any], staffed: Staffed) -> None:
    assert line["who"] == "CITIZEN", line
    assert not {"from", "connection"} & line.keys(), line
    assert staffed.pseudonym not in json.dumps(line)


async def test_over_http_the_line_is_that_of_a_stranger(database_url: str, staffed: Staffed, told: Told) -> None:
    asked = [document.format(**staffed.case) for document in DOCUMENTS]
    async with serving(database_url) as address:
        answers = [await post(address, document, **staffed.bearer) for document in asked]
        strangers = [await post(address, document) for document in asked]
        streamed = await post(address, asked[0], accept="text/event-stream", **staffed.bearer)
        await post(address, "query Mine { units { totalCount } }", **staffed.bearer)
    *lines, events, mine = told()
    assert staffed.pseudonym in mine["who"], "what they do else is known"
    assert streamed.status_code == 200
    for line in (*lines, events):
        check_strange(line, staffed)
    for line, answer in zip(lines, [*answers, *strangers], strict=True):
        assert line["id"] == answer.headers["x-request-id"]
    for one, other in zip(lines[: len(asked)], lines[len(asked) :], strict=True):
        assert one.keys() - {"code"} == other.keys() - {"code"}, "nothing says that they have an account"


async def test_what_is_no_document_names_nobody(database_url: str, staffed: Staffed, told: Told) -> None:
    """A reporter who made a slip sends it again a moment later."""
    async with serving(database_url) as address:
        await post(address, DOCUMENTS[0].format(**staffed.case).replace("status", "state"), **staffed.bearer)
    [line] = told()
    assert (line["who"], line["code"]) == ("CITIZEN", "INVALID_DOCUMENT")


async def test_an_identifier_that_a_proxy_gave_is_not_theirs(database_url: str, staffed: Staffed, told: Told) -> None:
    given = {"x-request-id": "0123456789abcdef.proxy"}
    async with serving(database_url, request_id_header="x-request-id", exposure=HERE) as address:
        await post(address, DOCUMENTS[0].format(**staffed.case), **given, **staffed.bearer)
    [line] = told()
    assert line["id"] != given["x-request-id"]


async def test_a_stream_is_told_the_identifier_that_the_log_has(
    database_url: str, staffed: Staffed, told: Told
) -> None:
    given = {"x-request-id": "0123456789abcdef.proxy", "accept": "text/event-stream"}
    asked = [document.format(**staffed.case) for document in DOCUMENTS]
    async with serving(database_url, request_id_header="x-request-id", exposure=HERE) as address:
        theirs = [await post(address, document, **given, **staffed.bearer) for document in asked]
        other = await post(address, "query Mine { units { totalCount } }", **given, **staffed.bearer)
    *lines, mine = told()
    assert [line["id"] for line in lines] == [answer.headers["x-request-id"] for answer in theirs]
    assert given["x-request-id"] not in [line["id"] for line in lines]
    assert mine["id"] == other.headers["x-request-id"] == given["x-request-id"]


async def test_the_audit_leads_from_nobody_to_what_a_reporter_did(
    database: Database, database_url: str, staffed: Staffed, told: Told
) -> None:
    """Neither by what they did besides, nor by what they were refused."""
    rated = staffed.town.colleague.as_a(Role.EMPLOYEE)
    async with serving(database_url) as address:
        mixed = await post(address, f"mutation {{{{ {END_SESSIONS} {RATE} }}}}".format(**staffed.case), **bearer(rated))
        await post(address, f"{{{{ {TRACK} {REPORT} }}}}".format(**staffed.case), **bearer(rated))
        await post(address, "mutation { endAllSessions(input: {}) { __typename } }", **bearer(rated))
    assert mixed.json()["data"]["rateResolution"]["__typename"] == "RateResolutionPayload", mixed.text
    rows = await database.primary.fetch(
        "SELECT action, actor_id, request_id, detail FROM audit_entries"
        " WHERE actor_id = $1 OR action = 'rateResolution' ORDER BY id",
        rated.employee_id,
    )
    assert {row["action"] for row in rows} == {"endAllSessions", "rateResolution", "refused"}
    # Their refusal is recorded all the same: nobody hides what they try behind a ticket.
    assert [orjson.loads(row["detail"])["action"] for row in rows if row["action"] == "refused"] == ["report"]
    named = [row["request_id"] for row in rows if row["request_id"] is not None]
    assert named == [line["id"] for line in told() if line["who"] != "CITIZEN"], "of the last request alone"


@asynccontextmanager
async def websocket(address: str, headers: dict[str, str]) -> AsyncIterator[websockets.ClientConnection]:
    protocols = [websockets.Subprotocol("graphql-transport-ws")]
    async with websockets.connect(f"ws://{address}/graphql", subprotocols=protocols, open_timeout=None) as stream:
        await stream.send(json.dumps({"type": "connection_init", "payload": headers}))
        await stream.recv()
        yield stream


async def test_over_a_websocket_what_a_reporter_does_belongs_to_no_connection(
    database_url: str, staffed: Staffed, told: Told
) -> None:
    watch = "subscription W {{ complaintChanged" + TRACK.removeprefix("complaint") + " }}"
    asked = [document.format(**staffed.case) for document in (*DOCUMENTS, watch, "query Mine {{ __typename }}")]
    async with serving(database_url) as address, websocket(address, staffed.bearer) as stream:
        for number, query in enumerate(asked):
            await stream.send(json.dumps({"type": "subscribe", "id": str(number), "payload": {"query": query}}))
            while (message := json.loads(await stream.recv()))["type"] not in ("complete", "error"):
                if query.startswith("subscription") and message["type"] == "next":
                    await stream.send(json.dumps({"type": "complete", "id": str(number)}))
                    break
    lines = told()
    while not lines or not any(line["via"] == "websocket" for line in lines):
        await asyncio.sleep(0.01)
        lines += told()
    [whole] = [line for line in lines if line["via"] == "websocket"]
    operations = [line for line in lines if line["via"] == "operation"]
    [mine] = [line for line in operations if line.get("name") == "Mine"]
    assert mine["connection"] == whole["id"]
    assert staffed.pseudonym in mine["who"]
    assert staffed.pseudonym in whole["who"]
    theirs = [line for line in operations if line is not mine]
    assert len(theirs) == len(asked) - 1
    for line in theirs:
        check_strange(line, staffed)
    assert len({line["id"] for line in lines}) == len(lines)


def test_every_root_that_takes_an_access_code_is_a_reporters() -> None:
    """By whatever way it takes it: a new one is noticed here."""
    roots = [
        (name, {*field.args, *(inner for given in field.args.values() for inner in _inner(get_named_type(given.type)))})
        for kind in (_CORE.query_type, _CORE.mutation_type, _CORE.subscription_type)
        if kind is not None
        for name, field in kind.fields.items()
    ]
    coded = {name for name, taken in roots if {"accessCode", "token"} & taken}
    assert {"complaint", "complaintChanged", "rateResolution", "invitation", "answerInvitation"} <= coded
    assert [name for name in coded if not acts_as_reporter(name)] == []


def _inner(kind: Any) -> list[str]:
    return [*kind.fields] if isinstance(kind, GraphQLInputObjectType) else []
