"""The trace that an import leaves in the audit."""

from collections.abc import Mapping

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.audit import audit_entries
from domain.terms import Role


async def record_import(connection: AsyncConnection, action: str, detail: Mapping[str, object]) -> None:
    """Note an import; whoever may run commands on the server acts as its administrator."""
    await connection.execute(
        insert(audit_entries), {"role": Role.ADMINISTRATOR, "action": action, "detail": dict(detail)}
    )
