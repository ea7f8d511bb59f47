"""Programs that act for somebody: what they may do and read is named one by one, and nothing else is theirs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from domain.access import ACTIONS, OWNERS, ROWS, Principal
from domain.problems import Problem, Refused, refuse
from domain.terms import Role
from domain.validation import Findings

KEY_PREFIX = "smp_"


@dataclass(frozen=True)
class ServicePrincipal(Principal):
    """A program: its role, narrowed to some actions and to the types it may read."""

    service_id: UUID | None = None
    actions: frozenset[str] = field(default_factory=frozenset)
    types: frozenset[str] = field(default_factory=frozenset)


def check_scopes(role: Role, actions: Collection[str], types: Collection[str]) -> None:
    """Refuse scopes that name what there is not, what the role may not do, or nothing at all."""
    findings = Findings()
    known = {*ROWS, *OWNERS}
    for action in actions:
        if role not in ACTIONS.get(action, frozenset()):
            findings.note("SCOPE_ACTION", "actions", value=action, role=role, allowed=_allowed_actions(role))
    for name in types:
        if name not in known:
            findings.note("UNKNOWN_VALUE", "types", value=name, allowed=", ".join(sorted(known)))
    if not actions and not types:
        findings.note("REQUIRED", "types", value="--action or --read")
    findings.settle()


def _allowed_actions(role: Role) -> str:
    return ", ".join(sorted(action for action, roles in ACTIONS.items() if role in roles))


def check_service_use(principal: ServicePrincipal, actions: Iterable[str], types: Iterable[str]) -> None:
    """Refuse OUTSIDE_SCOPE with everything that a program asks for beyond its scopes."""
    beyond = [*_beyond(actions, principal.actions), *_beyond(types, principal.types)]
    if beyond:
        raise Refused(*[Problem("OUTSIDE_SCOPE", (name,), {"value": name}) for name in beyond])


def _beyond(names: Iterable[str], allowed: frozenset[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name not in allowed]


def check_service_role(role: Role) -> Role:
    """The role, unless it is CITIZEN, which needs no key, or one whose rights hang on a person."""
    if role in {Role.CITIZEN, Role.EMPLOYEE, Role.APPRAISER}:
        raise refuse("SERVICE_ROLE", "role", role=role)
    return role


def service_of(principal: Principal) -> dict[str, str]:
    """What the audit adds where a program did something."""
    return {"service": str(principal.service_id)} if isinstance(principal, ServicePrincipal) else {}


def caller_of(principal: Principal) -> str:
    """What keeps the idempotency keys of one program apart from those of another in the same role."""
    return f"service {principal.service_id}" if isinstance(principal, ServicePrincipal) else ""
