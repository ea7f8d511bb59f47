"""Access tokens of sessions: what `server.authentication` issues and reads, with the session's key."""

from datetime import timedelta
from uuid import UUID

from domain.access import Principal
from domain.problems import refuse
from resolvers.accounts.factors import Bearer
from server.authentication import issue_token, read_session


def issue_access_token(secret: str, principal: Principal, session_id: UUID, lifetime: timedelta) -> str:
    """A token that lets somebody act in a role for a while, as long as the session does not end before."""
    return issue_token(principal, secret, lifetime, session_id)


def read_bearer(secret: str, authorization: str) -> Bearer:
    """Whose session a header `Bearer TOKEN` is of. Refuses TOKEN_INVALID, TOKEN_EXPIRED."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise refuse("TOKEN_INVALID")
    employee_id, session_id = read_session(token.strip(), secret)
    if employee_id is None or session_id is None:
        raise refuse("TOKEN_INVALID")
    return Bearer(employee_id, session_id)
