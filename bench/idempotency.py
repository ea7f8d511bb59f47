"""What the idempotency key of a reporter is stored as."""

import hashlib
import hmac


def bind_key(secret: bytes, action: str, held: bytes, key: str) -> str:
    """A keyed hash of a key and of what the reporter alone holds."""
    return hmac.digest(
        secret, b"reporter's key " + b":".join((action.encode(), held, key.encode())), hashlib.sha256
    ).hex()
