"""Categories of cases."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.cases import categories

_CODES = select(categories.c.id, categories.c.code).where(
    categories.c.id == func.any(bindparam("categories", type_=ARRAY(Uuid)))
)


async def load_category_codes(connection: AsyncConnection, category_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The codes of those of the categories that exist, by key."""
    rows = await connection.execute(_CODES, {"categories": list(category_ids)})
    return {row.id: row.code for row in rows}
