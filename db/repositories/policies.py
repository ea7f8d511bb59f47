"""Versions of the scoring policy that come with the program, and their adoption by a government."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.cases import cases
from db.tables.scoring import policies

_FOLDER = Path(__file__).parents[1] / "migrations"
_FILES = {int(path.stem.removeprefix("policy_")): path for path in _FOLDER.glob("policy_*.json")}
PROVIDED = sorted(_FILES)


def read_provided(version: int) -> Mapping[str, Any]:
    """The parameters of a version that comes with the program."""
    parameters: Mapping[str, Any] = json.loads(_FILES[version].read_text(encoding="utf-8"))
    return parameters


async def store_policy(
    connection: AsyncConnection, version: int, effective_from: date, parameters: Mapping[str, Any]
) -> UUID | None:
    """Add a version, as the owner of the tables alone may; its key, or None where there is one of this number."""
    row = {"version": version, "name": f"Kebijakan penilaian {version}", "effective_from": effective_from}
    stored = insert(policies).values(row | {"parameters": dict(parameters)})
    key: UUID | None = await connection.scalar(
        stored.on_conflict_do_nothing(index_elements=["version"]).returning(policies.c.id)
    )
    return key


async def find_latest_case(connection: AsyncConnection, zone: str) -> date | None:
    """The day on which the latest case came in, where the government is; None without any."""
    latest: date | None = await connection.scalar(select(func.date(func.timezone(zone, func.max(cases.c.received_at)))))
    return latest
