"""What the environment may say of limits, and what is answered when it says nonsense."""

import re
from ipaddress import ip_network

import pytest

from domain.budgets import BudgetKind, Limit
from server.clients import Clients, prefix_of
from server.exposure import DEMO, OPEN, ClientDeadlines, Exposure, read_exposure
from server.settings import Settings, load_settings
from server.variables import SettingsError


def test_production_is_usual() -> None:
    assert read_exposure({}) == Exposure()
    assert load_settings({}).exposure == Exposure()
    demo = load_settings({}, usual={"SIMPUL_PROFILE": "demo"}).exposure
    assert (demo.profile, demo.introspection) == (DEMO, OPEN)
    assert load_settings({"SIMPUL_PROFILE": "production"}, usual={"SIMPUL_PROFILE": "demo"}).exposure == Exposure()


def test_everything_set_sets_another_process_alike() -> None:
    exposure = Exposure(
        profile=DEMO,
        introspection="closed",
        documents="required",
        proxies=(ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")),
        budgets={BudgetKind.REQUESTS: Limit(5, 60), BudgetKind.WRONG_CODES: Limit(1, 600)},
        hsts=600,
        deadlines=ClientDeadlines(header=1, body=2, idle=3, init=4, send=8, request=5),
        connections=7,
        connections_per_address=6,
        watched_per_client=9,
    )
    assert read_exposure(exposure.environment()) == exposure
    assert load_settings(Settings(exposure=exposure).environment()).exposure == exposure


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SIMPUL_PROFILE": "test"}, "SIMPUL_PROFILE is 'test'. Set it to one of production, demo."),
        ({"INTROSPECTION": "on"}, "INTROSPECTION is 'on'. Set it to one of signed-in, open, closed."),
        ({"TRUSTED_DOCUMENTS": "no"}, "TRUSTED_DOCUMENTS is 'no'. Set it to one of optional, required."),
        ({"TRUSTED_PROXIES": "10.0.0.1/8"}, "TRUSTED_PROXIES holds no network"),
        ({"TRUSTED_PROXIES": "proxy"}, "TRUSTED_PROXIES holds no network"),
        ({"BUDGETS": "requests"}, "BUDGETS holds 'requests'. Write budgets like requests=1200/60"),
        ({"BUDGETS": "coffee=1/1"}, "BUDGETS holds 'coffee=1/1'"),
        ({"BUDGETS": "requests=0/60"}, "BUDGETS holds 'requests=0/60'"),
        ({"HSTS_SECONDS": "-1"}, "HSTS_SECONDS is '-1'. Set it to a whole number from 0 to 999999999."),
        ({"REQUEST_SECONDS": "0"}, "REQUEST_SECONDS is '0'. Set it to a whole number from 1 to 3600."),
        ({"REQUEST_SECONDS": "3601"}, "REQUEST_SECONDS is '3601'"),
        ({"HEADER_SECONDS": "0"}, "HEADER_SECONDS is '0'"),
        ({"MAX_CONNECTIONS": "0"}, "MAX_CONNECTIONS is '0'. Set it to a whole number from 1 to 1000000."),
        ({"MAX_CONNECTIONS_PER_ADDRESS": "0"}, "MAX_CONNECTIONS_PER_ADDRESS is '0'"),
        ({"HEADER_SECONDS": "soon"}, "HEADER_SECONDS is 'soon'"),
        ({"MAX_CONNECTIONS": "9" * 12}, "MAX_CONNECTIONS is"),
    ],
)
def test_a_bad_value_is_named_with_its_remedy(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_exposure(environment)
    assert said in str(refused.value)
    with pytest.raises(SettingsError, match=re.escape(said)):
        load_settings(environment)


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("testclient", "local"),
        ("", "local"),
        ("1" * 500, "local"),
    ],
)
def test_whom_an_address_belongs_to(address: str, prefix: str) -> None:
    assert prefix_of(address) == prefix


@pytest.mark.parametrize(
    ("forwarded", "prefix"),
    [
        ("198.51.100.1", "198.51.100.1/32"),
        ("192.0.2.66, 198.51.100.1", "198.51.100.1/32"),
        ("192.0.2.66, 198.51.100.1, 10.9.9.9", "198.51.100.1/32"),
        ("10.9.9.9", "10.9.9.9/32"),
        ("192.0.2.66, nonsense", "10.0.0.1/32"),
        ("192.0.2.66, nonsense, 10.9.9.9", "10.9.9.9/32"),
        ("", "10.0.0.1/32"),
    ],
)
def test_whom_a_proxy_forwards(forwarded: str, prefix: str) -> None:
    clients = Clients([ip_network("10.0.0.0/8")])
    header = (b"x-forwarded-for", forwarded.encode())
    scope = {"client": ("10.0.0.1", 1), "headers": [header]}
    assert clients.prefix(scope) == prefix
    assert Clients().prefix(scope) == "10.0.0.1/32"
    assert clients.prefix({**scope, "client": ("198.51.100.9", 1)}) == "198.51.100.9/32"


def test_proxies_that_write_a_line_each() -> None:
    clients = Clients([ip_network("10.0.0.0/8")])
    lines = [b"192.0.2.66, 198.51.100.1", b"10.9.9.9"]
    scope = {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", line) for line in lines]}
    assert clients.prefix(scope) == "198.51.100.1/32"
    assert clients.prefix({**scope, "headers": [(b"host", b"10.9.9.9")]}) == "10.0.0.1/32"
