from collections.abc import AsyncIterator

import pytest

from db.embedded import EmbeddedServer
from tests.attacks.service import Service, open_service


@pytest.fixture(scope="session")
async def service(cluster: EmbeddedServer, template: str, request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """The service over an empty database."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    async with open_service(cluster, template, worker) as opened:
        yield opened
