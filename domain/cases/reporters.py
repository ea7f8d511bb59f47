"""Who brings a case: whose identity is kept, by what it is recognised, and what proves a reporter's request."""

import hashlib
import hmac
import re
from uuid import UUID

from domain.access import ACTIONS, Principal
from domain.problems import refuse
from domain.terms import Channel, Role

# By these people bring what is theirs; by any other, somebody at a counter or a telephone takes it in for them.
OWN_CHANNELS = frozenset({Channel.PORTAL, Channel.MOBILE_APP})

# What is done with a ticket and its code: by its reporter, whoever they are besides.
REPORTERS_ACTIONS = tuple(sorted(action for action, roles in ACTIONS.items() if Role.CITIZEN in roles))
# Fields at a root by which a case is read with its ticket and code, once or for as long as somebody watches it.
_TRACKING = frozenset({"complaint", "complaintChanged", "invitation"})

# 16 bytes in base64url: what nobody finds by trying.
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,128}={0,2}")


def is_taken_in(channel: Channel) -> bool:
    """Whether a case came by a way on which somebody else writes it down, and knows its access code."""
    return channel not in OWN_CHANNELS


def check_channel(sender: Principal, channel: Channel) -> None:
    """Refuse CHANNEL_OF_STAFF at `channel` where somebody without an account says that another takes their case in.

    By its channel a case is compared with others, and erased by its reporter or not: no stranger chooses that.
    """
    if sender.role is Role.CITIZEN and is_taken_in(channel):
        raise refuse("CHANNEL_OF_STAFF", "channel", value=channel, allowed=", ".join(sorted(OWN_CHANNELS)))


def name_reporter(sender: Principal, channel: Channel, *, anonymous: bool) -> UUID | None:
    """The employee who brings a case, if one does.

    None for anonymous cases, and for what a complaint officer takes in for somebody else.
    """
    taken_in = sender.role is Role.COMPLAINT_OFFICER and is_taken_in(channel)
    return None if anonymous or taken_in else sender.employee_id


def acts_as_reporter(action: str) -> bool:
    """Whether whoever does or asks this may be the reporter of a case, and so is named nowhere.

    `action` is the name of a field at a root, as the API writes it.
    """
    return action in _TRACKING or action in REPORTERS_ACTIONS


def mark_employee(secret: bytes, employee_id: UUID) -> bytes:
    """What an employee is known by as a reporter: HMAC-SHA256 of their key. Not to be stored: see `mark_reporter`."""
    return hmac.digest(secret, b"reporter " + employee_id.bytes, hashlib.sha256)


def mark_reporter(employee_mark: bytes, case_id: UUID) -> bytes:
    """What is stored with a case of the employee who brought it: no two cases of one have it in common.

    Whoever has the mark of an employee can tell whether a case is theirs (SQL does so); nobody can tell from it who.
    """
    return hashlib.sha256(employee_mark + case_id.bytes).digest()


def check_reporter_secret(key: str | None, secret: str | None) -> bytes:
    """What a reporter's idempotency key is bound to; refuses IDEMPOTENCY_SECRET where there is a key and it is none."""
    if key is not None and not (secret and _SECRET.fullmatch(secret)):
        raise refuse("IDEMPOTENCY_SECRET", "idempotency_secret")
    return (secret or "").encode()
