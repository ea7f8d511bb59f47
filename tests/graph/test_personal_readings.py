"""Whoever reads what is known of somebody else is noted with that person, however they ask; and the person sees it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from graphql import ExecutionResult, OperationType
from sqlalchemy import insert, select

from db.database import Database
from db.listening import listening
from db.logins import Login
from db.tables.appraisal import measurements
from db.tables.cases import attributions, feedbacks
from db.tables.organisation import identity_numbers
from db.tables.readings import readings
from db.tables.scoring import score_axes, score_components, weekly_answers
from domain.access import Principal
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.feeds import Feeds
from graph.identifiers import format_id
from graph.readings import Readings
from resolvers.context import Context
from resolvers.publication.weekly_scores import show_scores
from schema.assembly import SCHEMA
from tests import patience
from tests.conftest import Statements
from tests.databases import acting
from tests.keys import KEYS
from tests.resolvers.town import LONG_AGO, Person, Town, found

NUMBER = "199001012015011001"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Office:
    """A town where the handler has scores, evidence, a plan with a measurement, and a number."""

    town: Town
    executors: dict[bool, Executor]
    names: dict[str, str]

    async def ask(self, query: str, principal: Principal, *, plans: bool = True, **variables: Any) -> Any:
        for name, identifier in self.names.items():
            query = query.replace(f"<{name}>", identifier)
        asked = OperationRequest(query, variables, None, principal, Language.ENGLISH)
        answer = orjson.loads(b"".join((await self.executors[plans].run(asked)).body))
        assert "errors" not in answer, answer
        assert '"~' not in orjson.dumps(answer).decode()
        return answer["data"]

    async def noted(self) -> set[tuple[UUID | None, str, str, UUID]]:
        rows = await self.town.rows(readings)
        noted = [(row.viewer_id, row.role, row.what, row.subject_id) for row in rows]
        assert len(noted) == len(set(noted))
        return set(noted)


def executor_of(database: Database, *, plans: bool = True, feeds: Feeds | None = None) -> Executor:
    opened = partial(Context, database, KEYS)
    return Executor(database, Documents(SCHEMA._schema), opened, KEYS, plans=plans, feeds=feeds)


@pytest.fixture
async def office(database: Database) -> Office:
    town = await found(database)
    await town.rate(await town.resolved(town.handler))
    async with database.transaction() as connection:
        number = {"employee_id": town.handler.id, "value": NUMBER, "type": "NIP", "valid_from": LONG_AGO}
        await connection.execute(insert(identity_numbers).values(number))
        measured = await connection.scalar(
            insert(measurements)
            .values(indicator_id=town.recorded, measured_on=database.today(), value=3)
            .returning(measurements.c.id)
        )
        async with acting(connection, Login.JOBS):
            await show_scores(connection, [town.handler.id], database.today(), database.clock())
        axis = await connection.scalar(select(score_axes.c.id).order_by(score_axes.c.id).limit(1))
        component = await connection.scalar(select(score_components.c.id).where(score_components.c.kind == "OUTCOME"))
        row = await connection.scalar(select(weekly_answers.c.id).limit(1))
        share = await connection.scalar(select(attributions.c.id).where(attributions.c.employee_id == town.handler.id))
        answer = await connection.scalar(select(feedbacks.c.id))
    names = {
        "handler": town.handler.external,
        "outsider": town.outsider.external,
        "axis": format_id("ScoreAxis", axis),
        "component": format_id("ScoreComponent", component),
        "row": format_id("WeeklyAnswer", row),
        "indicator": format_id("Indicator", town.recorded),
        "measurement": format_id("Measurement", measured),
        "number": NUMBER,
        "attribution": format_id("Attribution", share),
        "feedback": format_id("Feedback", answer),
    }
    return Office(town, {plans: executor_of(database, plans=plans) for plans in (True, False)}, names)


# However the auditor or the HR agency comes to something of the handler's.
WAYS = {
    "SCORE": (
        "{ scores { nodes { predicate } } }",
        "{ scores { n: nodes { __typename } } }",
        "{ scores { edges { node { coverage } } } }",
        "{ scores(orderBy: COVERAGE_ASC) { edges { cursor } } }",
        "{ scores(orderBy: COVERAGE_ASC) { pageInfo { endCursor } } }",
        "{ scores(last: 3) { nodes { id } } }",
        '{ scores(where: { employee: ["<handler>"], predicate: [VERY_POOR] }) { totalCount } }',
        '{ scores(first: 0, where: { employee: ["<handler>"], coverage: { from: 2 } }) { pageInfo { hasNextPage } } }',
        '{ weeklyScores(where: { employee: ["<handler>"], predicate: [VERY_POOR] }) { nodes { id } } }',
        '{ employee(by: { id: "<handler>" }) { score { workResult { estimate } } } }',
        '{ employee(by: { id: "<handler>" }) { scores { totalCount } } }',
        '{ employee(by: { id: "<handler>" }) { scores(where: { predicate: [VERY_POOR] }) { nodes { id } } } }',
        '{ employee(by: { id: "<handler>" }) { weeklyScore { answers { nodes { count } } } } }',
        "fragment F on Employee { ...G } fragment G on Employee { s: score { id } } { employees { nodes { ...F } } }",
        '{ node(id: "<axis>") { ... on ScoreAxis { estimate } } }',
        '{ node(id: "<row>") { id } }',
        '{ nodes(ids: ["<component>"]) { ... on ScoreComponent { estimate } } }',
        "{ cases { nodes { resolutions { resolvedBy { score { id } } } } } }",
    ),
    "PLAN": (
        "{ plans { nodes { state } } }",
        "{ plans { edges { cursor } } }",
        '{ employee(by: { id: "<handler>" }) { plan { indicators { weight } } } }',
        '{ node(id: "<indicator>") { ... on Indicator { targetMin } } }',
        '{ node(id: "<measurement>") { ... on Measurement { value } } }',
        '{ nodes(ids: ["<measurement>", "<indicator>"]) { id } }',
    ),
    "EVIDENCE": (
        "{ evidence { nodes { value } } }",
        '{ evidence(where: { employee: "<handler>", kind: [REOPENED], standing: [EXCLUDED] }) { totalCount } }',
        '{ node(id: "<component>") { ... on ScoreComponent { evidence(first: 1) { edges { cursor } } } } }',
        "{ cases { nodes { attributions { share } } } }",
        "{ cases { nodes { resolutions { attributions { __typename } } } } }",
        '{ node(id: "<attribution>") { ... on Attribution { workingMinutes } } }',
        "{ cases { nodes { feedbacks { at } } } }",
        "{ resolutions { nodes { feedback { outcome } } } }",
        '{ nodes(ids: ["<feedback>"]) { id } }',
        '{ node(id: "<feedback>") { ... on Feedback { treatment } } }',
    ),
    "IDENTITY_NUMBER": (
        "{ employees { nodes { n: identityNumber } } }",
        '{ employee(by: { id: "<handler>" }) { ... { identityNumber } } }',
        '{ employee(by: { identityNumber: "<number>" }) { name } }',
        "{ units { nodes { employees { edges { node { identityNumber } } } } } }",
    ),
}


@pytest.mark.parametrize("plans", [True, False])
@pytest.mark.parametrize(("kind", "query"), [(kind, query) for kind, queries in WAYS.items() for query in queries])
async def test_whatever_is_read_of_somebody_is_noted_with_them(
    office: Office, kind: str, query: str, *, plans: bool
) -> None:
    auditor = office.town.officer.as_a(Role.AUDITOR)
    await office.ask(query, auditor, plans=plans)
    assert (office.town.officer.id, "AUDITOR", kind, office.town.handler.id) in await office.noted()


@pytest.mark.parametrize("plans", [True, False])
async def test_a_number_that_is_asked_by_a_variable_is_noted_like_any(office: Office, *, plans: bool) -> None:
    query = "query ($by: EmployeeBy!) { employee(by: $by) { name } }"
    await office.ask(query, office.town.officer.as_a(Role.HR_AGENCY), plans=plans, by={"identityNumber": NUMBER})
    assert {row[2:] for row in await office.noted()} == {("IDENTITY_NUMBER", office.town.handler.id)}


@pytest.mark.parametrize("plans", [True, False])
async def test_nobody_is_noted_for_their_own_or_for_what_they_may_not_see(office: Office, *, plans: bool) -> None:
    town = office.town
    for query in (query for queries in WAYS.values() for query in queries):
        await office.ask(query, town.handler.as_a(Role.EMPLOYEE), plans=plans)
        await office.ask(query, town.colleague.as_a(Role.EMPLOYEE), plans=plans)
        await office.ask(query, town.outsider.as_a(Role.UNIT_HEAD), plans=plans)
    theirs = [row for row in await office.noted() if row[0] != town.outsider.id or row[3] != town.outsider.id]
    assert theirs == []


@pytest.mark.parametrize("plans", [True, False])
async def test_who_appraises_is_noted_with_those_of_their_line_whose_rows_there_are(
    office: Office, *, plans: bool
) -> None:
    town = office.town
    query = "{ employees { nodes { weeklyScores { nodes { id } } } } }"
    await office.ask(query, town.head.as_a(Role.APPRAISER), plans=plans)
    assert await office.noted() == {(town.head.id, "APPRAISER", "SCORE", town.handler.id)}


async def test_a_page_of_people_is_one_statement_and_the_same_again_is_none(
    office: Office, statements: Statements
) -> None:
    query, hr = "{ employees { nodes { identityNumber scores { nodes { id } } plan { id } } } }", office.town.officer
    for expected in (2, 1, 1):
        statements.clear()
        await office.ask(query, hr.as_a(Role.HR_AGENCY))
        await asyncio.sleep(0)
        assert len(statements) == expected, statements
    people = await office.town.database.reads.fetchval("SELECT count(*) FROM employees")
    of_numbers = {subject for _, _, what, subject in await office.noted() if what == "IDENTITY_NUMBER"}
    assert len(of_numbers) == people - 1, "all but the viewer"


async def test_an_hour_has_one_note_whichever_process_reads(office: Office) -> None:
    query, hr = '{ employee(by: { id: "<handler>" }) { score { id } } }', office.town.officer.as_a(Role.HR_AGENCY)
    other = Office(office.town, {True: executor_of(office.town.database)}, office.names)
    for _ in range(3):
        await office.ask(query, hr)
        await other.ask(query, hr)
    assert len(await office.town.rows(readings)) == 1
    office.town.wait(HOUR)
    await office.ask(query, hr)
    await other.ask(query, hr)
    assert len(await office.town.rows(readings)) == 2
    await office.ask(query, office.town.officer.as_a(Role.AUDITOR))
    assert len(await office.town.rows(readings)) == 3, "another role is another reading"


async def test_what_a_process_remembers_is_bounded(office: Office) -> None:
    """What it forgot it notes again, and the table takes it once."""
    notes, hr = Readings(office.town.database, most=1_000), office.town.officer.as_a(Role.HR_AGENCY)
    for number in [*range(60), *range(60)]:
        await notes.note(hr, frozenset([f's":"{UUID(int=number)}"'.encode()]))
        assert sum(map(len, notes._noted.values())) <= 10
    assert len(await office.noted()) == 60


async def test_many_who_read_the_same_people_at_once_note_each_once(office: Office) -> None:
    database = office.town.database
    query = "{ employees { nodes { identityNumber score { id } plan { id } } } }"
    offices = [Office(office.town, {True: executor_of(database)}, office.names) for _ in range(6)]
    hr = office.town.officer.as_a(Role.HR_AGENCY)
    await asyncio.gather(*[each.ask(query, hr) for each in offices])
    assert {row[2] for row in await office.noted()} == {"IDENTITY_NUMBER", "SCORE", "PLAN"}


async def test_what_cannot_be_noted_is_not_handed_out(office: Office, owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE readings ADD CHECK (false) NOT VALID")
    for plans, query in ((plans, queries[0]) for plans in (True, False) for queries in WAYS.values()):
        asked = OperationRequest(query, {}, None, office.town.officer.as_a(Role.AUDITOR), Language.ENGLISH)
        answer = orjson.loads(b"".join((await office.executors[plans].run(asked)).body))
        assert answer["data"] is None
        assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_an_answer_with_errors_is_noted_too(office: Office) -> None:
    """What a part was refused for does not hide that another was read."""
    query = '{ report(input: { measures: [] }) { rowCount } scores { nodes { id } } nodes(ids: ["<axis>"]) { id } }'
    query = query.replace("<axis>", office.names["axis"])
    asked = OperationRequest(query, {}, None, office.town.officer.as_a(Role.AUDITOR), Language.ENGLISH)
    for plans in (True, False):
        answer = orjson.loads(b"".join((await office.executors[plans].run(asked)).body))
        assert answer["errors"]
        assert (await office.noted() != set()) or answer["data"] is None


async def results(executor: Executor, document: str, principal: Principal) -> AsyncIterator[ExecutionResult]:
    asked = OperationRequest(document, {}, None, principal, Language.ENGLISH)
    source = await executor.subscribe(await executor.open(asked, tuple(OperationType)))
    assert not isinstance(source, ExecutionResult), source.errors
    return source


async def test_a_query_over_a_stream_is_noted(office: Office) -> None:
    for plans in (True, False):
        source = await results(office.executors[plans], WAYS["SCORE"][0], office.town.officer.as_a(Role.AUDITOR))
        assert [result.errors for result in [result async for result in source]] == [None]
        assert len(await office.noted()) == 1


async def test_a_score_that_is_watched_is_noted_with_each_who_is_handed_it(office: Office, database_url: str) -> None:
    town = office.town
    document = f'subscription {{ scoreChanged(employee: "{town.handler.external}") {{ predicate }} }}'
    async with listening(database_url) as listener:
        executor = executor_of(town.database, feeds=Feeds(town.database, listener, most_of_client=200))
        first = await results(executor, document, town.officer.as_a(Role.HR_AGENCY))
        await asyncio.wait_for(anext(first), patience.SECONDS)
        expected = (town.officer.id, "HR_AGENCY", "SCORE", town.handler.id)
        assert await office.noted() == {expected}
        town.wait(HOUR)
        # Nothing was read anew: they join a feed that goes on.
        again = await results(executor, document, town.officer.as_a(Role.HR_AGENCY))
        result = await asyncio.wait_for(anext(again), patience.SECONDS)
        assert b"~" not in orjson.dumps(result.data)
        assert len(await town.rows(readings)) == 2
        for source in (first, again):
            await source.aclose()  # type: ignore[attr-defined]


READINGS = "readings { totalCount nodes { at kind label { indonesian english } role viewer { id name } } }"


async def seen_of(office: Office, subject: Person, viewer: Principal, *, plans: bool = True) -> Any:
    told = await office.ask(f'{{ employee(by: {{ id: "{subject.external}" }}) {{ {READINGS} }} }}', viewer, plans=plans)
    return told["employee"]["readings"]["nodes"]


@pytest.mark.parametrize("plans", [True, False])
async def test_people_see_who_has_read_theirs_and_nobody_elses(office: Office, *, plans: bool) -> None:
    town, before = office.town, office.town.database.clock()
    await office.ask(WAYS["SCORE"][9], town.officer.as_a(Role.HR_AGENCY))
    [reading] = await seen_of(office, town.handler, town.handler.as_a(Role.EMPLOYEE), plans=plans)
    at = datetime.fromisoformat(reading.pop("at"))
    assert before <= at <= town.database.clock()
    assert reading == {
        "kind": "SCORE",
        "label": {"indonesian": "Nilai kinerja", "english": "Scores"},
        "role": "HR_AGENCY",
        "viewer": {"id": town.officer.external, "name": "officer"},
    }
    [audited] = await seen_of(office, town.handler, town.outsider.as_a(Role.AUDITOR), plans=plans)
    assert datetime.fromisoformat(audited.pop("at")) == at
    assert audited == reading
    for role in set(Role) - {Role.AUDITOR, Role.CITIZEN}:
        for person in (town.head, town.officer, town.colleague):
            assert await seen_of(office, town.handler, person.as_a(role), plans=plans) == []


async def test_a_reading_of_a_case_is_told_to_auditors_who_are_not_party(office: Office) -> None:
    town = office.town
    reporter = town.colleague.as_a(Role.EMPLOYEE)
    receipt = await town.submit(reporter, confidential=True, description="Kepala dinas meminta uang.")
    await office.ask("{ cases { nodes { description } } }", town.clerk)
    query = f'{{ case(by: {{ id: "{format_id("Case", receipt.case_id)}" }}) {{ {READINGS} }} }}'
    told = await office.ask(query, town.outsider.as_a(Role.AUDITOR))
    assert [row["viewer"]["name"] for row in told["case"]["readings"]["nodes"]] == ["officer"]
    for principal in (town.clerk, town.officer.as_a(Role.HR_AGENCY), town.head.as_a(Role.UNIT_HEAD)):
        seen = (await office.ask(query, principal))["case"]
        assert seen is None or seen["readings"]["nodes"] == []


async def name_reported(office: Office) -> set[UUID]:
    """Two cases: one names the handler, the other somebody whom only a word is known of."""
    named = await office.town.submit(reported_employee=office.town.handler.external)
    worded = await office.town.submit(reported_name="Pak Budi di loket tiga")
    return {named.case_id, worded.case_id}


@pytest.mark.parametrize("plans", [True, False])
@pytest.mark.parametrize("asked", ["name", "reason", "__typename", "employee { name }", "namedAt"])
async def test_whom_a_case_names_is_noted_with_the_case(office: Office, asked: str, *, plans: bool) -> None:
    cases = await name_reported(office)
    query, reader = f"{{ cases {{ nodes {{ reported {{ {asked} }} }} }} }}", office.town.outsider
    for role in (Role.COMPLAINT_OFFICER, Role.AUDITOR):
        await office.ask(query, reader.as_a(role), plans=plans)
        noted = {(viewer, what, subject) for viewer, by, what, subject in await office.noted() if by == role}
        assert noted == {(reader.id, "REPORTED", case) for case in cases}


@pytest.mark.parametrize("plans", [True, False])
async def test_what_a_citizen_wrote_of_an_answer_is_noted_with_the_case(office: Office, *, plans: bool) -> None:
    town = office.town
    written = await town.resolved(town.handler)
    await town.rate(written, text="Petugas sangat ramah.")
    query, auditor = "{ cases { nodes { feedbacks { text } } } }", town.officer.as_a(Role.AUDITOR)
    assert "ramah" not in str(await office.ask(query, town.officer.as_a(Role.HR_AGENCY), plans=plans))
    assert {what for _, _, what, _ in await office.noted()} == {"EVIDENCE"}
    assert "ramah" in str(await office.ask(query, auditor, plans=plans))
    contents = {row[1:] for row in await office.noted() if row[2] == "CONFIDENTIAL_CONTENT"}
    assert contents == {("AUDITOR", "CONFIDENTIAL_CONTENT", written.case_id)}


@pytest.mark.parametrize("plans", [True, False])
async def test_an_answer_is_read_of_all_who_share_in_it(office: Office, *, plans: bool) -> None:
    town = office.town
    shared = await town.resolved(town.handler, town.colleague)
    await town.rate(shared)
    query = f'{{ case(by: {{ id: "{format_id("Case", shared.case_id)}" }}) {{ feedbacks {{ outcome }} }} }}'
    await office.ask(query, town.officer.as_a(Role.HR_AGENCY), plans=plans)
    assert {row[2:] for row in await office.noted()} == {
        ("EVIDENCE", town.handler.id),
        ("EVIDENCE", town.colleague.id),
    }


async def test_nobody_learns_from_readings_who_reported_them(office: Office) -> None:
    """Neither that a case names somebody, nor that it was read, is a reading of that person."""
    town = office.town
    await town.submit(town.colleague.as_a(Role.EMPLOYEE), confidential=True, description="Petugas meminta uang.")
    await name_reported(office)
    before = await office.noted()
    for role in (Role.COMPLAINT_OFFICER, Role.AUDITOR):
        query = "{ cases { nodes { description reported { name reason employee { id } } events { nodes { text } } } } }"
        await office.ask(query, town.officer.as_a(role))
    new = await office.noted() - before
    assert {what for _, _, what, _ in new} == {"CONFIDENTIAL_CONTENT", "REPORTED"}
    for person in (town.handler, town.colleague, town.head):
        assert await seen_of(office, person, person.as_a(Role.EMPLOYEE)) == []
