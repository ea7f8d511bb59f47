"""Keys of idempotency are apart by action and caller, and those of reporters are told by the end of their scope."""

from itertools import product
from uuid import UUID

from domain.access import ACTIONS, ANYONE, Principal
from domain.accounts.services import ServicePrincipal
from domain.terms import Role

ONE, OTHER = UUID(int=1), UUID(int=2)
STAFF = [role for role in Role if role is not Role.CITIZEN]
CALLERS = [
    ANYONE,
    *(Principal(role, employee_id=person) for role in STAFF for person in (ONE, OTHER)),
    *(ServicePrincipal(role, service_id=service, owner_id=ONE) for role in STAFF for service in (ONE, OTHER)),
]


def test_every_caller_has_a_scope_of_their_own_for_every_action() -> None:
    scopes = {caller.key_scope(action) for action, caller in product(ACTIONS, CALLERS)}
    assert len(scopes) == len(ACTIONS) * len(CALLERS)


def test_only_the_scopes_of_reporters_end_as_theirs() -> None:
    for action, caller in product(ACTIONS, CALLERS):
        assert caller.key_scope(action).endswith(ANYONE.key_scope("")) == (caller is ANYONE)
