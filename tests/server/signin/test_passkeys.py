"""A passkey opens the account it was made for, from our pages, for a challenge of ours, and no copy of it does."""

import copy
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Database
from domain.budgets import BudgetKind, Limit
from domain.problems import Refused
from resolvers.accounts.administration import add_account
from resolvers.accounts.context import Credential
from server.signin.passkeys import WebAuthnPasskeys
from tests.attacks.service import UNLIMITED
from tests.resolvers.town import Person
from tests.server.signin.authenticators import DOMAIN, ORIGIN, PRESENT, SoftwareKey, decode, encode
from tests.server.signin.lobby import ELSEWHERE, PASSWORD, Lobby, open_lobby

PORTAL = "http://portal.simpul.test"


@pytest.fixture
async def lobby(database: Database) -> AsyncIterator[Lobby]:
    async with open_lobby(database, public_url=ORIGIN, portal_origins=(PORTAL,)) as opened:
        yield opened


async def enrol(lobby: Lobby, person: Person, login: str, key: SoftwareKey) -> dict[str, Any]:
    setup = await add_account(lobby.database, person.external, login)
    offer = await lobby.ask("setup", login=login, code=setup.code, password=PASSWORD)
    return await lobby.ask(
        "setup/finish", step=offer["step"], credential=key.create(offer["passkey"]), name="Kunci biru"
    )


async def begin(lobby: Lobby, login: str = "siti") -> dict[str, Any]:
    return await lobby.ask("password", login=login, password=PASSWORD)


async def test_a_passkey_is_a_second_factor(lobby: Lobby) -> None:
    key = SoftwareKey()
    await enrol(lobby, lobby.town.handler, "siti", key)
    for _ in range(2):
        step = await begin(lobby)
        assert step["secondFactors"] == ["PASSKEY"]
        assert [each["id"] for each in step["passkey"]["allowCredentials"]] == [encode(key.id)]
        tokens = await lobby.ask("passkey", step=step["step"], credential=key.get(step["passkey"]))
        assert tokens["role"] == "EMPLOYEE"
    assert await lobby.rows("SELECT counter FROM authenticators") == [(2,)]
    assert {method for (method,) in await lobby.rows("SELECT method FROM sessions")} == {"PASSKEY"}


async def test_of_several_each_opens_and_none_is_registered_twice(lobby: Lobby) -> None:
    first, second = SoftwareKey(), SoftwareKey(origin=PORTAL)
    token = (await enrol(lobby, lobby.town.handler, "siti", first))["accessToken"]
    offer = await lobby.ask("factors/offer", token=token)
    assert [each["id"] for each in offer["passkey"]["excludeCredentials"]] == [encode(first.id)]
    again = {"step": offer["step"], "credential": first.create(offer["passkey"])}
    assert await lobby.refused("factors/add", token=token, **again) == "PASSKEY_REFUSED"
    await lobby.ask("factors/add", token=token, step=offer["step"], credential=second.create(offer["passkey"]))
    for key in (second, first):
        step = await begin(lobby)
        await lobby.ask("passkey", step=step["step"], credential=key.get(step["passkey"]))


async def test_a_passkey_of_one_is_none_of_another(lobby: Lobby) -> None:
    sitis, budis = SoftwareKey(), SoftwareKey()
    await enrol(lobby, lobby.town.handler, "siti", sitis)
    await enrol(lobby, lobby.town.colleague, "budi", budis)
    step = await begin(lobby)
    assert await lobby.refused("passkey", step=step["step"], credential=budis.get(step["passkey"])) == "PASSKEY_REFUSED"
    posing = replace(budis, id=sitis.id)
    assert (
        await lobby.refused("passkey", step=step["step"], credential=posing.get(step["passkey"])) == "PASSKEY_REFUSED"
    )
    setup = await add_account(lobby.database, lobby.town.head.external, "kepala")
    offer = await lobby.ask("setup", login="kepala", code=setup.code, password=PASSWORD)
    taken = {"step": offer["step"], "credential": sitis.create(offer["passkey"])}
    assert await lobby.refused("setup/finish", **taken) == "PASSKEY_REFUSED"


