"""Roles as grants: who may give, confirm and take them, and as what a person may act at a moment.

EMPLOYEE follows from a post, APPRAISER from appraising somebody; every other role is granted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from domain.access import ACTIONS, Principal, Scope, rows_seen
from domain.problems import refuse
from domain.terms import GrantState, Role

GRANTED = (Role.UNIT_HEAD, Role.COMPLAINT_OFFICER, Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR)

# What these read or decide concerns everybody, so a second person has to confirm that somebody gets them.
WITNESSED = frozenset(GRANTED) - {Role.UNIT_HEAD}

# A proposal that nobody confirmed within this time is void.
PROPOSAL_HOLDS = timedelta(days=7)

# Whoever has one of these is a second person to every grant (`confirmGrant`).
WITNESSES = ACTIONS["confirmGrant"]

# With fewer witnesses of a kind one of them could not be gone without: nobody in the service takes one of the last two.
FEWEST_WITNESSES = 2

_PROPOSERS = {Role.ADMINISTRATOR: frozenset(GRANTED), Role.HR_AGENCY: frozenset({Role.UNIT_HEAD})}
# Whoever gives roles does not choose who watches them.
_REVOKERS = {
    Role.ADMINISTRATOR: frozenset(GRANTED) - {Role.AUDITOR},
    Role.HR_AGENCY: frozenset({Role.UNIT_HEAD}),
    Role.AUDITOR: frozenset(GRANTED),
}


@dataclass(frozen=True)
class Proposal:
    """A role that somebody is to have, from one moment to another; heads of units have it for a unit."""

    employee_id: UUID
    role: Role
    unit_id: UUID | None
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Grant(Proposal):
    """A stored proposal, and what became of it. Without `granted_by` it is the operator's."""

    id: UUID
    at: datetime
    granted_by: UUID | None
    confirmed_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def state(self) -> GrantState:
        """Where it stands, whatever the time."""
        if self.revoked_at is not None:
            return GrantState.REVOKED
        return GrantState.PROPOSED if self.confirmed_at is None else GrantState.CONFIRMED

    def stands(self, now: datetime) -> bool:
        """Whether it is in force, will be, or may still be confirmed."""
        if self.state is GrantState.PROPOSED and self.at + PROPOSAL_HOLDS <= now:
            return False
        return self.state is not GrantState.REVOKED and (self.ends_at is None or now < self.ends_at)


def check_proposal(proposal: Proposal, now: datetime) -> None:
    """Refuse what nobody can be granted, whoever gives it.

    UNKNOWN_VALUE for a role that is not granted, REQUIRED for a head without a unit, UNIT_NOT_TAKEN for a unit with any
    other role, TIME_IN_PAST and DATE_ORDER for times.
    """
    if proposal.role not in GRANTED:
        raise refuse("UNKNOWN_VALUE", "role", value=proposal.role, allowed=", ".join(GRANTED))
    if proposal.role is Role.UNIT_HEAD and proposal.unit_id is None:
        raise refuse("REQUIRED", "unit", value="unit")
    if proposal.role is not Role.UNIT_HEAD and proposal.unit_id is not None:
        raise refuse("UNIT_NOT_TAKEN", "unit", role=proposal.role)
    if proposal.starts_at < now:
        raise refuse("TIME_IN_PAST", "starts_at", value=proposal.starts_at.isoformat())
    if proposal.ends_at is not None and proposal.ends_at <= proposal.starts_at:
        first, second = proposal.starts_at.isoformat(), proposal.ends_at.isoformat()
        raise refuse("DATE_ORDER", "ends_at", first=first, second=second)


def check_proposer(principal: Principal, proposal: Proposal) -> None:
    """Refuse FORBIDDEN where the principal may not give this role, OWN_GRANT where they would give it to themselves."""
    if proposal.role not in _PROPOSERS.get(principal.role, ()):
        raise refuse("FORBIDDEN", role=principal.role)
    if principal.employee_id is None or principal.employee_id == proposal.employee_id:
        raise refuse("OWN_GRANT", "employee")


def check_unheld(proposal: Proposal, held: Collection[Grant], now: datetime) -> None:
    """Refuse ALREADY_GRANTED where somebody has the same role, or it waits to be confirmed: to take it is one step."""
    for grant in held:
        if grant.stands(now) and (grant.role, grant.unit_id) == (proposal.role, proposal.unit_id):
            raise refuse("ALREADY_GRANTED", "role", role=proposal.role, state=grant.state)


def needs_confirmation(role: Role) -> bool:
    """Whether a grant of this role holds only when a second person has confirmed it."""
    return role in WITNESSED


@dataclass(frozen=True)
class Witnesses:
    """Who could be a second person: `holders` have a role of WITNESSES and are in office.

    `administrators` is how many people were ever confirmed as administrators, whatever became of them.
    """

    holders: Mapping[Role, frozenset[UUID]]
    administrators: int

    def beside(self, employee_id: UUID) -> bool:
        """Whether there is anybody but this employee."""
        return any(people - {employee_id} for people in self.holders.values())


