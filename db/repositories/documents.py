"""Trusted documents in their table."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.statements.compiled import prepare
from db.tables.documents import documents

_FIND = prepare(select(documents.c.text).where(documents.c.hash == bindparam("hash")))


async def find_document(database: Database, digest: str) -> str | None:
    """The text of the document with this hash; None where it is not registered."""
    async with database.reads.acquire() as connection:
        rows = await _FIND.fetch(connection, {"hash": digest})
    return rows[0]["text"] if rows else None


async def add_documents(
    transaction: AsyncConnection, texts: Mapping[str, tuple[str, str]], at: datetime
) -> frozenset[str]:
    """Register documents, each a name and a text by its hash; the hashes of those that were not there before."""
    rows = [{"hash": digest, "name": name, "text": text, "added_at": at} for digest, (name, text) in texts.items()]
    if not rows:
        return frozenset()
    added = insert(documents).values(rows).on_conflict_do_nothing().returning(documents.c.hash)
    return frozenset((await transaction.scalars(added)).all())
