"""Whoever begins while the database is away waits for it, and for nothing else."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import asyncpg
import pytest

from db import readiness
from db.readiness import enter_once_available


def failing(*failures: Exception) -> Callable[[], AbstractAsyncContextManager[int]]:
    """Begins a context in vain with each of the failures, and then gives how many there were."""
    waiting = list(failures)

    @asynccontextmanager
    async def begin() -> AsyncIterator[int]:
        if waiting:
            raise waiting.pop(0)
        yield len(failures)

    return begin


async def test_what_is_opened_is_opened_anew_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PAUSE_SECONDS", 0)
    starting = asyncpg.CannotConnectNowError("the database system is starting up")
    lost = asyncpg.InternalClientError("cannot switch to state 11; another operation is in progress")
    async with AsyncExitStack() as stack:
        assert await enter_once_available(stack, failing(ConnectionRefusedError(), starting, lost)) == 3


@pytest.mark.parametrize(
    ("failure", "seconds"), [(ValueError("a bad setting"), 900), (ConnectionRefusedError("nobody is there"), -1)]
)
async def test_other_failures_and_long_outages_are_told(failure: Exception, seconds: float) -> None:
    async with AsyncExitStack() as stack:
        with pytest.raises(type(failure), match=str(failure)):
            await enter_once_available(stack, failing(failure), seconds)


async def test_what_is_final_is_told_at_once_whatever_caused_it() -> None:
    failure = ValueError("a file that is not there")
    failure.__cause__ = FileNotFoundError()
    async with AsyncExitStack() as stack:
        with pytest.raises(ValueError, match=str(failure)):
            await enter_once_available(stack, failing(failure), 900, final=(ValueError,))


async def test_it_says_once_that_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PAUSE_SECONDS", 0)
    told: list[logging.LogRecord] = []
    monkeypatch.setattr(logging.getLogger("simpul.database"), "handle", told.append)
    async with AsyncExitStack() as stack:
        await enter_once_available(stack, failing(ConnectionRefusedError(), ConnectionRefusedError()))
    assert [record.getMessage() for record in told] == ["the database is out of reach; waiting for it, 300 s at most"]