WRONG: dict[str, Callable[[SoftwareKey], SoftwareKey]] = {
    "another page": lambda key: replace(key, origin="http://simpul.test.evil.example"),
    "another domain": lambda key: replace(key, domain="evil.example"),
    "nobody there": lambda key: replace(key, flags=0),
    "another key": lambda key: replace(key, key=SoftwareKey().key),
    "another ceremony": lambda key: replace(key, type="webauthn.create"),
    "a copy that lags behind": lambda key: replace(key, counter=3),
    "a copy that counts alike": lambda key: replace(key, counter=4),
    "a count of nothing": lambda key: replace(key, counter=0, counts=False),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
async def test_an_answer_that_does_not_hold_is_refused(
    lobby: Lobby, wrong: Callable[[SoftwareKey], SoftwareKey]
) -> None:
    key = SoftwareKey(counter=4)
    await enrol(lobby, lobby.town.handler, "siti", key)
    step = await begin(lobby)
    await lobby.ask("passkey", step=step["step"], credential=key.get(step["passkey"]))
    step = await begin(lobby)
    answer = wrong(key).get(step["passkey"])
    assert await lobby.refused("passkey", step=step["step"], credential=answer) == "PASSKEY_REFUSED"
    assert (await lobby.rows("SELECT counter FROM authenticators")) == [(5,)]
    assert (await lobby.audited())[-1] == "signInFailed"
    await lobby.ask("passkey", step=step["step"], credential=key.get(step["passkey"]))


async def test_an_answer_opens_one_session_for_its_own_challenge(lobby: Lobby) -> None:
    key = SoftwareKey()
    await enrol(lobby, lobby.town.handler, "siti", key)
    steps = [await begin(lobby) for _ in range(2)]
    answer = key.get(steps[0]["passkey"])
    assert await lobby.refused("passkey", step=steps[1]["step"], credential=answer) == "PASSKEY_REFUSED"
    await lobby.ask("passkey", step=steps[0]["step"], credential=answer)
    assert await lobby.refused("passkey", step=steps[0]["step"], credential=answer) == "STEP_OVER"


async def test_keys_that_do_not_count_are_taken(lobby: Lobby) -> None:
    key = SoftwareKey(counts=False)
    await enrol(lobby, lobby.town.handler, "siti", key)
    for _ in range(2):
        step = await begin(lobby)
        await lobby.ask("passkey", step=step["step"], credential=key.get(step["passkey"]))


async def test_a_code_does_not_stand_in_for_a_passkey(lobby: Lobby) -> None:
    await enrol(lobby, lobby.town.handler, "siti", SoftwareKey(flags=PRESENT))
    step = await begin(lobby)
    assert await lobby.refused("totp", step=step["step"], code="000000") == "WRONG_SECOND_FACTOR"


PASSKEYS = WebAuthnPasskeys(DOMAIN, [ORIGIN])
KEY = SoftwareKey()


def paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [path, *[below for name, each in value.items() for below in paths(each, (*path, name))]]


def changed(answer: dict[str, Any], path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value if isinstance(value, dict) else {}
    whole: Any = copy.deepcopy(answer)
    at = whole
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value(at[path[-1]]) if callable(value) else value
    return whole


def flip(position: int) -> Callable[[Any], Any]:
    def change(text: Any) -> Any:
        if not isinstance(text, str):
            return text
        raw = bytearray(decode(text)) if len(text) % 4 != 1 else bytearray()
        if not raw:
            return "x"
        raw[position % len(raw)] ^= 1 + position % 255
        return encode(bytes(raw))

    return change


values = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=20),
    st.binary(max_size=60).map(encode),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.integers(0, 100_000).map(flip),
)


def refusal(attempt: Callable[[], object]) -> str | None:
    try:
        attempt()
    except Refused as refused:
        return refused.problems[0].code
    return None


@given(st.data(), values)
def test_whatever_is_sent_is_refused_and_never_a_failure_of_ours(data: st.DataObject, value: Any) -> None:
    challenge, options = PASSKEYS.registration("siti", UUID(int=1), [])
    made = KEY.create(dict(options))
    answer = changed(made, data.draw(st.sampled_from(paths(made))), value)
    assert refusal(lambda: PASSKEYS.register(challenge, answer)) in {None, "PASSKEY_REFUSED"}
    credential = PASSKEYS.register(challenge, made)
    challenge, options = PASSKEYS.authentication([KEY.id])
    signed = KEY.get(dict(options))
    answer = changed(signed, data.draw(st.sampled_from(paths(signed))), value)
    stored = Credential(KEY.id, credential.public_key, 0)
    refused = refusal(lambda: (PASSKEYS.answering(answer), PASSKEYS.authenticate(challenge, answer, stored)))
    assert refused in {None, "PASSKEY_REFUSED"}
    if refused is None:
        told = ("clientDataJSON", "authenticatorData", "signature")
        assert [decode(answer["response"][name]) for name in told] == [
            decode(signed["response"][name]) for name in told
        ]


async def test_passkeys_that_do_not_hold_draw_on_what_their_address_may_fail(database: Database) -> None:
    key, thief = SoftwareKey(), SoftwareKey()
    exposure = replace(UNLIMITED, budgets={**UNLIMITED.budgets, BudgetKind.FAILED_SIGN_INS: Limit(2, 6_000)})
    async with open_lobby(database, public_url=ORIGIN, exposure=exposure) as lobby:
        await enrol(lobby, lobby.town.handler, "siti", key)
        posing = replace(thief, id=key.id)
        told = []
        for _ in range(3):
            step = await begin(lobby)
            wrong = {"step": step["step"], "credential": posing.get(step["passkey"])}
            told.append(await lobby.refused("passkey", origin=ELSEWHERE, **wrong))
        assert told == ["PASSKEY_REFUSED", "PASSKEY_REFUSED", "RATE_LIMITED"]
        right = {"login": "siti", "password": PASSWORD}
        assert await lobby.refused("password", origin=ELSEWHERE, **right) == "RATE_LIMITED"
        step = await begin(lobby)
        holding = {"step": step["step"], "credential": key.get(step["passkey"])}
        assert await lobby.ask("passkey", origin=ELSEWHERE, **holding), "what cannot be guessed is let through"
