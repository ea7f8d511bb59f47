"""Roles given, confirmed and taken: by people over the graph, and by the operator."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database, Transaction
from db.keys import new_key
from db.repositories.commits import Change, StoredAnswer, Told, commit_change
from db.repositories.grants import (
    load_grant,
    load_held,
    load_witnesses,
    lock_grants,
    note_confirmation,
    note_revocation,
    store_grant,
)
from db.repositories.organisation import load_posts
from domain.access import OPERATOR
from domain.grants import (
    WITNESSES,
    Grant,
    Proposal,
    check_confirmation,
    check_proposal,
    check_proposer,
    check_revocation,
    check_unheld,
    check_witnesses_left,
    needs_confirmation,
    operator_suffices,
)
from domain.organisation.posts import find_post
from domain.problems import refuse
from domain.terms import GrantState, Role
from domain.validation import check_text
from graph.identifiers import format_id, parse_id, parse_ids
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context

LONGEST_REASON = 500

_OF_GRANT = Told("Grant")


@dataclass(frozen=True, kw_only=True)
class ProposeGrant(Command):
    """Give somebody a role, at once or from a moment on; a head of a unit for a unit."""

    employee: str
    role: Role
    reason: str
    unit: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ConfirmGrant(Command):
    """Say, as a second person, that somebody is to have the role that they were proposed for."""

    grant: str


@dataclass(frozen=True, kw_only=True)
class RevokeGrant(Command):
    """Take a role from somebody, or lay down one's own."""

    grant: str
    reason: str


@dataclass(frozen=True)
class ChangedGrant:
    """The grant that was proposed, confirmed or revoked."""

    grant_id: UUID


async def propose_grant(context: Context, command: ProposeGrant) -> ChangedGrant:
    """Propose somebody for a role; where nobody need confirm it, they have it at once.

    Refuses what `domain.grants` refuses, UNKNOWN_EMPLOYEE, UNKNOWN_UNIT, and NO_POST for somebody who holds none, or
    none in the unit.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        proposal = _read_proposal(command, request.at)
        check_proposal(proposal, request.at)
        check_proposer(request.principal, proposal)
        reason = check_text(command.reason, "reason", limit=LONGEST_REASON)
        confirmed_at = None if needs_confirmation(proposal.role) else request.at
        grant = _make_grant(proposal, request.at, request.principal.employee_id, confirmed_at)
        await _store(transaction, context.database, grant, reason, command.employee)
        return request.to_change(StoredAnswer(grant.id, _describe(grant, reason=reason)), [], _OF_GRANT)

    answer = await carry_out(context, "proposeGrant", command, work)
    return ChangedGrant(answer.subject_id)


async def confirm_grant(context: Context, command: ConfirmGrant) -> ChangedGrant:
    """Let a proposed grant hold. Refuses NOT_FOUND, and what `check_confirmation` refuses."""

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        grant = await _load(transaction, command.grant)
        check_confirmation(request.principal, grant, request.at)
        await note_confirmation(transaction, grant.id, request.principal.employee_id, request.at)
        return request.to_change(StoredAnswer(grant.id, _describe(grant)), [], _OF_GRANT)

    answer = await carry_out(context, "confirmGrant", command, work)
    return ChangedGrant(answer.subject_id)


async def revoke_grant(context: Context, command: RevokeGrant) -> ChangedGrant:
    """Take a role, or a proposal for one, back.

    Refuses NOT_FOUND, and what `check_revocation` and `check_witnesses_left` refuse.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        reason = check_text(command.reason, "reason", limit=LONGEST_REASON)
        grant = await _load(transaction, command.grant)
        check_revocation(request.principal, grant)
        if grant.role in WITNESSES and grant.state is GrantState.CONFIRMED:
            check_witnesses_left(grant, await load_witnesses(transaction, context.database.today(), request.at))
        await note_revocation(transaction, [grant.id], request.principal.employee_id, request.at, reason)
        return request.to_change(StoredAnswer(grant.id, _describe(grant, reason=reason)), [], _OF_GRANT)

    answer = await carry_out(context, "revokeGrant", command, work)
    return ChangedGrant(answer.subject_id)


