"""Reporters encrypted anew by the newest key, so that an older one can be retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from db.database import Database
from db.repositories.renewals import count_reporters, load_outdated, store_renewed
from domain.keyring import Keys, Purpose
from resolvers.cases.reporters import head_of, renew_reporter

BATCH = 300


@dataclass
class Renewal:
    """How many reporters were encrypted anew, and how many none of the keys opens."""

    renewed: int = 0
    closed: int = 0


async def renew_reporters(database: Database, keys: Keys) -> Renewal:
    """Encrypt anew what an older key encrypted, so many at a time."""
    head, after, renewal = head_of(keys.current(Purpose.CONTACTS)), UUID(int=0), Renewal()
    while True:
        async with database.transaction() as transaction:
            outdated = await load_outdated(transaction, head, after, BATCH)
            renewed = _renew(keys, outdated)
            await store_renewed(transaction, renewed)
        renewal.renewed += len(renewed)
        renewal.closed += len(outdated) - len(renewed)
        if len(outdated) < BATCH:
            return renewal
        after = outdated[-1][0]


def _renew(keys: Keys, outdated: Sequence[tuple[UUID, UUID, bytes]]) -> list[tuple[UUID, bytes]]:
    renewed = []
    for key, case_id, ciphertext in outdated:
        try:
            renewed.append((key, renew_reporter(keys, case_id, ciphertext)))
        except InvalidTag:
            continue
    return renewed


async def count_by_version(database: Database, keys: Keys) -> dict[int, int]:
    """How many reporters each version of the key has encrypted; what names none of them is of version 0."""
    async with database.transaction() as transaction:
        counted = await count_reporters(transaction)
    versions = [key for key in keys.all(Purpose.CONTACTS) if key.version]
    found = {key.version: counted.pop(head_of(key), 0) for key in versions}
    return found | {0: sum(counted.values())}
