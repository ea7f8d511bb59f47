"""Whether all servers hold the same data: every answer beside the one by hand-written SQL."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

import asyncpg
import httpx

from bench.answers import SHAPES, DifferentAnswersError, count_rows, find_difference
from bench.processes import HOST
from bench.rated import RatedCases
from bench.releases import Releases
from bench.servers import OURS, Request, Server
from bench.shapes import Json, UnexpectedAnswerError, instant
from bench.statements import read_statement
from bench.workloads import KEY, RELEASE, Subjects

TICKET = re.compile(r"KM-\d{6}-[0-9A-HJKMNP-TV-Z]{6}")
ACCESS_CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}")
STORED = read_statement("stored")
RATED = read_statement("rate_stored")
RATED_CASES = 5
NOTHING = Subjects(UUID(int=0), (), (), UUID(int=0), ())
ASKED_EMPLOYEES = 25
NOTICE_SECONDS = 60


async def ask(client: httpx.AsyncClient, server: Server, port: int, request: Request) -> Json:
    """The workload's value in a server's answer. Raises DifferentAnswersError when it is none."""
    url = f"http://{HOST}:{port}{request.path}"
    response = await client.request(request.method, url, content=request.body, headers=server.headers)
    if not response.is_success:
        raise DifferentAnswersError(f"{server.name}: status {response.status_code}: {response.text[:1000]}")
    try:
        return server.read(json.loads(response.content, parse_float=Decimal))
    except (UnexpectedAnswerError, ValueError) as error:
        raise DifferentAnswersError(f"{server.name}: {error}") from error


async def compare_reads(
    client: httpx.AsyncClient, ports: Mapping[Server, int], workload: str, subjects: Subjects
) -> dict[str, int]:
    """Compare every server's answers with the first server's; how many rows the first answer held."""
    counted: dict[str, int] = {}
    asked = {server: server.compose(workload, subjects)[:ASKED_EMPLOYEES] for server in ports}
    for requests in zip(*asked.values(), strict=True):
        expected = None
        for (server, port), request in zip(ports.items(), requests, strict=True):
            answer = canonicalise(server, workload, await ask(client, server, port, request))
            if expected is None:
                expected = answer
                counted = counted or count_rows(workload, answer)
            elif (difference := find_difference(expected, answer)) is not None:
                raise DifferentAnswersError(f"{workload}, {server.name} beside {next(iter(ports)).name}: {difference}")
    return counted


def canonicalise(server: Server, workload: str, answer: Json) -> Json:
    """An answer in the form in which it is compared. Raises DifferentAnswersError."""
    try:
        return SHAPES[workload](answer)
    except (UnexpectedAnswerError, KeyError, TypeError, ValueError) as error:
        raise DifferentAnswersError(f"{workload}, {server.name}: {error}") from error


async def compare_submissions(
    client: httpx.AsyncClient, connection: asyncpg.Connection, ports: Mapping[Server, int], subjects: Subjects
) -> None:
    """Send every server a complaint: all must answer alike, leave the same rows, notify, and know the key again."""
    expected: Json = None
    for server, port in ports.items():
        [request] = server.compose("submit", subjects)
        key = secrets.token_hex(len(KEY) // 2)
        unique = Request(request.method, request.path, request.body.replace(KEY, key))
        async with listening(connection) as notices:
            receipt = await ask(client, server, port, unique)
            repeated = await ask(client, server, port, unique)
            stored = await read_stored(connection, server, receipt, repeated)
            await asyncio.wait_for(notices.get(), NOTICE_SECONDS)
        expected = expected or stored
        if (difference := find_difference(expected, stored, "stored")) is not None:
            raise DifferentAnswersError(f"submit, {server.name} beside {next(iter(ports)).name}: {difference}")


async def read_stored(connection: asyncpg.Connection, server: Server, receipt: Json, repeated: Json) -> Json:
    """What a complaint left in the tables. Raises DifferentAnswersError for a receipt that is none."""
    if receipt != repeated:
        raise DifferentAnswersError(f"submit, {server.name}: the same idempotency key was answered by another receipt")
    if not TICKET.fullmatch(receipt["ticket"]) or not ACCESS_CODE.fullmatch(receipt["accessCode"]):
        raise DifferentAnswersError(f"submit, {server.name}: {receipt}")
    stored = json.loads(await connection.fetchval(STORED, receipt["ticket"]))
    if instant(receipt["dueAt"]) != instant(stored["case"]["due"]):
        raise DifferentAnswersError(f"submit, {server.name}: promised {receipt['dueAt']}, stored {stored['case']}")
    return stored


@asynccontextmanager
async def listening(connection: asyncpg.Connection) -> AsyncIterator[asyncio.Queue[str]]:
    """What is notified on the government's channel meanwhile."""
    notices: asyncio.Queue[str] = asyncio.Queue()
    channel = await connection.fetchval("SELECT current_schema()")

    def note(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        notices.put_nowait(str(payload))

    await connection.add_listener(channel, note)
    try:
        yield notices
    finally:
        await connection.remove_listener(channel, note)


@dataclass(frozen=True)
class Compared:
    """Servers at their ports, the workloads in which they are compared, and what these are about."""

    workloads: Sequence[str]
    ports: Mapping[Server, int]
    subjects: Subjects
    rated: RatedCases
    releases: Releases


async def compare(compared: Compared) -> dict[str, dict[str, int]]:
    """Compare all answers of all servers; the rows of each workload's answer. Raises DifferentAnswersError."""
    subjects, rated = compared.subjects, compared.rated
    async with httpx.AsyncClient(timeout=None) as client:
        rows = {}
        for workload in compared.workloads:
            asked = {server: port for server, port in compared.ports.items() if workload in server.workloads}
            if workload == "submit":
                await compare_submissions(client, rated.connection, asked, subjects)
            elif workload == "rate":
                await compare_ratings(client, rated, asked)
            elif workload == RELEASE:
                await compared.releases.compare()
            else:
                rows[workload] = await compare_reads(client, asked, workload, subjects)
        return rows


async def compare_ratings(client: httpx.AsyncClient, rated: RatedCases, ports: Mapping[Server, int]) -> None:
    """Let every server rate the same cases: all must leave the same rows, notify, and know the key again."""
    servers = sorted(ports, key=lambda server: server.name != OURS)
    for number, case in enumerate(rated.cases[:RATED_CASES]):
        expected: Json = None
        for server in servers:
            [request] = server.compose("rate", replace(NOTHING, rated=[case]))
            unique = Request(request.method, request.path, request.body.replace(KEY, secrets.token_hex(len(KEY) // 2)))
            async with listening(rated.connection) as notices:
                receipts = [await ask(client, server, ports[server], unique) for _ in range(2)]
                await asyncio.wait_for(find_notice(notices, str(case.id)), NOTICE_SECONDS)
            stored = json.loads(await rated.connection.fetchval(RATED, case.id))
            await rated.put_back()
            if receipts[0]["id"].rpartition("_")[2] != receipts[1]["id"].rpartition("_")[2]:
                raise DifferentAnswersError(
                    f"rate, {server.name}: the same idempotency key was answered by another receipt"
                )
            expected = expected or stored
            if (difference := find_difference(expected, stored, f"stored[{number}]")) is not None:
                raise DifferentAnswersError(f"rate, {server.name} beside {servers[0].name}: {difference}")


async def find_notice(notices: asyncio.Queue[str], word: str) -> None:
    """Wait for a notice with a word."""
    while word not in await notices.get():
        pass
