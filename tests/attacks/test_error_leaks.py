"""A failure of ours tells its caller a reference and nothing else, and is logged once."""

import logging
from functools import partial

import asyncpg
import orjson
import pytest

from db.database import open_database
from domain.access import ANYONE
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests import clock
from tests.attacks.service import codes_of
from tests.keys import KEYS


@pytest.mark.parametrize("plans", [True, False])
async def test_a_database_without_a_table(
    database_url: str, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture, *, plans: bool
) -> None:
    async with open_database(database_url, clock=clock.begin()) as database:
        await owner.execute("DROP TABLE units CASCADE")
        opened = partial(Context, database, KEYS)
        executor = Executor(database, Documents(SCHEMA._schema), opened, KEYS, plans=plans)
        with caplog.at_level(logging.ERROR, "simpul.errors"):
            answer = await executor.run(
                OperationRequest("{ units { totalCount } }", {}, None, ANYONE, Language.ENGLISH)
            )
    whole = orjson.loads(b"".join(answer.body))
    assert codes_of(whole) == {"INTERNAL"}
    assert whole["data"] is None
    [record] = [record for record in caplog.records if record.name == "simpul.errors"]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], asyncpg.UndefinedTableError)
    assert str(record.args[0]) in whole["errors"][0]["message"]  # type: ignore[index]
