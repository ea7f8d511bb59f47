"""Units, employees and their posts."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Table, Uuid, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.graph.filters import subtree
from db.tables.organisation import assignments, employees, identity_numbers, units
from domain.access import Principal
from domain.identifiers import parse_ids
from domain.organisation.posts import Post
from domain.problems import refuse
from domain.terms import AssignmentStatus, Role

_WITHIN = assignments.c.unit_id.in_(subtree(units.c.id == bindparam("within", type_=Uuid())))
_LOAD = (
    select(
        employees.c.id,
        *[assignments.c[name] for name in ("unit_id", "status", "valid_from", "valid_to")],
        func.coalesce(_WITHIN, False).label("led"),
    )
    .outerjoin_from(employees, assignments, assignments.c.employee_id == employees.c.id)
    .where(employees.c.id == func.any(bindparam("employees", type_=ARRAY(Uuid))))
)


async def load_posts(
    connection: AsyncConnection, employee_ids: Collection[UUID], within: UUID | None
) -> Mapping[UUID, list[Post]]:
    """All posts, past and present, of those employees that exist; `within` is the unit that the caller leads."""
    values = {"employees": list(employee_ids), "within": within}
    posts: defaultdict[UUID, list[Post]] = defaultdict(list)
    for row in await connection.execute(_LOAD, values):
        found = posts[row.id]
        if row.unit_id is not None:
            found.append(Post(row.unit_id, AssignmentStatus(row.status), row.valid_from, row.valid_to, row.led))
    return posts


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


BATCH = 300
_AFTER = bindparam("after", type_=Uuid())


async def count_rows(connection: AsyncConnection, table: Table) -> int:
    """How many rows a table has."""
    return await connection.scalar(select(func.count()).select_from(table)) or 0


async def list_in_batches(database: Database, table: Table) -> AsyncIterator[tuple[AsyncConnection, list[UUID]]]:
    """The keys of a table, `BATCH` at a time, each time with a transaction of its own."""
    following = select(table.c.id).where(table.c.id > _AFTER).order_by(table.c.id).limit(BATCH)
    after = UUID(int=0)
    while True:
        async with database.transaction() as connection:
            batch = list(await connection.scalars(following, {"after": after}))
            if not batch:
                return
            yield connection, batch
        after = batch[-1]
