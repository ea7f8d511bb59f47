"""Secrets that we hand out, and the form in which we keep them."""

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db.encryption import decrypt, encrypt
from domain.cases.tickets import ALPHABET
from domain.keyring import Key, Keys, Purpose

TOKEN_BYTES = 32
LONGEST_TOKEN = 200
CODE_SYMBOLS, CODE_GROUP = 20, 5

# People read a one-time code aloud and type it; these are taken for one another.
_READ_AS = str.maketrans("OIL", "011")


def new_token() -> str:
    """256 random bits, as text that fits into any header or address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> bytes:
    """How a token is stored: it has so many random bits that a plain hash gives nothing away."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def new_code(symbols: int = CODE_SYMBOLS) -> str:
    """Five random bits a symbol, in groups that can be read aloud."""
    return group_symbols("".join(secrets.choice(ALPHABET) for _ in range(symbols)))


def group_symbols(symbols: str) -> str:
    """A code as people read it."""
    return "-".join(symbols[start : start + CODE_GROUP] for start in range(0, len(symbols), CODE_GROUP))


def hash_code(code: str) -> bytes:
    """How a one-time code is stored, however it was typed."""
    return hash_token("".join(code.upper().translate(_READ_AS).replace("-", " ").split()))


def derive_key(secret: bytes, purpose: bytes) -> bytes:
    """A key for one purpose alone (HKDF-SHA256, RFC 5869)."""
    return _derive(secret, purpose)


@lru_cache(maxsize=8)
def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret)


def name_bucket(keys: Keys, *parts: str) -> bytes:
    """A name for something counted that tells nobody what it is."""
    return hmac.digest(subkey(keys, b"attempts to sign in"), "\0".join(parts).encode(), hashlib.sha256)


def encrypt_secret(keys: Keys, account_id: UUID, value: bytes) -> bytes:
    """An authenticator's secret encrypted by the newest key, bound to its account."""
    return encrypt(_sealing(keys.current(Purpose.AUTHENTICATORS)), account_id.bytes, value)


def decrypt_secret(keys: Keys, account_id: UUID, stored: bytes) -> bytes:
    """The secret that `encrypt_secret` made this of, with whichever key. Raises InvalidTag where none opens it."""
    held = [_sealing(key) for key in keys.all(Purpose.AUTHENTICATORS)]
    with suppress(InvalidTag):
        return decrypt(held, account_id.bytes, stored)
    # Of before: encrypted by the key of any version, without saying which.
    return decrypt([replace(key, version=0) for key in held], account_id.bytes, stored)


def _sealing(key: Key) -> Key:
    return replace(key, secret=derive_key(key.secret, b"secrets of authenticators"))


def subkey(keys: Keys, purpose: bytes) -> bytes:
    """A key for one of the purposes of accounts."""
    return derive_key(keys.current(Purpose.AUTHENTICATORS).secret, purpose)
