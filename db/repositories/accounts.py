"""Local accounts: who has one, what they prove themselves with, one-time codes, and devices they came from before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, bindparam, cast, delete, exists, func, insert, null, or_, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.accounts import account_codes, accounts, authenticators, known_devices
from db.tables.organisation import employees, identity_numbers
from domain.accounts.terms import AccountState, AuthenticatorKind, CodePurpose


@dataclass(frozen=True)
class Account:
    """A local account; `own_words` are the name and the numbers of its person."""

    id: UUID
    employee_id: UUID
    login: str
    password_hash: str | None
    state: AccountState
    left_on: date | None
    own_words: tuple[str, ...]


_NUMBERS = (
    select(func.array_agg(aggregate_order_by(identity_numbers.c.value, identity_numbers.c.value)))
    .where(identity_numbers.c.employee_id == employees.c.id)
    .scalar_subquery()
)
_ACCOUNT = (
    select(
        *[accounts.c[name] for name in ("id", "employee_id", "login", "password_hash", "state")],
        employees.c.left_on,
        employees.c.name,
        func.coalesce(_NUMBERS, cast([], ARRAY(Text))).label("numbers"),
    )
    .join_from(accounts, employees, employees.c.id == accounts.c.employee_id)
    .where(or_(accounts.c.login == bindparam("login"), accounts.c.employee_id == bindparam("employee_id")))
)


async def find_account(
    connection: AsyncConnection, *, login: str | None = None, employee_id: UUID | None = None
) -> Account | None:
    """The account of a login, as it is stored, or of an employee."""
    row = (await connection.execute(_ACCOUNT, {"login": login, "employee_id": employee_id})).one_or_none()
    if row is None:
        return None
    words = (row.login, row.name, *row.numbers)
    state = AccountState(row.state)
    return Account(row.id, row.employee_id, row.login, row.password_hash, state, row.left_on, words)


async def add_account(
    connection: AsyncConnection, employee_id: UUID, login: str, at: datetime, created_by: UUID | None
) -> UUID:
    """Make a pending account; its key."""
    values = {
        "employee_id": employee_id, "login": login, "state": AccountState.PENDING, "created_at": at,
        "created_by": created_by,
    }  # fmt: skip
    key: UUID = (await connection.execute(insert(accounts).values(values).returning(accounts.c.id))).scalar_one()
    return key


async def is_login_taken(connection: AsyncConnection, login: str) -> bool:
    """Whether an account has this login."""
    return bool(await connection.scalar(select(exists().where(accounts.c.login == login))))


async def set_password(connection: AsyncConnection, account_id: UUID, password_hash: str, at: datetime) -> None:
    """Give an account a password; it is active from now on."""
    values = {"password_hash": password_hash, "password_set_at": at, "state": AccountState.ACTIVE}
    await connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))


async def set_state(connection: AsyncConnection, account_id: UUID, state: AccountState) -> None:
    """Let an account be used, or not."""
    await connection.execute(update(accounts).where(accounts.c.id == account_id).values(state=state))


async def replace_hash(connection: AsyncConnection, account_id: UUID, old: str, new: str) -> None:
    """Keep a password that stayed the same under a newer hash."""
    this = (accounts.c.id == account_id) & (accounts.c.password_hash == old)
    await connection.execute(update(accounts).where(this).values(password_hash=new))


@dataclass(frozen=True)
class Authenticator:
    """A second factor: `secret` is encrypted for a TOTP, and the public key of a passkey."""

    id: UUID
    kind: AuthenticatorKind
    name: str
    created_at: datetime
    last_used_at: datetime | None
    secret: bytes
    credential_id: bytes | None
    counter: int


_FACTOR_COLUMNS = tuple(authenticators.c[name] for name in Authenticator.__annotations__)


async def lock_authenticators(connection: AsyncConnection, account_id: UUID) -> list[Authenticator]:
    """The second factors of an account, oldest first, which nobody else uses or changes meanwhile."""
    statement: Select[tuple[object, ...]] = (
        select(*_FACTOR_COLUMNS)
        .where(authenticators.c.account_id == account_id)
        .order_by(authenticators.c.id)
        .with_for_update()
    )
    rows = await connection.execute(statement)
    return [Authenticator(**dict(row) | {"kind": AuthenticatorKind(row["kind"])}) for row in rows.mappings()]


async def add_authenticator(
    connection: AsyncConnection,
    account_id: UUID,
    kind: AuthenticatorKind,
    at: datetime,
    *,
    name: str,
    secret: bytes,
    credential_id: bytes | None = None,
    counter: int = 0,
) -> UUID:
    """Store a second factor; its key."""
    values = {
        "account_id": account_id, "kind": kind, "name": name, "created_at": at, "secret": secret,
        "credential_id": credential_id, "counter": counter,
    }  # fmt: skip
    added = await connection.execute(insert(authenticators).values(values).returning(authenticators.c.id))
    key: UUID = added.scalar_one()
    return key


async def is_credential_known(connection: AsyncConnection, credential_id: bytes) -> bool:
    """Whether some account has this passkey."""
    return bool(await connection.scalar(select(exists().where(authenticators.c.credential_id == credential_id))))


async def note_use(connection: AsyncConnection, authenticator_id: UUID, counter: int, at: datetime) -> None:
    """Note that a second factor was used, and up to where."""
    this = authenticators.c.id == authenticator_id
    await connection.execute(update(authenticators).where(this).values(counter=counter, last_used_at=at))


async def delete_authenticators(
    connection: AsyncConnection, account_id: UUID, ids: Sequence[UUID] | None = None
) -> None:
    """Delete these second factors of an account, or all."""
    these = authenticators.c.account_id == account_id
    if ids is not None:
        these &= authenticators.c.id.in_(ids)
    await connection.execute(delete(authenticators).where(these))


@dataclass(frozen=True)
class NewCode:
    """A one-time code to be: that of a recovery has no `code_hash` before its witness confirms it."""

    account_id: UUID
    purpose: CodePurpose
    requested_at: datetime
    expires_at: datetime
    requested_by: UUID | None = None
    reason: str | None = None
    code_hash: bytes | None = None


async def add_code(connection: AsyncConnection, code: NewCode) -> UUID:
    """Store a one-time code in place of all others of the account; its key."""
    await delete_codes(connection, code.account_id)
    added = await connection.execute(insert(account_codes).values(vars(code)).returning(account_codes.c.id))
    key: UUID = added.scalar_one()
    return key


async def delete_codes(connection: AsyncConnection, account_id: UUID) -> None:
    """Make what was not used yet useless; what was used stays as a record."""
    unused = (account_codes.c.account_id == account_id) & account_codes.c.used_at.is_(None)
    await connection.execute(delete(account_codes).where(unused))


@dataclass(frozen=True)
class Code:
    """A one-time code that was not used yet."""

    id: UUID
    account_id: UUID
    employee_id: UUID
    purpose: CodePurpose
    requested_by: UUID | None
    witnessed_by: UUID | None
    expires_at: datetime


_CODE = (
    select(
        *[account_codes.c[name] for name in Code.__annotations__ if name != "employee_id"],
        accounts.c.employee_id,
    )
    .join_from(account_codes, accounts, accounts.c.id == account_codes.c.account_id)
    .where(account_codes.c.used_at.is_(None))
    .with_for_update(of=account_codes)
)
_CODE_BY_HASH = _CODE.where(account_codes.c.code_hash == bindparam("code_hash"), accounts.c.login == bindparam("login"))
_CODE_BY_KEY = _CODE.where(account_codes.c.id == bindparam("key"))


async def lock_code(connection: AsyncConnection, login: str, code_hash: bytes) -> Code | None:
    """The unused code of this hash for the account of this login."""
    row = (await connection.execute(_CODE_BY_HASH, {"login": login, "code_hash": code_hash})).mappings().one_or_none()
    return None if row is None else Code(**dict(row) | {"purpose": CodePurpose(row["purpose"])})


async def lock_recovery(connection: AsyncConnection, code_id: UUID) -> Code | None:
    """The unused code of this key."""
    row = (await connection.execute(_CODE_BY_KEY, {"key": code_id})).mappings().one_or_none()
    return None if row is None else Code(**dict(row) | {"purpose": CodePurpose(row["purpose"])})


async def witness_code(
    connection: AsyncConnection, code_id: UUID, witness: UUID, at: datetime, *, code_hash: bytes, expires_at: datetime
) -> None:
    """Note who confirmed a recovery, and what opens it from now on."""
    values = {"witnessed_by": witness, "witnessed_at": at, "code_hash": code_hash, "expires_at": expires_at}
    await connection.execute(update(account_codes).where(account_codes.c.id == code_id).values(values))


async def use_code(connection: AsyncConnection, code_id: UUID, at: datetime) -> bool:
    """Note that a code was used; whether it was there and unused."""
    unused = (account_codes.c.id == code_id) & account_codes.c.used_at.is_(None)
    used = await connection.execute(update(account_codes).where(unused).values(used_at=at, code_hash=null()))
    return used.rowcount == 1


# Clients that keep nothing are new devices each time.
MOST_DEVICES = 20

_KNOWN = (
    select(known_devices.c.id)
    .join_from(known_devices, accounts, accounts.c.id == known_devices.c.account_id)
    .where(accounts.c.login == bindparam("login"), known_devices.c.token_hash == bindparam("token_hash"))
)


async def find_device(connection: AsyncConnection, login: str, token_hash: bytes) -> UUID | None:
    """The device of this token, if it was used for the account of this login."""
    key: UUID | None = await connection.scalar(_KNOWN, {"login": login, "token_hash": token_hash})
    return key


async def add_device(connection: AsyncConnection, account_id: UUID, token_hash: bytes, at: datetime) -> None:
    """Know a device from now on, and of others those that were used last."""
    values = {"account_id": account_id, "token_hash": token_hash, "created_at": at, "last_used_at": at}
    await connection.execute(insert(known_devices).values(values))
    own = known_devices.c.account_id == account_id
    order = known_devices.c.last_used_at.desc(), known_devices.c.id.desc()
    beyond = select(known_devices.c.id).where(own).order_by(*order).offset(MOST_DEVICES)
    await connection.execute(delete(known_devices).where(known_devices.c.id.in_(beyond)))


async def note_device(connection: AsyncConnection, device_id: UUID, at: datetime) -> None:
    """Note that a device was used again."""
    await connection.execute(update(known_devices).where(known_devices.c.id == device_id).values(last_used_at=at))


async def delete_devices(connection: AsyncConnection, account_id: UUID) -> None:
    """Know none of an account's devices any more."""
    await connection.execute(delete(known_devices).where(known_devices.c.account_id == account_id))
