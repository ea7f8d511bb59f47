"""Audit entries that end no change: refusals, sign-ins, exports, and what the operator did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_rows, values_of_rows
from db.tables.audit import audit_entries
from domain.access import Principal
from domain.accounts.services import service_of

_NAMES = ("at", "role", "actor_id", "action", "subject_type", "subject_id", "detail", "request_id")
_STORE = prepare(insert_rows(audit_entries, _NAMES))


@dataclass(frozen=True)
class Entry:
    """Who did what when, or was refused it: words, numbers and keys, never a text that somebody wrote or sent."""

    at: datetime
    principal: Principal
    action: str
    subject: tuple[str, UUID] | None
    detail: Mapping[str, Any]
    request_id: str | None = None


async def store_entries(connection: asyncpg.Connection | AsyncConnection, entries: Sequence[Entry]) -> None:
    """Store entries, in one statement."""
    await _STORE.fetch(connection, values_of_rows(audit_entries, _NAMES, map(_row, entries)))


def _row(entry: Entry) -> tuple[object, ...]:
    who, (subject_type, subject_id) = entry.principal, entry.subject or (None, None)
    detail = dict(entry.detail) | service_of(who)
    return entry.at, who.role, who.person_id, entry.action, subject_type, subject_id, detail, entry.request_id
