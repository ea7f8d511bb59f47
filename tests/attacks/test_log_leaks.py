"""Whatever goes wrong with a request, and however: nothing that was sent in it comes out in a log."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg
import httpx
import pytest
import websockets

from db.database import Database
from db.embedded import EmbeddedServer
from domain.grants import Capacity
from domain.terms import Role
from graph.identifiers import format_id
from server.authentication import issue_token
from tests.keys import KEYS, SECRET
from tests.resolvers.town import Town, found
from tests.server.processes import Served, served

# In every text that a client sends below, in all that looks like a token, a code, a name or an address.
PLANT = "Rahasia7Q"
TEXT = f"Bu {PLANT} dari RT 03 melihat pungutan; \x1b[31m2026-01-01 INFO simpul.requests id=0\u2028"
SUBMIT = """mutation Submit($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    ... on Error { code message } ... on SubmitComplaintPayload { ticket accessCode } } }"""
TRACK = "query Track($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { status } }"
WATCH = "subscription Watch($t: String!, $c: String!) { complaintChanged(ticket: $t, accessCode: $c) { status } }"
JSON = {"content-type": "application/json"}
# Two ways in which PostgreSQL's own words repeat what it was sent.
REPEAT = """
    CREATE FUNCTION repeat_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'broken by %', NEW USING DETAIL = NEW::text;
    END $$;
    CREATE TRIGGER broken BEFORE INSERT ON case_events FOR EACH ROW EXECUTE FUNCTION repeat_it()"""
REFUSE = "DROP TRIGGER broken ON case_events; ALTER TABLE cases ADD CONSTRAINT refused CHECK (id IS NULL) NOT VALID"


@dataclass
class Attacker:
    """Sends what should not be remembered."""

    service: Served
    client: httpx.AsyncClient
    category: str
    token: str

    async def send(
        self, content: bytes, method: str = "POST", path: str = "/graphql", **headers: str
    ) -> httpx.Response:
        answer = await self.client.request(method, path, content=content, headers=JSON | headers)
        assert answer.headers["x-request-id"]
        return answer

    async def ask(self, query: str, name: str | None = None, **variables: Any) -> httpx.Response:
        body = {"query": query, "variables": variables} | ({"operationName": name} if name else {})
        return await self.send(json.dumps(body).encode(), authorization=f"Bearer {self.token}")

    async def submit(self, **changes: Any) -> httpx.Response:
        return await self.ask(SUBMIT, input={"category": self.category, "description": TEXT} | changes)


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


@pytest.fixture
async def attacker(database: Database, database_url: str, tmp_path: Path) -> AsyncIterator[Attacker]:
    town: Town = await found(database)
    token = issue_token(Capacity(town.handler.id, Role.EMPLOYEE), KEYS, timedelta(hours=1))
    settings = {"DATABASE_URL": database_url, "LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json", "SIMPUL_SECRET": SECRET}
    with served(tmp_path / "log", **settings) as service:
        async with httpx.AsyncClient(base_url=service.address, timeout=None) as client:
            yield Attacker(service, client, format_id("Category", town.category), token)


async def fail_in_every_way_of_http(attacker: Attacker) -> None:
    planted = PLANT.encode()
    await attacker.send(b'{"query": "' + planted)
    await attacker.send(b'["' + planted + b'"]')
    await attacker.send(b"", "GET", f"/graphql?query={PLANT}&accessCode={PLANT}")
    await attacker.send(planted, "POST", f"/{PLANT}/{quote(TEXT)}?code={PLANT}")
    await attacker.send(planted, "PROPFIND")
    for headers in ({"authorization": f"Bearer {PLANT}"}, {"accept": PLANT}, {"content-type": PLANT}):
        await attacker.send(b'{"query": "{ __typename }"}', **headers)
    await attacker.send(b'{"query": "{ __typename }"}', accept="text/event-stream", authorization=f"Bearer {PLANT}")
    await attacker.send(f'{{"query": "{{ {PLANT} }}"}}'.encode(), accept="text/event-stream")
    await attacker.ask(f"{{ {PLANT} }}")
    await attacker.ask(f'{{ unit(by: {{id: "{PLANT}"}}) {{ id }} }}')
    await attacker.ask(TRACK, PLANT, t=PLANT, c=PLANT)
    await attacker.ask(TRACK, t=PLANT, c=PLANT)
    await attacker.ask(TRACK, t={"secret": PLANT}, c=f"{PLANT}\x00")
    await attacker.submit(description=TEXT * 2_000)
    await attacker.submit(category=PLANT)


async def fail_in_every_way_of_streams(attacker: Attacker) -> None:
    address = attacker.service.address.replace("http", "ws") + f"/graphql?token={PLANT}"
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {attacker.token}"}}
    bad = {"type": "connection_init", "payload": {"authorization": f"Bearer {PLANT}"}}
    code = {"query": WATCH, "variables": {"t": PLANT, "c": PLANT}}
    submit = {"query": SUBMIT, "variables": {"input": {"category": attacker.category, "description": TEXT}}}
    operations = [code, submit, {"query": f"{{ {PLANT} }}"}, {"query": f"{{ {PLANT}"}]
    begun = [[init, {"type": "subscribe", "id": PLANT, "payload": payload}] for payload in operations]
    for messages in ([bad], [{"type": PLANT}], [PLANT], *begun):
        async with websockets.connect(address, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as stream:
            for message in messages:
                await stream.send(json.dumps(message))
            try:
                while json.loads(await stream.recv()).get("type") == "connection_ack":
                    pass
            except websockets.ConnectionClosed:
                pass


async def speak_no_http(attacker: Attacker) -> None:
    parts = urlsplit(attacker.service.address)
    for words in (f"{PLANT} / HTTP/9\r\n\r\n", f"GET /{PLANT} HTTP/1.1\r\n{PLANT}\r\n\r\n", PLANT * 100 + "\r\n"):
        with socket.create_connection((parts.hostname, parts.port or 80)) as connection:
            connection.sendall(words.encode())
            await asyncio.to_thread(connection.recv, 1_000)


async def fail_in_the_database(attacker: Attacker, url: str) -> None:
    """Constraints and triggers that repeat the row, a lock that is waited for in vain, a connection that is cut."""
    connection = await asyncpg.connect(url)
    for statement in (REPEAT, REFUSE):
        await connection.execute(statement)
        assert code_of(await attacker.submit(description=PLANT)) == "INTERNAL"
    name = await connection.fetchval("SELECT current_database()")
    await connection.execute(f"ALTER DATABASE {name} SET lock_timeout = '50ms'")
    # Connections that were there before know nothing of it.
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", name
    )
    async with connection.transaction():
        await connection.execute("LOCK TABLE cases, categories IN ACCESS EXCLUSIVE MODE")
        # Connections that were cut are noticed where they are used.
        while (code := code_of(await attacker.submit(description=PLANT))) == "UNAVAILABLE":
            pass
        assert code == "INTERNAL"
    await connection.close()


async def test_nothing_that_was_sent_comes_out(attacker: Attacker, database_url: str, cluster: EmbeddedServer) -> None:
    await fail_in_every_way_of_http(attacker)
    await fail_in_every_way_of_streams(attacker)
    await speak_no_http(attacker)
    await fail_in_the_database(attacker, database_url)
    attacker.service.stop()
    said = attacker.service.said
    told = attacker.service.told()
    assert PLANT.lower() not in said.lower()
    assert attacker.token not in said
    assert [line for line in said.splitlines() if not line.startswith(("{", "Ready"))] == []
    failures = [line for line in told if "failure" in line]
    requests = {line["id"]: line for line in told if line["logger"] == "simpul.requests"}
    assert {line["message"].rpartition(" ")[2] for line in failures if line["logger"] == "simpul.errors"} <= set(
        requests
    )
    assert {"sqlstate=23514", "sqlstate=P0001", "sqlstate=55P03"} <= {
        word.strip("()") for line in failures for word in line["failure"].split()
    }, "all three ways of the database were gone"
    assert {"INTERNAL", "INVALID_DOCUMENT", "INVALID_REQUEST", "TOKEN_INVALID", "TEXT_TOO_LONG"} <= {
        line.get("code") for line in requests.values()
    }
    assert {line["via"] for line in requests.values()} == {"http", "sse", "websocket", "operation"}
    postgres = (cluster.sockets.parent / "postgres.log").read_text(encoding="utf-8", errors="replace")
    assert PLANT.lower() not in postgres.lower()
