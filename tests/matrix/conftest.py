from collections.abc import AsyncIterator

import pytest

from tests.databases import Clone
from tests.matrix.viewers import Matrix, open_matrix


@pytest.fixture(scope="session")
async def matrix(clone: Clone) -> AsyncIterator[Matrix]:
    """The demonstration with what the matrix plants in it, for reading only."""
    async with clone("matrix") as url, open_matrix(url) as opened:
        yield opened
