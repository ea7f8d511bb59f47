"""Sessions: begun, renewed, ended."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories import sessions
from db.repositories.commits import Change, SessionEnded, StoredAnswer, Told
from db.repositories.sessions import FoundSession, NewSession
from domain.access import Principal
from domain.accounts.sessions import end_of
from domain.accounts.terms import SessionEnd, SignInMethod
from domain.problems import Refused, refuse
from domain.terms import Role
from graph.identifiers import parse_id
from resolvers.accounts.audit import record
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.roles import act_as
from resolvers.accounts.tokens import hash_token, new_token
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context


@dataclass(frozen=True)
class Tokens:
    """What somebody who has signed in is given: an access token for `seconds`, and what renews it once.

    `device` is given once to a device that was not known; it lets its person by when strangers are slowed.
    """

    session_id: UUID
    access: str
    seconds: int
    refresh: str
    role: Role
    device: str | None = None


async def open_session(
    transaction: Transaction,
    context: SignInContext,
    client: Client,
    *,
    employee_id: UUID,
    method: SignInMethod,
    role: Role,
    at: datetime,
    issuer: str | None = None,
) -> Tokens:
    """A session of somebody who has proved who they are. Refuses what `act_as` refuses."""
    principal = act_as(context, employee_id, role, method)
    refresh = new_token()
    session = NewSession(employee_id, method, issuer, role, client.agent)
    key = await sessions.start_session(transaction, session, hash_token(refresh), at)
    await record(transaction, "signIn", key, at, by=principal, of="Session", method=method)
    return _issue(context, principal, key, refresh)


def _issue(context: SignInContext, principal: Principal, session_id: UUID, refresh: str) -> Tokens:
    access = context.issue(principal, session_id, context.rules.access)
    return Tokens(session_id, access, int(context.rules.access.total_seconds()), refresh, principal.role)


async def refresh_session(context: SignInContext, client: Client, refresh_token: str, role: Role | None) -> Tokens:
    """New tokens for a refresh token, which is worth nothing from then on; `role` changes the role.

    Refuses SESSION_OVER: also where the token was used before, which ends the session, since one of two who have it
    has stolen it. Refuses what `act_as` refuses, and then the token stays good.
    """
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        found = await sessions.lock_session(transaction, hash_token(refresh_token))
        tokens = None if found is None else await _renew(transaction, context, found, role, at)
    if found is None:
        # What ended was somebody's; what nobody was given is a guess.
        await context.failures.note("refresh", client)
    if tokens is None:
        raise refuse("SESSION_OVER", "refreshToken")
    return tokens


async def _renew(
    transaction: Transaction, context: SignInContext, found: FoundSession, role: Role | None, at: datetime
) -> Tokens | None:
    today = context.database.government.day_of(at)
    end = end_of(found.facts, at, today, context.rules)
    if end is not None:
        await _end(transaction, found, end, at)
        return None
    principal = _keep_role(found, role, context)
    refresh = new_token()
    await sessions.add_refresh_token(transaction, found.id, hash_token(refresh), at)
    await sessions.note_session_use(transaction, found.id, principal.role, at)
    if principal.role is not found.role:
        await record(transaction, "changeSessionRole", found.id, at, by=principal, of="Session", before=found.role)
    return _issue(context, principal, found.id, refresh)


def _keep_role(found: FoundSession, role: Role | None, context: SignInContext) -> Principal:
    """The wished role; without a wish that of before, and EMPLOYEE where that is no longer held."""
    method = found.facts.method
    try:
        return act_as(context, found.employee_id, role or found.role, method)
    except Refused:
        if role is not None:
            raise
        return act_as(context, found.employee_id, Role.EMPLOYEE, method)


async def _end(transaction: Transaction, found: FoundSession, reason: SessionEnd, at: datetime) -> None:
    ended = await sessions.end_sessions(transaction, found.employee_id, reason, at, found.id)
    if ended:
        whose = str(found.employee_id)
        await record(
            transaction, "sessionEnded", found.id, at, of="Session", ended=ended, reason=reason, employee=whose
        )


async def sign_out(context: SignInContext, refresh_token: str) -> None:
    """End the session of a refresh token. Nothing is said of one that is unknown, or over already."""
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        found = await sessions.lock_session(transaction, hash_token(refresh_token))
        if found is not None:
            reason = SessionEnd.TOKEN_REUSED if found.facts.superseded else SessionEnd.SIGNED_OUT
            await _end(transaction, found, reason, at)


@dataclass(frozen=True, kw_only=True)
class EndSession(Command):
    """End one session of one's own."""

    session: str


@dataclass(frozen=True, kw_only=True)
class EndAllSessions(Command):
    """End all sessions of one's own, the one that asks among them."""


@dataclass(frozen=True)
class EndedSessions:
    """The sessions that ended."""

    session_ids: tuple[UUID, ...]


async def end_session(context: Context, command: EndSession) -> EndedSessions:
    """End a session of the caller. Refuses NOT_FOUND for one that is over, or another's."""
    key = parse_id("Session", command.session, "session")
    return await _end_own(context, "endSession", command, key)


async def end_all_sessions(context: Context, command: EndAllSessions) -> EndedSessions:
    """End every session of the caller."""
    return await _end_own(context, "endAllSessions", command, None)


async def _end_own(context: Context, action: str, command: Command, key: UUID | None) -> EndedSessions:
    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        owner = request.principal.employee_id
        if owner is None:
            raise refuse("NAMED_PERSON_NEEDED")
        ended = await sessions.end_sessions(transaction, owner, SessionEnd.ENDED_BY_OWNER, request.at, key)
        if key is not None and not ended:
            raise refuse("NOT_FOUND", "session")
        answer = StoredAnswer(key or owner, {"sessions": [str(each) for each in ended]})
        return request.to_change(answer, [SessionEnded(each) for each in ended], Told("Session"))

    answer = await carry_out(context, action, command, work)
    return EndedSessions(tuple(map(UUID, answer.detail["sessions"])))
