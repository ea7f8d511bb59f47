import pytest

from db.database import Database
from tests.resolvers.town import Town, found


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)
