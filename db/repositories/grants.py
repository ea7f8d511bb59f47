"""Grants of roles, and the directory of who may act as what."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Uuid, bindparam, case, func, literal_column, not_, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import in_force, in_office_today
from db.statements.binding import TODAY
from db.statements.compiled import prepare
from db.statements.rows import insert_row, values_of_row
from db.tables.columns import Instant
from db.tables.grants import directory_versions, grants
from db.tables.organisation import assignments, employees
from domain.grants import WITNESSES, Directory, Grant, Witnesses
from domain.terms import Role

# What a change of the directory is announced as.
TOPIC = ("grant", "any")

_READ = (
    "employee_id",
    "role",
    "unit_id",
    "starts_at",
    "ends_at",
    "id",
    "at",
    "granted_by",
    "confirmed_at",
    "revoked_at",
)
_COLUMNS = [grants.c[name] for name in _READ]
_NOW = bindparam("now", type_=Instant)

_VERSION = prepare(select(directory_versions.c.version))
_present = or_(employees.c.left_on.is_(None), employees.c.left_on >= TODAY)
# In the order in which db.expressions.posts chooses among posts; whoever is away from all of theirs is away.
_POSTS = prepare(
    select(assignments.c.employee_id, case((in_office_today(assignments), assignments.c.unit_id)))
    .ext(distinct_on(assignments.c.employee_id))
    .join(employees, employees.c.id == assignments.c.employee_id)
    .where(in_force(assignments), _present)
    .order_by(
        assignments.c.employee_id,
        not_(in_office_today(assignments)),
        assignments.c.status != literal_column("'DEFINITIVE'"),
        assignments.c.valid_from.desc(),
        assignments.c.id,
    )
)
_APPRAISERS = prepare(
    select(assignments.c.appraiser_id).distinct().where(assignments.c.appraiser_id.is_not(None), in_force(assignments))
)
_works_there = (
    select(assignments.c.id)
    .where(
        assignments.c.employee_id == grants.c.employee_id,
        assignments.c.unit_id == grants.c.unit_id,
        in_office_today(assignments),
    )
    .exists()
)
_IN_FORCE = prepare(
    select(*_COLUMNS)
    .where(
        grants.c.confirmed_at.is_not(None),
        grants.c.revoked_at.is_(None),
        or_(grants.c.ends_at.is_(None), grants.c.ends_at > _NOW),
        or_(grants.c.unit_id.is_(None), _works_there),
    )
    .order_by(grants.c.at, grants.c.id)
)


async def read_directory_version(connection: asyncpg.Connection) -> UUID | None:
    """Another value after each change of who may act as what."""
    rows = await _VERSION.fetch(connection, {})
    return rows[0][0] if rows else None


async def load_directory(connection: asyncpg.Connection | AsyncConnection, today: date, now: datetime) -> Directory:
    """Who may act as what on a day; of grants, those that are in force at a moment or will be later."""
    day = {TODAY.key: today}
    posts = await _POSTS.fetch(connection, day)
    appraisers = await _APPRAISERS.fetch(connection, day)
    granted: defaultdict[UUID, list[Grant]] = defaultdict(list)
    for row in await _IN_FORCE.fetch(connection, day | {_NOW.key: now}):
        grant = _read(row)
        granted[grant.employee_id].append(grant)
    return Directory(
        dict(map(tuple, posts)),
        frozenset(key for (key,) in appraisers),
        {key: tuple(held) for key, held in granted.items()},
    )


def _read(row: Any) -> Grant:
    named = dict(zip(_READ, row, strict=True))
    return Grant(**named | {"role": Role(named["role"])})


_LOCK = select(func.pg_advisory_xact_lock(func.hashtext("grants")))
_HELD = select(*_COLUMNS).where(
    grants.c.employee_id == bindparam("employee", type_=Uuid()), grants.c.revoked_at.is_(None)
)
_ONE = select(*_COLUMNS).where(grants.c.id == bindparam("grant", type_=Uuid()))
_EVER = select(func.count(grants.c.employee_id.distinct())).where(
    grants.c.role == Role.ADMINISTRATOR, grants.c.confirmed_at.is_not(None)
)
_WITNESSES = (
    select(grants.c.role, grants.c.employee_id)
    .distinct()
    .join(assignments, assignments.c.employee_id == grants.c.employee_id)
    .join(employees, employees.c.id == grants.c.employee_id)
    .where(
        grants.c.role.in_(WITNESSES),
        _present,
        grants.c.confirmed_at.is_not(None),
        grants.c.revoked_at.is_(None),
        grants.c.starts_at <= _NOW,
        or_(grants.c.ends_at.is_(None), grants.c.ends_at > _NOW),
        in_office_today(assignments),
    )
)


async def lock_grants(connection: AsyncConnection) -> None:
    """Let nobody else change grants before this transaction ends: what it finds stays so."""
    await connection.execute(_LOCK)


async def load_held(connection: AsyncConnection, employee_id: UUID) -> list[Grant]:
    """Every grant of an employee that was not revoked, whether in force or not."""
    return [_read(row) for row in await connection.execute(_HELD, {"employee": employee_id})]


async def load_grant(connection: AsyncConnection, key: UUID) -> Grant | None:
    """A grant by its key."""
    row = (await connection.execute(_ONE, {"grant": key})).one_or_none()
    return None if row is None else _read(row)


async def load_witnesses(connection: AsyncConnection, today: date, now: datetime) -> Witnesses:
    """Who may confirm grants now, by role."""
    holders: defaultdict[Role, set[UUID]] = defaultdict(set)
    for role, employee_id in await connection.execute(_WITNESSES, {TODAY.key: today, _NOW.key: now}):
        holders[Role(role)].add(employee_id)
    ever = await connection.scalar(_EVER) or 0
    return Witnesses({role: frozenset(people) for role, people in holders.items()}, ever)


_STORED = (*_READ[:-1], "reason")
_STORE = prepare(insert_row(grants, _STORED))


async def store_grant(connection: AsyncConnection, grant: Grant, reason: str) -> None:
    """Add a grant."""
    record = [getattr(grant, name) for name in _STORED[:-1]]
    await _STORE.fetch(connection, values_of_row(grants, _STORED, [*record, reason]))


async def note_confirmation(connection: AsyncConnection, key: UUID, by: UUID | None, at: datetime) -> None:
    """Note that a grant was confirmed, by whom and when."""
    await connection.execute(update(grants).where(grants.c.id == key).values(confirmed_by=by, confirmed_at=at))


async def note_revocation(
    connection: AsyncConnection, keys: Collection[UUID], by: UUID | None, at: datetime, reason: str
) -> None:
    """Note that grants were revoked, by whom (None: the operator), when and why."""
    await connection.execute(
        update(grants).where(grants.c.id.in_(keys)).values(revoked_by=by, revoked_at=at, revoke_reason=reason)
    )
