"""Arguments without number would be loaders without number: the statements of a request are bounded."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from db.database import Database
from tests.attacks.service import Service, codes_of
from tests.conftest import Statements

PAGES = " ".join(f"a{number}: children(first: {number}) {{ totalCount nodes {{ id }} }}" for number in range(35))


@pytest.fixture
async def database(service: Service) -> AsyncIterator[Database]:
    """The attacked one, with thirty units in it."""
    owner = await asyncpg.connect(service.url)
    async with owner.transaction():
        await owner.execute(
            "INSERT INTO units (code, name, kind, valid_from) SELECT n::text, n::text, 'OFFICE', '2020-01-01'"
            " FROM generate_series(1, 30) AS n"
        )
    yield service.database
    await owner.execute("DELETE FROM units")
    await owner.close()


@pytest.mark.parametrize(("plans", "expected"), [(True, 1), (False, 1 + 2 * 35)])
async def test_pages_of_every_row_under_many_names(
    service: Service, statements: Statements, expected: int, *, plans: bool
) -> None:
    answer = await service.ask(f"{{ units(first: 30) {{ nodes {{ {PAGES} }} }} }}", plans=plans)
    # asyncpg tells of a statement in the next turn of the loop.
    await asyncio.sleep(0)
    assert codes_of(answer) == set()
    assert len(answer["data"]["units"]["nodes"]) == 30
    assert len([text for text in statements if "units" in text]) == expected
