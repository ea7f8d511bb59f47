"""What logs call people and addresses by: enough to see that two lines are of the same, too little to see of whom."""

import hmac
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from uuid import UUID

from domain.access import Principal
from server.settings import FULL, NONE

_PURPOSE = b"simpul: pseudonyms in logs"
_CHARACTERS = 12
# What an access provider gives to one household or office, as a rule.
_BITS = {4: 24, 6: 48}
# To read an address takes longer than all else that a line is made of.
_REMEMBERED = 1_000


class Pseudonyms:
    """Names for the log, the same as long as the key is the same; `version` says which key that was."""

    def __init__(self, secret: str, version: int = 1) -> None:
        self._key = hmac.digest(secret.encode(), _PURPOSE, sha256)
        self._version = version

    def of(self, principal: Principal) -> str:
        """The role, and for a person a keyed hash: `EMPLOYEE:1.3f2a…`."""
        who = principal.employee_id
        return str(principal.role) if who is None else f"{principal.role}:{self._version}.{self._hash(who)}"

    def _hash(self, who: UUID) -> str:
        return hmac.digest(self._key, who.bytes, sha256).hex()[:_CHARACTERS]


@lru_cache(_REMEMBERED)
def describe_address(address: str | None, how: str) -> str | None:
    """An address as LOG_ADDRESSES wants it: in full, the network it is in, or nothing."""
    if address is None or how == NONE:
        return None
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if how == FULL:
        return str(found)
    mapped = getattr(found, "ipv4_mapped", None)
    chosen = mapped or found
    return str(ip_network((chosen, _BITS[chosen.version]), strict=False))
