"""What is kept, encrypted, of whoever brought a case."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.rows import given_rows, values_of_rows
from db.tables.cases import case_contacts

# So many bytes at the beginning say by which key something was encrypted.
HEAD_BYTES = 4

_HEAD = func.substring(case_contacts.c.ciphertext, 1, HEAD_BYTES, type_=LargeBinary())
_OUTDATED = (
    select(case_contacts.c.id, case_contacts.c.case_id, case_contacts.c.ciphertext)
    .where(bindparam("head", type_=LargeBinary()) != _HEAD, case_contacts.c.id > bindparam("after", type_=Uuid()))
    .order_by(case_contacts.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update()
)
_RENEWED = ("id", "ciphertext")
_given = given_rows(case_contacts, _RENEWED)
_STORE = case_contacts.update().where(case_contacts.c.id == _given.c.id).values(ciphertext=_given.c.ciphertext)


async def load_outdated(
    connection: AsyncConnection, head: bytes, after: UUID, most: int
) -> Sequence[tuple[UUID, UUID, bytes]]:
    """Key, case and ciphertext of what does not begin with `head`, locked, in the order of keys after one."""
    found = await connection.execute(_OUTDATED, {"head": head, "after": after, "most": most})
    return [(row.id, row.case_id, row.ciphertext) for row in found]


async def store_renewed(connection: AsyncConnection, renewed: Sequence[tuple[UUID, bytes]]) -> None:
    """Put other ciphertexts in their place."""
    if renewed:
        await connection.execute(_STORE, values_of_rows(case_contacts, _RENEWED, renewed))


async def count_reporters(connection: AsyncConnection) -> dict[bytes, int]:
    """How many there are by what they begin with."""
    counted = select(_HEAD, func.count()).group_by(_HEAD)
    return {row[0]: row[1] for row in await connection.execute(counted)}
