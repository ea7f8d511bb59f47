"""A small government in a PostgreSQL of its own, by a clock that is set: what attacks on scores are carried out in.

Whatever happens in it goes through the use cases of the service, as its mutations do, and through its due work.
"""

import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import text

from bench.fairness.scoring import list_policies, load_parameters
from db.database import Database, open_database
from db.embedded import run_embedded_server
from db.embedded.server import SERVER_SETTINGS
from db.migrations.upgrade import migrate
from db.statements.binding import Inputs
from domain.access import ANYONE, Principal
from domain.clocks import LeapingClock
from domain.keyring import Keys
from domain.master_secrets import read_secrets
from domain.terms import Outcome, Role
from domain.text.localized import Language
from graph.exchanges import CURRENT, Exchange
from graph.identifiers import format_id
from graph.reader import Reader
from jobs.worker import Worker
from resolvers.cases.complaints import SubmitComplaint, SubmittedComplaint, submit_complaint
from resolvers.cases.contacts import Contact
from resolvers.cases.feedback import RateResolution, ReopenComplaint, rate_resolution, reopen_complaint
from resolvers.cases.handling import (
    AssignComplaint,
    ResolveComplaint,
    RespondToComplaint,
    assign_complaint,
    resolve_complaint,
    respond_to_complaint,
)
from resolvers.context import Context
from resolvers.periods.opening import open_year
from server.signing_keys import derive_keys

SECRET = "a secret of these attacks alone, longer than thirty-two bytes"
# Days of honest work before anybody tries anything.
BEGINS, HONEST_DAYS = datetime.fromisoformat("2026-03-02T08:00+07:00"), 60
HOLD, SOON, WORK = timedelta(hours=48), timedelta(minutes=1), timedelta(minutes=20)
UNSAFE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "64MB"}
# How often honest people give each rating, and how many of them answer.
SHARES, ANSWERED = (0.05, 0.07, 0.18, 0.35, 0.35), 0.7
STAFF = {"clerk": None, "head": None, "officer": "head", "colleague": "head", "neighbour": "head", "inspector": None}


