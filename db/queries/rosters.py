"""What is registered of what a roster states."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.organisation import assignments, employees, identity_numbers, positions, units
from domain.rosters import Person, PositionDescription, PostKey, Roster, Tenure, UnitDescription
from domain.terms import AssignmentStatus, Employment, JobFamily, PositionType, UnitKind

_parents = units.alias("parents")
_UNITS = select(units.c.code, units.c.name, units.c.kind, _parents.c.code.label("parent")).outerjoin_from(
    units, _parents, units.c.parent_id == _parents.c.id
)
_POSITIONS = select(positions.c.code, positions.c.title, positions.c.type, positions.c.job_family)
_PEOPLE = (
    select(identity_numbers.c.value, employees.c.id, employees.c.name, employees.c.employment)
    .join_from(identity_numbers, employees)
    .where(identity_numbers.c.value == func.any(bindparam("numbers", type_=ARRAY(Text))))
)
_POSTS = (
    select(
        assignments.c.employee_id,
        units.c.code.label("unit"),
        positions.c.code.label("position"),
        *[assignments.c[name] for name in ("valid_from", "status", "valid_to", "appraiser_id")],
    )
    .join_from(assignments, units)
    .join(positions, positions.c.id == assignments.c.position_id)
    .where(assignments.c.employee_id == func.any(bindparam("people", type_=ARRAY(Uuid))))
)
_HOLDERS = (
    select(assignments.c.employee_id)
    .join_from(assignments, positions)
    .where(positions.c.code == func.any(bindparam("codes", type_=ARRAY(Text))))
    .distinct()
)


async def load_roster(connection: AsyncConnection, numbers: Collection[str]) -> Roster:
    """All units and positions, and the people with these identity numbers."""
    found = (await connection.execute(_PEOPLE, {"numbers": list(numbers)})).all()
    posts = await _load_posts(connection, [row.id for row in found])
    return Roster(
        units={
            row.code: UnitDescription(row.code, row.name, UnitKind(row.kind), row.parent)
            for row in await connection.execute(_UNITS)
        },
        positions={
            row.code: PositionDescription(row.code, row.title, PositionType(row.type), JobFamily(row.job_family))
            for row in await connection.execute(_POSITIONS)
        },
        people={row.value: Person(row.id, row.name, Employment(row.employment), posts[row.id]) for row in found},
    )


async def _load_posts(
    connection: AsyncConnection, people: Collection[UUID]
) -> defaultdict[UUID, dict[PostKey, Tenure]]:
    posts: defaultdict[UUID, dict[PostKey, Tenure]] = defaultdict(dict)
    for row in await connection.execute(_POSTS, {"people": list(people)}):
        post = PostKey(row.unit, row.position, row.valid_from, AssignmentStatus(row.status))
        posts[row.employee_id][post] = Tenure(row.valid_to, row.appraiser_id)
    return posts


async def find_holders(connection: AsyncConnection, position_codes: Collection[str]) -> set[UUID]:
    """The employees who hold, or held, positions with these codes."""
    return set(await connection.scalars(_HOLDERS, {"codes": list(position_codes)}))
