from collections.abc import AsyncIterator

import pytest

from db.embedded import EmbeddedServer
from tests.graph.demonstration import World, open_world


@pytest.fixture(scope="session")
async def world(cluster: EmbeddedServer, template: str, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """The small demonstration, for reading only."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    async with open_world(cluster, template, f"graph_{worker}") as opened:
        yield opened
