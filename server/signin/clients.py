"""Who asks to sign in, as far as a request shows it."""

from ipaddress import IPv6Address, ip_address, ip_network

from resolvers.accounts.context import Client
from server.clients import prefix_of

# What one household or office has: an attacker has one cheaply, and pays for each further one.
PREFIX_V4, PREFIX_V6 = 24, 56
UNKNOWN = "unknown"

# The first that fits: later ones are named in the headers of earlier ones, too.
_PROGRAMS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"), ("python", "Python"), ("okhttp", "Android app"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def describe_client(address: str, user_agent: str, device: str | None) -> Client:
    """The client of a request; of its program only the family is kept."""
    return Client(prefix_of(address), find_neighbourhood(address), describe_agent(user_agent), device)


def find_neighbourhood(address: str) -> str:
    """The addresses that probably belong to the same people: a prefix of /24 or /56."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(read, IPv6Address) and read.ipv4_mapped is not None:
        read = read.ipv4_mapped
    length = PREFIX_V6 if isinstance(read, IPv6Address) else PREFIX_V4
    return str(ip_network((read, length), strict=False))


def describe_agent(user_agent: str) -> str:
    """The family of a program and its system, as people know them."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), None)
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), None)
    return " / ".join(part for part in (program, system) if part) or UNKNOWN
