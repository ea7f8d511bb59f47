"""Texts of before there were keys of cases, sealed once by whoever owns the tables."""

import logging

from db.contents import new_case_key
from db.database import Database
from db.repositories.unsealed import is_unsealed, lock_unsealed, may_seal, store_sealed
from domain.keyring import Keys

BATCH = 1_000
_logger = logging.getLogger("simpul.contents")


async def seal_contents(database: Database, keys: Keys) -> int:
    """Seal every case that nobody has sealed yet, so many at a time; how many that were.

    None, and a warning, where the database was not opened by the owner of its tables.
    """
    async with database.transaction() as transaction:
        if not await is_unsealed(transaction):
            return 0
        if not await may_seal(transaction):
            _logger.warning("texts of cases are not sealed: run `simpul migrate` with DATABASE_OWNER_URL")
            return 0
    sealed = 0
    while True:
        async with database.transaction() as transaction:
            found = await lock_unsealed(transaction, BATCH)
            made = {case.id: new_case_key(keys, case.id) for case in found}
            await store_sealed(transaction, found, {case_id: (key.seal, kept) for case_id, (key, kept) in made.items()})
        sealed += len(found)
        if len(found) < BATCH:
            return sealed
