"""A small town: two offices, the people in them, a category, plans, and ways to drive a case."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func, select

from db.database import Database
from db.keys import new_key
from db.statements.binding import Inputs
from db.statements.copies import copy_rows
from db.tables.appraisal import indicators, performance_plans, periods
from db.tables.cases import case_events, categories
from db.tables.organisation import assignments, employees, positions, units
from domain.access import ANYONE, Principal
from domain.terms import Outcome, Role
from domain.text.localized import Language
from graph.identifiers import format_id
from graph.reader import Reader
from resolvers.cases.complaints import SubmitComplaint, SubmittedComplaint, submit_complaint
from resolvers.cases.feedback import RatedResolution, RateResolution, ReopenComplaint, rate_resolution, reopen_complaint
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
from tests.clock import TODAY, MovingClock
from tests.databases import arranging
from tests.keys import KEYS

# What a client keeps to itself: 16 bytes in base64url.
HELD = "MTYgYnl0ZXMgb2YgbWluZQ"
# As long as somebody has to have a case before its resolution counts without a second look.
WORK = timedelta(minutes=1)
LONG_AGO = date(2000, 1, 1)
YEAR = TODAY.year


@dataclass(frozen=True)
class Person:
    id: UUID
    unit_id: UUID

    @property
    def external(self) -> str:
        return format_id("Employee", self.id)

    def as_a(self, role: Role) -> Principal:
        return Principal(role, self.id, self.unit_id)


@dataclass(frozen=True)
class Town:
    database: Database
    office: UUID
    section: UUID
    other_office: UUID
    category: UUID
    undated_category: UUID
    officer: Person
    head: Person
    handler: Person
    colleague: Person
    outsider: Person
    recorded: UUID
    measured: UUID
    locked: UUID
    undertaken: UUID

    @property
    def clerk(self) -> Principal:
        return self.officer.as_a(Role.COMPLAINT_OFFICER)

    def wait(self, by: timedelta) -> None:
        """Let time pass."""
        assert isinstance(self.database.clock, MovingClock)
        self.database.clock.move(by)

    def context(self, principal: Principal) -> Context:
        """What the use cases know of whoever asks."""
        return context_of(self.database, principal)

    def complaint(self, **changes: Any) -> SubmitComplaint:
        usual = {"category": format_id("Category", self.category), "description": "Lampu jalan padam sejak Senin."}
        held = {"idempotency_secret": HELD} if "idempotency_key" in changes else {}
        return SubmitComplaint(**usual | held | changes)

    async def submit(self, principal: Principal = ANYONE, **changes: Any) -> SubmittedComplaint:
        return await submit_complaint(self.context(principal), self.complaint(**changes))

    async def assign(
        self, receipt: SubmittedComplaint, person: Person, principal: Principal | None = None, **changes: Any
    ) -> None:
        command = AssignComplaint(case=format_id("Case", receipt.case_id), assignee=person.external, **changes)
        await assign_complaint(self.context(principal or self.clerk), command)

    async def respond(self, receipt: SubmittedComplaint, principal: Principal, **changes: Any) -> None:
        usual = {"case": format_id("Case", receipt.case_id), "text": "Petugas menuju lokasi."}
        await respond_to_complaint(self.context(principal), RespondToComplaint(**usual | changes))

    async def resolve(self, receipt: SubmittedComplaint, principal: Principal, **changes: Any) -> None:
        usual = {"case": format_id("Case", receipt.case_id), "outcome": Outcome.FIXED, "text": "Lampu diganti."}
        await resolve_complaint(self.context(principal), ResolveComplaint(**usual | changes))

    async def resolved(self, *holders: Person) -> SubmittedComplaint:
        receipt = await self.submit()
        for holder in holders or (self.handler,):
            await self.assign(receipt, holder)
            self.wait(WORK)
        await self.resolve(receipt, (holders or (self.handler,))[-1].as_a(Role.EMPLOYEE))
        return receipt

    async def rate(self, receipt: SubmittedComplaint, principal: Principal = ANYONE, **changes: Any) -> RatedResolution:
        usual = {"ticket": receipt.ticket, "access_code": receipt.access_code, "treatment": 5, "outcome": 4}
        return await rate_resolution(self.context(principal), RateResolution(**usual | changes))

    async def reopen(self, receipt: SubmittedComplaint, principal: Principal = ANYONE, **changes: Any) -> None:
        usual = {"ticket": receipt.ticket, "access_code": receipt.access_code, "reason": "Masih padam."}
        await reopen_complaint(self.context(principal), ReopenComplaint(**usual | changes))

    async def rows(self, table: Table, **equal: Any) -> list[Any]:
        order = table.c.seq if "seq" in table.c else table.c.id
        statement = select(table).where(*[table.c[name] == value for name, value in equal.items()]).order_by(order)
        async with self.database.transaction() as connection:
            return list(await connection.execute(statement))

    async def count(self, table: Table) -> int:
        async with self.database.transaction() as connection:
            return await connection.scalar(select(func.count()).select_from(table)) or 0

    async def event_types(self, case_id: UUID) -> list[str]:
        return [row.type for row in await self.rows(case_events, case_id=case_id)]


def context_of(database: Database, principal: Principal) -> Context:
    """What a use case knows when it is called by itself: whoever listens and reads is not needed."""
    reader = Reader(database.primary, Inputs({}, principal, KEYS, database.today()))
    return Context(database, KEYS, principal, Language.ENGLISH, reader)


async def found(database: Database) -> Town:
    """Lay out the town in an empty database."""
    keys = {name: new_key() for name in Town.__annotations__}
    posts = {"officer": "office", "head": "office", "handler": "section", "colleague": "section"}
    seats = {name: keys[seat] for name, seat in posts.items()} | {"outsider": keys["other_office"]}
    people = {name: Person(keys[name], unit_id) for name, unit_id in seats.items()}
    async with database.transaction() as connection, arranging(connection):
        for year in (YEAR - 1, YEAR):
            await open_year(connection, year, database.clock())
        period = await connection.scalar(select(periods.c.id).where(periods.c.code == str(YEAR)))
        await copy_rows(connection, units, [_unit(keys, *unit) for unit in _UNITS])
        position = {"id": new_key(), "code": "P", "title": "Petugas", "type": "PELAKSANA", "job_family": "COUNTER"}
        await copy_rows(connection, positions, [position])
        staff = [{"id": person.id, "name": name, "employment": "PNS"} for name, person in people.items()]
        await copy_rows(connection, employees, staff)
        await copy_rows(connection, assignments, [_post(people, name, position["id"]) for name in people])
        await copy_rows(
            connection, categories, [_category(keys, "category", 14), _category(keys, "undated_category", None)]
        )
        plans = [_plan(people[name], period, state) for name, state in (("handler", "AGREED"), ("colleague", "LOCKED"))]
        plans.append(_plan(people["outsider"], period, "AGREED"))
        await copy_rows(connection, performance_plans, plans)
        agreed, closed, foreign = (plan["id"] for plan in plans)
        await copy_rows(connection, indicators, [
            _indicator(keys["recorded"], agreed, 1, None),
            _indicator(keys["measured"], agreed, 2, "ON_TIME_RATE"),
            _indicator(keys["locked"], closed, 1, None),
            _indicator(keys["undertaken"], foreign, 1, None),
        ])  # fmt: skip
    return Town(database, **{name: people.get(name, keys[name]) for name in keys if name != "database"})


_UNITS = (("office", None), ("section", "office"), ("other_office", None))


def _unit(keys: dict[str, UUID], name: str, parent: str | None) -> dict[str, Any]:
    parent_id = keys[parent] if parent else None
    return {
        "id": keys[name],
        "code": name,
        "name": name,
        "kind": "OFFICE",
        "parent_id": parent_id,
        "valid_from": LONG_AGO,
    }


def _post(people: dict[str, Person], name: str, position_id: Any) -> dict[str, Any]:
    person = people[name]
    appraiser = people["head"].id if name in ("handler", "colleague") else None
    return {
        "employee_id": person.id, "unit_id": person.unit_id, "position_id": position_id, "appraiser_id": appraiser,
        "status": "DEFINITIVE", "valid_from": LONG_AGO,
    }  # fmt: skip


def _category(keys: dict[str, UUID], name: str, days: int | None) -> dict[str, Any]:
    return {
        "id": keys[name], "code": name.upper(), "name": name, "unit_id": keys["office"], "resolve_working_days": days
    }  # fmt: skip


def _plan(person: Person, period_id: Any, state: str) -> dict[str, Any]:
    return {"id": new_key(), "employee_id": person.id, "period_id": period_id, "state": state}


def _indicator(key: UUID, plan_id: Any, seq: int, measure: str | None) -> dict[str, Any]:
    return {
        "id": key, "plan_id": plan_id, "seq": seq, "name": {"id": "Lampu diperbaiki", "en": "Lamps repaired"},
        "aspect": "QUANTITY", "unit_of_measure": "lampu", "direction": "HIGHER", "target_min": 10, "weight": 1,
        "source": "MEASURE" if measure else "RECORDED", "source_key": measure, "aggregation": "SUM",
    }  # fmt: skip
