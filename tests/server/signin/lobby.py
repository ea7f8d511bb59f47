"""The endpoints of signing in over the town, with a clock that tests move, and people who set up accounts there."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette

from db.database import Database
from domain.accounts.totp import totp_code, totp_step
from domain.keyring import Purpose
from resolvers.accounts.administration import add_account
from resolvers.audit.deeds import Gathering
from server.directory import LiveDirectory
from server.exposure import Exposure
from server.ingress import open_ingress
from server.settings import Settings
from server.signin.oidc.routes import OIDC_ROUTES
from server.signin.opening import open_sign_in
from server.signin.password_hashes import PasswordHashes
from server.signin.routes import SIGN_IN_ROUTES
from tests import patience
from tests.attacks.service import UNLIMITED
from tests.clock import NOW
from tests.keys import KEYS
from tests.resolvers.town import Person, Town, found

PASSWORD = "sepeda biru di gudang lama"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@dataclass
class MovableClock:
    """Stands still until somebody moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


@dataclass
class Enrolled:
    """Somebody with a local account: what they know, what they have, what they were given last."""

    person: Person
    login: str
    secret: bytes
    tokens: dict[str, Any] = field(default_factory=dict)
    password: str = PASSWORD


@dataclass(frozen=True)
class Lobby:
    app: Starlette
    town: Town
    clock: MovableClock
    directory: LiveDirectory
    deeds: Gathering

    @property
    def database(self) -> Database:
        return self.town.database

    async def send(
        self, path: str, given: Any = None, *, origin: str = HOME, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        await self.directory.refresh()
        transport = httpx.ASGITransport(app=self.app, client=(origin, 50_000), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://lobby") as client:
            usual = {"accept-language": "en", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
            return await client.post(f"/signin/{path}", json=given or {}, headers=usual | (headers or {}))

    async def ask(self, path: str, *, origin: str = HOME, token: str | None = None, **given: Any) -> dict[str, Any]:
        """The answer, which is no refusal."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.send(path, given, origin=origin, headers=headers)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def refused(self, path: str, *, origin: str = HOME, token: str | None = None, **given: Any) -> str:
        """The code of the refusal."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        response = await self.send(path, given, origin=origin, headers=headers)
        assert response.status_code >= 400, response.text
        code: str = response.json()["errors"][0]["extensions"]["code"]
        return code

    def code(self, enrolled: Enrolled) -> str:
        return totp_code(enrolled.secret, totp_step(self.clock.now))

    async def enrol(self, person: Person, login: str) -> Enrolled:
        """An account, set up with a password and an authenticator; the session that began with it."""
        setup = await add_account(self.database, person.external, login)
        offer = await self.ask("setup", login=login, code=setup.code, password=PASSWORD)
        enrolled = Enrolled(person, login, read_secret(offer))
        enrolled.tokens = await self.ask("setup/finish", step=offer["step"], code=self.code(enrolled))
        self.clock.move(timedelta(minutes=1))
        return enrolled

    async def sign_in(self, enrolled: Enrolled, *, origin: str = HOME, **given: Any) -> dict[str, Any]:
        """The tokens of a new session."""
        self.clock.move(timedelta(seconds=30))
        login = {"login": enrolled.login, "password": enrolled.password} | given
        step = (await self.ask("password", origin=origin, **login))["step"]
        return await self.ask("totp", origin=origin, step=step, code=self.code(enrolled), **given)

    async def rows(self, query: str, *values: object) -> list[Any]:
        return await self.database.primary.fetch(query, *values)

    async def audited(self) -> list[str]:
        return [action for (action,) in await self.rows("SELECT action FROM audit_entries ORDER BY at, id")]

    async def refusals(self) -> list[tuple[str, int]]:
        """What was refused to people who are known, and how often, once it is all written."""
        await self.deeds.write(self.database, all_of_them=True)
        rows = await self.rows(
            "SELECT detail->>'code', (detail->>'count')::int, subject_type, subject_id"
            " FROM audit_entries WHERE action = 'signInRefused' ORDER BY id"
        )
        assert all(row[2] == "Employee" for row in rows)
        return [(code, count) for code, count, _, _ in rows]


def read_secret(offer: dict[str, Any]) -> bytes:
    """The secret that an offer shows, as an authenticator reads it."""
    text: str = offer["totp"]["secret"]
    return base64.b32decode(text + "=" * (-len(text) % 8))


@asynccontextmanager
async def open_lobby(
    database: Database, passwords: PasswordHashes | None = None, exposure: Exposure = UNLIMITED, **settings: Any
) -> AsyncIterator[Lobby]:
    clock = MovableClock()
    town = await found(replace(database, clock=clock))
    directory = LiveDirectory(town.database, stale_seconds=patience.SECONDS)
    chosen, deeds = Settings(**settings, exposure=exposure), Gathering()
    ingress = open_ingress(town.database, KEYS.current(Purpose.LOGS).secret, exposure)
    opening = open_sign_in(
        chosen, KEYS, town.database, directory.admit, ingress, note_refusal=deeds.note_refused_sign_in
    )
    async with opening as state:
        app = Starlette(routes=[*SIGN_IN_ROUTES, *OIDC_ROUTES])
        app.state.sign_in = (
            state if passwords is None else replace(state, context=replace(state.context, passwords=passwords))
        )
        yield Lobby(app, town, clock, directory, deeds)
    ingress.budgets.close()
