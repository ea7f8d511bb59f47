"""What is kept encrypted, encrypted anew by the newest key, so that an older one can be retired."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from cryptography.exceptions import InvalidTag

from db.database import Connection, Database
from db.encryption import decrypt, encrypt, head_of, version_of
from db.repositories.renewals import Encrypted, count_encrypted, load_outdated, sample_encrypted, store_renewed
from domain.keyring import Keys, Purpose
from resolvers.accounts.tokens import decrypt_secret, encrypt_secret

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
    renew = _RENEW.get(what.purpose) or partial(_renew_plainly, what.purpose)
    renewed = []
    for key, owner, ciphertext in outdated:
        with suppress(InvalidTag):
            renewed.append((key, renew(keys, owner, ciphertext)))
    return renewed


def _renew_plainly(purpose: Purpose, keys: Keys, owner: UUID, ciphertext: bytes) -> bytes:
    return encrypt(keys.current(purpose), owner.bytes, _open_plainly(purpose, keys, owner, ciphertext))


def _renew_secret(keys: Keys, owner: UUID, ciphertext: bytes) -> bytes:
    return encrypt_secret(keys, owner, decrypt_secret(keys, owner, ciphertext))


# What is not encrypted by the key of its purpose itself.
_RENEW: Mapping[Purpose, Callable[[Keys, UUID, bytes], bytes]] = {Purpose.AUTHENTICATORS: _renew_secret}


async def find_locked(connection: Connection, keys: Keys, what: Encrypted) -> list[int]:
    """The versions of keys that encrypted something which none of these opens; what names none is of version 0."""
    open_it = decrypt_secret if what.purpose is Purpose.AUTHENTICATORS else partial(_open_plainly, what.purpose)
    locked = []
    for owner, ciphertext in await sample_encrypted(connection, what):
        try:
            open_it(keys, owner, ciphertext)
        except InvalidTag:
            locked.append(version_of(ciphertext))
    return sorted(locked)


def _open_plainly(purpose: Purpose, keys: Keys, owner: UUID, ciphertext: bytes) -> bytes:
    return decrypt(keys.all(purpose), owner.bytes, ciphertext)


async def count_by_version(database: Database, keys: Keys, what: Encrypted) -> dict[int, int]:
    """How much each version of the key has encrypted; what names none of them is of version 0."""
    async with database.transaction() as transaction:
        counted = await count_encrypted(transaction, what)
    versions = [key for key in keys.all(what.purpose) if key.version]
    found = {key.version: counted.pop(head_of(key), 0) for key in versions}
    return found | {0: sum(counted.values())}


def count_needing(what: Encrypted, counted: Mapping[int, int], version: int) -> int:
    """How many of those that were counted by version cannot do without a version, as far as is known."""
    unknown = counted.get(0, 0) if what.of_any and version else 0
    return counted.get(version, 0) + unknown
