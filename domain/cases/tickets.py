"""Tickets and access codes: how they are written, read, derived and looked up."""

import hashlib
import hmac
import unicodedata
from datetime import date
from uuid import UUID

from domain.keyring import Keys, Purpose

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 symbols: no I, L, O, which are read as digits, and no U."""

CODE_BYTES = 10

_CONFUSED = str.maketrans("OIL", "011")
_SERIAL_LENGTH = 6
_CODE_LENGTH = 16
_GROUP = 4
_DATE_LENGTH = 6
_LONGEST_PREFIX = 6
# Prefixes are letters; a 0 or a 1 in one was an O, an I or an L.
_DIGITS = frozenset("23456789")
_LONGEST_TYPED = 64


def format_ticket(prefix: str, day: date, number: int) -> str:
    """A ticket such as `KM-261124-7K3QX9`: the government's prefix, the day, the lowest 30 bits of `number`."""
    return f"{prefix}-{day:%y%m%d}-{_write(number, _SERIAL_LENGTH)}"


def format_record_number(prefix: str, day: date, case_id: UUID) -> str:
    """The number of a service record, such as `SR-261124-0A1B2C3D4E5F`: nobody has to type it."""
    return f"{prefix}-{day:%y%m%d}-{case_id.hex[-12:].upper()}"


def format_access_code(random: bytes) -> str:
    """An access code such as `7K3Q-X9AB-04MN-ZZ1T`, from 10 random bytes (80 bits). ValueError for any other number."""
    if len(random) != CODE_BYTES:
        raise ValueError(f"an access code takes {CODE_BYTES} random bytes")
    return _group(_write(int.from_bytes(random), _CODE_LENGTH))


def normalise_ticket(typed: str) -> str:
    """The ticket that a person means, whatever the case, spaces, dashes, and O for 0 or I, L for 1.

    Tickets are known by their form, whatever the prefix: one given before a government took another still opens its
    case. What has another form (cases from elsewhere keep their own numbers) is only trimmed.
    """
    symbols = _read(typed)
    prefix, rest = symbols[: -_DATE_LENGTH - _SERIAL_LENGTH], symbols[-_DATE_LENGTH - _SERIAL_LENGTH :]
    day, serial = rest[:_DATE_LENGTH], rest[_DATE_LENGTH:]
    if not 1 <= len(prefix) <= _LONGEST_PREFIX or _DIGITS & set(prefix) or not day.isdecimal():
        return typed.strip()
    return f"{prefix}-{day}-{serial}"


def normalise_access_code(typed: str) -> str:
    """The access code that a person means; what has another length comes back in one piece and matches none."""
    symbols = _read(typed)
    return _group(symbols) if len(symbols) == _CODE_LENGTH else symbols


def _write(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(length)))


def _read(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED]).upper().translate(_CONFUSED)
    return "".join(symbol for symbol in plain if symbol in ALPHABET)


def _group(symbols: str) -> str:
    return "-".join(symbols[start : start + _GROUP] for start in range(0, len(symbols), _GROUP))


def derive_access_code(secret: bytes, case_id: UUID) -> str:
    """The access code of a case, the same each time, so that nobody need store it."""
    return format_access_code(hmac.digest(secret, b"access code of " + case_id.bytes, hashlib.sha256)[:CODE_BYTES])


def hash_access(secret: bytes, ticket: str, code: str) -> bytes:
    """HMAC-SHA256 of ticket and access code as a person typed them.

    The pair is looked up by this one value, so a wrong code and a missing ticket are the same miss at the same cost.
    """
    pair = f"{normalise_ticket(ticket)}:{normalise_access_code(code)}"
    return hmac.digest(secret, pair.encode("utf-8", "surrogatepass"), hashlib.sha256)


def hash_accesses(keys: Keys, ticket: str, code: str) -> list[bytes]:
    """The hash under each key that may have been the newest when a case came in."""
    return [hash_access(key.secret, ticket, code) for key in keys.all(Purpose.ACCESS)]
