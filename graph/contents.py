"""Contents of cases in a finished answer: each sealed text is opened in its place, by the key that comes with it."""

import re

from cryptography.exceptions import InvalidTag

from db.contents import CaseKey, open_case_key
from domain.keyring import Keys

# As JSON writes what db.expressions.contents.with_key makes. In a text of anybody's the quote would be escaped.
_SEALED = re.compile(rb'"\\u0001([A-Za-z0-9+/=]+)\.([0-9a-f-]{36})\.([0-9a-f]+)"')


def open_contents(answer: bytes, keys: Keys) -> bytes:
    """An answer with its sealed texts opened; null where none of the keys opens one."""
    held: dict[tuple[bytes, bytes], CaseKey] = {}

    def read(found: re.Match[bytes]) -> bytes:
        sealed, case_id, kept = found.groups()
        try:
            key = held.get((case_id, kept))
            if key is None:
                key = open_case_key(keys, _read_hex(case_id.replace(b"-", b"")), _read_hex(kept))
                held[case_id, kept] = key
            return key.open_json(sealed)
        except (InvalidTag, ValueError):
            return b"null"

    return _SEALED.sub(read, answer)


def _read_hex(written: bytes) -> bytes:
    return bytes.fromhex(written.decode())
