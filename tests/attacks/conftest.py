from collections.abc import AsyncIterator

import pytest

from tests.attacks.garden import Garden
from tests.attacks.planting import open_garden
from tests.attacks.service import Service, open_service
from tests.databases import Clone


@pytest.fixture(scope="session")
async def service(clone: Clone) -> AsyncIterator[Service]:
    """The service over an empty database."""
    async with clone("attacked") as url, open_service(url) as opened:
        yield opened


@pytest.fixture(scope="session")
async def garden(clone: Clone) -> AsyncIterator[Garden]:
    """The demonstration with everything planted in it; what is asked of it changes nothing planted."""
    async with clone("planted") as url, open_garden(url) as opened:
        yield opened
