"""What is kept encrypted by a key of the keyring: who brought a case, the keys of cases, second factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import Column, ColumnElement, Integer, LargeBinary, Table, Uuid, bindparam, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.encryption import MARK
from db.statements.compiled import DIALECT
from db.statements.rows import given_rows, values_of_rows
from db.tables.accounts import authenticators
from db.tables.cases import case_contacts, cases
from domain.accounts.terms import AuthenticatorKind
from domain.keyring import Purpose

# So many bytes at the beginning say by which key something was encrypted.
HEAD_BYTES = 4
EVERY_ROW = true()


@dataclass(frozen=True)
class Encrypted:
    """A column that holds what is encrypted by keys of a purpose, and the one that says to which row it is bound.

    `of` are the rows that hold such a thing: the public key of a passkey, for one, is no secret. What names no version
    is of version 0, or, where `of_any`, of whichever was newest then.
    """

    purpose: Purpose
    table: Table
    column: str
    owner: str
    of: ColumnElement[bool] = EVERY_ROW
    of_any: bool = False

    @property
    def ciphertext(self) -> Column[bytes]:
        """The column."""
        return self.table.c[self.column]


REPORTERS = Encrypted(Purpose.CONTACTS, case_contacts, "ciphertext", "case_id")
CASE_KEYS = Encrypted(Purpose.CONTENTS, cases, "content_key", "id")
SECOND_FACTORS = Encrypted(
    Purpose.AUTHENTICATORS,
    authenticators,
    "secret",
    "account_id",
    of=authenticators.c.kind == AuthenticatorKind.TOTP,
    of_any=True,
)


async def load_outdated(
    connection: AsyncConnection, what: Encrypted, head: bytes, after: UUID, most: int
) -> Sequence[tuple[UUID, UUID, bytes]]:
    """Key, owner and ciphertext of what does not begin with `head`, locked, in the order of keys after one."""
    key = what.table.c.id
    outdated = (
        select(key, what.table.c[what.owner], what.ciphertext)
        .where(what.of, bindparam("head", type_=LargeBinary()) != _head(what), key > bindparam("after", type_=Uuid()))
        .order_by(key)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update()
    )
    found = await connection.execute(outdated, {"head": head, "after": after, "most": most})
    return [(row[0], row[1], row[2]) for row in found]


def _head(what: Encrypted) -> ColumnElement[bytes]:
    return func.substring(what.ciphertext, 1, HEAD_BYTES, type_=LargeBinary())


async def store_renewed(connection: AsyncConnection, what: Encrypted, renewed: Sequence[tuple[UUID, bytes]]) -> None:
    """Put other ciphertexts in their place."""
    if renewed:
        names = ("id", what.column)
        given = given_rows(what.table, names)
        changed = what.table.update().where(what.table.c.id == given.c.id).values({what.column: given.c[what.column]})
        await connection.execute(changed, values_of_rows(what.table, names, renewed))


async def sample_encrypted(connection: asyncpg.Connection, what: Encrypted) -> Sequence[tuple[UUID, bytes]]:
    """Owner and ciphertext of one for each version that encrypted any; none where the tables are of before it."""
    written = func.encode(what.ciphertext, "hex")
    version = case((func.starts_with(written, MARK.hex()), func.left(written, 2 * HEAD_BYTES)), else_="")
    sample = select(what.table.c[what.owner], what.ciphertext).distinct(version)
    sample = sample.where(what.of, what.ciphertext.is_not(None))
    sql = str(sample.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
    try:
        return [(row[0], row[1]) for row in await connection.fetch(sql)]
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        return []


async def count_encrypted(connection: AsyncConnection, what: Encrypted) -> dict[bytes, int]:
    """How many there are by what they begin with."""
    head = _head(what)
    counted = select(head, func.count()).where(what.of, what.ciphertext.is_not(None)).group_by(head)
    return {row[0]: row[1] for row in await connection.execute(counted)}
