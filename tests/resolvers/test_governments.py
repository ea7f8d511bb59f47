"""Governments with clocks, hours, prefixes and languages of their own, through everything that asks for them."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy import text as sql

from db.database import Database, open_database
from db.entrances import find_entrance
from db.keys import new_key
from db.repositories.case_records import NewCaseHistory
from db.repositories.governments import change_government
from db.repositories.score_inputs import load_scoring_context
from db.tables.cases import cases
from db.tables.scoring import evidence
from demo.government import GOVERNMENT
from domain.access import ANYONE, Principal
from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts
from domain.cases.particulars import Category
from domain.cases.service_records import ServiceTimes, tell_events
from domain.governments import Government
from domain.terms import CaseKind, Channel, Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.identifiers import format_id
from resolvers.cases.histories import store_histories
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests import clock
from tests.databases import arranging
from tests.domain.test_governments import MAKASSAR
from tests.keys import KEYS
from tests.resolvers.test_mutations import RECORD, SUBMIT, brought, run
from tests.resolvers.town import YEAR, Town, found

# 00:30 on 1 April in Makassar, 23:30 on 31 March in Jakarta; of a year that is over, so never in the future.
NIGHT = datetime(YEAR - 1, 3, 31, 16, 30, tzinfo=UTC)
AUDITOR = Principal(Role.AUDITOR)
REPORT = """
    query ($input: ReportInput!) { report(input: $input) {
        zone asOf rows { dimensions { key label { english } } values { value } } } }
