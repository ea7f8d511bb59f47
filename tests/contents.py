"""Contents of cases as tests read them: opened by the keys of tests."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from db.contents import open_case_key
from db.database import Database
from db.tables.cases import cases
from domain.keyring import Keys
from tests.keys import KEYS


def open_text(case_id: UUID, content_key: bytes, text: str | None, keys: Keys = KEYS) -> str | None:
    """A text of a case as it was written."""
    return open_case_key(keys, case_id.bytes, content_key).open(text)


async def read_texts(database: Database, table: Table, name: str, keys: Keys = KEYS, **equal: Any) -> list[str | None]:
    """A column of texts of the cases that are not erased, opened, in the order of the rows."""
    order = table.c.seq if "seq" in table.c else table.c.id
    owner = table.c.case_id if "case_id" in table.c else table.c.id
    held = cases.alias()
    columns = [held.c.id, held.c.content_key, table.c[name]]
    conditions = [table.c[each] == value for each, value in equal.items()]
    statement = select(*columns).select_from(table.join(held, held.c.id == owner)).where(*conditions).order_by(order)
    async with database.transaction() as connection:
        rows = list(await connection.execute(statement))
    return [open_text(key, kept, text, keys) for key, kept, text in rows if kept is not None]
