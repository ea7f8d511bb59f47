"""The database roles of one schema: what they are called, and with what they sign in."""

import base64
import hashlib
import hmac
import secrets
from enum import auto

from domain.terms import Word


class Login(Word):
    """A class of viewer with connections of its own.

    PUBLIC reads for strangers, STAFF for those who signed in; WRITING makes changes, and reads back what was changed;
    JOBS does due work. READER is for tools that people bring: no part of the service signs in with it.
    """

    PUBLIC = auto()
    STAFF = auto()
    WRITING = auto()
    JOBS = auto()
    READER = auto()


# The logins of the service; whoever may act as SERVICE may act as each of them.
SERVING = (Login.PUBLIC, Login.STAFF, Login.WRITING, Login.JOBS)
SERVICE = "service"
OWNER = "owner"

LONGEST_NAME = 63
ROUNDS = 4096


def role_name(schema: str, kind: str) -> str:
    """What a role of a schema is called in the cluster: two schemas of one name share their roles."""
    name = f"simpul_{schema}_{kind.lower()}"
    if len(name.encode()) <= LONGEST_NAME:
        return name
    return f"simpul_{hashlib.sha256(schema.encode()).hexdigest()[:32]}_{kind.lower()}"


def derive_password(key: bytes, role: str) -> str:
    """The password of a role: whoever has the key knows it, and it is written down nowhere."""
    return base64.urlsafe_b64encode(hmac.digest(key, role.encode(), hashlib.sha256)).decode().rstrip("=")


def verifier_of(password: str, salt: bytes | None = None) -> str:
    """What PostgreSQL keeps of a password (RFC 5803), so that neither a statement nor a log ever holds the password."""
    salt = salt or secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
    client, server = (hmac.digest(salted, name, hashlib.sha256) for name in (b"Client Key", b"Server Key"))
    kept, shown, proof = (base64.b64encode(part).decode() for part in (salt, hashlib.sha256(client).digest(), server))
    return f"SCRAM-SHA-256${ROUNDS}:{kept}${shown}:{proof}"
