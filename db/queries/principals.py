"""Who somebody is when they sign in: the employee, and the unit they work for."""

from datetime import date
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import post_in_force
from db.tables.organisation import employees, identity_numbers
from domain.access import Principal
from domain.problems import refuse
from domain.terms import Role

_NUMBERED = select(identity_numbers.c.employee_id).where(identity_numbers.c.value == bindparam("number"))
_ON = bindparam("on", type_=Date())
_POST = post_in_force(employees.c.id, _ON, _ON, "unit_id")
_FIND = (
    select(employees.c.id, _POST.c.unit_id)
    .join_from(employees, _POST, true(), isouter=True)
    .where(or_(employees.c.id == bindparam("key", type_=Uuid()), employees.c.id.in_(_NUMBERED)))
)


async def find_principal(connection: AsyncConnection, role: Role, named: UUID | str, on: date) -> Principal:
    """The employee of that key or identity number, in `role`, for the unit of the post they work from on that day.

    Raises Refused UNKNOWN_EMPLOYEE.
    """
    key, number = (named, None) if isinstance(named, UUID) else (None, named)
    row = (await connection.execute(_FIND, {"key": key, "number": number, "on": on})).one_or_none()
    if row is None:
        raise refuse("UNKNOWN_EMPLOYEE", "employee", value=str(named))
    return Principal(role, row.id, row.unit_id)
