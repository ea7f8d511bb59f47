"""Programs that act for somebody: what they may do and read is named one by one, and nothing else is theirs.

Whoever owns a program holds its key: what they may not do, it may not either, and its role is theirs, as long as they
hold it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from domain.access import ACTIONS, OWNERS, ROWS, Principal
from domain.grants import Capacity
from domain.problems import Problem, Refused, refuse
from domain.terms import Actor, Role
from domain.validation import Findings

KEY_PREFIX = "smp_"

# What people can leave to a program. Whatever else there is takes a person: who decides, asks to know a reporter, gives
# roles, or says whom a case names.
DELEGABLE = frozenset(
    {
        *("submitComplaint", "rateResolution", "reopenComplaint", "correctComplaint", "eraseComplaint"),
        *("assignComplaint", "respondToComplaint", "resolveComplaint"),
        *("recordServiceRecords", "recordServedDays", "recordMeasurements", "report"),
        *("answerInvitation", "handOutInvitation"),
    }
)


@dataclass(frozen=True)
class ServicePrincipal(Principal):
    """A program: its role, narrowed to some actions and to the types it may read, and who answers for it.

    It has no `employee_id`: what its owner may see or do because of who they are is not the program's.
    """

    service_id: UUID | None = None
    owner_id: UUID | None = None
    actions: frozenset[str] = field(default_factory=frozenset)
    types: frozenset[str] = field(default_factory=frozenset)

    @property
    def person_id(self) -> UUID | None:
        """Whoever answers for it."""
        return self.owner_id

    @property
    def caller_id(self) -> UUID | None:
        """The program itself."""
        return self.service_id

    def key_scope(self, action: str) -> str:
        """That of the role, and of this program alone."""
        return f"{super().key_scope(action)}service {self.service_id}"


def check_scopes(role: Role, actions: Collection[str], types: Collection[str]) -> None:
    """Refuse scopes that name what there is not, what the role or no program may do, or nothing at all."""
    findings = Findings()
    known = {*ROWS, *OWNERS}
    for action in actions:
        if action not in (allowed := _allowed_actions(role)):
            findings.note("SCOPE_ACTION", "actions", value=action, role=role, allowed=", ".join(allowed))
    for name in types:
        if name not in known:
            findings.note("UNKNOWN_VALUE", "types", value=name, allowed=", ".join(sorted(known)))
    if not actions and not types:
        findings.note("REQUIRED", "types", value="--action or --read")
    findings.settle()


def _allowed_actions(role: Role) -> list[str]:
    return sorted(action for action in DELEGABLE if role in ACTIONS[action])


def check_service_use(principal: ServicePrincipal, actions: Iterable[str], types: Iterable[str]) -> None:
    """Refuse OUTSIDE_SCOPE with everything that a program asks for beyond its scopes."""
    beyond = [*_beyond(actions, principal.actions & DELEGABLE), *_beyond(types, principal.types)]
    if beyond:
        raise Refused(*[Problem("OUTSIDE_SCOPE", (name,), {"value": name}) for name in beyond])


def _beyond(names: Iterable[str], allowed: frozenset[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name not in allowed]


def check_service_role(role: Role) -> Role:
    """The role, unless it is CITIZEN, which needs no key, or one whose rights hang on a person."""
    if role in {Role.CITIZEN, Role.EMPLOYEE, Role.APPRAISER}:
        raise refuse("SERVICE_ROLE", "role", role=role)
    return role


def act_for_owner(program: ServicePrincipal, admit: Callable[[Capacity], Principal]) -> ServicePrincipal:
    """A program in its role, for the unit for which its owner has it now; `admit` says as what somebody may act.

    Refuses OWNER_ROLE where the owner does not have the role, and what else `admit` refuses.
    """
    assert program.owner_id is not None
    try:
        owner = admit(Capacity(program.owner_id, program.role, program.unit_id))
    except Refused as refused:
        if refused.problems[0].code != "FORBIDDEN":
            raise
        raise refuse("OWNER_ROLE", "owner", role=program.role) from None
    return replace(program, unit_id=owner.unit_id)


def actor_of(principal: Principal) -> Actor:
    """As what a member of staff causes an event: themselves, or by a program."""
    return Actor.PROGRAM if isinstance(principal, ServicePrincipal) else Actor.EMPLOYEE


def service_of(principal: Principal) -> dict[str, str]:
    """What the audit adds where a program did something."""
    return {"service": str(principal.service_id)} if isinstance(principal, ServicePrincipal) else {}