"""
COPIED = "true, code, name, languages, zone, hours, ticket_prefix, service_prefix"
BOTH = pytest.mark.parametrize(
    ("government", "day"),
    [(GOVERNMENT, date(YEAR - 1, 3, 31)), (MAKASSAR, date(YEAR - 1, 4, 1))],
    ids=["jakarta", "makassar"],
)


@pytest.fixture
async def ruled(database_url: str, government: Government) -> AsyncIterator[Town]:
    """The town under a government, opened after that was put in its place."""
    owner = open_database(database_url, clock=clock.begin(), owner=True)
    async with owner as database, database.transaction() as connection:
        await change_government(connection, government)
    async with open_database(database_url, clock=clock.begin()) as database:
        yield await found(database)


async def attend(town: Town, since: datetime, until: datetime) -> None:
    """Record an incident that was called in and settled at these moments."""
    record = {
        "kind": "FIELD_INCIDENT",
        "category": format_id("Category", town.category),
        "channel": "FIELD",
        "handler": town.handler.external,
        "requestedAt": since.isoformat(),
        "completedAt": until.isoformat(),
    }
    assert "ids" in await run(town, RECORD, {"items": [record]}, town.clerk)


async def ask(town: Town, query: str, *, plans: bool = True, **variables: Any) -> dict[str, Any]:
    executor = Executor(
        town.database,
        Documents(SCHEMA._schema),
        partial(Context, town.database, KEYS),
        KEYS,
        plans=plans,
    )
    answer = await executor.run(OperationRequest(query, variables, None, ANYONE, Language.ENGLISH))
    whole = orjson.loads(b"".join(answer.body))
    assert "errors" not in whole, whole
    data: dict[str, Any] = whole["data"]
    return data


@BOTH
async def test_half_past_midnight_belongs_to_the_day_that_begins_there(
    ruled: Town, government: Government, day: date
) -> None:
    await attend(ruled, NIGHT, NIGHT + timedelta(minutes=20))
    (case,) = await ruled.rows(cases)
    assert case.ticket.startswith(f"{government.service_prefix}-{day:%y%m%d}-")
    assert {row.occurred_on for row in await ruled.rows(evidence)} == {day}
    report = await run(ruled, REPORT, {"measures": ["CASES"], "by": ["MONTH"]}, AUDITOR)
    assert report["zone"] == government.zone.key
    assert [row["dimensions"][0]["label"]["english"] for row in report["rows"]] == [f"{day:%B %Y}"]
    for first, number in ((day, 1), (day + timedelta(days=1), 0)):
        window = {"from": first.isoformat(), "before": (first + timedelta(days=1)).isoformat()}
        within = await run(ruled, REPORT, {"measures": ["CASES"], "window": window}, AUDITOR)
        assert within["rows"][0]["values"] == [{"value": number}]


@BOTH
async def test_working_time_is_that_of_its_office_hours(ruled: Town, government: Government, day: date) -> None:
    """From 7 to 9 on a Saturday: nobody works in Jakarta, while Makassar opens at 8."""
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    seven = datetime.combine(saturday, time(7), government.zone)
    category = Category(ruled.category, "CATEGORY")
    facts = CaseFacts(new_key(), CaseKind.COMPLAINT, category, Channel.COUNTER, ruled.handler.unit_id, seven, None)
    told = tell_events(facts, ServiceTimes(seven, None, seven + timedelta(hours=2), None), ruled.handler.id)
    async with ruled.database.transaction() as connection:
        history = NewCaseHistory(facts, {"ticket": "X", "description": ""}, told)
        await store_histories(connection, [history], await load_scoring_context(connection), KEYS)
    question = {"measures": ["MEDIAN_RESOLUTION_HOURS"]}
    report = await run(ruled, REPORT, question, AUDITOR)
    hours = 1.0 if government is MAKASSAR else 0.0
    assert report["rows"][0]["values"] == [{"value": hours}]
    (row,) = [row for row in await ruled.rows(evidence) if row.kind == "RESOLUTION_HOURS" and row.employee_id]
    assert row.value == hours


@BOTH
async def test_a_complaint_is_numbered_and_due_by_the_clock_of_its_government(
    ruled: Town, government: Government, day: date
) -> None:
    del day
    receipt = await run(ruled, SUBMIT, brought(ruled))
    (case,) = await ruled.rows(cases)
    received = government.day_of(case.received_at)
    assert receipt["ticket"].startswith(f"{government.ticket_prefix}-{received:%y%m%d}-")
    due = datetime.fromisoformat(receipt["dueAt"])
    calendar = WorkingCalendar(government.zone, hours=government.hours)
    assert due == calendar.add_working_days(case.received_at, 14)
    local = due.astimezone(government.zone)
    assert local.hour * 60 + local.minute == government.hours[local.weekday()][-1][1]
    query = (
        "query ($ticket: String!, $code: String!) { complaint(ticket: $ticket, accessCode: $code) { ticket dueAt } }"
    )
    found = await ask(ruled, query, ticket=receipt["ticket"].lower(), code=receipt["accessCode"])
    assert found["complaint"]["ticket"] == receipt["ticket"]
    assert datetime.fromisoformat(found["complaint"]["dueAt"]).utcoffset() == local.utcoffset()


@pytest.mark.parametrize("government", [MAKASSAR])
async def test_every_connection_has_the_clock_of_the_government(ruled: Town) -> None:
    database = ruled.database
    async with database.transaction() as connection:
        zones = {await connection.scalar(sql("SHOW timezone"))}
    zones |= {await way.fetchval("SHOW timezone") for way in (database.reads, database.primary)}
    assert zones == {"Asia/Makassar"}


@pytest.mark.parametrize("plans", [True, False])
@pytest.mark.parametrize("government", [MAKASSAR])
async def test_the_government_is_in_the_graph(ruled: Town, plans: bool) -> None:
    query = "{ government { code name { indonesian english } zone languages hours ticketPrefix } }"
    found = await ask(ruled, query, plans=plans)
    assert found["government"] == {
        "code": "makassar",
        "name": {"indonesian": "Dinas Perhubungan Makassar", "english": "Dinas Perhubungan Makassar"},
        "zone": "Asia/Makassar",
        "languages": ["en", "id"],
        "hours": [[[480, 900]]] * 6 + [[]],
        "ticketPrefix": "MKS",
    }


async def test_a_changed_government_is_read_as_it_was_written(database: Database, database_url: str) -> None:
    assert (await find_entrance(database_url, None))[1] == database.government
    async with database.transaction() as connection, arranging(connection):
        await change_government(connection, MAKASSAR)
    assert (await find_entrance(database_url, None))[1] == MAKASSAR
    async with database.transaction() as connection:
        calendar = (await load_scoring_context(connection)).calendar
        assert calendar.zone == MAKASSAR.zone
        assert (await load_scoring_context(connection)).calendar is calendar


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("DELETE FROM government", "one row"),
        ("TRUNCATE government", "one row"),
        ("INSERT INTO government SELECT uuidv7(), " + COPIED + " FROM government", "government_single_key"),
        ("UPDATE government SET single = false", "government_single_check"),
        ("UPDATE government SET zone = 'Asia/Manna'", "Asia/Manna"),
        ("UPDATE government SET languages = '{}'", "government_languages_check"),
        ("UPDATE government SET hours = '[]'", "government_hours_check"),
        ("UPDATE government SET ticket_prefix = 'km-'", "government_ticket_prefix_check"),
    ],
)  # fmt: skip
async def test_a_schema_has_one_government_and_one_that_can_be(
    owner: asyncpg.Connection, statement: str, error: str
) -> None:
    with pytest.raises(asyncpg.PostgresError, match=error):
        await owner.fetch(statement)
