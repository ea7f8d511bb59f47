"""What a browser keeps for us while it is at an identity provider: encrypted, for one way there and back."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.keyring import Keys, Purpose
from domain.terms import Role
from resolvers.accounts.tokens import NONCE_BYTES, derive_key

COOKIE = "simpul_oidc"
HOLDS = timedelta(minutes=10)


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
    nonce = os.urandom(NONCE_BYTES)
    return urlsafe_b64encode(nonce + _cipher(keys).encrypt(nonce, orjson.dumps(asdict(pending)), None)).decode()


def unseal(keys: Keys, cookie: str, now: datetime) -> Pending | None:
    """What `seal` made this of; None for anything else, and for what is over."""
    try:
        sealed = urlsafe_b64decode(cookie)
        read = orjson.loads(_cipher(keys).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None))
    except (ValueError, InvalidTag):
        return None
    until = datetime.fromisoformat(read.pop("until"))
    asked = Asked(**read.pop("asked"))
    role = Role(read.pop("role"))
    return Pending(**read, asked=asked, role=role, until=until) if now < until else None


def _cipher(keys: Keys) -> AESGCM:
    return AESGCM(derive_key(keys.current(Purpose.TOKENS).secret, b"ways to identity providers"))
