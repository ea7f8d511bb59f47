"""How reporters can be reached, and the cipher under which it is kept."""

import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.problems import refuse
from domain.validation import Findings, check_text

_LONGEST_NAME = 200
_LONGEST_EMAIL = 254
_LONGEST_PHONE = 32
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{4,}")


@dataclass(frozen=True)
class Contact:
    """A reporter's name and the ways to reach them, each if they gave it."""

    name: str | None
    phone: str | None
    email: str | None


def check_contact(contact: Contact, findings: Findings) -> Contact:
    """The contact as it is stored; what is wrong with it is noted."""
    name, phone, email = contact.name, contact.phone, contact.email
    if name is not None:
        name = findings.check(check_text, name, "name", limit=_LONGEST_NAME)
    if phone is not None:
        phone = findings.check(_check_form, _PHONE, phone, "PHONE_FORM", "phone", _LONGEST_PHONE)
    if email is not None:
        email = findings.check(_check_form, _EMAIL, email, "EMAIL_FORM", "email", _LONGEST_EMAIL)
    return Contact(name, phone, email)


def _check_form(form: re.Pattern[str], text: str, code: str, path: str, limit: int) -> str:
    checked = check_text(text, path, limit=limit)
    if not form.fullmatch(checked):
        raise refuse(code, path, value=checked)
    return checked


@lru_cache(maxsize=4)
def contact_cipher(secret: bytes) -> AESGCM:
    """AES-256-GCM under a key of its own, derived by HKDF-SHA256 (RFC 5869)."""
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"contacts of reporters").derive(secret))
