"""A stop lets requests that run come to their end, sends streams elsewhere, and takes nobody new."""

import asyncio
import json
import signal
from pathlib import Path

import asyncpg
import httpx
import pytest
import websockets

from db.database import Database
from graph.identifiers import format_id
from tests.resolvers.town import found
from tests.server.processes import served

SUBMIT = """mutation ($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    ... on Error { code } ... on SubmitComplaintPayload { ticket accessCode } } }"""
WATCH = "subscription ($t: String!, $c: String!) { complaintChanged(ticket: $t, accessCode: $c) { status } }"


async def submit(address: str, category: str) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=address, timeout=None) as client:
        given = {"category": category, "description": "Lampu jalan padam."}
        answer = await client.post("/graphql", json={"query": SUBMIT, "variables": {"input": given}})
        found: dict[str, str] = answer.json()["data"]["submitComplaint"]
        return found


async def follow(address: str, receipt: dict[str, str], seen: list[str]) -> None:
    """Watch a case by server-sent events until they end."""
    body = {"query": WATCH, "variables": {"t": receipt["ticket"], "c": receipt["accessCode"]}}
    async with (
        httpx.AsyncClient(base_url=address, timeout=None) as client,
        client.stream("POST", "/graphql", json=body, headers={"accept": "text/event-stream"}) as stream,
    ):
        async for line in stream.aiter_lines():
            seen.append(line)  # noqa: PERF401 (each as it comes)


async def knock(address: str) -> None:
    """Ask on new connections until one is refused."""
    while True:
        async with httpx.AsyncClient(base_url=address, timeout=None) as client:
            await client.get("/health")


async def wait_for_lock(connection: asyncpg.Connection) -> None:
    """Wait until somebody waits for a lock of ours."""
    while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_stop_in_order(database: Database, database_url: str, tmp_path: Path, workers: str) -> None:
    category = format_id("Category", (await found(database)).category)
    connection = await asyncpg.connect(database_url)
    patient = {"DATABASE_URL": database_url, "DATABASE_DEADLINES": "public=0/0/0 writing=0/0/0"}
    with served(tmp_path / "log", "--workers", workers, **patient) as service:
        receipt = await submit(service.address, category)
        seen: list[str] = []
        following = asyncio.create_task(follow(service.address, receipt, seen))
        while not any("SUBMITTED" in line for line in seen):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        protocols = [websockets.Subprotocol("graphql-transport-ws")]
        address = f"{service.address.replace('http', 'ws')}/graphql"
        async with websockets.connect(address, subprotocols=protocols, open_timeout=None) as stream:
            await stream.send(json.dumps({"type": "connection_init"}))
            await stream.recv()
            lock = connection.transaction()
            await lock.start()
            await connection.execute("LOCK TABLE case_events IN ACCESS EXCLUSIVE MODE")
            slow = asyncio.create_task(submit(service.address, category))
            await wait_for_lock(connection)

            service.process.send_signal(signal.SIGTERM)
            await following
            assert any("GOING_AWAY" in line for line in seen)
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await stream.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code in (1001, 1012)
            assert not slow.done()
            with pytest.raises(httpx.TransportError):
                await knock(service.address)
            await lock.rollback()
            assert (await slow)["ticket"]
        await asyncio.to_thread(service.process.wait)
    assert await connection.fetchval("SELECT count(*) FROM cases") == 2
    await connection.close()
    assert "Traceback" not in service.said
    assert " ERROR " not in service.said, service.said
