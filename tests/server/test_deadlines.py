"""What takes too long in the database ends with a code that says so, and whoever asks next is served as before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from db.availability import Trouble, find_trouble
from db.database import Database, open_database
from db.deadlines import USUAL, Deadline, StatementDeadlines
from db.logins import SERVING, Login
from db.statements.compiled import driver_of
from graph.identifiers import format_id
from tests import clock
from tests.keys import SECRET
from tests.resolvers.town import found
from tests.server.processes import Served, served

PLANT = "Rahasia-Planted-4711"
UNIT = "query Slow($code: String!) { unit(by: {code: $code}) { name } }"
SUBMIT = """
mutation($input: SubmitComplaintInput!) {
  submitComplaint(input: $input) { ... on SubmitComplaintPayload { ticket } ... on Error { code } }
}
"""
# In the place of a table what never comes to an end.
SLOW = """
ALTER TABLE units RENAME TO kept;
CREATE VIEW units AS SELECT kept.* FROM pg_sleep(3600) LEFT JOIN kept ON true OFFSET 0;
GRANT SELECT ON units TO simpul_public_public, simpul_public_staff, simpul_public_writing;
"""
MEND = "DROP VIEW units; ALTER TABLE kept RENAME TO units"
BACKENDS = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'simpul_public_public'
"""


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Served]:
    """With one connection for strangers, and one for changes, so that the next who asks has the same."""
    settings = {"DATABASE_CONNECTIONS": "8", "DATABASE_DEADLINES": "public=3/1/1 writing=10/1/1", "LOG_FORMAT": "json"}
    with served(tmp_path / "log", DATABASE_URL=database_url, SIMPUL_SECRET=SECRET, **settings) as running:
        yield running


async def ask(service: Served, query: str, **variables: Any) -> tuple[int, str, str | None, Any]:
    """Status, code, Retry-After and data."""
    async with httpx.AsyncClient(timeout=None) as client:
        answer = await client.post(f"{service.address}/graphql", json={"query": query, "variables": variables})
    body = answer.json()
    code = body["errors"][0]["extensions"]["code"] if "errors" in body else ""
    return answer.status_code, code, answer.headers.get("retry-after"), body.get("data")


async def test_a_strangers_question_that_takes_too_long(service: Served, owner: asyncpg.Connection) -> None:
    assert (await ask(service, UNIT, code=PLANT))[:2] == (200, "")
    assert (before := await owner.fetch(BACKENDS))
    await owner.execute(SLOW)
    assert (await ask(service, UNIT, code=PLANT))[:3] == (504, "TIMEOUT", None)
    await owner.execute(MEND)
    assert (await ask(service, UNIT, code=PLANT))[:2] == (200, "")
    assert await owner.fetch(BACKENDS) == before, "the connection is kept"
    service.stop()
    [failure] = [line for line in service.told() if "failure" in line]
    assert failure["message"].startswith("the database took too long for ")
    assert "sqlstate=57014 canceling statement due to statement timeout" in failure["failure"]
    assert PLANT not in service.said


async def test_a_question_and_a_change_that_wait_for_others(
    service: Served, owner: asyncpg.Connection, database_url: str
) -> None:
    async with open_database(database_url, clock=clock.begin()) as database:
        town = await found(database)
    given = {"category": format_id("Category", town.category), "description": PLANT, "idempotencyKey": "1"}
    given["idempotencySecret"] = "0123456789abcdef0123456789abcdef"
    async with owner.transaction():
        await owner.execute("LOCK TABLE units, cases IN ACCESS EXCLUSIVE MODE")
        assert (await ask(service, UNIT, code="x"))[:3] == (503, "BUSY", "1")
        assert (await ask(service, SUBMIT, input=given))[:3] == (503, "BUSY", "1")
    assert (await ask(service, UNIT, code="x"))[:2] == (200, "")
    answers = [await ask(service, SUBMIT, input=given) for _ in range(2)]
    assert [status for status, *_ in answers] == [200, 200]
    assert await owner.fetchval("SELECT count(*) FROM cases") == 1
    service.stop()
    assert PLANT not in service.said


INSERTED = "INSERT INTO units (code, name, kind, valid_from) VALUES ('X', 'never', 'OFFICE', '2026-11-30')"


async def change_without_end(database: Database) -> None:
    async with database.transaction() as transaction:
        await driver_of(transaction).execute(INSERTED)
        await driver_of(transaction).execute("SELECT pg_sleep(3600)")


@pytest.mark.parametrize(
    ("deadline", "change"), [(Deadline(1, 0, 0), 0), (Deadline(0, 0, 0), 1)], ids=["statement", "transaction"]
)
async def test_a_change_that_takes_too_long(database_url: str, deadline: Deadline, change: int) -> None:
    chosen = StatementDeadlines({**USUAL.by_login, Login.WRITING: deadline}, change)
    async with open_database(database_url, clock=clock.begin(), deadlines=chosen) as database:
        with pytest.raises(asyncpg.PostgresError) as raised:
            await change_without_end(database)
        assert find_trouble(raised.value) is Trouble.TIMEOUT
        async with database.transaction() as transaction:
            assert await driver_of(transaction).fetchval("SELECT count(*) FROM units") == 0


async def test_who_says_nothing_in_a_transaction_holds_nobody_up(database_url: str) -> None:
    chosen = StatementDeadlines({**USUAL.by_login, Login.WRITING: Deadline(0, 0, 1)}, change=0)
    async with open_database(database_url, clock=clock.begin(), deadlines=chosen) as database:
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError):
            async with database.transaction() as transaction:
                await driver_of(transaction).execute("LOCK TABLE units IN ACCESS EXCLUSIVE MODE")
                while not driver_of(transaction).is_closed():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        async with database.transaction() as transaction:
            assert await driver_of(transaction).fetchval("SELECT count(*) FROM units") == 0


async def test_every_class_has_deadlines_of_its_own(database_url: str) -> None:
    async with open_database(database_url, clock=clock.begin()) as database:
        found: dict[Login, tuple[str, ...]] = {}
        for login in SERVING:
            connection = await database.entrance.connect(database_url, login)
            names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_timeout")
            found[login] = tuple([await connection.fetchval(f"SHOW {name}") for name in names])
            await connection.close()
    assert found == {
        Login.PUBLIC: ("10s", "2s", "10s", "0"),
        Login.STAFF: ("30s", "2s", "10s", "0"),
        Login.WRITING: ("15s", "5s", "15s", "1min"),
        Login.JOBS: ("5min", "30s", "5min", "0"),
    }
