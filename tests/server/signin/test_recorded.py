"""What is refused to somebody who is known is recorded with them, and a loop of it fills nothing."""

from datetime import timedelta

from domain.terms import Role
from tests.conftest import Statements
from tests.server.signin.lobby import PASSWORD, Lobby


async def test_a_role_that_is_not_held_is_recorded_where_it_is_asked_for(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    step = (await lobby.ask("password", login="siti", password=PASSWORD))["step"]
    assert await lobby.refused("totp", step=step, code=lobby.code(siti), role="AUDITOR") == "ROLE_NOT_HELD"
    refresh = siti.tokens["refreshToken"]
    for _ in range(3):
        assert await lobby.refused("refresh", refreshToken=refresh, role="HR_AGENCY") == "ROLE_NOT_HELD"
    assert await lobby.refusals() == [("ROLE_NOT_HELD", 4)]
    [(subject,)] = await lobby.rows("SELECT DISTINCT subject_id FROM audit_entries WHERE action = 'signInRefused'")
    assert subject == siti.person.id


async def test_wrong_setup_codes_and_passwords_are_recorded_for_accounts_that_there_are(lobby: Lobby) -> None:
    siti = await lobby.enrol(lobby.town.handler, "siti")
    await lobby.refused("setup", login="siti", code="AAAAA-AAAAA-AAAAA-AAAAA", password=PASSWORD)
    await lobby.refused("setup", login="nobody", code="AAAAA-AAAAA-AAAAA-AAAAA", password=PASSWORD)
    tokens = await lobby.sign_in(siti)
    given = {"password": "bukan kata sandi saya", "newPassword": "sepeda hijau di gudang baru"}
    await lobby.refused("password/change", token=tokens["accessToken"], **given)
    assert await lobby.refusals() == [("WRONG_SETUP_CODE", 1), ("SIGN_IN_FAILED", 1)]
    assert "sepeda" not in str(await lobby.rows("SELECT * FROM audit_entries"))


async def test_whoever_hammers_at_a_login_costs_no_statement_more_and_leaves_an_entry_a_minute(
    lobby: Lobby, statements: Statements
) -> None:
    await lobby.enrol(lobby.town.handler, "siti")
    codes = [await lobby.refused("password", login="siti", password="salah sekali lagi") for _ in range(30)]
    hammered = codes.count("TOO_MANY_ATTEMPTS")
    assert hammered > 10
    assert not any(each.startswith("INSERT INTO audit_entries") for each in statements)
    refusals = await lobby.refusals()
    assert sum(count for _, count in refusals) == hammered
    assert len(refusals) <= 2


async def test_another_role_of_a_session_is_recorded_and_so_is_its_end(lobby: Lobby) -> None:
    town = lobby.town
    siti = await lobby.enrol(town.head, "siti")
    used = siti.tokens["refreshToken"]
    again = await lobby.ask("refresh", refreshToken=used, role="APPRAISER")
    assert again["role"] == Role.APPRAISER
    lobby.clock.move(timedelta(minutes=5))
    assert await lobby.refused("refresh", refreshToken=used) == "SESSION_OVER"
    told = await lobby.rows(
        "SELECT action, subject_type, detail, role FROM audit_entries"
        " WHERE action IN ('changeSessionRole', 'sessionEnded') ORDER BY id"
    )
    assert [(row["action"], row["subject_type"], row["role"]) for row in told] == [
        ("changeSessionRole", "Session", "APPRAISER"),
        ("sessionEnded", "Session", "CITIZEN"),
    ]
    assert '"before": "EMPLOYEE"' in told[0]["detail"]
    assert "TOKEN_REUSED" in told[1]["detail"]
    assert str(siti.person.id) in told[1]["detail"]