async def grant_as_operator(
    transaction: Transaction, database: Database, proposal: Proposal, reason: str, named: str
) -> Grant:
    """Give somebody a role as the operator; `named` is how they were named.

    It holds at once until there were two administrators, and while nobody is left who could confirm it; else when one
    of those has.
    Refuses as `propose_grant` does.
    """
    at = proposal.starts_at
    check_proposal(proposal, at)
    await lock_grants(transaction)
    witnesses = await load_witnesses(transaction, database.government.day_of(at), at)
    confirmed_at = at if operator_suffices(proposal.role, proposal.employee_id, witnesses) else None
    grant = _make_grant(proposal, at, None, confirmed_at)
    checked = check_text(reason, "reason", limit=LONGEST_REASON)
    await _store(transaction, database, grant, checked, named)
    await _note(transaction, "grantAsOperator", at, grant, checked)
    return grant


async def revoke_as_operator(
    transaction: Transaction, employee_id: UUID, role: Role, *, unit_id: UUID | None, reason: str, at: datetime
) -> list[Grant]:
    """Take a role from somebody as the operator, of heads for one unit or for all; the grants that were revoked."""
    checked = check_text(reason, "reason", limit=LONGEST_REASON)
    await lock_grants(transaction)
    found = [
        grant
        for grant in await load_held(transaction, employee_id)
        if grant.role is role and grant.stands(at) and unit_id in (None, grant.unit_id)
    ]
    await note_revocation(transaction, [grant.id for grant in found], None, at, checked)
    for grant in found:
        await _note(transaction, "revokeAsOperator", at, grant, checked)
    return found


def _read_proposal(command: ProposeGrant, now: datetime) -> Proposal:
    keys = parse_ids("Employee", [command.employee])
    if not keys:
        raise refuse("UNKNOWN_EMPLOYEE", "employee", value=command.employee)
    units = parse_ids("Unit", [command.unit]) if command.unit is not None else [None]
    if not units:
        raise refuse("UNKNOWN_UNIT", "unit", value=command.unit)
    return Proposal(keys[0], command.role, units[0], command.starts_at or now, command.ends_at)


def _make_grant(proposal: Proposal, at: datetime, by: UUID | None, confirmed_at: datetime | None) -> Grant:
    return Grant(**vars(proposal), id=new_key(), at=at, granted_by=by, confirmed_at=confirmed_at)


async def _store(transaction: Transaction, database: Database, grant: Grant, reason: str, named: str) -> None:
    """Store a grant to somebody who may have it: who exists, holds a post, and does not have the role already."""
    await lock_grants(transaction)
    posts = (await load_posts(transaction, [grant.employee_id], None)).get(grant.employee_id)
    if posts is None:
        raise refuse("UNKNOWN_EMPLOYEE", "employee", value=named)
    day = database.government.day_of(grant.starts_at)
    if find_post(posts, day, None if grant.unit_id is None else [grant.unit_id]) is None:
        raise refuse("NO_POST", "employee" if grant.unit_id is None else "unit", value=named, day=day)
    check_unheld(grant, await load_held(transaction, grant.employee_id), grant.at)
    await store_grant(transaction, grant, reason)


async def _load(transaction: Transaction, named: str) -> Grant:
    key = parse_id("Grant", named, "grant")
    await lock_grants(transaction)
    grant = await load_grant(transaction, key)
    if grant is None:
        raise refuse("NOT_FOUND", "grant")
    return grant


def _describe(grant: Grant, **more: str) -> dict[str, Any]:
    """What an entry of the audit trail says of a grant."""
    return {
        "employee": format_id("Employee", grant.employee_id),
        "role": grant.role,
        "unit": grant.unit_id and format_id("Unit", grant.unit_id),
        "startsAt": grant.starts_at.isoformat(),
        "endsAt": grant.ends_at and grant.ends_at.isoformat(),
        **more,
    }


async def _note(transaction: Transaction, action: str, at: datetime, grant: Grant, reason: str) -> None:
    answer = StoredAnswer(grant.id, _describe(grant, reason=reason))
    await commit_change(transaction, Change(OPERATOR, action, at, answer, [], None, _OF_GRANT))
