"""Through a real identity provider: who it vouches for gets in, and nothing else that comes from there does."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from db.database import Database
from domain.budgets import BudgetKind, Limit
from domain.clocks import Clock
from domain.problems import Refused
from server.authentication import read_token
from server.clock import machine_clock
from server.exposure import Exposure
from server.signin.oidc.issuers import Issuer
from server.signin.oidc.pending import COOKIE
from server.signin.oidc.provider import Asked, Provider
from tests.attacks.service import UNLIMITED
from tests.keys import KEYS
from tests.server.signin.lobby import ELSEWHERE, Lobby, open_lobby
from tests.server.signin.providers import SERVICE, Browser, IdentityProvider, running_provider

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="the provider runs on Node")

NIP = "198505122010012003"
PORTAL = "https://portal.example.go.id"
VERIFIER = "v" * 43
CHALLENGE = create_s256_code_challenge(VERIFIER)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[IdentityProvider]:
    async with running_provider() as running:
        yield running


def write_issuers(path: Path, issuer: str, more: str = "") -> Path:
    one = f'issuer = "{issuer}"\nclient_id = "simpul"\nclient_secret = "a secret that only both know"\n'
    path.write_text(f'[pegawai]\n{one}{more}\n[kunci]\n{one}claim = "employee"\nkind = "EMPLOYEE"\n')
    return path


@pytest.fixture
def exposure() -> Exposure:
    """A service that slows nobody down."""
    return UNLIMITED


@pytest.fixture
async def lobby(
    database: Database, provider: IdentityProvider, tmp_path: Path, exposure: Exposure
) -> AsyncIterator[Lobby]:
    issuers = write_issuers(tmp_path / "issuers.toml", provider.issuer)
    settings: dict[str, Any] = {"public_url": SERVICE, "oidc_issuers": issuers, "portal_origins": (PORTAL,)}
    async with open_lobby(database, exposure=exposure, **settings) as opened:
        handler = opened.town.handler.id
        number = (
            "INSERT INTO identity_numbers (employee_id, type, value, valid_from) VALUES ($1, 'NIP', $2, '2010-01-01')"
        )
        await opened.rows(number, handler, NIP)
        await provider.control(claims={"nip": NIP})
        yield opened


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    error = response.json()["errors"][0]
    return response.status_code, error["extensions"]["code"], error["message"]


async def test_whoever_the_provider_vouches_for_has_a_session(lobby: Lobby) -> None:
    response = await Browser(lobby).sign_in()
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    tokens = response.json()
    assert read_token(tokens["accessToken"], KEYS).capacity.employee_id == lobby.town.handler.id
    [session] = await lobby.rows("SELECT method, issuer FROM sessions")
    assert session["method"] == "OIDC"
    assert session["issuer"].startswith("http://127.0.0.1:")
    assert (await lobby.ask("refresh", refreshToken=tokens["refreshToken"]))["session"] == tokens["session"]


async def test_a_claim_may_hold_our_own_identifier(lobby: Lobby, provider: IdentityProvider) -> None:
    await provider.control(claims={"employee": lobby.town.colleague.external})
    response = await Browser(lobby).sign_in("/signin/oidc/kunci")
    assert read_token(response.json()["accessToken"], KEYS).capacity.employee_id == lobby.town.colleague.id


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"nip": "199001012015011001"}, "NOT_AN_EMPLOYEE"),
        ({"nip": "emp_0"}, "NOT_AN_EMPLOYEE"),
        ({"nip": f"{NIP} "}, "NOT_AN_EMPLOYEE"),
        ({"nip": 198505122010012003}, "IDENTITY_REFUSED"),
        ({"nip": ""}, "IDENTITY_REFUSED"),
        ({"nip": [NIP]}, "IDENTITY_REFUSED"),
        ({}, "IDENTITY_REFUSED"),
    ],
)
async def test_who_is_no_employee_gets_nothing(
    lobby: Lobby, provider: IdentityProvider, claims: dict[str, object], code: str
) -> None:
    await provider.control(claims=claims)
    assert refusal(await Browser(lobby).sign_in())[1] == code
    assert await lobby.rows("SELECT 1 FROM sessions") == []
    assert await lobby.audited() == ["signInFailed"]
    assert NIP not in str(await lobby.rows("SELECT detail::text FROM audit_entries"))


async def test_who_has_left_gets_nothing(lobby: Lobby) -> None:
    await lobby.rows("UPDATE employees SET left_on = $2 WHERE id = $1", lobby.town.handler.id, lobby.database.today())
    assert refusal(await Browser(lobby).sign_in())[:2] == (403, "NOT_AN_EMPLOYEE")


NOW = int(machine_clock().timestamp())
TAMPERED: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "another"}},
    "no audience": {"claims": {"aud": None}},
    "several audiences, for another": {"claims": {"aud": ["simpul", "another"], "azp": "another"}},
    "several audiences, for nobody": {"claims": {"aud": ["simpul", "another"]}},
    "another issuer": {"claims": {"iss": "https://another.example"}},
    "expired": {"claims": {"exp": NOW - 120, "iat": NOW - 600}},
    "without an end": {"claims": {"exp": None}},
    "an end that is no number": {"claims": {"exp": "tomorrow"}},
    "not valid yet": {"claims": {"nbf": NOW + 3600}},
    "issued tomorrow": {"claims": {"iat": NOW + 86_400}},
    "another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "unsigned": {"header": {"alg": "none"}},
    "signed with the client's secret": {"header": {"alg": "HS256"}},
    "an unknown key": {"header": {"kid": "unknown"}},
    "another key of the same name": {"stranger": True},
    "something critical that we do not know": {"header": {"crit": ["exp"], "exp": 1}},
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
async def test_a_token_that_does_not_hold_is_refused(
    lobby: Lobby, provider: IdentityProvider, tamper: dict[str, Any]
) -> None:
    await provider.control(claims={"nip": NIP}, tamper=tamper)
    status, code, message = refusal(await Browser(lobby).sign_in())
    assert (status, code) == (401, "IDENTITY_REFUSED")
    assert message.startswith("The answer of the identity provider was refused: id_token, ")
    assert await lobby.rows("SELECT 1 FROM sessions") == []
    assert await lobby.audited() == ["signInFailed"]
    await provider.control(claims={"nip": NIP})
    assert (await Browser(lobby).sign_in()).status_code == 200, "the next one is not held to account"


async def test_clocks_may_differ_by_a_minute(lobby: Lobby, provider: IdentityProvider) -> None:
    now = int(machine_clock().timestamp())
    await provider.control(claims={"nip": NIP}, tamper={"claims": {"exp": now - 20, "iat": now + 20}})
    assert (await Browser(lobby).sign_in()).status_code == 200


async def test_new_keys_are_fetched_when_they_are_used(lobby: Lobby, provider: IdentityProvider) -> None:
    at = lobby.app.state.sign_in.federation.providers["pegawai"]
    for _ in range(2):
        assert (await Browser(lobby).sign_in()).status_code == 200
        old = at._keys
        await provider.control(claims={"nip": NIP}, rotate=True)
        # As if some time had passed since they were asked for.
        at._keys = (at._keys[0] - 11, at._keys[1])
        assert (await Browser(lobby).sign_in()).status_code == 200
        assert at._keys != old


async def test_unknown_keys_do_not_make_us_ask_again_and_again(lobby: Lobby, provider: IdentityProvider) -> None:
    at = lobby.app.state.sign_in.federation.providers["pegawai"]
    await Browser(lobby).sign_in()
    fetched = at._keys[0]
    await provider.control(claims={"nip": NIP}, tamper={"header": {"kid": "unknown"}})
    for _ in range(3):
        assert refusal(await Browser(lobby).sign_in())[1] == "IDENTITY_REFUSED"
    assert at._keys[0] == fetched


async def test_what_comes_back_belongs_to_the_browser_that_went(lobby: Lobby) -> None:
    attacker, victim = Browser(lobby), Browser(lobby)
    address = await attacker.go()
    assert refusal(await victim.visit(address))[:2] == (401, "STEP_OVER")
    await victim.go()
    assert refusal(await victim.visit(address))[2].startswith("The answer of the identity provider was refused: state")
    assert (await attacker.visit(address)).status_code == 200
    assert refusal(await attacker.visit(address))[1] == "STEP_OVER", "the cookie is gone"


async def test_a_code_is_good_once(lobby: Lobby) -> None:
    browser = Browser(lobby)
    address = await browser.go()
    kept = browser.cookies["simpul.test"]
    assert (await browser.visit(address)).status_code == 200
    browser.cookies["simpul.test"] = httpx.Cookies({COOKIE: kept.get(COOKIE) or ""})
    assert refusal(await browser.visit(address))[2].startswith("The answer of the identity provider was refused: code")


async def test_a_way_is_over_after_ten_minutes(lobby: Lobby) -> None:
    browser = Browser(lobby)
    address = await browser.go()
    lobby.clock.move(timedelta(minutes=10))
    assert refusal(await browser.visit(address))[1] == "STEP_OVER"


@pytest.mark.parametrize("change", ["iss=https%3A%2F%2Fanother.example&", "error=access_denied&"])
async def test_answers_of_others_and_refusals_are_refused(lobby: Lobby, change: str) -> None:
    browser = Browser(lobby)
    address = await browser.go()
    parts = urlsplit(address)
    given = {name: values[0] for name, values in parse_qs(parts.query).items()}
    given |= {name: values[0] for name, values in parse_qs(change).items()}
    url = str(httpx.URL(f"{SERVICE}{parts.path}", params=given))
    assert refusal(await browser.visit(url))[1] == "IDENTITY_REFUSED"


async def test_an_answer_for_one_provider_is_none_for_another(lobby: Lobby) -> None:
    browser = Browser(lobby)
    address = (await browser.go()).replace("/pegawai/", "/kunci/")
    assert refusal(await browser.visit(address))[1] == "STEP_OVER"


async def test_the_cookie_is_for_the_way_back_alone(lobby: Lobby) -> None:
    response = await Browser(lobby).visit(f"{SERVICE}/signin/oidc/pegawai")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/signin/oidc" in cookie
    asked = parse_qs(urlsplit(response.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    for name in ("state", "nonce"):
        assert asked[name][0] not in cookie
    assert refusal(await Browser(lobby).visit(f"{SERVICE}/signin/oidc/nobody"))[:2] == (404, "UNKNOWN_ISSUER")


PORTALS = [
    "https://portal.example.go.id.evil.example/", "https://portal.example.go.id@evil.example/", "//evil.example/",
    "https://evil.example/https://portal.example.go.id/", "https:portal.example.go.id", "javascript:alert(1)",
    "http://portal.example.go.id/", "https://portal.example.go.id:8443/", "https://portal.example.go.id\\@evil.example/",
    "https://portal.example.go.id\t.evil.example/", "https://portal.example.go.id/#x", "https://portal.example.go.id\u3002evil.example/",
    "/", "", "https://PORTAL.example.go.id.\u0000/", "https://evil.example\\.portal.example.go.id/",
]  # fmt: skip


@pytest.mark.parametrize("return_to", PORTALS, ids=ascii)
async def test_nobody_is_sent_to_pages_that_are_no_portal(lobby: Lobby, return_to: str) -> None:
    url = httpx.URL(f"{SERVICE}/signin/oidc/pegawai", params={"return_to": return_to, "code_challenge": CHALLENGE})
    response = await Browser(lobby).visit(str(url))
    assert refusal(response)[:2] == (400, "RETURN_ADDRESS")


async def go_to_portal(lobby: Lobby, **more: str) -> dict[str, list[str]]:
    """The parameters with which a browser comes to the portal."""
    given = {"return_to": f"{PORTAL}/masuk?dari=beranda", "code_challenge": CHALLENGE} | more
    url = str(httpx.URL(f"{SERVICE}/signin/oidc/pegawai", params=given))
    address = await Browser(lobby).follow(url, until=PORTAL)
    assert isinstance(address, str), address.text
    assert address.startswith(f"{PORTAL}/masuk?")
    return parse_qs(urlsplit(address).query)


async def test_a_portal_exchanges_what_it_is_given_once_and_with_its_verifier(lobby: Lobby) -> None:
    given = await go_to_portal(lobby)
    assert given["dari"] == ["beranda"]
    [code] = given["code"]
    tokens = await lobby.ask("oidc/exchange", code=code, verifier=VERIFIER)
    assert read_token(tokens["accessToken"], KEYS).capacity.employee_id == lobby.town.handler.id
    assert await lobby.refused("oidc/exchange", code=code, verifier=VERIFIER) == "STEP_OVER"


async def test_who_stole_a_code_has_no_verifier_and_ends_it(lobby: Lobby) -> None:
    [code] = (await go_to_portal(lobby))["code"]
    assert await lobby.refused("oidc/exchange", code=code, verifier="w" * 43) == "STEP_OVER"
    assert await lobby.refused("oidc/exchange", code=code, verifier=VERIFIER) == "STEP_OVER"
    [late] = (await go_to_portal(lobby))["code"]
    lobby.clock.move(timedelta(minutes=1))
    assert await lobby.refused("oidc/exchange", code=late, verifier=VERIFIER) == "STEP_OVER"


async def test_a_portal_without_a_challenge_is_refused(lobby: Lobby) -> None:
    url = httpx.URL(f"{SERVICE}/signin/oidc/pegawai", params={"return_to": f"{PORTAL}/"})
    assert refusal(await Browser(lobby).visit(str(url)))[1] == "REQUIRED"


async def test_a_portal_is_told_why_nobody_comes(lobby: Lobby, provider: IdentityProvider) -> None:
    await provider.control(claims={"nip": "199001012015011001"})
    assert (await go_to_portal(lobby))["error"] == ["NOT_AN_EMPLOYEE"]


async def test_roles_are_checked_as_everywhere(lobby: Lobby) -> None:
    assert refusal(await Browser(lobby).sign_in("/signin/oidc/pegawai?role=ADMINISTRATOR"))[1] == "ROLE_NOT_HELD"
    response = await Browser(lobby).visit(f"{SERVICE}/signin/oidc/pegawai?role=MAYOR")
    assert refusal(response)[1] == "UNKNOWN_VALUE"


async def asking(issuer: str, clock: Clock = machine_clock, **changes: Any) -> str:
    """What an issuer's provider is refused for."""
    at = Provider(Issuer("x", issuer, "simpul", None, **changes), f"{SERVICE}/callback", clock)
    try:
        with pytest.raises(Refused) as refused:
            await at.authorization_url(Asked("s", "n", "v" * 43))
    finally:
        await at.close()
    return refused.value.problems[0].values["reason"]


