"""Time-based one-time passwords (RFC 6238, over the HOTP of RFC 4226), as every authenticator program makes them."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS, SECRET_BYTES = 30, 6, 20
ISSUER = "Simpul"

# Steps before and after the present one whose codes are taken: clocks differ, and people take a while to type.
_DRIFT = 1


def totp_step(at: datetime) -> int:
    """How many steps of 30 seconds have passed since 1970."""
    return int(at.timestamp()) // STEP_SECONDS


def totp_code(secret: bytes, step: int, *, digits: int = DIGITS, digest: Callable[..., Any] = hashlib.sha1) -> str:
    """The code of one step."""
    mac = hmac.digest(secret, step.to_bytes(8), digest)
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4]) & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def accept_code(secret: bytes, code: str, at: datetime, last_step: int | None) -> int | None:
    """The step whose code this is, if it is near `at` and later than the last one used; None for any other text."""
    now, found = totp_step(at), None
    typed = code.replace(" ", "").encode()
    # Every step is compared, so that the time taken tells nothing.
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        fits = hmac.compare_digest(totp_code(secret, step).encode(), typed)
        if fits and (last_step is None or step > last_step):
            found = step
    return found


def describe_secret(secret: bytes) -> str:
    """The secret as people type it: base 32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def totp_address(secret: bytes, login: str) -> str:
    """The `otpauth:` address that authenticator programs read from a picture."""
    label = quote(f"{ISSUER}:{login}", safe="")
    return f"otpauth://totp/{label}?" + urlencode({"secret": describe_secret(secret), "issuer": ISSUER})
