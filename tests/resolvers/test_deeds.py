"""Refusals and exports are recorded: whose they were, never what was sent, and a loop of them fills nothing."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from graphql import OperationType

from db.database import Database
from db.tables.audit import audit_entries
from domain.access import ACTIONS, ANYONE, Principal
from domain.accounts.services import ServicePrincipal
from domain.cases.reporters import acts_as_reporter
from domain.measures import MeasureKey
from domain.problems import Refused
from domain.recorded_refusals import FORBIDDING, RECORDED
from domain.reports.dimensions import DimensionKey
from domain.terms import CaseKind, Channel, Outcome, Role
from domain.text.audit_labels import ACTION_LABELS
from domain.text.messages import MESSAGES
from graph.exchanges import Exchange
from graph.identifiers import format_id
from resolvers.audit.chain import seal_audit, verify_audit
from resolvers.audit.deeds import Deed, Gathering, note_operator
from resolvers.reports import AskReport, answer_report
from tests.clock import MovingClock
from tests.conftest import Statements
from tests.resolvers.town import YEAR, Town, found

SOMEBODY = Principal(Role.UNIT_HEAD, UUID(int=5))
MINUTE = timedelta(minutes=1)


def refused(principal: Principal = SOMEBODY, action: str = "assignComplaint", code: str = "PARTY") -> Exchange:
    return Exchange(asker=principal, kind=OperationType.MUTATION, refusals={(action, code): 1})


async def recorded(database: Database) -> list[Any]:
    rows = await database.primary.fetch(
        "SELECT actor_id, role, action, subject_type, subject_id, detail, request_id FROM audit_entries ORDER BY id"
    )
    return list(rows)


def wait(database: Database) -> None:
    assert isinstance(database.clock, MovingClock)
    database.clock.move(MINUTE)


async def test_a_loop_of_equal_refusals_is_two_entries_a_minute(database: Database) -> None:
    deeds, first = Gathering(), refused()
    deeds.note_refusals(first)
    await deeds.write(database)
    for _ in range(5_000):
        deeds.note_refusals(refused())
        if not _ % 500:
            await deeds.write(database)
    [entry] = await recorded(database)
    assert (entry["actor_id"], entry["role"], entry["action"]) == (SOMEBODY.employee_id, "UNIT_HEAD", "refused")
    assert (entry["subject_type"], entry["subject_id"], entry["request_id"]) == (None, None, first.id)
    assert entry["detail"] == '{"code": "PARTY", "count": 1, "action": "assignComplaint"}'
    wait(database)
    await deeds.write(database)
    assert '"count": 5000' in (await recorded(database))[1]["detail"]


async def test_others_and_other_refusals_are_entries_of_their_own_in_one_statement(
    database: Database, statements: Statements
) -> None:
    deeds = Gathering()
    service = ServicePrincipal(Role.HR_AGENCY, service_id=UUID(int=9))
    for exchange in (refused(), refused(code="OWN_WORK"), refused(action="resolveComplaint"), refused(service)):
        deeds.note_refusals(exchange)
    assert statements == []
    await deeds.write(database)
    await asyncio.sleep(0)
    assert len(statements) == 1
    entries = await recorded(database)
    assert len(entries) == 4
    assert str(UUID(int=9)) in entries[3]["detail"]


async def test_of_strangers_nothing_is_kept(database: Database, statements: Statements) -> None:
    deeds = Gathering()
    deeds.note_refusals(refused(ANYONE, "report", "FORBIDDEN"))
    await deeds.write(database, all_of_them=True)
    assert statements == []


@pytest.mark.parametrize("action", ["rateResolution", "submitComplaint", "reopenComplaint", "complaint"])
async def test_who_may_act_as_a_reporter_is_not_named(database: Database, action: str) -> None:
    deeds = Gathering()
    deeds.note_refusals(refused(action=action, code="OWN_WORK"))
    await deeds.write(database)
    [entry] = await recorded(database)
    assert (entry["actor_id"], entry["role"], entry["request_id"]) == (None, "CITIZEN", None)


def test_a_reporter_does_what_a_citizen_may() -> None:
    assert {action for action in ACTIONS if acts_as_reporter(action)} == {
        "submitComplaint",
        "rateResolution",
        "reopenComplaint",
        "correctComplaint",
        "eraseComplaint",
        "answerInvitation",
    }


async def test_what_is_kept_is_bounded(database: Database) -> None:
    deeds = Gathering(most=20)
    for number in range(500):
        deeds.note_refusals(refused(Principal(Role.EMPLOYEE, UUID(int=number + 1))))
    await deeds.write(database)
    entries = await recorded(database)
    assert len(entries) == 21
    assert '"count": 480' in entries[-1]["detail"]


async def test_what_cannot_be_written_waits(database: Database, owner: asyncpg.Connection) -> None:
    deeds = Gathering()
    await owner.execute("ALTER TABLE audit_entries ADD CONSTRAINT none CHECK (false) NOT VALID")
    deeds.note_refusals(refused())
    with pytest.raises(asyncpg.CheckViolationError):
        await deeds.write(database)
    deeds.note_refusals(refused())
    await owner.execute("ALTER TABLE audit_entries DROP CONSTRAINT none")
    await deeds.write(database)
    [entry] = await recorded(database)
    assert '"count": 2' in entry["detail"]


async def test_all_is_written_when_the_process_ends_in_order(database: Database) -> None:
    deeds = Gathering()
    async with deeds.writing(database):
        for _ in range(3):
            deeds.note_refusals(refused())
    [entry] = await recorded(database)
    assert '"count": 3' in entry["detail"]


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


async def test_a_report_is_recorded_before_it_is_handed_out_and_again_only_as_a_number(town: Town) -> None:
    context = town.context(town.officer.as_a(Role.HR_AGENCY))
    ask = AskReport((MeasureKey.CASES,), (DimensionKey.UNIT,))
    for _ in range(3):
        await answer_report(context, ask)
    [entry] = await recorded(town.database)
    assert (entry["actor_id"], entry["role"], entry["action"]) == (town.officer.id, "HR_AGENCY", "report")
    assert orjson.loads(entry["detail"]) == {
        "measures": ["CASES"],
        "by": ["UNIT"],
        "limit": 1_000,
        "rows": 0,
        "count": 1,
    }
    await context.deeds.write(town.database, all_of_them=True)
    assert '"count": 2' in (await recorded(town.database))[1]["detail"]


async def test_a_report_is_recorded_with_all_that_it_was_narrowed_to(town: Town) -> None:
    unit, category = format_id("Unit", town.section), format_id("Category", town.category)
    ask = AskReport(
        (MeasureKey.CASES,),
        units=(unit, unit),
        categories=(category,),
        channels=(Channel.PHONE, Channel.PORTAL),
        kinds=(CaseKind.ASPIRATION,),
        outcomes=(Outcome.FIXED,),
        source_systems=("LAPOR", "x" * 5_000),
        from_=date(2026, 1, 1),
        before=date(2026, 2, 1),
        limit=7,
    )
    await answer_report(town.context(town.officer.as_a(Role.HR_AGENCY)), ask)
    [entry] = await recorded(town.database)
    assert orjson.loads(entry["detail"]) == {
        "measures": ["CASES"],
        "by": [],
        "limit": 7,
        "units": [unit],
        "categories": [category],
        "channels": ["PHONE", "PORTAL"],
        "kinds": ["ASPIRATION"],
        "outcomes": ["FIXED"],
        "sourceSystems": ["LAPOR", "x" * 60],
        "from": "2026-01-01",
        "before": "2026-02-01",
        "rows": 1,
        "count": 1,
    }


async def test_a_report_of_a_period_is_recorded_with_it_and_its_days(town: Town) -> None:
    period = await town.database.primary.fetchval("SELECT id FROM periods WHERE code = $1", str(YEAR))
    ask = AskReport((MeasureKey.CASES,), period=format_id("Period", period))
    await answer_report(town.context(town.officer.as_a(Role.HR_AGENCY)), ask)
    [entry] = await recorded(town.database)
    told = orjson.loads(entry["detail"])
    assert (told["period"], told["from"], told["before"]) == (ask.period, f"{YEAR}-01-01", f"{YEAR + 1}-01-01")


async def test_the_largest_question_is_recorded_in_a_bounded_size(town: Town) -> None:
    units = [format_id("Unit", town.section)] * 100
    sources = [f"{number:03}{'n' * 1_000}" for number in range(100)]
    ask = AskReport((MeasureKey.CASES,), units=tuple(units), source_systems=tuple(sources))
    await answer_report(town.context(town.officer.as_a(Role.HR_AGENCY)), ask)
    [entry] = await recorded(town.database)
    assert len(entry["detail"]) < 8_000


async def test_another_narrowing_within_a_minute_is_another_export(town: Town) -> None:
    context = town.context(town.officer.as_a(Role.HR_AGENCY))
    for unit in (town.section, town.office, town.section):
        await answer_report(context, AskReport((MeasureKey.CASES,), units=(format_id("Unit", unit),)))
    assert len(await recorded(town.database)) == 2


async def test_a_report_that_cannot_be_recorded_is_not_handed_out(town: Town, owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE audit_entries ADD CHECK (false) NOT VALID")
    context = town.context(town.officer.as_a(Role.HR_AGENCY))
    for _ in range(2):
        with pytest.raises(asyncpg.CheckViolationError):
            await answer_report(context, AskReport((MeasureKey.CASES,)))


async def test_a_report_that_is_refused_is_no_export(town: Town) -> None:
    with pytest.raises(Refused):
        await answer_report(town.context(town.handler.as_a(Role.EMPLOYEE)), AskReport((MeasureKey.CASES,)))
    assert await recorded(town.database) == []


async def test_the_chain_seals_what_changed_nothing_too(town: Town) -> None:
    deeds, database = Gathering(), town.database
    deeds.note_refusals(refused())
    deeds.note_refused_sign_in(town.handler.id, "ROLE_NOT_HELD")
    await deeds.note(database, Deed(SOMEBODY, "report", detail=(("measures", ("CASES",)),)), None)
    await deeds.write(database)
    async with database.for_jobs().transaction() as transaction:
        await note_operator(transaction, "issueToken", database.clock(), ("Employee", town.handler.id), hours=12)
        assert await seal_audit(transaction, database.clock()) == 1
        found = await verify_audit(transaction)
    assert (found.entries, found.whole, found.unsealed) == (4, True, 0)
    assert await town.count(audit_entries) == 4


def test_every_code_has_its_sentence_and_every_action_its_name() -> None:
    assert set(FORBIDDING) <= set(RECORDED) <= set(MESSAGES)
    assert set(ACTIONS) <= set(ACTION_LABELS)
