"""An account is set up once, by who has its code, with a password that is not guessed and a proven second factor."""

from datetime import timedelta

import pytest

from domain.problems import Refused
from resolvers.accounts.administration import add_account, disable_account, renew_code
from tests.server.signin.lobby import PASSWORD, Lobby, read_secret


async def test_nothing_changes_before_a_second_factor_was_shown(lobby: Lobby) -> None:
    setup = await add_account(lobby.database, lobby.town.handler.external, "siti")
    for _ in range(2):
        await lobby.ask("setup", login="siti", code=setup.code.lower().replace("-", " "), password=PASSWORD)
    offer = await lobby.ask("setup", login="siti", code=setup.code, password=PASSWORD)
    assert offer["totp"]["address"].startswith("otpauth://totp/Simpul%3Asiti?secret=")
    assert offer["passkey"] is None
    assert await lobby.refused("password", login="siti", password=PASSWORD) == "SIGN_IN_FAILED"
    assert await lobby.refused("setup/finish", step=offer["step"], code="000000x") == "WRONG_SECOND_FACTOR"
    assert await lobby.refused("setup/finish", step=offer["step"]) == "SECOND_FACTOR_NEEDED"
    assert await lobby.rows("SELECT 1 FROM accounts WHERE password_hash IS NOT NULL") == []


async def test_a_code_is_good_for_one_setup(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    setup = await renew_code(lobby.database, lobby.town.handler.external)
    offers = [await lobby.ask("setup", login="siti", code=setup.code, password=PASSWORD) for _ in range(2)]
    for offer, outcome in zip(offers, (200, 401), strict=True):
        siti.secret = read_secret(offer)
        answer = await lobby.send("setup/finish", {"step": offer["step"], "code": lobby.code(siti)})
        assert answer.status_code == outcome
    assert await lobby.refused("setup", login="siti", code=setup.code, password=PASSWORD) == "WRONG_SETUP_CODE"


async def test_a_new_setup_replaces_everything(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    half = (await lobby.ask("password", login="siti", password=PASSWORD))["step"]
    old_code = lobby.code(siti)
    setup = await renew_code(lobby.database, lobby.town.handler.external)
    offer = await lobby.ask("setup", login="siti", code=setup.code, password="payung hijau di teras depan")
    again = siti.secret
    siti.secret = read_secret(offer)
    await lobby.ask("setup/finish", step=offer["step"], code=lobby.code(siti))
    assert await lobby.refused("totp", step=half, code=old_code) == "STEP_OVER"
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    assert await lobby.refused("password", login="siti", password=PASSWORD) == "SIGN_IN_FAILED"
    siti.password = "payung hijau di teras depan"
    siti.secret, newest = again, siti.secret
    step = (await lobby.ask("password", login="siti", password=siti.password))["step"]
    lobby.clock.move(timedelta(minutes=1))
    assert await lobby.refused("totp", step=step, code=lobby.code(siti)) == "WRONG_SECOND_FACTOR"
    siti.secret = newest
    await lobby.sign_in(siti)


async def test_wrong_late_and_foreign_codes_are_refused_alike(lobby: Lobby) -> None:
    setup = await add_account(lobby.database, lobby.town.handler.external, "siti")
    other = await add_account(lobby.database, lobby.town.colleague.external, "budi")
    for login, code in (
        ("siti", "AAAAA-AAAAA-AAAAA-AAAAA"),
        ("siti", other.code),
        ("nobody", setup.code),
        ("siti", "é"),
    ):
        assert await lobby.refused("setup", login=login, code=code, password=PASSWORD) == "WRONG_SETUP_CODE"
    lobby.clock.move(timedelta(days=3))
    assert await lobby.refused("setup", login="siti", code=setup.code, password=PASSWORD) == "WRONG_SETUP_CODE"
    newer = await renew_code(lobby.database, lobby.town.handler.external)
    assert "step" in await lobby.ask("setup", login="siti", code=newer.code, password=PASSWORD)


async def test_who_has_left_sets_nothing_up(lobby: Lobby) -> None:
    setup = await add_account(lobby.database, lobby.town.handler.external, "siti")
    await lobby.rows("UPDATE employees SET left_on = $2 WHERE id = $1", lobby.town.handler.id, lobby.database.today())
    assert await lobby.refused("setup", login="siti", code=setup.code, password=PASSWORD) == "WRONG_SETUP_CODE"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("pendek sekal", None),
        ("pendek seka", "PASSWORD_TOO_SHORT"),
        ("x" * 129, "PASSWORD_TOO_LONG"),
        ("password1234", "PASSWORD_COMMON"),
        ("siti-handler!", "PASSWORD_COMMON"),
    ],
)
async def test_passwords_are_held_to_the_rules(lobby: Lobby, password: str, code: str | None) -> None:
    setup = await add_account(lobby.database, lobby.town.handler.external, "siti")
    given = {"login": "siti", "code": setup.code, "password": password}
    if code is None:
        assert "step" in await lobby.ask("setup", **given)
    else:
        assert await lobby.refused("setup", **given) == code


