"""Whoever fails too often is slowed by their address, whichever accounts they try; nobody else is, and no account."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import asyncpg
import httpx
import pytest
from uvicorn import Config

from db.database import Database
from domain.budgets import BudgetKind, Limit
from resolvers.accounts.administration import add_account
from server.exposure import ClientDeadlines, Exposure
from tests.attacks.service import UNLIMITED
from tests.server.signin.lobby import ELSEWHERE, HOME, PASSWORD, Enrolled, Lobby, open_lobby
from tests.server.uvicorns import port_of, running

WRONG = "sepeda merah di gudang lama"
# The tests ask from here, and say as a proxy would whom they forward.
PROXIES = (ip_network("127.0.0.0/8"),)


@dataclass(frozen=True)
class Reached:
    """The lobby over real HTTP."""

    lobby: Lobby
    client: httpx.AsyncClient

    async def send(self, path: str, origin: str | None = None, **given: Any) -> tuple[int, str, int]:
        """The status, the code of a refusal, and after how many seconds to come back."""
        await self.lobby.directory.refresh()
        headers = {} if origin is None else {"x-forwarded-for": origin}
        answer = await self.client.post(f"/signin/{path}", json=given, headers=headers)
        errors = answer.json().get("errors") or [{"extensions": {"code": ""}}]
        return answer.status_code, errors[0]["extensions"]["code"], int(answer.headers.get("retry-after", "0"))


@asynccontextmanager
async def reached(database: Database, **changed: Any) -> AsyncIterator[Reached]:
    async with open_lobby(database, exposure=replace(UNLIMITED, **{"proxies": PROXIES} | changed)) as lobby:
        config = Config(lobby.app, port=0, log_config=None, proxy_headers=False, lifespan="off")
        async with running(config) as server, httpx.AsyncClient(timeout=None) as client:
            client.base_url = f"http://127.0.0.1:{port_of(server)}"
            yield Reached(lobby, client)


def limiting(**limits: Limit) -> dict[str, Any]:
    small = {BudgetKind(name.replace("_", "-")): limit for name, limit in limits.items()}
    return {"budgets": {**UNLIMITED.budgets, **small}}


async def test_many_accounts_tried_from_one_address(database: Database) -> None:
    async with reached(database, **limiting(failed_sign_ins=Limit(3, 600))) as there:
        siti = await there.lobby.enrol(there.lobby.town.handler, "siti")
        right = {"login": "siti", "password": PASSWORD}
        tried = ["siti", "budi", "wati", "agus", "siti"]
        told = [await there.send("password", ELSEWHERE, login=login, password=WRONG) for login in tried]
        assert [code for _, code, _ in told] == ["SIGN_IN_FAILED"] * 3 + ["RATE_LIMITED"] * 2
        status, _, seconds = told[-1]
        assert status == 429
        assert 0 < seconds <= 201
        assert (await there.send("password", ELSEWHERE, **right))[0] == 429, "right or not: it is not looked at"
        assert (await there.send("password", "198.51.100.10", **right))[0] == 200, "the next house is another client"
        assert (await there.send("password", HOME, **right))[0] == 200, "no account is locked"
        known = {**right, "device": siti.tokens["device"]}
        assert (await there.send("password", ELSEWHERE, **known))[0] == 200, "whoever was there before is let through"
        assert (await there.send("password", ELSEWHERE, **right, device="x" * 43))[0] == 429
        there.lobby.clock.move(timedelta(seconds=seconds))
        assert (await there.send("password", ELSEWHERE, **right))[0] == 200


async def test_what_is_refused_for_its_address_counts_for_no_account(database: Database) -> None:
    async with reached(database, **limiting(failed_sign_ins=Limit(3, 600))) as there:
        await there.lobby.enrol(there.lobby.town.handler, "siti")
        for _ in range(60):
            await there.send("password", ELSEWHERE, login="siti", password=WRONG)
        [(most,)] = await there.lobby.rows("SELECT max(failures) FROM sign_in_attempts")
        assert most == 3
        assert (await there.send("password", HOME, login="siti", password=PASSWORD))[0] == 200


async def prove(there: Reached, way: str, siti: Enrolled) -> tuple[int, str, int]:
    """A proof that does not hold, from elsewhere."""
    right = {"login": "siti", "password": PASSWORD, "device": siti.tokens["device"]}
    if way in ("totp", "passkey"):
        step = (await there.lobby.ask("password", **right))["step"]
        there.lobby.clock.move(timedelta(minutes=2))
        wrong = {"code": "000000x"} if way == "totp" else {"credential": {"rawId": "AAAA"}}
        return await there.send(way, ELSEWHERE, step=step, **wrong)
    if way == "refresh":
        return await there.send(way, ELSEWHERE, refreshToken="x" * 43)
    if way == "setup":
        return await there.send(way, ELSEWHERE, login="budi", code="AAAAA-BBBBB", password=PASSWORD)
    return await there.send("password", ELSEWHERE, login="siti", password=WRONG)


@pytest.mark.parametrize("way", ["password", "totp", "refresh", "setup"])
@pytest.mark.parametrize("first", ["password", "totp", "refresh", "setup"])
async def test_every_way_draws_from_one_budget(database: Database, first: str, way: str) -> None:
    async with reached(database, **limiting(failed_sign_ins=Limit(1, 6_000))) as there:
        siti = await there.lobby.enrol(there.lobby.town.handler, "siti")
        await add_account(there.lobby.database, there.lobby.town.colleague.external, "budi")
        assert (await prove(there, first, siti))[0] == 401
        assert (await prove(there, way, siti))[:2] == (429, "RATE_LIMITED")


async def test_whose_session_has_ended_is_no_guesser(database: Database) -> None:
    async with reached(database, **limiting(failed_sign_ins=Limit(1, 6_000))) as there:
        siti = await there.lobby.enrol(there.lobby.town.handler, "siti")
        await there.lobby.ask("out", refreshToken=siti.tokens["refreshToken"])
        for _ in range(5):
            told = await there.send("refresh", ELSEWHERE, refreshToken=siti.tokens["refreshToken"])
            assert told[:2] == (401, "SESSION_OVER")
        assert (await there.send("password", ELSEWHERE, login="siti", password=PASSWORD))[0] == 200


async def test_the_address_comes_from_our_proxies_alone(database: Database) -> None:
    exposed = {**limiting(failed_sign_ins=Limit(3, 6_000)), "proxies": (ip_network("10.0.0.0/8"),)}
    async with reached(database, **exposed) as there:
        forged = [
            await there.send("password", f"203.0.113.{number}", login=f"person-{number}", password=WRONG)
            for number in range(4)
        ]
        assert [status for status, _, _ in forged] == [401] * 3 + [429], "anybody can write a header"
        hashed = await there.lobby.rows("SELECT count(*) FROM budgets WHERE points < 1")
        assert hashed == [(1,)]


async def test_sign_in_asks_like_any_other_request(database: Database) -> None:
    async with reached(database, **limiting(requests=Limit(3, 600))) as there:
        told = [await there.send("refresh", HOME, refreshToken="x") for _ in range(4)]
        assert [code for _, code, _ in told] == ["SESSION_OVER"] * 3 + ["RATE_LIMITED"]
        answer = await there.client.get("/signin/oidc/nobody", headers={"x-forwarded-for": HOME})
        assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (429, True)
        assert (await there.send("refresh", ELSEWHERE, refreshToken="x"))[0] == 401


async def test_an_answer_that_does_not_come_in_time(database: Database, owner: asyncpg.Connection) -> None:
    hasty = Exposure().deadlines
    async with (
        reached(database, deadlines=ClientDeadlines(**vars(hasty) | {"request": 0.2})) as there,
        owner.transaction(),
    ):
        await owner.execute("LOCK TABLE refresh_tokens IN ACCESS EXCLUSIVE MODE")
        assert (await there.send("refresh", HOME, refreshToken="x"))[:2] == (504, "TIMEOUT")
