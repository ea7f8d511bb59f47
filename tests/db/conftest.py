from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import pytest

from db.entrances import Entrance, EntranceKind
from db.logins import Login

SignedIn = Callable[[Login], AbstractAsyncContextManager[asyncpg.Connection]]


@pytest.fixture
def signed_in(database_url: str) -> SignedIn:
    """A connection with the login of a class, as the service opens it, that only privileges keep from writing."""

    @asynccontextmanager
    async def sign_in(login: Login) -> AsyncIterator[asyncpg.Connection]:
        key = b"a key of this test, thirty-two bytes or more"
        connection = await Entrance(EntranceKind.LOGINS, "public", key).connect(database_url, login)
        await connection.execute("SET default_transaction_read_only = off")
        yield connection
        await connection.close()

    return sign_in
