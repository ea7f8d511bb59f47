"""From where an answer of a citizen comes: told apart by network and program, but not at a counter."""

from ipaddress import ip_network
from typing import Any

import pytest

from server.clients import Clients

CLIENTS = Clients([ip_network("10.0.0.0/8")], [ip_network("192.0.2.0/28"), ip_network("2001:db8:1::/64")])


def scope(address: str | None, program: bytes | None = b"Browser/1", *, forwarded: bytes | None = None) -> Any:
    headers = [(b"user-agent", program)] if program is not None else []
    headers += [(b"x-forwarded-for", forwarded)] if forwarded is not None else []
    return {"type": "http", "client": (address, 1) if address else None, "headers": headers}


def test_a_device_is_a_network_and_what_its_program_calls_itself() -> None:
    assert CLIENTS.device(scope("203.0.113.7")) == "203.0.113.7/32 Browser/1"
    assert CLIENTS.device(scope("2001:db8::7")) == CLIENTS.device(scope("2001:db8::8"))
    one, *others = (
        CLIENTS.device(each)
        for each in (
            scope("203.0.113.7"),
            scope("203.0.113.8"),
            scope("203.0.113.7", b"Other/1"),
            scope("203.0.113.7", None),
        )
    )
    assert one not in others


def test_a_proxy_of_ours_says_for_whom_it_asks() -> None:
    assert CLIENTS.device(scope("10.0.0.1", forwarded=b"203.0.113.7")) == CLIENTS.device(scope("203.0.113.7"))
    assert CLIENTS.device(scope("203.0.113.7", forwarded=b"192.0.2.1")) == CLIENTS.device(scope("203.0.113.7"))


@pytest.mark.parametrize("address", ["192.0.2.1", "::ffff:192.0.2.1", "2001:db8:1::5", None])
def test_on_a_tablet_at_a_counter_many_citizens_answer(address: str | None) -> None:
    assert CLIENTS.device(scope(address)) is None


def test_a_tablet_behind_a_proxy_is_one_too() -> None:
    assert CLIENTS.device(scope("10.0.0.1", forwarded=b"192.0.2.15")) is None
    assert CLIENTS.device(scope("10.0.0.1", forwarded=b"192.0.2.16")) is not None
