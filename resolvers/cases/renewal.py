"""Reporters and keys of cases encrypted anew by the newest key, so that an older one can be retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from db.database import Database
from db.encryption import decrypt, encrypt, head_of
from db.repositories.renewals import Encrypted, count_encrypted, load_outdated, store_renewed
from domain.keyring import Keys

BATCH = 300


@dataclass
class Renewal:
    """How much was encrypted anew, and how much none of the keys opens."""

    renewed: int = 0
    closed: int = 0


async def renew_encrypted(database: Database, keys: Keys, what: Encrypted) -> Renewal:
    """Encrypt anew what an older key encrypted, so many at a time."""
    head, after, renewal = head_of(keys.current(what.purpose)), UUID(int=0), Renewal()
    while True:
        async with database.transaction() as transaction:
            outdated = await load_outdated(transaction, what, head, after, BATCH)
            renewed = _renew(keys, what, outdated)
            await store_renewed(transaction, what, renewed)
        renewal.renewed += len(renewed)
        renewal.closed += len(outdated) - len(renewed)
        if len(outdated) < BATCH:
            return renewal
        after = outdated[-1][0]


def _renew(keys: Keys, what: Encrypted, outdated: Sequence[tuple[UUID, UUID, bytes]]) -> list[tuple[UUID, bytes]]:
    newest, held, renewed = keys.current(what.purpose), keys.all(what.purpose), []
    for key, case_id, ciphertext in outdated:
        try:
            renewed.append((key, encrypt(newest, case_id.bytes, decrypt(held, case_id.bytes, ciphertext))))
        except InvalidTag:
            continue
    return renewed


async def count_by_version(database: Database, keys: Keys, what: Encrypted) -> dict[int, int]:
    """How much each version of the key has encrypted; what names none of them is of version 0."""
    async with database.transaction() as transaction:
        counted = await count_encrypted(transaction, what)
    versions = [key for key in keys.all(what.purpose) if key.version]
    found = {key.version: counted.pop(head_of(key), 0) for key in versions}
    return found | {0: sum(counted.values())}
