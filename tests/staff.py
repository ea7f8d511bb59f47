"""People with posts and the roles that a test gives them."""

from datetime import date
from uuid import UUID

from db.database import Database
from db.keys import new_key
from db.repositories.grants import store_grant
from domain.access import Principal
from domain.grants import Capacity, Grant
from domain.terms import Role

LONG_AGO = date(2000, 1, 1)

HIRE = """
    WITH position AS (
        INSERT INTO positions (id, code, title, type, job_family)
        VALUES ($1::uuid, $1::uuid::text, 'Petugas', 'PELAKSANA', 'COUNTER') RETURNING id),
    employee AS (INSERT INTO employees (id, name, employment) VALUES ($2, 'Siti Rahmah', 'PNS') RETURNING id)
    INSERT INTO assignments (employee_id, unit_id, position_id, status, valid_from)
    SELECT employee.id, $3, position.id, 'DEFINITIVE', $4 FROM position, employee"""


FOUND = "INSERT INTO units (id, code, name, kind, valid_from) VALUES ($1::uuid, $1::uuid::text, 'Kantor', 'OFFICE', $2)"


async def found_office(database: Database) -> UUID:
    """A unit in which nobody has a post yet."""
    unit_id = new_key()
    await database.primary.fetch(FOUND, unit_id, LONG_AGO)
    return unit_id


async def hire(database: Database, unit_id: UUID, employee_id: UUID | None = None) -> UUID:
    """Somebody new with a post in a unit."""
    employee_id = employee_id or new_key()
    await database.primary.fetch(HIRE, new_key(), employee_id, unit_id, LONG_AGO)
    return employee_id


async def give(database: Database, principal: Principal) -> Capacity:
    """Let somebody who has a post act as the principal, as the operator of an empty database would."""
    assert principal.employee_id is not None
    unit_id = principal.unit_id if principal.role is Role.UNIT_HEAD else None
    capacity = Capacity(principal.employee_id, principal.role, unit_id)
    if principal.role not in {Role.EMPLOYEE, Role.APPRAISER}:
        at = database.clock()
        grant = Grant(
            principal.employee_id, principal.role, unit_id, at, None, id=new_key(), at=at, granted_by=None,
            confirmed_at=at,
        )  # fmt: skip
        async with database.transaction() as transaction:
            await store_grant(transaction, grant, "Keputusan Bupati")
    return capacity


async def appoint(database: Database, role: Role, unit_id: UUID) -> Principal:
    """Somebody new with a post in a unit, who may act in the role."""
    principal = Principal(role, await hire(database, unit_id), unit_id)
    await give(database, principal)
    return principal


def capacity_of(principal: Principal) -> Capacity:
    """As what the principal's token lets them act."""
    assert principal.employee_id is not None
    return Capacity(
        principal.employee_id, principal.role, principal.unit_id if principal.role is Role.UNIT_HEAD else None
    )
