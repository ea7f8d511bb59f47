from collections.abc import AsyncIterator

import pytest

from db.database import Database
from tests.server.signin.lobby import Lobby, open_lobby


@pytest.fixture
async def lobby(database: Database) -> AsyncIterator[Lobby]:
    async with open_lobby(database) as opened:
        yield opened
