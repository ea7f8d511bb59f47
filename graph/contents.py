"""Contents of cases in a finished answer: each sealed text is opened in its place, by the key that comes with it.

What else is only told once an answer is finished, scores in plain words, is told before: contents may be anything.
"""

import logging
import re

from cryptography.exceptions import InvalidTag

from db.contents import CaseKey, open_case_key
from domain.keyring import Keys
from graph.explanations import put_into_words

_logger = logging.getLogger("simpul.contents")

# As JSON writes what db.expressions.contents.with_key makes. In a text of anybody's the quote would be escaped.
_SEALED = re.compile(rb'"\\u0001([A-Za-z0-9+/=]+)\.([0-9a-f-]{36})\.([0-9a-f]+)"')


def open_contents(answer: bytes, keys: Keys) -> tuple[bytes, int]:
    """An answer with its sealed texts opened, and how many none of the keys opens: null stands there."""
    held: dict[tuple[bytes, bytes], CaseKey] = {}
    locked = 0

    def read(found: re.Match[bytes]) -> bytes:
        nonlocal locked
        sealed, case_id, kept = found.groups()
        try:
            key = held.get((case_id, kept))
            if key is None:
                key = open_case_key(keys, _read_hex(case_id.replace(b"-", b"")), _read_hex(kept))
                held[case_id, kept] = key
            return key.open_json(sealed)
        except (InvalidTag, ValueError):
            locked += 1
            return b"null"

    opened = _SEALED.sub(read, put_into_words(answer))
    if locked:
        _logger.error("%d texts of cases are open to none of the keys for contents; see `simpul keys list`", locked)
    return opened, locked


def _read_hex(written: bytes) -> bytes:
    return bytes.fromhex(written.decode())
