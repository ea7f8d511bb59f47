"""Who asks: bearer tokens, issued and read. A token proves a person; what they may act as, the directory says."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from domain.access import ANYONE, Principal
from domain.accounts.services import ServicePrincipal, act_for_owner
from domain.grants import Capacity
from domain.keyring import Keys, Purpose
from domain.problems import Refused, refuse
from domain.terms import Role
from graph.exchanges import note_turned_away
from server.directory import LiveDirectory
from server.signin.service_keys import ServiceKeys

ALGORITHM = "HS256"
ISSUER = "simpul"

# Our own have some 300 characters.
LONGEST_TOKEN = 4_096


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token says: as what its bearer asks to act, and until when, in seconds since 1970."""

    capacity: Capacity
    expires_at: float

    def seconds_left(self) -> float:
        """For how long it still says so; negative once it does not."""
        return self.expires_at - time.time()


def issue_token(capacity: Capacity, keys: Keys, lifetime: timedelta) -> str:
    """A token that says for `lifetime` from now who the bearer is (`sub`) and as what they capacity to act (`role`).

    `unit` is the unit of a head, `sid` the session, where there is one.
    """
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": str(capacity.employee_id),
        "role": str(capacity.role),
        "unit": capacity.unit_id and str(capacity.unit_id),
        "sid": capacity.session_id and str(capacity.session_id),
        "iat": now,
        "exp": now + lifetime,
    }
    key = keys.current(Purpose.TOKENS)
    said = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(said, key.secret, ALGORITHM, headers={"kid": str(key.version)})


def read_token(token: str, keys: Keys) -> Claim:
    """What a token says. Raises Refused: TOKEN_EXPIRED when its time is over, TOKEN_INVALID for anything else.

    A token without a person is TOKEN_INVALID, in whatever role.
    """
    if len(token) > LONGEST_TOKEN:
        raise refuse("TOKEN_INVALID")
    try:
        claims = jwt.decode(
            token,
            _find_key(token, keys),
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            options={"require": ["exp", "iss", "role", "sub"]},
        )
        capacity = Capacity(
            UUID(str(claims["sub"])), Role(claims["role"]), read_key(claims.get("unit")), read_key(claims.get("sid"))
        )
    except jwt.ExpiredSignatureError:
        raise refuse("TOKEN_EXPIRED") from None
    except (jwt.InvalidTokenError, ValueError):
        raise refuse("TOKEN_INVALID") from None
    return Claim(capacity, float(claims["exp"]))


def _find_key(token: str, keys: Keys) -> bytes:
    """The key of the version that a token names; of before there were versions, where it names none.

    Raises ValueError where there is no such key, or none any more.
    """
    named = jwt.get_unverified_header(token).get("kid", "0")
    key = keys.find(Purpose.TOKENS, int(named))
    if key is None:
        raise ValueError(named)
    return key.secret


def read_key(claim: object) -> UUID | None:
    """The key in a claim. Raises ValueError where it holds something else."""
    return None if claim is None else UUID(str(claim))


# One takes less than 1,000 bytes.
MOST_KNOWN = 10_000


@dataclass(slots=True)
class _Known:
    """What a token says, and whom it admitted when the directory was last looked at."""

    claim: Claim
    look: int | None = None
    principal: Principal = ANYONE


class SignIn:
    """Reads `Authorization` headers; what a token says is remembered, by its hash, until it expires."""

    def __init__(self, keys: Keys, directory: LiveDirectory, services: ServiceKeys | None = None) -> None:
        self._keys, self.directory, self._services = keys, directory, services
        self._known: dict[bytes, _Known] = {}

    def principal(self, authorization: str) -> Principal:
        """Who sends the header `Bearer TOKEN`.

        Raises Refused: TOKEN_EXPIRED, TOKEN_INVALID or SERVICE_KEY_INVALID, what the directory refuses, and OWNER_ROLE
        to a program whose owner does not hold its role.
        """
        token = _read_header(authorization)
        if self._services is not None and self._services.recognises(token):
            return self._admit_program(self._services.principal(token))
        known, look = self._recall(token), self.directory.look
        if known.look != look or look is None:
            known.principal = self._admit(known.claim.capacity)
            known.look = look
        return known.principal

    def _admit(self, asked: Capacity) -> Principal:
        try:
            return self.directory.admit(asked)
        except Refused as refused:
            note_turned_away(Principal(asked.role, asked.employee_id, asked.unit_id), refused.problems[0].code)
            raise

    def _admit_program(self, program: ServicePrincipal) -> ServicePrincipal:
        try:
            return act_for_owner(program, self.directory.admit)
        except Refused as refused:
            note_turned_away(program, refused.problems[0].code)
            raise

    def seconds_left(self, authorization: str) -> float:
        """For how long what is in a header admits its bearer. Raises Refused as `principal` does."""
        token = _read_header(authorization)
        if self._services is not None and self._services.recognises(token):
            return self._services.seconds_left(token)
        return self._recall(token).claim.seconds_left()

    def watch(self, check: Callable[[], None]) -> None:
        """Call `check` whenever somebody may have lost what they were admitted as."""
        self.directory.watchers.add(check)
        if self._services is not None:
            self._services.watchers.add(check)

    def forget(self, check: Callable[[], None]) -> None:
        """Call `check` no longer."""
        self.directory.watchers.discard(check)
        if self._services is not None:
            self._services.watchers.discard(check)

    def forget_tokens(self) -> None:
        """Read every token anew: keys that signed some are held no longer. Open streams are looked at, too."""
        self._known.clear()
        for check in tuple(self.directory.watchers):
            check()

    def _recall(self, token: str) -> _Known:
        # Only what was signed by us is remembered, so nobody else can fill the memory.
        digest = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=32).digest()
        known = self._known.get(digest)
        if known is not None and known.claim.expires_at > time.time():
            return known
        self._known.pop(digest, None)
        known = _Known(read_token(token, self._keys))
        if len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[digest] = known
        return known


def _read_header(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or len(token) > LONGEST_TOKEN:
        raise refuse("TOKEN_INVALID")
    return token.strip()


# How HTTP says why somebody is not admitted; else that they have to sign in.
_STATUSES = {"FORBIDDEN": 403, "OWNER_ROLE": 403, "GRANTS_UNAVAILABLE": 503}


def status_of(refused: Refused) -> int:
    """The status of an answer to somebody who is not admitted."""
    return _STATUSES.get(refused.problems[0].code, 401)
