"""Who asks: bearer tokens, issued and read."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from domain.access import Principal
from domain.problems import refuse
from domain.terms import Role

ALGORITHM = "HS256"
ISSUER = "simpul"


def issue_token(principal: Principal, secret: str, lifetime: timedelta) -> str:
    """A token that says for `lifetime` from now who the bearer is: `role`, `sub` (the employee) and `unit`."""
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "role": str(principal.role),
        "sub": str(principal.employee_id) if principal.employee_id else None,
        "unit": str(principal.unit_id) if principal.unit_id else None,
        "iat": now,
        "exp": now + lifetime,
    }
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, secret, ALGORITHM)


def read_token(token: str, secret: str) -> Principal:
    """Who the bearer is. Raises Refused: TOKEN_EXPIRED when its time is over, TOKEN_INVALID for anything else."""
    try:
        claims = jwt.decode(
            token, secret, algorithms=[ALGORITHM], issuer=ISSUER, options={"require": ["exp", "iss", "role"]}
        )
        return Principal(Role(claims["role"]), read_key(claims.get("sub")), read_key(claims.get("unit")))
    except jwt.ExpiredSignatureError:
        raise refuse("TOKEN_EXPIRED") from None
    except (jwt.InvalidTokenError, ValueError):
        raise refuse("TOKEN_INVALID") from None


def read_key(claim: object) -> UUID | None:
    """The key in a claim. Raises ValueError where it holds something else."""
    return None if claim is None else UUID(str(claim))


MOST_KNOWN = 5_000
LONGEST_TOKEN = 2_048


class SignIn:
    """Reads `Authorization` headers; a token is remembered until it expires."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._known: dict[str, tuple[Principal, float]] = {}

    def principal(self, authorization: str) -> Principal:
        """Who sends the header `Bearer TOKEN`. Raises Refused: TOKEN_EXPIRED or TOKEN_INVALID."""
        scheme, _, text = authorization.partition(" ")
        token = text.strip()
        if scheme.lower() != "bearer" or len(token) > LONGEST_TOKEN:
            raise refuse("TOKEN_INVALID")
        known = self._known.get(token)
        if known is not None and known[1] > time.time():
            return known[0]
        self._known.pop(token, None)
        principal = read_token(token, self._secret)
        expires = jwt.decode(token, options={"verify_signature": False})["exp"]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = (principal, expires)
        return principal
