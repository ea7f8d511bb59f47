"""Units, employees and their posts."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Table, Uuid, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.expressions.posts import in_force
from db.expressions.units import subtree
from db.statements.binding import TODAY
from db.tables.organisation import assignments, employees, identity_numbers, units
from domain.organisation.identity_numbers import normalise_identity_number
from domain.organisation.posts import Post
from domain.problems import refuse
from domain.terms import AssignmentStatus

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
_FIND = select(employees.c.id).where(
    or_(employees.c.id == bindparam("key", type_=Uuid()), employees.c.id.in_(_NUMBERED))
)


async def find_employee(connection: AsyncConnection, named: UUID | str) -> UUID:
    """The employee of that key or identity number. Raises Refused UNKNOWN_EMPLOYEE."""
    found: UUID | None = await connection.scalar(_FIND, _named(named))
    if found is None:
        raise refuse("UNKNOWN_EMPLOYEE", "employee", value=str(named))
    return found


async def find_unit(connection: AsyncConnection, code: str) -> UUID:
    """The unit of that code. Raises Refused UNKNOWN_UNIT."""
    found: UUID | None = await connection.scalar(select(units.c.id).where(units.c.code == code))
    if found is None:
        raise refuse("UNKNOWN_UNIT", "unit", value=code)
    return found


@dataclass(frozen=True)
class FoundEmployee:
    """An employee, and since when they are none any more."""

    id: UUID
    left_on: date | None


_EMPLOYEE = select(employees.c.id, employees.c.left_on).where(
    or_(employees.c.id == bindparam("key", type_=Uuid()), employees.c.id.in_(_NUMBERED))
)


async def look_up_employee(connection: AsyncConnection, named: UUID | str) -> FoundEmployee | None:
    """The employee of that key or identity number."""
    row = (await connection.execute(_EMPLOYEE, _named(named))).one_or_none()
    return None if row is None else FoundEmployee(row.id, row.left_on)


def _named(named: UUID | str) -> dict[str, UUID | str | None]:
    if isinstance(named, UUID):
        return {"key": named, "number": None}
    return {"key": None, "number": normalise_identity_number(named)}


_line = (
    select(assignments.c.appraiser_id)
    .where(assignments.c.employee_id == bindparam("key", type_=Uuid()), in_force(assignments))
    .cte("line", recursive=True)
)
_post_above = assignments.alias()
_line = _line.union(
    select(_post_above.c.appraiser_id).where(_post_above.c.employee_id == _line.c.appraiser_id, in_force(_post_above))
)
_SUPERIORS = select(_line.c.appraiser_id).where(_line.c.appraiser_id.is_not(None))


async def load_superiors(connection: AsyncConnection, employee_id: UUID | None, today: date) -> frozenset[UUID]:
    """Who appraises an employee today, and who appraises those, and so on up."""
    values = {"key": employee_id, TODAY.key: today}
    return frozenset(await connection.scalars(_SUPERIORS, values))


BATCH = 300
_AFTER = bindparam("after", type_=Uuid())


async def count_rows(connection: AsyncConnection, table: Table) -> int:
    """How many rows a table has."""
    return await connection.scalar(select(func.count()).select_from(table)) or 0


async def list_following(connection: AsyncConnection, table: Table, after: UUID) -> list[UUID]:
    """The next `BATCH` keys of a table."""
    following = select(table.c.id).where(table.c.id > _AFTER).order_by(table.c.id).limit(BATCH)
    return list(await connection.scalars(following, {"after": after}))


class Share(NamedTuple):
    """Which batches one of several processes takes: every `of`-th, from the one with this number on."""

    number: int
    of: int


WHOLE = Share(0, 1)


async def list_in_batches(
    database: Database, table: Table, share: Share = WHOLE
) -> AsyncIterator[tuple[AsyncConnection, list[UUID]]]:
    """The keys of a table, `BATCH` at a time, each time with a transaction of its own; or a share of these batches."""
    after = UUID(int=0)
    for turn in count():
        async with database.transaction() as connection:
            batch = await list_following(connection, table, after)
            if not batch:
                return
            if turn % share.of == share.number:
                yield connection, batch
        after = batch[-1]
