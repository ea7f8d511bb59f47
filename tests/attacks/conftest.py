from collections.abc import AsyncIterator

import pytest

from tests.attacks.service import Service, open_service
from tests.databases import Clone


@pytest.fixture(scope="session")
async def service(clone: Clone) -> AsyncIterator[Service]:
    """The service over an empty database."""
    async with clone("attacked") as url, open_service(url) as opened:
        yield opened
