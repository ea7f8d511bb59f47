"""Notes of who has read what is personal or was said in confidence: written before it is handed out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.tables.reporters import readings
from domain.access import Principal
from domain.terms import ReadingKind

_NAMES = ("at", "role", "viewer_id", "what", "subject_type")
_SUBJECTS = func.unnest(bindparam("subjects", type_=ARRAY(Uuid))).column_valued("subject")
_NOTE = prepare(
    insert(readings).from_select(
        [*_NAMES, "subject_id"],
        select(*[bindparam(name, type_=readings.c[name].type) for name in _NAMES], _SUBJECTS),
    )
)


@dataclass(frozen=True)
class Reading:
    """Who reads what of which cases, people or other rows of one type of the graph, and when."""

    viewer: Principal
    what: ReadingKind
    subject_type: str
    subject_ids: Collection[UUID]
    at: datetime


async def note_reading(connection: asyncpg.Connection | AsyncConnection, reading: Reading) -> None:
    """Note a reading: one statement, whatever it is of.

    To be awaited before anything is handed out, so that nothing is read unnoticed. On a bare connection it is a
    transaction of its own, and must be one of the primary.
    """
    who = {"at": reading.at, "role": reading.viewer.role, "viewer_id": reading.viewer.employee_id}
    about = {"what": reading.what, "subject_type": reading.subject_type, "subjects": list(reading.subject_ids)}
    await _NOTE.fetch(connection, who | about)