async def test_the_operator_is_told_what_cannot_be(lobby: Lobby) -> None:
    await add_account(lobby.database, lobby.town.handler.external, "siti")
    for named, login, code in (
        (lobby.town.handler.external, "siti2", "ACCOUNT_EXISTS"),
        (lobby.town.colleague.external, "SITI", "LOGIN_TAKEN"),
        (lobby.town.colleague.external, "a b", "LOGIN_FORM"),
        ("198001012005011001", None, "UNKNOWN_EMPLOYEE"),
    ):
        with pytest.raises(Refused) as refused:
            await add_account(lobby.database, named, login)
        assert refused.value.problems[0].code == code
    with pytest.raises(Refused, match="no local account"):
        await renew_code(lobby.database, lobby.town.colleague.external)


async def test_more_second_factors_are_added_and_removed_by_a_fresh_session(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    token = (await lobby.sign_in(siti))["accessToken"]
    [first] = (await lobby.ask("factors", token=token))["secondFactors"]
    assert await lobby.refused("factors/remove", token=token, id=first["id"]) == "LAST_FACTOR"
    offer = await lobby.ask("factors/offer", token=token)
    siti.secret = read_secret(offer)
    added = await lobby.ask("factors/add", token=token, step=offer["step"], code=lobby.code(siti), name="Ponsel baru")
    names = [factor["name"] for factor in (await lobby.ask("factors", token=token))["secondFactors"]]
    assert names == ["Totp", "Ponsel baru"]
    assert await lobby.ask("factors/remove", token=token, id=first["id"]) == {}
    await lobby.sign_in(siti)
    assert await lobby.refused("factors/remove", token=token, id=added["id"]) == "LAST_FACTOR"
    lobby.clock.move(timedelta(minutes=15))
    assert await lobby.refused("factors/offer", token=token) == "SIGN_IN_AGAIN"


async def test_second_factors_are_nobody_elses(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    budi = await lobby.enrol(lobby.town.colleague, "budi")
    tokens = [(await lobby.sign_in(each))["accessToken"] for each in (siti, budi)]
    [factor] = (await lobby.ask("factors", token=tokens[0]))["secondFactors"]
    offer = await lobby.ask("factors/offer", token=tokens[0])
    siti.secret = read_secret(offer)
    assert await lobby.refused("factors/remove", token=tokens[1], id=factor["id"]) == "NOT_FOUND"
    refused = await lobby.refused("factors/add", token=tokens[1], step=offer["step"], code=lobby.code(siti))
    assert refused == "STEP_OVER"
    assert await lobby.refused("factors") == "TOKEN_INVALID"
    assert await lobby.refused("factors", token="x.y.z") == "TOKEN_INVALID"
    await lobby.rows("UPDATE sessions SET ended_at = started_at, end_reason = 'SIGNED_OUT'")
    assert await lobby.refused("factors", token=tokens[0]) == "SESSION_OVER"


async def test_the_operator_ends_an_account_and_lets_it_begin_anew(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    step = (await lobby.ask("password", login="siti", password=PASSWORD))["step"]
    assert await disable_account(lobby.database, siti.person.external) == 1
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    assert await lobby.refused("totp", step=step, code=lobby.code(siti)) == "STEP_OVER"
    assert await lobby.refused("password", login="siti", password=PASSWORD) == "SIGN_IN_FAILED"
    setup = await renew_code(lobby.database, siti.person.external)
    assert await lobby.refused("password", login="siti", password=PASSWORD) == "SIGN_IN_FAILED"
    offer = await lobby.ask("setup", login="siti", code=setup.code, password=PASSWORD)
    siti.secret = read_secret(offer)
    await lobby.ask("setup/finish", step=offer["step"], code=lobby.code(siti))
    await lobby.sign_in(siti)


async def test_a_password_is_changed_by_who_knows_the_old_one(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    first, second = siti.tokens, await lobby.sign_in(siti)
    token, new = second["accessToken"], "payung hijau di teras depan"
    path = "password/change"
    assert await lobby.refused(path, token=token, password="salah sekali ini", newPassword=new) == "SIGN_IN_FAILED"
    assert await lobby.refused(path, token=token, password=PASSWORD, newPassword="pendek") == "PASSWORD_TOO_SHORT"
    assert await lobby.refused(path, password=PASSWORD, newPassword=new) == "TOKEN_INVALID"
    assert await lobby.ask(path, token=token, password=PASSWORD, newPassword=new) == {}
    for tokens in (first, second):
        assert await lobby.refused("refresh", refreshToken=tokens["refreshToken"]) == "SESSION_OVER"
    assert await lobby.refused("password", login="siti", password=PASSWORD) == "SIGN_IN_FAILED"
    siti.password = new
    third = await lobby.sign_in(siti)
    lobby.clock.move(timedelta(minutes=15))
    refused = await lobby.refused(path, token=third["accessToken"], password=new, newPassword=PASSWORD)
    assert refused == "SIGN_IN_AGAIN"


async def test_only_the_last_devices_are_known(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    devices = [(await lobby.sign_in(siti))["device"] for _ in range(20)]
    assert len(await lobby.rows("SELECT 1 FROM known_devices")) == 20
    assert "device" not in await lobby.sign_in(siti, device=devices[0])
    assert "device" in await lobby.sign_in(siti, device=siti.tokens["device"])