def operator_suffices(role: Role, employee_id: UUID, witnesses: Witnesses) -> bool:
    """Whether a grant of the operator to this employee holds at once.

    The operator begins, with the first two administrators. From then on somebody else confirms, as long as there is
    anybody who could: who leaves or is taken away does not bring the operator's word back into force.
    """
    if not needs_confirmation(role) or witnesses.administrators < FEWEST_WITNESSES:
        return True
    return not witnesses.beside(employee_id)


def check_confirmation(principal: Principal, grant: Grant, now: datetime) -> None:
    """Refuse that somebody confirms this: OWN_GRANT their own, SECOND_PERSON what they proposed, GRANT_SETTLED else."""
    if principal.employee_id is None or principal.employee_id == grant.employee_id:
        raise refuse("OWN_GRANT", "grant")
    if principal.employee_id == grant.granted_by:
        raise refuse("SECOND_PERSON", "grant")
    if grant.state is not GrantState.PROPOSED or not grant.stands(now):
        raise refuse("GRANT_SETTLED", "grant")


def check_revocation(principal: Principal, grant: Grant) -> None:
    """Refuse FORBIDDEN where the principal may take this role from nobody and it is not their own; GRANT_SETTLED.

    Whoever proposed it may take that back as long as nobody has confirmed it. Whoever sees no grants of others is told
    NOT_FOUND of one, as of none.
    """
    own = principal.employee_id is not None and principal.employee_id == grant.employee_id
    if not own and rows_seen("Grant", principal.role) is Scope.NONE:
        raise refuse("NOT_FOUND", "grant")
    mine = grant.state is GrantState.PROPOSED and principal.employee_id in {grant.granted_by} - {None}
    if not own and not mine and grant.role not in _REVOKERS.get(principal.role, ()):
        raise refuse("FORBIDDEN", role=principal.role)
    if grant.state is GrantState.REVOKED:
        raise refuse("GRANT_SETTLED", "grant")


def check_witnesses_left(grant: Grant, witnesses: Witnesses) -> None:
    """Refuse LAST_WITNESSES where a role is taken, or laid down, of which too few holders would be left.

    So no one person ends that a second one is needed: somebody else gets the role first, by two people.
    """
    holders = witnesses.holders.get(grant.role, frozenset())
    if grant.employee_id in holders and len(holders) <= FEWEST_WITNESSES:
        raise refuse("LAST_WITNESSES", "grant", role=grant.role, fewest=FEWEST_WITNESSES)


@dataclass(frozen=True)
class Capacity:
    """As what somebody asks to act: who they are is proven, that they may is not. Heads may name one of their units.

    `session_id` is the session that they signed in to, where there is one.
    """

    employee_id: UUID
    role: Role
    unit_id: UUID | None = None
    session_id: UUID | None = None


@dataclass(frozen=True)
class Directory:
    """Who may act as what on one day.

    `posts` holds everybody who has a post, with the unit that they work from, or None while they are away. `grants` are
    confirmed and neither revoked nor over, those of heads only where they work in the unit. `ended` are the keys of
    sessions and of people whose tokens hold no longer.
    """

    posts: Mapping[UUID, UUID | None] = field(default_factory=dict)
    appraisers: frozenset[UUID] = frozenset()
    grants: Mapping[UUID, tuple[Grant, ...]] = field(default_factory=dict)
    ended: frozenset[UUID] = frozenset()


def admit(directory: Directory, capacity: Capacity, now: datetime) -> Principal:
    """The principal that somebody acts as. Refuses SESSION_ENDED, and FORBIDDEN for a role that they do not hold."""
    if capacity.session_id in directory.ended or capacity.employee_id in directory.ended:
        raise refuse("SESSION_ENDED")
    unit_id = directory.posts.get(capacity.employee_id)
    if capacity.role is Role.EMPLOYEE and capacity.employee_id in directory.posts:
        return Principal(capacity.role, capacity.employee_id, unit_id)
    if unit_id is not None:
        if capacity.role is Role.APPRAISER and capacity.employee_id in directory.appraisers:
            return Principal(capacity.role, capacity.employee_id, unit_id)
        for grant in directory.grants.get(capacity.employee_id, ()):
            if _fits(grant, capacity, now):
                return Principal(capacity.role, capacity.employee_id, grant.unit_id or unit_id)
    raise refuse("FORBIDDEN", role=capacity.role)


def _fits(grant: Grant, capacity: Capacity, now: datetime) -> bool:
    """Whether a grant of the directory is what somebody asks to act by, now."""
    if (
        grant.role is not capacity.role
        or not grant.starts_at <= now
        or (grant.ends_at is not None and grant.ends_at <= now)
    ):
        return False
    return grant.unit_id is None or capacity.unit_id in (None, grant.unit_id)
