"""Contents of cases: what citizens and staff wrote, encrypted by a key of the case, which can be destroyed.

The key of a case is kept with it, encrypted by a key of the keyring. Without it nobody can read what it sealed,
wherever that is kept: in events that nobody changes, on a replica, in a copy. A sealed text begins with a character
that no text of anybody's has.
"""

import os
from base64 import b64encode
from binascii import a2b_base64
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.encryption import NONCE_BYTES, decrypt, encrypt
from domain.keyring import Keys, Purpose

SEAL = "\x01"
_KEY_BYTES = 32


class CaseKey:
    """The key of one case."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def seal(self, text: str | None) -> str | None:
        """A text sealed; what is empty or sealed already stays as it is."""
        if not text or text.startswith(SEAL):
            return text
        nonce = os.urandom(NONCE_BYTES)
        # As JSON, so that an answer takes it as it is.
        return SEAL + b64encode(nonce + self._cipher.encrypt(nonce, orjson.dumps(text), None)).decode()

    def open_json(self, sealed: bytes) -> bytes:
        """What was sealed, as JSON; `sealed` is given without the first character. Raises InvalidTag, ValueError."""
        whole = a2b_base64(sealed)
        return self._cipher.decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], None)

    def open(self, text: str | None) -> str | None:
        """A text as it was written; what is not sealed stays as it is. Raises InvalidTag where this is not its key."""
        if text is None or not text.startswith(SEAL):
            return text
        opened: str = orjson.loads(self.open_json(text[1:].encode()))
        return opened


def new_case_key(keys: Keys, case_id: UUID) -> tuple[CaseKey, bytes]:
    """A key for a case, and what is kept of it: itself encrypted by the newest key of the keyring."""
    secret = os.urandom(_KEY_BYTES)
    return CaseKey(secret), encrypt(keys.current(Purpose.CONTENTS), case_id.bytes, secret)


def open_case_key(keys: Keys, case_id: bytes, kept: bytes) -> CaseKey:
    """The key of a case, named by its 16 bytes.

    Raises InvalidTag where the case is another, or the keyring has no key to it any more.
    """
    return CaseKey(decrypt(keys.all(Purpose.CONTENTS), case_id, kept))
