"""Service accounts as the operator of the server handles them."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from db.database import Database, Transaction
from db.repositories import services
from db.repositories.commits import Change, ServicesChanged, StoredAnswer, Told, commit_change
from db.repositories.grants import load_directory
from db.repositories.organisation import find_employee
from db.repositories.services import ListedService, NewService
from domain.access import OPERATOR
from domain.accounts.services import KEY_PREFIX, ServicePrincipal, act_for_owner, check_scopes, check_service_role
from domain.grants import admit
from domain.problems import refuse
from domain.terms import Role
from domain.validation import check_text
from graph.identifiers import format_id, parse_ids
from resolvers.accounts.tokens import hash_token, new_token

LONGEST_PURPOSE = 300
HINT_LENGTH = len(KEY_PREFIX) + 6
MOST_DAYS = 366
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{1,62})[a-z0-9]")


@dataclass(frozen=True)
class ServiceKey:
    """A key, shown once; `hint` is its beginning, by which it is known from then on."""

    key: str
    hint: str
    expires_at: datetime


@dataclass(frozen=True)
class ServiceRequest:
    """A service account to be: `owner` is an identifier or a number of whoever answers for it."""

    name: str
    purpose: str
    owner: str
    role: Role
    actions: tuple[str, ...]
    types: tuple[str, ...]


async def add_service(database: Database, asked: ServiceRequest, days: int) -> ServiceKey:
    """Make a service account with a key that holds so many days.

    Refuses UNKNOWN_EMPLOYEE, SERVICE_ROLE, OWNER_ROLE where its owner does not hold the role, SERVICE_EXISTS,
    LOGIN_FORM, and scopes that are none.
    """
    at = database.clock()
    check_service_role(asked.role)
    check_scopes(asked.role, asked.actions, asked.types)
    if not _NAME.fullmatch(asked.name):
        raise refuse("LOGIN_FORM", "name", value=ascii(asked.name[:64])[1:-1])
    purpose = check_text(asked.purpose, "purpose", limit=LONGEST_PURPOSE)
    async with database.transaction() as transaction:
        named = next(iter(parse_ids("Employee", [asked.owner])), asked.owner)
        owner_id = await find_employee(transaction, named)
        if await services.is_name_taken(transaction, asked.name):
            raise refuse("SERVICE_EXISTS", "name", value=asked.name)
        directory = await load_directory(transaction, database.today(), at)
        program = ServicePrincipal(asked.role, owner_id=owner_id)
        unit_id = act_for_owner(program, lambda capacity: admit(directory, capacity, at)).unit_id
        new = NewService(asked.name, purpose, owner_id, asked.role, unit_id, asked.actions, asked.types)
        key = await services.add_service(transaction, new, at)
        await _record(transaction, "addServiceAccount", key, at, **_describe(new))
        return await _give_key(transaction, key, at, days)


def _describe(service: NewService) -> dict[str, object]:
    """What the audit says of a new service account: who answers for it, and all that it may."""
    return {
        "name": service.name,
        "owner": format_id("Employee", service.owner_id),
        "role": service.role,
        "actions": sorted(service.actions),
        "types": sorted(service.types),
    }


async def add_service_key(database: Database, name: str, days: int) -> ServiceKey:
    """Another key of a service account; those before stay good. Refuses UNKNOWN_SERVICE."""
    at = database.clock()
    async with database.transaction() as transaction:
        service_id = await _find(transaction, name)
        await _record(transaction, "addServiceKey", service_id, at, name=name)
        return await _give_key(transaction, service_id, at, days)


async def revoke_service(database: Database, name: str, hint: str | None) -> int:
    """Revoke the key that begins with `hint`; without one the account with all its keys. How many keys that were.

    Refuses UNKNOWN_SERVICE, and NOT_FOUND for a key that there is not.
    """
    at = database.clock()
    async with database.transaction() as transaction:
        service_id = await _find(transaction, name)
        revoked = await services.revoke_keys(transaction, service_id, at, hint)
        if hint is None:
            await services.revoke_service(transaction, service_id, at)
        elif not revoked:
            raise refuse("NOT_FOUND", "key")
        await _record(transaction, "revokeService", service_id, at, name=name, keys=len(revoked))
    return len(revoked)


async def list_services(database: Database) -> list[ListedService]:
    """All service accounts."""
    async with database.transaction() as transaction:
        return await services.list_services(transaction)


async def _find(transaction: Transaction, name: str) -> UUID:
    found = await services.find_service(transaction, name)
    if found is None:
        raise refuse("UNKNOWN_SERVICE", "name", value=name)
    return found


async def _give_key(transaction: Transaction, service_id: UUID, at: datetime, days: int) -> ServiceKey:
    if not 1 <= days <= MOST_DAYS:
        raise refuse("NUMBER_OUT_OF_RANGE", "days", value=days, minimum=1, maximum=MOST_DAYS)
    key, until = KEY_PREFIX + new_token(), at + timedelta(days=days)
    hint = key[:HINT_LENGTH]
    await services.add_key(transaction, service_id, at, key_hash=hash_token(key), hint=hint, expires_at=until)
    return ServiceKey(key, hint, until)


async def _record(transaction: Transaction, action: str, service_id: UUID, at: datetime, **detail: object) -> None:
    """Note what the operator did, and let every process read the keys anew."""
    answer = StoredAnswer(service_id, {"operator": True, "service": str(service_id), **detail})
    await commit_change(
        transaction, Change(OPERATOR, action, at, answer, [ServicesChanged()], None, Told("ServiceAccount"))
    )
