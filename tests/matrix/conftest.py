from collections.abc import AsyncIterator

import pytest

from tests.databases import Clone
from tests.matrix.judging import Disagreements, Judge
from tests.matrix.viewers import NAMES, Matrix, open_matrix


@pytest.fixture(scope="session")
async def matrix(clone: Clone) -> AsyncIterator[Matrix]:
    """The demonstration with what the matrix plants in it, for reading only."""
    async with clone("matrix") as url, open_matrix(url) as opened:
        yield opened


@pytest.fixture(params=NAMES)
def judge(request: pytest.FixtureRequest, matrix: Matrix) -> Judge:
    """One viewer after another."""
    return Judge(matrix.facts, request.param, matrix.viewers[request.param], Disagreements())
