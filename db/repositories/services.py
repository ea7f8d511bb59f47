"""Service accounts and their keys, which are known by their hashes alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.tables.columns import Instant
from db.tables.organisation import employees
from db.tables.services import service_accounts, service_keys
from domain.accounts.services import ServicePrincipal
from domain.terms import Role


@dataclass(frozen=True)
class NewService:
    """A service account: a program that acts in a role, no further than its scopes, for whom `owner_id` answers."""

    name: str
    purpose: str
    owner_id: UUID
    role: Role
    unit_id: UUID | None
    actions: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(frozen=True)
class UsableKey:
    """A key that was not revoked, and the program that it makes of its bearer until it expires."""

    key_hash: bytes
    principal: ServicePrincipal
    expires_at: datetime


_RUNNING = (
    select(
        service_keys.c.key_hash,
        service_keys.c.expires_at,
        *[service_accounts.c[name] for name in ("id", "owner_id", "role", "unit_id", "actions", "types")],
    )
    .join_from(service_keys, service_accounts, service_accounts.c.id == service_keys.c.service_id)
    .where(
        service_keys.c.revoked_at.is_(None),
        service_accounts.c.revoked_at.is_(None),
        service_keys.c.expires_at > bindparam("at"),
    )
)


async def list_usable_keys(database: Database, at: datetime) -> list[UsableKey]:
    """All keys that were neither revoked nor are over."""
    async with database.transaction() as transaction:
        rows = await transaction.execute(_RUNNING, {"at": at})
        return [UsableKey(row.key_hash, _principal(row), row.expires_at) for row in rows]


def _principal(row: Any) -> ServicePrincipal:
    return ServicePrincipal(
        Role(row.role),
        None,
        row.unit_id,
        service_id=row.id,
        owner_id=row.owner_id,
        actions=frozenset(row.actions),
        types=frozenset(row.types),
    )


async def add_service(connection: AsyncConnection, service: NewService, at: datetime) -> UUID:
    """Store a service account; its key."""
    values = vars(service) | {"actions": list(service.actions), "types": list(service.types), "created_at": at}
    added = await connection.execute(insert(service_accounts).values(values).returning(service_accounts.c.id))
    key: UUID = added.scalar_one()
    return key


async def find_service(connection: AsyncConnection, name: str) -> UUID | None:
    """The service account of a name that was not revoked."""
    found: UUID | None = await connection.scalar(
        select(service_accounts.c.id).where(service_accounts.c.name == name, service_accounts.c.revoked_at.is_(None))
    )
    return found


async def is_name_taken(connection: AsyncConnection, name: str) -> bool:
    """Whether a service account has or had this name."""
    return await connection.scalar(select(service_accounts.c.id).where(service_accounts.c.name == name)) is not None


async def add_key(
    connection: AsyncConnection, service_id: UUID, at: datetime, *, key_hash: bytes, hint: str, expires_at: datetime
) -> None:
    """Store a key of a service account."""
    values = {
        "service_id": service_id, "key_hash": key_hash, "hint": hint, "created_at": at, "expires_at": expires_at,
    }  # fmt: skip
    await connection.execute(insert(service_keys).values(values))


async def revoke_keys(connection: AsyncConnection, service_id: UUID, at: datetime, hint: str | None) -> Sequence[UUID]:
    """Revoke the keys of a service account that begin with `hint`, or all; the keys of those rows."""
    these = (service_keys.c.service_id == service_id) & service_keys.c.revoked_at.is_(None)
    if hint is not None:
        these &= service_keys.c.hint == hint
    revoked = update(service_keys).where(these).values(revoked_at=at).returning(service_keys.c.id)
    return list(await connection.scalars(revoked))


async def revoke_service(connection: AsyncConnection, service_id: UUID, at: datetime) -> None:
    """Let a service account have no further key."""
    await connection.execute(update(service_accounts).where(service_accounts.c.id == service_id).values(revoked_at=at))


_USED = (
    func.unnest(bindparam("hashes", type_=ARRAY(LargeBinary)), bindparam("moments", type_=ARRAY(Instant)))
    .table_valued("key_hash", "at", name="used")
    .render_derived()
)
_NOTE_USE = (
    update(service_keys)
    .where(service_keys.c.key_hash == _USED.c.key_hash)
    .values(last_used_at=func.greatest(service_keys.c.last_used_at, _USED.c.at))
)


async def note_key_uses(database: Database, used: Mapping[bytes, datetime]) -> None:
    """Note when keys were last used."""
    async with database.transaction() as transaction:
        await transaction.execute(_NOTE_USE, {"hashes": list(used), "moments": list(used.values())})


@dataclass(frozen=True)
class ListedService:
    """A service account as its operator sees it, with the hints and ends of the keys that were not revoked."""

    name: str
    purpose: str
    owner: str
    role: Role
    actions: Sequence[str]
    types: Sequence[str]
    keys: Sequence[str]
    revoked: bool


_KEYS = (
    select(func.array_agg(service_keys.c.hint + " until " + func.to_char(service_keys.c.expires_at, "YYYY-MM-DD")))
    .where(service_keys.c.service_id == service_accounts.c.id, service_keys.c.revoked_at.is_(None))
    .scalar_subquery()
)
_LIST = (
    select(
        *[service_accounts.c[name] for name in ("name", "purpose", "role", "actions", "types", "revoked_at")],
        employees.c.name.label("owner"),
        _KEYS.label("keys"),
    )
    .join_from(service_accounts, employees, employees.c.id == service_accounts.c.owner_id)
    .order_by(service_accounts.c.name)
)


async def list_services(connection: AsyncConnection) -> list[ListedService]:
    """All service accounts by name, those that were revoked among them."""
    rows = await connection.execute(_LIST)
    return [
        ListedService(
            row.name, row.purpose, row.owner, Role(row.role), row.actions, row.types, row.keys or (),
            row.revoked_at is not None,
        )
        for row in rows
    ]  # fmt: skip
