"""Who somebody is when they sign in: the employee, and the unit they work for."""

from datetime import date

from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.organisation import assignments, employees, identity_numbers
from domain.access import Principal
from domain.identifiers import parse_ids
from domain.problems import refuse
from domain.terms import AssignmentStatus, Role

_NUMBERED = select(identity_numbers.c.employee_id).where(identity_numbers.c.value == bindparam("number"))
_POST = (
    select(assignments.c.unit_id)
    .where(
        assignments.c.employee_id == employees.c.id,
        assignments.c.status == AssignmentStatus.DEFINITIVE,
        assignments.c.valid_from <= bindparam("on"),
        or_(assignments.c.valid_to.is_(None), assignments.c.valid_to >= bindparam("on")),
    )
    .order_by(assignments.c.valid_from.desc())
    .limit(1)
    .scalar_subquery()
)
_FIND = select(employees.c.id, _POST.label("unit_id")).where(
    or_(employees.c.id == bindparam("key", type_=Uuid()), employees.c.id.in_(_NUMBERED))
)


async def find_principal(connection: AsyncConnection, role: Role, named: str, on: date) -> Principal:
    """The employee of that identifier or identity number, in `role`, for the unit of their definitive post of that day.

    Raises Refused UNKNOWN_EMPLOYEE.
    """
    key = next(iter(parse_ids("Employee", [named])), None)
    row = (await connection.execute(_FIND, {"key": key, "number": named, "on": on})).one_or_none()
    if row is None:
        raise refuse("UNKNOWN_EMPLOYEE", "employee", value=named)
    return Principal(role, row.id, row.unit_id)
