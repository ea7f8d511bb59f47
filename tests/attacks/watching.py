"""A thousand people watch one ticket, and it changes: what they cost, and when the last of them knows."""

import asyncio
import json
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from db.embedded import run_embedded_server
from graph.identifiers import format_id
from tests.attacks.target import Target, count_among

WATCHERS = 1_000
MOST_OPENING_MS, MOST_CHANGE_MS = 5.0, 500.0
FOUND = """
    WITH office AS (INSERT INTO units (code, name, kind, valid_from) VALUES ('LLJ', 'Jalan', 'OFFICE', '2000-01-01')
                    RETURNING id)
    INSERT INTO categories (code, name, unit_id) SELECT 'LAMPU', 'Lampu jalan', id FROM office RETURNING id"""
SUBMIT = """mutation ($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    ... on Error { code message } ... on SubmitComplaintPayload { ticket accessCode } } }"""
CORRECT = "mutation ($input: CorrectComplaintInput!) { correctComplaint(input: $input) { __typename } }"
WATCH = "subscription ($t: String!, $c: String!) { complaintChanged(ticket: $t, accessCode: $c) { history { type } } }"
FIRST, SECOND = "SUBMITTED", "CORRECTED"


def watch_together(target: Target, data: Path) -> tuple[str, float, float]:
    """What is answered, the milliseconds of the processor that opening one takes, and those of one change to all."""
    opened = _submit(target, data)
    with ExitStack() as stack:
        before = target.processor_ms()
        sockets = [stack.enter_context(target.connect()) for _ in range(WATCHERS)]
        for each in sockets:
            each.sendall(_watching(opened))
        seen = _count_told(sockets, FIRST)
        opening = (target.processor_ms() - before) / WATCHERS
        before, started = target.processor_ms(), time.monotonic()
        changed = _ask(target, CORRECT, input=opened | {"description": "Lampu padam di depan sekolah."})
        told = _count_told(sockets, SECOND)
        waited = (time.monotonic() - started) * 1000
    taken = target.processor_ms() - before
    said = changed["data"]["correctComplaint"]["__typename"]
    return f"{said}: {seen} opened, {told} told in {waited:.0f} ms", opening, taken


def _submit(target: Target, data: Path) -> dict[str, str]:
    """Lay out an office with a category, and complain."""

    async def found(url: str) -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(FOUND)
        finally:
            await connection.close()

    with run_embedded_server(data) as server:
        category = format_id("Category", asyncio.run(found(server.url())))
    answer = _ask(target, SUBMIT, input={"category": category, "description": "Lampu padam."})
    told = answer["data"]["submitComplaint"]
    return {"ticket": told["ticket"], "accessCode": told["accessCode"]}


def _ask(target: Target, query: str, **variables: Any) -> Any:
    with httpx.Client(base_url=target.url, timeout=None) as client:
        return client.post("/graphql", json={"query": query, "variables": variables}).json()


def _watching(opened: dict[str, str]) -> bytes:
    variables = {"t": opened["ticket"], "c": opened["accessCode"]}
    body = json.dumps({"query": WATCH, "variables": variables}).encode()
    head = "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _count_told(sockets: Sequence[socket.socket], text: str, seconds: float = 120) -> int:
    """How many of the streams bring a text within so many seconds."""
    heard = dict.fromkeys(sockets, b"")

    def hear(stream: socket.socket, chunk: bytes) -> bool:
        heard[stream] += chunk
        return text.encode() in heard[stream]

    return count_among(sockets, seconds, hear)
