"""What is revoked, begun or ended is known within moments, by notice or without, and nobody is admitted on hearsay."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from db.database import Database
from db.listening import Listener, listening
from domain.access import Principal
from domain.grants import Capacity
from domain.problems import Refused
from domain.terms import Role
from resolvers.grants import revoke_as_operator
from server.app import serving
from server.authentication import issue_token
from server.directory import LiveDirectory, watching_directory
from server.settings import Settings
from server.stopping import Stopping
from tests import patience
from tests.keys import KEYS, SECRET
from tests.resolvers.town import Town, found
from tests.staff import appoint, capacity_of

HOUR = timedelta(hours=1)


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


def learns(directory: LiveDirectory, principal: Principal, code: str | None) -> Callable[[], Awaitable[bool]]:
    async def learned() -> bool:
        return code_of(directory, capacity_of(principal)) == code

    return learned


def code_of(directory: LiveDirectory, capacity: Capacity) -> str | None:
    try:
        directory.admit(capacity)
    except Refused as refused:
        return refused.problems[0].code
    return None


async def revoke(town: Town, principal: Principal) -> None:
    assert principal.employee_id is not None
    async with town.database.transaction() as transaction:
        await revoke_as_operator(
            transaction,
            principal.employee_id,
            principal.role,
            unit_id=None,
            reason="Mutasi",
            at=town.database.clock(),
        )


async def leave(town: Town, principal: Principal) -> None:
    await town.database.primary.fetch(
        "UPDATE assignments SET valid_to = '2000-01-02' WHERE employee_id = $1", principal.employee_id
    )


async def retire(town: Town, principal: Principal) -> None:
    await town.database.primary.fetch(
        "UPDATE employees SET left_on = '2000-01-01' WHERE id = $1", principal.employee_id
    )


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what nobody tells of."""
    async with asyncio.timeout(patience.SECONDS):
        while not await happened():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@asynccontextmanager
async def deaf(_: str) -> AsyncIterator[Listener]:
    """A listener that hears nothing."""
    yield Listener("")


@pytest.mark.parametrize("change", [revoke, leave, retire])
@pytest.mark.parametrize("hearing", [listening, deaf])
async def test_a_change_is_known_within_moments(
    town: Town, database_url: str, change: Callable[..., Awaitable[None]], hearing: Callable[[str], object]
) -> None:
    auditor = await appoint(town.database, Role.AUDITOR, town.office)
    async with hearing(database_url) as listener, watching_directory(town.database, listener) as directory:  # type: ignore[attr-defined]
        assert code_of(directory, capacity_of(auditor)) is None
        await change(town, auditor)
        await until(learns(directory, auditor, "FORBIDDEN"))


async def test_a_grant_is_known_within_moments(town: Town, database_url: str) -> None:
    async with listening(database_url) as listener, watching_directory(town.database, listener) as directory:
        auditor = await appoint(town.database, Role.AUDITOR, town.office)
        await until(learns(directory, auditor, None))


async def test_what_has_not_been_looked_at_for_long_admits_nobody(town: Town) -> None:
    auditor = await appoint(town.database, Role.AUDITOR, town.office)
    fresh, stale = LiveDirectory(town.database), LiveDirectory(town.database, stale_seconds=0)
    assert code_of(fresh, capacity_of(auditor)) == "GRANTS_UNAVAILABLE"
    for directory in (fresh, stale):
        await directory.refresh()
    assert code_of(fresh, capacity_of(auditor)) is None
    assert code_of(stale, capacity_of(auditor)) == "GRANTS_UNAVAILABLE"


async def test_ended_sessions_are_read_with_every_look(town: Town) -> None:
    auditor = await appoint(town.database, Role.AUDITOR, town.office)
    assert auditor.employee_id is not None
    session = Capacity(auditor.employee_id, Role.AUDITOR, session_id=UUID(int=1))
    ended: set[UUID] = set()

    async def load_ended(_: Database) -> frozenset[UUID]:
        return frozenset(ended)

    directory = LiveDirectory(town.database, load_ended)
    for key, code in ((UUID(int=2), None), (UUID(int=1), "SESSION_ENDED")):
        ended.add(key)
        await directory.refresh()
        assert code_of(directory, session) == code
    assert code_of(directory, capacity_of(auditor)) is None


async def test_an_unchanged_directory_is_one_statement_a_look(town: Town, statements: list[str]) -> None:
    directory = LiveDirectory(town.database)
    await directory.refresh()
    await asyncio.sleep(0)
    statements.clear()
    await directory.refresh()
    await asyncio.sleep(0)
    assert len(statements) == 1


async def test_who_asks_over_http_is_told_why_not(town: Town, database_url: str) -> None:
    auditor = await appoint(town.database, Role.AUDITOR, town.office)
    async with (
        serving(Settings(database_url=database_url, secret=SECRET), town.database.clock, Stopping()) as served,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(served.endpoint), base_url="http://simpul", timeout=None
        ) as client,
    ):

        async def ask(capacity: Capacity | None) -> tuple[int, str | None]:
            token = capacity and issue_token(capacity, KEYS, HOUR)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = await client.post("/graphql", json={"query": "{ periods { totalCount } }"}, headers=headers)
            errors = answer.json().get("errors")
            return answer.status_code, errors and errors[0]["extensions"]["code"]

        assert await ask(capacity_of(auditor)) == (200, None)
        assert auditor.employee_id is not None
        assert await ask(Capacity(auditor.employee_id, Role.ADMINISTRATOR)) == (403, "FORBIDDEN")
        assert await ask(Capacity(UUID(int=1), Role.EMPLOYEE)) == (403, "FORBIDDEN")
        await revoke(town, auditor)

        async def refused() -> bool:
            return await ask(capacity_of(auditor)) == (403, "FORBIDDEN")

        await until(refused)
        served.endpoint._sign_in.directory._stale_seconds = 0
        assert await ask(Capacity(auditor.employee_id, Role.EMPLOYEE)) == (503, "GRANTS_UNAVAILABLE")
        assert await ask(None) == (200, None)
