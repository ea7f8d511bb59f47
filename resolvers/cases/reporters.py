"""Who brought a case: encrypted apart from what was brought, and opened by one use case alone (`unmasking`)."""

import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.keyring import Key, Keys, Purpose
from resolvers.cases.contacts import Contact

NONCE_BYTES = 12
# Begins what was encrypted since keys have versions; the version follows as one byte.
_MARK = b"SK1"


@dataclass(frozen=True)
class Reporter:
    """How a reporter can be reached, as far as they said, and who they are, if they had signed in as an employee."""

    contact: Contact | None
    employee_id: UUID | None

    @property
    def known(self) -> bool:
        """Whether there is anything to keep."""
        return self.contact is not None or self.employee_id is not None


def encrypt_reporter(keys: Keys, case_id: UUID, reporter: Reporter) -> bytes:
    """A reporter encrypted by the newest key, bound to their case: moved to another case it does not open."""
    told = asdict(reporter.contact) if reporter.contact else {}
    if reporter.employee_id is not None:
        told["employee"] = str(reporter.employee_id)
    return _seal(keys.current(Purpose.CONTACTS), case_id, orjson.dumps(told))


def decrypt_reporter(keys: Keys, case_id: UUID, ciphertext: bytes) -> Reporter:
    """The reporter of a case. Raises InvalidTag where the case is another, or the key is none of these any more."""
    told = orjson.loads(_open(keys, case_id, ciphertext))
    employee = told.pop("employee", None)
    return Reporter(Contact(**told) if told else None, UUID(employee) if employee else None)


def renew_reporter(keys: Keys, case_id: UUID, ciphertext: bytes) -> bytes:
    """The same encrypted by the newest key, whatever it says. Raises InvalidTag as `decrypt_reporter` does."""
    return _seal(keys.current(Purpose.CONTACTS), case_id, _open(keys, case_id, ciphertext))


def head_of(key: Key) -> bytes:
    """What everything begins with that was encrypted by a key of a version; before versions there was no such thing."""
    return _MARK + bytes([key.version])


def _seal(key: Key, case_id: UUID, plain: bytes) -> bytes:
    """Head, nonce and ciphertext."""
    head, nonce = head_of(key), os.urandom(NONCE_BYTES)
    return head + nonce + _cipher(key.secret).encrypt(nonce, plain, head + case_id.bytes)


def _open(keys: Keys, case_id: UUID, ciphertext: bytes) -> bytes:
    for key in keys.all(Purpose.CONTACTS):
        head = head_of(key) if key.version else b""
        if ciphertext.startswith(head):
            nonce, sealed = ciphertext[len(head) :][:NONCE_BYTES], ciphertext[len(head) + NONCE_BYTES :]
            try:
                return _cipher(key.secret).decrypt(nonce, sealed, head + case_id.bytes)
            except InvalidTag:
                # A nonce of before may begin like a head.
                continue
    raise InvalidTag


@lru_cache(maxsize=8)
def _cipher(secret: bytes) -> AESGCM:
    """AES-256-GCM."""
    return AESGCM(secret)
