"""Connections for single statements: bounded, handed on, dropped when something went wrong with them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from functools import partial

import asyncpg
import pytest

from db.entrances import Entrance, EntranceKind
from db.logins import Login
from db.pool import ConnectionPool
from tests import patience

MOST = 3
ENTRANCE = Entrance(EntranceKind.ADDRESS, "public")


@pytest.fixture
async def connections(database_url: str) -> AsyncIterator[ConnectionPool]:
    opened = ConnectionPool(partial(ENTRANCE.open, database_url, Login.STAFF, "UTC"), MOST)
    yield opened
    await opened.close()


async def backends(connections: ConnectionPool) -> set[int]:
    """The server's processes behind all connections at once."""
    return set(
        await asyncio.gather(
            *(connections.fetchval("SELECT pg_backend_pid() FROM pg_sleep(0.05)") for _ in range(MOST * 4))
        )
    )


async def test_never_more_are_open_than_allowed_and_everybody_gets_a_turn(connections: ConnectionPool) -> None:
    assert len(await backends(connections)) == MOST


async def test_one_after_another_share_one(connections: ConnectionPool) -> None:
    assert len({await connections.fetchval("SELECT pg_backend_pid()") for _ in range(5)}) == 1


async def test_a_statement_s_own_error_costs_no_connection(connections: ConnectionPool) -> None:
    before = await connections.fetchval("SELECT pg_backend_pid()")
    with pytest.raises(asyncpg.DivisionByZeroError):
        await connections.fetchval("SELECT 1 / 0")
    assert await connections.fetchval("SELECT pg_backend_pid()") == before


async def test_a_statement_that_nobody_waits_for_is_cancelled(connections: ConnectionPool) -> None:
    waiting = asyncio.create_task(connections.fetchval("SELECT pg_sleep(86400)"))
    asleep = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(86400)%' AND state = 'active'"
    async with asyncio.timeout(patience.SECONDS):
        while await connections.fetchval(asleep) == 0:
            pass
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        while await connections.fetchval(asleep):
            pass
    assert len(await backends(connections)) == MOST


async def test_a_connection_that_the_server_ended_is_replaced(connections: ConnectionPool) -> None:
    dead = await backends(connections)
    async with connections.acquire() as connection:
        own = connection.get_server_pid()
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) pid WHERE pid <> $2", list(dead), own
        )
        while not all(idle.is_closed() for idle in connections._idle):
            await connection.execute("SELECT")
    assert len(await backends(connections) - dead) == MOST - 1


async def test_whoever_gives_up_waiting_passes_the_turn_on(connections: ConnectionPool) -> None:
    holding = [asyncio.create_task(connections.fetchval("SELECT pg_sleep(0.2)")) for _ in range(MOST)]
    await asyncio.sleep(0.05)
    impatient = asyncio.create_task(connections.fetchval("SELECT 1"))
    patient = asyncio.create_task(connections.fetchval("SELECT 2"))
    await asyncio.sleep(0.05)
    impatient.cancel()
    assert await asyncio.wait_for(patient, patience.SECONDS) == 2
    await asyncio.gather(*holding)


async def test_nobody_who_comes_back_at_once_goes_before_those_who_wait(connections: ConnectionPool) -> None:
    served: list[int] = []

    async def ask_again_and_again(number: int) -> None:
        for _ in range(10):
            await connections.fetchval("SELECT pg_sleep(0.001)")
            served.append(number)

    await asyncio.gather(*(ask_again_and_again(number) for number in range(MOST * 3)))
    half = served[: len(served) // 2]
    assert all(half.count(number) >= 3 for number in range(MOST * 3))


async def test_a_turn_that_comes_as_it_is_given_up_is_passed_on(connections: ConnectionPool) -> None:
    async with AsyncExitStack() as held:
        for _ in range(MOST):
            await held.enter_async_context(connections.acquire())
        impatient = asyncio.create_task(connections.fetchval("SELECT 1"))
        patient = asyncio.create_task(connections.fetchval("SELECT 2"))
        await asyncio.sleep(0)
        await held.aclose()
        impatient.cancel()
        assert await asyncio.wait_for(patient, patience.SECONDS) == 2
    assert len(await backends(connections)) == MOST


async def test_a_server_that_is_gone_is_an_error_each_time(database_url: str) -> None:
    nowhere = ConnectionPool(partial(ENTRANCE.open, database_url.replace("/test_", "/missing_"), Login.STAFF, "UTC"), 1)
    for _ in range(2):
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await nowhere.fetchval("SELECT 1")


async def test_what_is_refused_between_two_statements_costs_no_connection(connections: ConnectionPool) -> None:
    before = await connections.fetchval("SELECT pg_backend_pid()")
    with pytest.raises(LookupError):
        async with connections.acquire():
            raise LookupError
    assert await connections.fetchval("SELECT pg_backend_pid()") == before


async def test_the_room_of_a_lost_connection_is_whose_who_waits_longest(database_url: str) -> None:
    alone = ConnectionPool(partial(ENTRANCE.open, database_url, Login.STAFF, "UTC"), 1)
    served: list[str] = []

    async def lose_it(name: str) -> None:
        for _ in range(3):
            with suppress(asyncio.CancelledError):
                async with alone.acquire():
                    served.append(name)
                    raise asyncio.CancelledError

    async with asyncio.timeout(patience.SECONDS):
        await asyncio.gather(*(lose_it(name) for name in "abc"))
    await alone.close()
    assert sorted(served[:3]) == ["a", "b", "c"]


async def test_whoever_waits_when_all_is_closed_is_told(database_url: str) -> None:
    alone = ConnectionPool(partial(ENTRANCE.open, database_url, Login.STAFF, "UTC"), 1)
    async with alone.acquire() as held:
        waiting = asyncio.create_task(alone.fetchval("SELECT 1"))
        await asyncio.sleep(0)
        await alone.close()
        with pytest.raises(asyncpg.InterfaceError, match="closed"):
            await waiting
    await asyncio.wait(alone._closing)
    assert held.is_closed()
    with pytest.raises(asyncpg.InterfaceError, match="closed"):
        await alone.fetchval("SELECT 1")
