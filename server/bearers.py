"""Bearer tokens that were read before, so that a client's next request costs a look-up."""

import time

import jwt

from domain.access import Principal
from domain.problems import refuse
from server.sign_in import read_token

MOST_KNOWN = 10_000


class SignIn:
    """Reads `Authorization` headers; a token is remembered until it expires."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._known: dict[str, tuple[Principal, float]] = {}

    def principal(self, authorization: str) -> Principal:
        """Who sends the header `Bearer TOKEN`. Raises Refused: TOKEN_EXPIRED or TOKEN_INVALID."""
        known = self._known.get(authorization)
        if known is not None and known[1] > time.time():
            return known[0]
        self._known.pop(authorization, None)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise refuse("TOKEN_INVALID")
        principal = read_token(token.strip(), self._secret)
        expires = jwt.decode(token.strip(), options={"verify_signature": False})["exp"]
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[authorization] = (principal, expires)
        return principal
