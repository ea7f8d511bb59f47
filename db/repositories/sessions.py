"""Sessions and their refresh tokens, which are known by their hashes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.statements.compiled import prepare
from db.tables.accounts import refresh_tokens, sessions
from db.tables.columns import Instant
from db.tables.organisation import employees
from domain.accounts.sessions import SessionFacts
from domain.accounts.terms import SessionEnd, SignInMethod
from domain.terms import Role


@dataclass(frozen=True)
class NewSession:
    """A session that begins: `agent` is the family of the program it was begun with, `issuer` who vouched by OIDC."""

    employee_id: UUID
    method: SignInMethod
    issuer: str | None
    role: Role
    agent: str


@dataclass(frozen=True)
class FoundSession:
    """The session of a refresh token, and what decides whether it goes on."""

    id: UUID
    employee_id: UUID
    role: Role
    facts: SessionFacts


async def start_session(connection: AsyncConnection, session: NewSession, token_hash: bytes, at: datetime) -> UUID:
    """Store a session with its first refresh token; its key."""
    values = vars(session) | {"started_at": at, "last_used_at": at}
    key: UUID = (await connection.execute(insert(sessions).values(values).returning(sessions.c.id))).scalar_one()
    await add_refresh_token(connection, key, token_hash, at)
    return key


async def add_refresh_token(connection: AsyncConnection, session_id: UUID, token_hash: bytes, at: datetime) -> None:
    """Let a session go on by this token and by no other."""
    current = (refresh_tokens.c.session_id == session_id) & ~refresh_tokens.c.superseded
    await connection.execute(update(refresh_tokens).where(current).values(superseded=True))
    values = {"session_id": session_id, "token_hash": token_hash, "created_at": at}
    await connection.execute(insert(refresh_tokens).values(values))


_SESSION_OF_TOKEN = select(refresh_tokens.c.session_id).where(refresh_tokens.c.token_hash == bindparam("token_hash"))
_LOCK = (
    select(sessions, employees.c.left_on)
    .join_from(sessions, employees, employees.c.id == sessions.c.employee_id)
    .where(sessions.c.id == bindparam("session_id"))
    .with_for_update(of=sessions)
)
_SUPERSEDED = select(refresh_tokens.c.superseded).where(refresh_tokens.c.token_hash == bindparam("token_hash"))


async def lock_session(connection: AsyncConnection, token_hash: bytes) -> FoundSession | None:
    """The session that this refresh token is or was of, which nobody else renews or ends meanwhile.

    Whether the token was superseded is read under that lock: of two that come at once, the second is.
    """
    session_id = await connection.scalar(_SESSION_OF_TOKEN, {"token_hash": token_hash})
    if session_id is None:
        return None
    row = (await connection.execute(_LOCK, {"session_id": session_id})).one()
    superseded = bool(await connection.scalar(_SUPERSEDED, {"token_hash": token_hash}))
    facts = SessionFacts(
        SignInMethod(row.method), row.started_at, row.last_used_at, row.ended_at is not None, superseded, row.left_on
    )
    return FoundSession(row.id, row.employee_id, Role(row.role), facts)


async def note_session_use(connection: AsyncConnection, session_id: UUID, role: Role, at: datetime) -> None:
    """Note that a session was renewed, and in which role."""
    await connection.execute(update(sessions).where(sessions.c.id == session_id).values(role=role, last_used_at=at))


async def end_sessions(
    connection: AsyncConnection, employee_id: UUID, reason: SessionEnd, at: datetime, session_id: UUID | None = None
) -> Sequence[UUID]:
    """End one running session of an employee, or all; the keys of those that were running."""
    running = (sessions.c.employee_id == employee_id) & sessions.c.ended_at.is_(None)
    if session_id is not None:
        running &= sessions.c.id == session_id
    ended = update(sessions).where(running).values(ended_at=at, end_reason=reason).returning(sessions.c.id)
    return list(await connection.scalars(ended))


async def find_running_session(
    connection: AsyncConnection, session_id: UUID
) -> tuple[UUID, SignInMethod, datetime] | None:
    """Whose a session is that has not ended, how it began and when."""
    wanted = select(sessions.c.employee_id, sessions.c.method, sessions.c.started_at).where(
        sessions.c.id == session_id, sessions.c.ended_at.is_(None)
    )
    row = (await connection.execute(wanted)).one_or_none()
    return None if row is None else (row.employee_id, SignInMethod(row.method), row.started_at)


_ENDED = prepare(select(sessions.c.id).where(sessions.c.ended_at >= bindparam("since", type_=Instant)))


async def load_ended_sessions(database: Database, lifetime: timedelta) -> frozenset[UUID]:
    """The keys of sessions that ended within the lifetime of an access token: one that names them may not be over yet.

    Whoever is to know at once waits for the notice `("session", "ended")`.
    """
    async with database.primary.acquire() as connection:
        rows = await _ENDED.fetch(connection, {"since": database.clock() - lifetime})
    return frozenset(key for (key,) in rows)
