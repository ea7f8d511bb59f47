"""What a browser keeps for us while it is at an identity provider: encrypted, for one way there and back."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import orjson
from cryptography.exceptions import InvalidTag

from db.encryption import decrypt, encrypt
from domain.keyring import Key, Keys, Purpose
from domain.terms import Role
from resolvers.accounts.tokens import derive_key

COOKIE = "simpul_oidc"
HOLDS = timedelta(minutes=10)
_PURPOSE = b"ways to identity providers"


@dataclass(frozen=True)
class Asked:
    """What was sent along to a provider, to be found again in what comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Pending:
    """A way to a provider that was begun: where it ends, and what only the browser that began it knows.

    `challenge` is that of the page at `return_to`, which alone can exchange what comes of it.
    """

    issuer: str
    asked: Asked
    role: Role
    return_to: str | None
    challenge: str | None
    until: datetime


def seal(keys: Keys, pending: Pending) -> str:
    """The value of the cookie."""
    key = _sealing(keys.current(Purpose.TOKENS))
    return urlsafe_b64encode(encrypt(key, _PURPOSE, orjson.dumps(asdict(pending)))).decode()


def unseal(keys: Keys, cookie: str, now: datetime) -> Pending | None:
    """What `seal` made this of; None for anything else, and for what is over."""
    try:
        held = map(_sealing, keys.all(Purpose.TOKENS))
        read = orjson.loads(decrypt(held, _PURPOSE, urlsafe_b64decode(cookie)))
    except (ValueError, InvalidTag):
        return None
    until = datetime.fromisoformat(read.pop("until"))
    asked = Asked(**read.pop("asked"))
    role = Role(read.pop("role"))
    return Pending(**read, asked=asked, role=role, until=until) if now < until else None


def _sealing(key: Key) -> Key:
    return replace(key, secret=derive_key(key.secret, _PURPOSE))
