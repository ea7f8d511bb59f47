"""The changes of a roster, applied."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.bulk import copy_rows
from db.keys import new_key
from db.tables.organisation import assignments, employees, identity_numbers, positions, units
from domain.roster_changes import Changes, Post, RosterChanges
from domain.rosters import PositionDescription, RosterRow, Tenure, UnitDescription

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
    connection: AsyncConnection, changes: Changes[Post, Tenure], unit_ids: Ids, position_ids: Ids
) -> None:
    """Ends come before beginnings, since nobody has two open posts."""

    def describe(post: Post, tenure: Tenure) -> dict[str, object]:
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
