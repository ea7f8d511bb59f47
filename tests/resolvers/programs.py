"""Programs of people, with all that a role may leave to one."""

from db.keys import new_key
from domain.access import ACTIONS, OWNERS, ROWS, Principal
from domain.accounts.services import ServicePrincipal
from domain.terms import Role
from tests.resolvers.town import Person


def program_of(person: Person, role: Role) -> ServicePrincipal:
    """A program that somebody owns, in a role, with every scope."""
    return program_for(person.as_a(role))


def program_for(owner: Principal) -> ServicePrincipal:
    """A program of whoever may act as the principal, with every scope."""
    return ServicePrincipal(
        owner.role,
        None,
        owner.unit_id,
        service_id=new_key(),
        owner_id=owner.employee_id,
        actions=frozenset(ACTIONS),
        types=frozenset({*ROWS, *OWNERS, "Node"}),
    )
