"""Who brought a case, as it is kept."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.tables.cases import case_contacts
from db.tables.organisation import employees

_SEALED = prepare(select(case_contacts.c.ciphertext).where(case_contacts.c.case_id == bindparam("case", type_=Uuid())))
_NAME = prepare(select(employees.c.name).where(employees.c.id == bindparam("employee", type_=Uuid())))


async def load_sealed_reporter(connection: AsyncConnection, case_id: UUID) -> bytes | None:
    """Who brought a case, encrypted; None where nothing is kept."""
    for (ciphertext,) in await _SEALED.fetch(connection, {"case": case_id}):
        return bytes(ciphertext)
    return None


async def find_name(connection: AsyncConnection, employee_id: UUID) -> str | None:
    """What an employee is called."""
    for (name,) in await _NAME.fetch(connection, {"employee": employee_id}):
        return str(name)
    return None
