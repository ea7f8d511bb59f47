"""The posts of employees."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.units import subtree
from db.tables.organisation import assignments, employees, units
from domain.posts import Post
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
