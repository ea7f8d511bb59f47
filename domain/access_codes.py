"""Access codes, and what is stored of one: a keyed hash of ticket and code, from which neither can be had back."""

import hashlib
import hmac
from uuid import UUID

from domain.tickets import CODE_BYTES, format_access_code, normalise_access_code, normalise_ticket


def derive_access_code(secret: bytes, case_id: UUID) -> str:
    """The access code of a case, the same each time, so that nobody need store it."""
    return format_access_code(hmac.digest(secret, b"access code of " + case_id.bytes, hashlib.sha256)[:CODE_BYTES])


def hash_access(secret: bytes, ticket: str, code: str) -> bytes:
    """HMAC-SHA256 of ticket and access code as a person typed them.

    The pair is looked up by this one value, so a wrong code and a missing ticket are the same miss at the same cost.
    """
    pair = f"{normalise_ticket(ticket)}:{normalise_access_code(code)}"
    return hmac.digest(secret, pair.encode("utf-8", "surrogatepass"), hashlib.sha256)
