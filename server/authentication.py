"""Who asks: bearer tokens, issued and read."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt

from domain.access import Principal
from domain.problems import refuse
from domain.terms import Role
from server.signin.service_keys import ServiceKeys

ALGORITHM = "HS256"
ISSUER = "simpul"


def issue_token(principal: Principal, secret: str, lifetime: timedelta, session_id: UUID | None = None) -> str:
    """A token that says for `lifetime` from now who the bearer is: `role`, `sub` (the employee) and `unit`.

    `sid` names the session that it is of, if it is of one.
    """
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "role": str(principal.role),
        "sub": str(principal.employee_id) if principal.employee_id else None,
        "unit": str(principal.unit_id) if principal.unit_id else None,
        "sid": str(session_id) if session_id else None,
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, ALGORITHM)


def read_token(token: str, secret: str) -> Principal:
    """Who the bearer is. Raises Refused: TOKEN_EXPIRED when its time is over, TOKEN_INVALID for anything else."""
    with _refusing():
        claims = _read_claims(token, secret)
        return Principal(Role(claims["role"]), read_key(claims.get("sub")), read_key(claims.get("unit")))


def read_session(token: str, secret: str) -> tuple[UUID | None, UUID | None]:
    """The employee and the session that a token names. Raises Refused like `read_token`."""
    with _refusing():
        claims = _read_claims(token, secret)
        return read_key(claims.get("sub")), read_key(claims.get("sid"))


def _read_claims(token: str, secret: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(
        token, secret, algorithms=[ALGORITHM], issuer=ISSUER, options={"require": ["exp", "iss", "role"]}
    )
    return claims


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except jwt.ExpiredSignatureError:
        raise refuse("TOKEN_EXPIRED") from None
    except (jwt.InvalidTokenError, ValueError):
        raise refuse("TOKEN_INVALID") from None


def read_key(claim: object) -> UUID | None:
    """The key in a claim. Raises ValueError where it holds something else."""
    return None if claim is None else UUID(str(claim))


MOST_KNOWN = 10_000


class SignIn:
    """Reads `Authorization` headers; a token is remembered until it expires."""

    def __init__(self, secret: str, services: ServiceKeys | None = None) -> None:
        self._secret, self._services = secret, services
        self._known: dict[str, tuple[Principal, float]] = {}

    def principal(self, authorization: str) -> Principal:
        """Who sends the header `Bearer TOKEN`. Raises Refused: TOKEN_EXPIRED, TOKEN_INVALID or SERVICE_KEY_INVALID."""
        known = self._known.get(authorization)
        if known is not None and known[1] > time.time():
            return known[0]
        self._known.pop(authorization, None)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise refuse("TOKEN_INVALID")
        if self._services is not None and self._services.recognises(token):
            return self._services.principal(token)
        principal = read_token(token.strip(), self._secret)
        expires = jwt.decode(token.strip(), options={"verify_signature": False})["exp"]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[authorization] = (principal, expires)
        return principal
