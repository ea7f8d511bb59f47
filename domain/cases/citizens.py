"""Which answers are one citizen's, and how much these weigh: together no more than one about anybody in thirty days.

Who came for a service is one citizen by it, of which there is one case. Whoever brings cases themselves may bring many,
also where they answer by invitation: those answers are one citizen's that came from the same device, or whose reporters
left the same contact. What they are recognised by are keyed hashes, kept for `MARKS_KEPT` and of use for nothing else.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.terms import CaseKind

# Thirty days within which answers share their weight, two for which the last of them may be held, and one to spare for
# work that is late.
MARKS_KEPT = timedelta(days=33)

# Who answers of these was served, each once; of others they brought the case themselves.
_SERVICES = frozenset({CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT})
_NO_DIGIT = re.compile(r"[^0-9]")
_COUNTRY, _TRUNK = "62", "0"


def came_for_service(kind: CaseKind) -> bool:
    """Whether such cases are services, or incidents, that staff recorded: answers to each are another citizen's."""
    return kind in _SERVICES


def mark_answer(secret: bytes, known_by: Sequence[str]) -> list[bytes]:
    """What is kept of an answer for each thing that its citizen is known by: HMAC-SHA256 of it."""
    return [hmac.digest(secret, b"answer " + each.encode(), hashlib.sha256) for each in known_by]


def name_ways(device: str | None, phone: str | None, email: str | None, employee_id: UUID | None) -> Iterator[str]:
    """What a citizen is known by, however it was written; of each kind apart, so that none is taken for another."""
    if device is not None:
        yield f"device {device}"
    if phone is not None:
        yield f"phone {_write_phone(phone)}"
    if email is not None:
        yield f"email {_write_email(email)}"
    if employee_id is not None:
        yield f"employee {employee_id}"


def _write_phone(phone: str) -> str:
    digits = _NO_DIGIT.sub("", phone)
    return _COUNTRY + digits.removeprefix(_TRUNK) if digits.startswith(_TRUNK) else digits


def _write_email(email: str) -> str:
    """Without what a mailbox ignores: upper case, and a label after a plus sign."""
    name, _, host = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


@dataclass(frozen=True, slots=True)
class CitizenAnswer:
    """One of the answers of a citizen, and the people it rates, or the unit where it rates nobody."""

    id: UUID
    at: datetime
    rated: frozenset[UUID]


def weigh(answers: Sequence[CitizenAnswer], span: timedelta) -> Mapping[UUID, float]:
    """How much each of the answers of one citizen weighs, so that none of `span` weigh more than one about anybody.

    An answer shares with all that rate somebody whom it rates, and were given less than `span` before or after it:
    within any such time about the same person each of n answers has n or more to share with, so their weights sum to
    one at most.
    """
    return {each.id: 1 / sum(_shares(each, other, span) for other in answers) for each in answers}


def _shares(one: CitizenAnswer, other: CitizenAnswer, span: timedelta) -> bool:
    return one.id == other.id or (abs(one.at - other.at) < span and bool(one.rated & other.rated))
