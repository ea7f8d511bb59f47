"""Notes of who has read what is personal or was said in confidence: written before it is handed out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import given_rows, values_of_rows
from db.tables.readings import readings
from domain.access import Principal
from domain.readings import OF_CASES
from domain.terms import ReadingKind

_WHO = ("at", "role", "viewer_id")
_READ = ("what", "subject_type", "subject_id", "since")
_NOTE = prepare(
    insert(readings)
    .from_select(
        [*_WHO, *_READ],
        select(*[bindparam(name, type_=readings.c[name].type) for name in _WHO], *given_rows(readings, _READ).c),
    )
    .on_conflict_do_nothing()
)
# Each look at these is noted for itself; of anything else, one an hour.
_EACH = frozenset({ReadingKind.REPORTER})

Read = tuple[ReadingKind, UUID]


@dataclass(frozen=True)
class Reading:
    """Who reads what of which cases or people, and when."""

    viewer: Principal
    at: datetime
    read: Collection[Read]


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour for which a reading is noted."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


async def note_reading(connection: asyncpg.Connection | AsyncConnection, reading: Reading) -> None:
    """Note a reading: one statement, whatever it is of. What was noted for the same hour already adds no row.

    To be awaited before anything is handed out, so that nothing is read unnoticed. On a bare connection it is a
    transaction of its own, and must be one of the primary. A program that reads is noted by its service account.
    """
    viewer, hour = reading.viewer, hour_of(reading.at)
    # Always in one order, so that two who note the same at once never wait for each other.
    noted = [
        (kind, "Case" if kind in OF_CASES else "Employee", subject, None if kind in _EACH else hour)
        for kind, subject in sorted(reading.read)
    ]
    who = {"at": reading.at, "role": viewer.role, "viewer_id": viewer.caller_id}
    await _NOTE.fetch(connection, who | values_of_rows(readings, _READ, noted))
