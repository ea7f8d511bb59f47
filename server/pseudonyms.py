"""What logs call people and addresses by: enough to see that two lines are of the same, too little to see of whom."""

import hmac
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address, ip_network
from uuid import UUID

from domain.access import Principal
from domain.keyring import Key
from server.settings import FULL, NONE

_CHARACTERS = 12
# What an access provider gives to one household or office, as a rule.
_BITS = {4: 24, 6: 48}
# To read an address, or to hash who asks, takes longer than all else that a line is made of.
_REMEMBERED = 1_000


class Pseudonyms:
    """Names for the log, the same as long as the key is the same; its version is part of them."""

    def __init__(self, key: Key) -> None:
        self._key, self._version = key.secret, key.version
        self._hash = lru_cache(_REMEMBERED)(self._hash_anew)

    def of(self, principal: Principal) -> str:
        """The role, and for a person or a program a keyed hash: `EMPLOYEE:1.3f2a…`."""
        who = principal.caller_id
        return str(principal.role) if who is None else f"{principal.role}:{self._version}.{self._hash(who)}"

    def _hash_anew(self, who: UUID) -> str:
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
