"""Marks that say whether a database holds a demonstration, whole or half-made, and the clearing of a half-made one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.privileges.guards import RETENTION
from db.tables import metadata
from db.tables.audit import audit_entries
from db.tables.cases import cases
from db.tables.governments import government
from db.tables.organisation import units
from db.tables.scoring import policies
from domain.terms import Role

BEGUN = "beginDemonstration"
FINISHED = "finishDemonstration"
LOCK = 7_026_011_802


@dataclass(frozen=True)
class Demonstration:
    """What the database was filled with, as of which day; not `finished` if the filling was interrupted."""

    size: str
    seed: int
    day: date
    finished: bool = False


@asynccontextmanager
async def fill_alone(database: Database) -> AsyncIterator[None]:
    """Wait until no other process fills this database, and keep the others waiting meanwhile."""
    async with database.engine.connect() as connection:
        await connection.execute(text("SET statement_timeout = 0"))
        await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        try:
            yield
        finally:
            await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            await connection.execute(text("RESET statement_timeout"))


async def find_demonstration(connection: AsyncConnection) -> Demonstration | None:
    """The latest demonstration that was begun here, or none."""
    entry = audit_entries.c
    begun = await connection.execute(
        select(entry.id, entry.detail).where(entry.action == BEGUN).order_by(entry.id.desc()).limit(1)
    )
    row = begun.one_or_none()
    if row is None:
        return None
    finished = await connection.scalar(select(entry.id).where(entry.action == FINISHED, entry.subject_id == row.id))
    detail = row.detail
    return Demonstration(detail["size"], detail["seed"], date.fromisoformat(detail["day"]), finished is not None)


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether there is neither a unit nor a case."""
    return not any([await connection.scalar(select(table.c.id).limit(1)) for table in (units, cases)])


async def begin_demonstration(connection: AsyncConnection, demonstration: Demonstration, at: datetime) -> UUID:
    """Mark the database as one that is being filled; returns what to finish it by."""
    detail = {
        "size": demonstration.size,
        "seed": demonstration.seed,
        "day": demonstration.day.isoformat(),
    }
    entry = {"at": at, "role": Role.ADMINISTRATOR, "action": BEGUN, "detail": detail}
    key: UUID = (
        await connection.execute(insert(audit_entries).values(entry).returning(audit_entries.c.id))
    ).scalar_one()
    return key


async def finish_demonstration(connection: AsyncConnection, key: UUID, at: datetime) -> None:
    """Mark the filling as complete."""
    entry = {"at": at, "role": Role.ADMINISTRATOR, "action": FINISHED, "subject_id": key, "detail": {}}
    await connection.execute(insert(audit_entries).values(entry))


async def clear_everything(connection: AsyncConnection) -> None:
    """Empty every table but those that the migrations filled: the policies, and the government."""
    names = [table.name for table in metadata.sorted_tables if table not in (policies, government)]
    await connection.execute(text(f"SET LOCAL {RETENTION} = 'on'"))
    await connection.execute(text(f"TRUNCATE {', '.join(names)}"))


async def gather_statistics(connection: AsyncConnection) -> None:
    """Let PostgreSQL look at all the new rows before it plans a statement over them."""
    await connection.execute(text("ANALYZE"))
