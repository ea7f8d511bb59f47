"""A lost account is recovered by two people, neither of whom can use the code alone; that it was is recorded."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.access import Principal
from domain.problems import Refused
from domain.terms import Role
from resolvers.accounts.recovery import (
    ConfirmedRecovery,
    ConfirmRecovery,
    StartedRecovery,
    StartRecovery,
    confirm_recovery,
    start_recovery,
)
from tests.server.signin.lobby import Enrolled, Lobby, read_secret

NEW = "payung hijau di teras depan"


@pytest.fixture
async def siti(lobby: Lobby) -> Enrolled:
    return await lobby.enrol(lobby.town.handler, "siti")


def admin(lobby: Lobby) -> Principal:
    return lobby.town.head.as_a(Role.ADMINISTRATOR)


def witness(lobby: Lobby) -> Principal:
    return lobby.town.officer.as_a(Role.HR_AGENCY)


async def start(
    lobby: Lobby, enrolled: Enrolled, principal: Principal | None = None, **changes: Any
) -> StartedRecovery:
    command = StartRecovery(employee=enrolled.person.external, reason="Ponsel hilang; dikenali di kantor.")
    return await start_recovery(lobby.town.context(principal or admin(lobby)), replace(command, **changes))


async def confirm(lobby: Lobby, started: StartedRecovery, principal: Principal | None = None) -> ConfirmedRecovery:
    command = ConfirmRecovery(recovery=str(started.recovery_id))
    return await confirm_recovery(lobby.town.context(principal or witness(lobby)), command)


async def refusal(attempt: Any) -> str:
    with pytest.raises(Refused) as refused:
        await attempt
    return refused.value.problems[0].code


async def test_both_halves_together_set_the_account_up_anew(lobby: Lobby, siti: Enrolled) -> None:
    started = await start(lobby, siti)
    confirmed = await confirm(lobby, started)
    assert confirmed.login == "siti"
    code = f"{started.half} {confirmed.half}".lower()
    offer = await lobby.ask("setup", login="siti", code=code, password=NEW)
    siti.secret, siti.password = read_secret(offer), NEW
    await lobby.ask("setup/finish", step=offer["step"], code=lobby.code(siti))
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    await lobby.sign_in(siti)
    assert await lobby.refused("setup", login="siti", code=code, password=NEW) == "WRONG_SETUP_CODE"
    actions = [action for action in await lobby.audited() if "ecover" in action]
    assert actions == ["startAccountRecovery", "confirmAccountRecovery", "accountRecovered"]
    [row] = await lobby.rows("SELECT requested_by, witnessed_by, used_at FROM account_codes WHERE purpose = 'RECOVERY'")
    assert tuple(row) == (lobby.town.head.id, lobby.town.officer.id, row["used_at"])
    assert row["used_at"] is not None


async def test_neither_half_is_worth_anything_alone(lobby: Lobby, siti: Enrolled) -> None:
    started = await start(lobby, siti)
    assert await lobby.refused("setup", login="siti", code=started.half, password=NEW) == "WRONG_SETUP_CODE"
    confirmed = await confirm(lobby, started)
    for code in (started.half, confirmed.half, confirmed.half + started.half, started.half * 2, confirmed.half * 2):
        assert await lobby.refused("setup", login="siti", code=code, password=NEW) == "WRONG_SETUP_CODE"
    kept = await lobby.rows("SELECT detail::text FROM audit_entries UNION SELECT answer::text FROM idempotency_keys")
    assert not any(half in str(row) for row in kept for half in (started.half, confirmed.half))
    await lobby.sign_in(siti)


async def test_a_witness_is_a_third_person(lobby: Lobby, siti: Enrolled) -> None:
    started = await start(lobby, siti)
    for party in (lobby.town.head, siti.person):
        assert await refusal(confirm(lobby, started, party.as_a(Role.ADMINISTRATOR))) == "WITNESS_NEEDED"
    assert await refusal(confirm(lobby, started, Principal(Role.HR_AGENCY))) == "NAMED_PERSON_NEEDED"
    for role in set(Role) - {Role.ADMINISTRATOR, Role.HR_AGENCY}:
        assert await refusal(confirm(lobby, started, lobby.town.officer.as_a(role))) == "FORBIDDEN"
    await confirm(lobby, started)
    assert await refusal(confirm(lobby, started)) == "RECOVERY_OVER"


async def test_nobody_recovers_their_own_account_or_one_that_there_is_not(lobby: Lobby, siti: Enrolled) -> None:
    assert await refusal(start(lobby, siti, siti.person.as_a(Role.ADMINISTRATOR))) == "OWN_ACCOUNT"
    assert await refusal(start(lobby, siti, Principal(Role.ADMINISTRATOR))) == "NAMED_PERSON_NEEDED"
    assert await refusal(start(lobby, siti, employee=lobby.town.colleague.external)) == "NO_ACCOUNT"
    assert await refusal(start(lobby, siti, employee="emp_0")) == "NOT_FOUND"
    assert await refusal(start(lobby, siti, reason=" ")) == "TEXT_EMPTY"
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert await refusal(start(lobby, siti, lobby.town.head.as_a(role))) == "FORBIDDEN"


async def test_a_recovery_waits_a_day_for_its_witness_and_half_an_hour_for_its_person(
    lobby: Lobby, siti: Enrolled
) -> None:
    late = await start(lobby, siti)
    lobby.clock.move(timedelta(days=1))
    assert await refusal(confirm(lobby, late)) == "RECOVERY_OVER"
    started = await start(lobby, siti)
    confirmed = await confirm(lobby, started)
    lobby.clock.move(timedelta(minutes=30))
    code = started.half + confirmed.half
    assert await lobby.refused("setup", login="siti", code=code, password=NEW) == "WRONG_SETUP_CODE"


async def test_a_newer_recovery_ends_the_one_before(lobby: Lobby, siti: Enrolled) -> None:
    first = await start(lobby, siti)
    confirmed = await confirm(lobby, first)
    second = await start(lobby, siti)
    code = first.half + confirmed.half
    assert await lobby.refused("setup", login="siti", code=code, password=NEW) == "WRONG_SETUP_CODE"
    assert await refusal(confirm(lobby, first)) == "RECOVERY_OVER"
    await confirm(lobby, second)


async def test_asked_again_under_the_same_key_it_is_the_same_recovery(lobby: Lobby, siti: Enrolled) -> None:
    first, again = [await start(lobby, siti, idempotency_key="1") for _ in range(2)]
    assert first == again
    assert len(await lobby.rows("SELECT 1 FROM account_codes WHERE purpose = 'RECOVERY'")) == 1
