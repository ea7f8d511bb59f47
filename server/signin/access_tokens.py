"""Access tokens of sessions: what `server.authentication` issues and reads, with the session's key."""

from datetime import timedelta
from uuid import UUID

from domain.access import Principal
from domain.grants import Capacity
from domain.keyring import Keys
from domain.problems import refuse
from domain.terms import Role
from resolvers.accounts.factors import Bearer
from server.authentication import issue_token, read_token


def issue_access_token(keys: Keys, principal: Principal, session_id: UUID, lifetime: timedelta) -> str:
    """A token that lets somebody act in a role for a while, as long as the session does not end before."""
    assert principal.employee_id is not None
    unit_id = principal.unit_id if principal.role is Role.UNIT_HEAD else None
    return issue_token(Capacity(principal.employee_id, principal.role, unit_id, session_id), keys, lifetime)


def read_bearer(keys: Keys, authorization: str) -> Bearer:
    """Whose session a header `Bearer TOKEN` is of. Refuses TOKEN_INVALID, TOKEN_EXPIRED."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise refuse("TOKEN_INVALID")
    capacity = read_token(token.strip(), keys).capacity
    if capacity.session_id is None:
        raise refuse("TOKEN_INVALID")
    return Bearer(capacity.employee_id, capacity.session_id)
