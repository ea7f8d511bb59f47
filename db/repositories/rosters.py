"""The stored roster, read for comparison and brought up to date."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Table, Text, Uuid, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.statements.copies import copy_rows
from db.tables.organisation import assignments, employees, identity_numbers, positions, units
from domain.organisation.roster_changes import Changes, PersonPost, RosterChanges
from domain.organisation.rosters import Person, PositionDescription, PostKey, Roster, RosterRow, Tenure, UnitDescription
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


Ids = Mapping[str, UUID]


async def apply_roster(connection: AsyncConnection, changes: RosterChanges, begins: date) -> None:
    """Store what is new and correct what differs; new units begin on the day `begins`."""
    unit_ids = await _name_keys(connection, units, changes.units.added)
    position_ids = await _name_keys(connection, positions, changes.positions.added)
    await _apply_units(connection, changes.units, unit_ids, begins)
    await _apply_positions(connection, changes.positions, position_ids)
    await _apply_people(connection, changes.people)
    await _apply_posts(connection, changes.posts, unit_ids, position_ids)


async def _name_keys(connection: AsyncConnection, table: Table, added: Mapping[str, object]) -> Ids:
    """The keys of all that is registered and of what is added, by code."""
    rows = await connection.execute(select(table.c.code, table.c.id))
    return {code: new_key() for code in added} | {row.code: row.id for row in rows}


async def _apply_units(
    connection: AsyncConnection, changes: Changes[str, UnitDescription], ids: Ids, begins: date
) -> None:
    def describe(unit: UnitDescription) -> dict[str, object]:
        parent_id = None if unit.parent is None else ids[unit.parent]
        return {"id": ids[unit.code], "name": unit.name, "kind": unit.kind, "parent_id": parent_id}

    added = [describe(unit) | {"code": unit.code, "valid_from": begins} for unit in changes.added.values()]
    await copy_rows(connection, units, added)
    await _correct(connection, units, [describe(unit) for unit in changes.changed.values()])


async def _apply_positions(connection: AsyncConnection, changes: Changes[str, PositionDescription], ids: Ids) -> None:
    def describe(position: PositionDescription) -> dict[str, object]:
        kind = {"type": position.type, "job_family": position.job_family}
        return {"id": ids[position.code], "title": position.title} | kind

    added = [describe(position) | {"code": position.code} for position in changes.added.values()]
    await copy_rows(connection, positions, added)
    await _correct(connection, positions, [describe(position) for position in changes.changed.values()])


async def _apply_people(connection: AsyncConnection, changes: Changes[UUID, RosterRow]) -> None:
    def describe(person: UUID, row: RosterRow) -> dict[str, object]:
        return {"id": person, "name": row.name, "employment": row.employment}

    await copy_rows(connection, employees, [describe(*each) for each in changes.added.items()])
    await _correct(connection, employees, [describe(*each) for each in changes.changed.items()])
    numbers = [
        {"employee_id": person, "type": row.number.type, "value": row.number.value, "valid_from": row.post.starts}
        for person, row in changes.added.items()
    ]
    await copy_rows(connection, identity_numbers, numbers)


async def _apply_posts(
    connection: AsyncConnection, changes: Changes[PersonPost, Tenure], unit_ids: Ids, position_ids: Ids
) -> None:
    """Ends come before beginnings, since nobody has two open posts."""

    def describe(post: PersonPost, tenure: Tenure) -> dict[str, object]:
        person, key = post
        return {
            "employee_id": person,
            "unit_id": unit_ids[key.unit],
            "position_id": position_ids[key.position],
            "status": key.status,
            "valid_from": key.starts,
            "valid_to": tenure.ends,
            "appraiser_id": tenure.appraiser,
        }

    changed = [describe(*each) for each in changes.changed.items()]
    await _correct(connection, assignments, changed, ("employee_id", "unit_id", "position_id", "status", "valid_from"))
    await copy_rows(connection, assignments, [describe(*each) for each in changes.added.items()])


async def _correct(
    connection: AsyncConnection, table: Table, rows: list[dict[str, object]], key: tuple[str, ...] = ("id",)
) -> None:
    """Set the columns of rows that are found by the columns of `key`."""
    if not rows:
        return
    same = [table.c[name] == bindparam(f"key_{name}", type_=table.c[name].type) for name in key]
    values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in rows[0] if name not in key}
    bound = [{f"key_{name}" if name in key else f"new_{name}": value for name, value in row.items()} for row in rows]
    await connection.execute(update(table).where(*same).values(values), bound)
