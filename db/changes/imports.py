"""The trace that an import leaves in the audit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.audit import audit_entries
from domain.terms import Role


async def record_import(connection: AsyncConnection, action: str, detail: Mapping[str, object], at: datetime) -> None:
    """Note an import; whoever may run commands on the server acts as its administrator."""
    entry = {"at": at, "role": Role.ADMINISTRATOR, "action": action, "detail": dict(detail)}
    await connection.execute(insert(audit_entries), entry)
