"""Where a request comes from: the address of a stranger, past the proxies that are ours."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from starlette.types import Scope

Network: TypeAlias = IPv4Network | IPv6Network

FORWARDED, USER_AGENT = b"x-forwarded-for", b"user-agent"
LOCAL = "local"

# A subscriber's share of the internet: in IPv4 one address, which even hundreds may share behind a translator; in IPv6
# the 64 bits that a network hands out as it likes. A wider prefix would make strangers pay for each other.
PREFIX_4, PREFIX_6 = 32, 64
LONGEST_ADDRESS = 45
_REMEMBERED = 4_096


class Clients:
    """Tells clients apart by their address; `proxies` are believed when they say whom they forward.

    At `counters` stand devices on which many citizens answer, one after another.
    """

    def __init__(self, proxies: Sequence[Network] = (), counters: Sequence[Network] = ()) -> None:
        self._proxies, self._counters = tuple(proxies), tuple(counters)

    def address(self, scope: Scope) -> str:
        """Where a request comes from: its peer, or whom a proxy of ours forwards; `local` without an address."""
        peer = peer_of(scope)
        if not self._proxies or not self._is_ours(peer):
            return peer
        forwarded = [value for name, value in scope["headers"] if name == FORWARDED]
        return self._before(peer, b",".join(forwarded).decode("latin-1")) if forwarded else peer

    def prefix(self, scope: Scope) -> str:
        """The network that a request comes from, e.g. `203.0.113.7/32`; `local` without an address."""
        return prefix_of(self.address(scope))

    def device(self, scope: Scope) -> str | None:
        """The network that a request comes from, and what its program calls itself; None at a counter."""
        address = self.address(scope)
        parsed = _parse(address)
        if parsed is None or any(parsed in network for network in self._counters):
            return None
        program = next((value for name, value in scope["headers"] if name == USER_AGENT), b"")
        return f"{prefix_of(address)} {program.decode('latin-1')}"

    def _before(self, peer: str, forwarded: str) -> str:
        """The last address that none of our proxies has; those before it anybody may have made up."""
        for each in reversed(forwarded.split(",")):
            address = each.strip()
            if _parse(address) is None:
                return peer
            peer = address
            if not self._is_ours(peer):
                return peer
        return peer

    def _is_ours(self, address: str) -> bool:
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._proxies)

    def trusts(self, address: str) -> bool:
        """Whether this is one of our proxies, behind which many clients stand, and whose word is taken."""
        return bool(self._proxies) and self._is_ours(address)


def peer_of(scope: Scope) -> str:
    """Who is at the other end of the connection; `local` without an address."""
    peer: str = (scope.get("client") or (LOCAL,))[0]
    return peer


def _parse(address: str) -> object:
    if len(address) > LONGEST_ADDRESS:
        return None
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed


@lru_cache(_REMEMBERED)
def prefix_of(address: str) -> str:
    """The network of an address, as far as its subscriber's."""
    parsed = _parse(address)
    if parsed is None:
        return LOCAL
    width = PREFIX_6 if isinstance(parsed, IPv6Address) else PREFIX_4
    return str(ip_network((str(parsed), width), strict=False))
