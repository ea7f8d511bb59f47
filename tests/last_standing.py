"""A policy by which a case says one thing, as it last stands; it is scored as by the first."""

from datetime import date

import pytest
from sqlalchemy import insert

from db.database import Database
from db.keys import new_key
from db.tables.scoring import policies
from domain.evidence.derivation import LAST_STANDING
from domain.scoring import methods
from domain.scoring.policies import FIRST_METHOD
from tests.databases import arranging
from tests.tilting_policy import TILTING_POLICY


async def read_by_last_standing(database: Database, patch: pytest.MonkeyPatch, **parameters: object) -> None:
    """Let such a policy, with these parameters besides, hold for whatever comes in from a day long past on.

    Answers are not held unless the parameters say so.
    """
    patch.setitem(methods.METHODS, LAST_STANDING, methods.METHODS[FIRST_METHOD])  # type: ignore[arg-type]
    read_by = {name: value for name, value in TILTING_POLICY.items() if name != "hold_hours"}
    policy = {"id": new_key(), "version": 90, "name": "Kedudukan terakhir", "effective_from": date(2025, 1, 1)}
    async with database.transaction() as connection, arranging(connection):
        await connection.execute(insert(policies).values(policy | {"parameters": read_by | parameters}))