async def test_a_provider_that_cannot_be_had_is_said_to_be_so(provider: IdentityProvider) -> None:
    assert await asking("http://127.0.0.1:9") == "ConnectError"
    assert await asking(f"{provider.issuer}/nowhere") == "HTTPStatusError"
    assert await asking(f"{provider.issuer}/") == "it calls itself by another name"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"x" * 300_000, "no object, or a large one"),
        (b"[]", "no object, or a large one"),
        (b"{", "JSONDecodeError"),
        (b'{"issuer": "%b"}', "authorization_endpoint is no https address"),
        (
            b'{"issuer": "%b", "authorization_endpoint": "http://evil.example/"}',
            "authorization_endpoint is no https address",
        ),
    ],
)
async def test_a_provider_that_says_nonsense_is_no_provider(document: bytes, reason: str) -> None:
    issuer = ""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = document.replace(b"%b", issuer.encode())
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await asking(issuer) == reason


FEW_FAILURES = replace(UNLIMITED, budgets={**UNLIMITED.budgets, BudgetKind.FAILED_SIGN_INS: Limit(2, 6_000)})


@pytest.mark.parametrize("exposure", [FEW_FAILURES])
async def test_whom_a_provider_does_not_vouch_for_draws_on_what_their_address_may_fail(
    lobby: Lobby, provider: IdentityProvider
) -> None:
    told = []
    for claims in ({"nip": "199001012015011001"}, {}, {}):
        await provider.control(claims=claims)
        told.append(await Browser(lobby, ELSEWHERE).sign_in())
    assert [refusal(each)[:2] for each in told] == [
        (403, "NOT_AN_EMPLOYEE"), (401, "IDENTITY_REFUSED"), (429, "RATE_LIMITED"),
    ]  # fmt: skip
    assert int(told[-1].headers["retry-after"]) > 0
    guessed = {"login": "siti", "password": "sepeda biru"}
    assert await lobby.refused("password", origin=ELSEWHERE, **guessed) == "RATE_LIMITED"
    await provider.control(claims={"nip": NIP})
    assert (await Browser(lobby, ELSEWHERE).sign_in()).status_code == 200, "who is vouched for is let through"


@pytest.mark.parametrize("exposure", [FEW_FAILURES])
async def test_stolen_codes_draw_on_it_too(lobby: Lobby) -> None:
    told = []
    for _ in range(3):
        [code] = (await go_to_portal(lobby))["code"]
        told.append(await lobby.refused("oidc/exchange", origin=ELSEWHERE, code=code, verifier="w" * 43))
    assert told == ["STEP_OVER", "STEP_OVER", "RATE_LIMITED"]