@dataclass(frozen=True)
class AttackedTown:
    """The database, the people in it by name, its only unit and category, and what chance depends on.

    In a `silent` one nobody answers who attacks: whatever else they do, they do there, too.
    """

    database: Database
    people: dict[str, UUID]
    unit_id: UUID
    category_id: UUID
    clock: LeapingClock
    chance: random.Random
    silent: bool = False
    keys: Keys = field(default_factory=lambda: derive_keys(read_secrets([], SECRET)))

    def wait(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.leap(self.clock() + by)

    def context(self, principal: Principal) -> Context:
        """What use cases know of whoever asks."""
        reader = Reader(self.database.primary, Inputs({}, principal, self.keys, self.database.today()))
        return Context(self.database, self.keys, principal, Language.ENGLISH, reader)

    def acting(self, name: str, role: Role) -> Context:
        """Somebody of the staff in a role."""
        return self.context(Principal(role, self.people[name], self.unit_id))

    async def handle(self, holder: str = "officer", contact: Contact | None = None) -> SubmittedComplaint:
        """A complaint that the clerk hands to somebody, who answers and resolves it."""
        category = format_id("Category", self.category_id)
        command = SubmitComplaint(category=category, description="Lampu jalan padam.", contact=contact)
        receipt = await submit_complaint(self.context(ANYONE), command)
        await self.resolve(receipt, holder)
        return receipt

    async def resolve(self, receipt: SubmittedComplaint, holder: str) -> None:
        """The clerk hands a case to somebody, who answers and resolves it."""
        case = format_id("Case", receipt.case_id)
        assignee = format_id("Employee", self.people[holder])
        await assign_complaint(
            self.acting("clerk", Role.COMPLAINT_OFFICER), AssignComplaint(case=case, assignee=assignee)
        )
        self.wait(WORK)
        hands = self.acting(holder, Role.EMPLOYEE)
        await respond_to_complaint(hands, RespondToComplaint(case=case, text="Petugas menuju lokasi."))
        self.wait(SOON)
        await resolve_complaint(hands, ResolveComplaint(case=case, outcome=Outcome.FIXED, text="Lampu diganti."))

    async def rate(
        self, receipt: SubmittedComplaint, rating: int, device: str | None = None, principal: Principal = ANYONE
    ) -> None:
        """Answer a case from a device, both questions alike, unless the town is silent."""
        if not self.silent:
            await self._answer(receipt, rating, device, principal)

    async def _answer(
        self, receipt: SubmittedComplaint, rating: int, device: str | None = None, principal: Principal = ANYONE
    ) -> None:
        token = CURRENT.set(Exchange(device=lambda: device))
        ratings = {"treatment": rating, "outcome": rating}
        command = RateResolution(ticket=receipt.ticket, access_code=receipt.access_code, **ratings)
        try:
            await rate_resolution(self.context(principal), command)
        finally:
            CURRENT.reset(token)

    async def reopen(self, receipt: SubmittedComplaint) -> None:
        """Say that a case is not done."""
        command = ReopenComplaint(ticket=receipt.ticket, access_code=receipt.access_code, reason="Masih padam.")
        await reopen_complaint(self.context(ANYONE), command)

    async def serve(self, holder: str) -> None:
        """Handle a complaint of somebody honest, who answers or does not."""
        receipt = await self.handle(holder)
        if self.chance.random() < ANSWERED:
            (rating,) = self.chance.choices(range(1, 6), SHARES)
            await self._answer(receipt, rating)

    def go_on_to_morning(self) -> None:
        """Let the rest of the day pass."""
        self.wait(timedelta(days=1) - (self.clock() - BEGINS) % timedelta(days=1))

    async def work(self) -> None:
        """Do what is due."""
        await Worker(self.database.for_jobs(), chance=lambda: 0.0).do_all()

    async def let_holds_end(self) -> None:
        """Go on past the hold of every answer."""
        self.wait(HOLD + SOON)
        await self.work()

    async def ask(self, statement: str, **values: Any) -> list[Any]:
        """Rows as the owner of the tables sees them."""
        async with self.database.transaction() as connection:
            await connection.execute(text("SET LOCAL ROLE NONE"))
            return list(await connection.execute(text(statement), values))


@asynccontextmanager
async def open_towns(seed: int) -> AsyncIterator["Towns"]:
    """A server with a town in which people have worked honestly for a while; each attack has a copy of its own."""
    with tempfile.TemporaryDirectory(prefix="simpul-attacks-", ignore_cleanup_errors=True) as directory:
        settings = {**SERVER_SETTINGS, **UNSAFE}
        with run_embedded_server(Path(directory) / "data", settings, durable=False) as server:
            administration = await asyncpg.connect(server.url("postgres"))
            await administration.execute("CREATE DATABASE honest")
            await migrate(server.url("honest"))
            towns = Towns(administration, server.url, seed)
            await towns.found()
            yield towns
            await administration.close()


class Towns:
    """Copies of a town, each for one attack."""

    def __init__(self, administration: asyncpg.Connection, url: Any, seed: int) -> None:
        self._administration, self._url, self._seed = administration, url, seed
        self._layout: dict[str, Any] = {}
        self._until = BEGINS

    async def found(self) -> None:
        """Lay the town out, and let people work in it."""
        self._layout = await _lay_out(self._url("honest"))
        async with self._open("honest", BEGINS, "honest") as town:
            for _ in range(HONEST_DAYS):
                for holder in ("officer", "colleague", "neighbour"):
                    for _ in range(town.chance.choice((1, 2))):
                        await town.serve(holder)
                town.go_on_to_morning()
                await town.work()
            await town.let_holds_end()
            self._until = town.clock()

    async def read_policy(self) -> dict[str, Any]:
        """By which policy answers were held and scores computed."""
        async with self.copy("policy") as town:
            rows = await town.ask("SELECT version, parameters FROM policies ORDER BY effective_from DESC, version DESC")
        return {"version": rows[0].version, "method": rows[0].parameters.get("method", 1)}

    @asynccontextmanager
    async def copy(self, name: str, *, silent: bool = False) -> AsyncIterator[AttackedTown]:
        """The town as it is after the honest days; chance is the same in each copy of a name."""
        await self._administration.execute(f"CREATE DATABASE {name} TEMPLATE honest")
        async with self._open(name, self._until, name, silent=silent) as town:
            yield town
        await self._administration.execute(f"DROP DATABASE {name} WITH (FORCE)")

    @asynccontextmanager
    async def _open(self, name: str, at: datetime, chance: str, *, silent: bool = False) -> AsyncIterator[AttackedTown]:
        clock, drawn = LeapingClock(lambda: at), random.Random(f"{self._seed} {chance}")
        async with open_database(self._url(name), clock=clock) as database:
            yield AttackedTown(database, clock=clock, chance=drawn, silent=silent, **self._layout)


async def _lay_out(url: str) -> dict[str, Any]:
    """A unit, its people and a category; and a policy that looks for suspects, unless one is installed."""
    async with open_database(url, clock=lambda: BEGINS, owner=True) as database, database.transaction() as connection:
        await open_year(connection, BEGINS.year, BEGINS)
        unit = await connection.scalar(text(_UNIT))
        position = await connection.scalar(text(_POSITION))
        people = {name: await connection.scalar(text(_EMPLOYEE), {"name": name}) for name in STAFF}
        for name, appraiser in STAFF.items():
            post = {"employee": people[name], "appraiser": people.get(appraiser or "")}
            await connection.execute(text(_POST), {**post, "unit": unit, "position": position})
        category = await connection.scalar(text(_CATEGORY), {"unit": unit})
        await _see_to_policy(connection)
    return {"people": people, "unit_id": unit, "category_id": category}


async def _see_to_policy(connection: Any) -> None:
    """Add to the newest policy what holds answers and looks for suspects, where it has neither."""
    rows = (await connection.execute(text("SELECT version, parameters FROM policies ORDER BY version"))).all()
    version, parameters = rows[-1]
    known = parameters if isinstance(parameters, dict) else orjson.loads(parameters)
    if "detection" in known:
        return
    wanted = load_parameters(max(list_policies()))
    added = {name: wanted[name] for name in ("hold_hours", "citizen_days", "detection")}
    values = {"version": version + 1, "name": "With holds", "parameters": orjson.dumps(known | added).decode()}
    await connection.execute(text(_POLICY), values | {"day": date(2000, 1, 3)})


_UNIT = (
    "INSERT INTO units (code, name, kind, valid_from) VALUES ('DINAS', 'Dinas', 'OFFICE', '2000-01-01') RETURNING id"
)
_POSITION = (
    "INSERT INTO positions (code, title, type, job_family) VALUES ('P', 'Petugas', 'PELAKSANA', 'COUNTER') RETURNING id"
)
_EMPLOYEE = "INSERT INTO employees (name, employment) VALUES (:name, 'PNS') RETURNING id"
_POST = (
    "INSERT INTO assignments (employee_id, unit_id, position_id, appraiser_id, status, valid_from)"
    " VALUES (:employee, :unit, :position, :appraiser, 'DEFINITIVE', '2000-01-01')"
)
_CATEGORY = (
    "INSERT INTO categories (code, name, unit_id, resolve_working_days) VALUES ('LAMPU', 'Lampu', :unit, 14)"
    " RETURNING id"
)
_POLICY = (
    "INSERT INTO policies (version, name, effective_from, parameters)"
    " VALUES (:version, :name, :day, CAST(:parameters AS jsonb))"
)
