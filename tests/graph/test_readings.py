"""Whoever is shown what was said in confidence is noted with the case before the answer leaves, and nobody else is."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from graphql import ExecutionResult, OperationType, parse
from hypothesis import given
from hypothesis import strategies as st

from db.database import Database
from db.tables.cases import feedbacks
from db.tables.readings import readings
from domain.access import Principal
from domain.terms import ReadingKind, Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.identifiers import format_id
from graph.readings import _MARKS, kinds_shown, marks_of, read_marks, take_marks
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests.conftest import Statements
from tests.keys import KEYS
from tests.resolvers.town import Town, found

SECRETS = "Kepala dinas meminta uang."


@dataclass(frozen=True)
class Desk:
    """A town with a confidential and an open case, and both ways to ask about them."""

    town: Town
    secret: SubmittedComplaint
    open: SubmittedComplaint
    executors: dict[bool, Executor]

    async def ask(self, query: str, principal: Principal, *, plans: bool = True, **variables: Any) -> Any:
        asked = OperationRequest(query, variables, None, principal, Language.ENGLISH)
        answer = orjson.loads(b"".join((await self.executors[plans].run(asked)).body))
        assert "errors" not in answer, answer
        return answer["data"]

    async def noted(self) -> list[tuple[Any, ...]]:
        rows = await self.town.rows(readings)
        return [(row.viewer_id, row.role, row.what, row.subject_id) for row in rows]


@pytest.fixture
async def desk(database: Database) -> Desk:
    town = await found(database)
    executors = {
        plans: Executor(
            database,
            Documents(SCHEMA._schema),
            partial(Context, database, KEYS),
            KEYS,
            plans=plans,
        )
        for plans in (True, False)
    }
    secret = await town.submit(confidential=True, description=SECRETS, address="Jl. Merdeka 1")
    return Desk(town, secret, await town.submit(), executors)


CASES = "{ cases { nodes { description ticket } } }"


@pytest.mark.parametrize("plans", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        CASES,
        "{ cases { edges { node { d: description } cursor } totalCount } }",
        "{ units { nodes { cases { nodes { ... { address } } } } } }",
        "fragment F on Case { ...G } fragment G on Case { description } { cases { nodes { ...F } } }",
        "{ cases { nodes { events { nodes { text } } } } }",
    ],
)
async def test_a_text_said_in_confidence_is_noted_and_nothing_else_is(desk: Desk, query: str, *, plans: bool) -> None:
    officer = desk.town.officer
    answer = await desk.ask(query, officer.as_a(Role.COMPLAINT_OFFICER), plans=plans)
    expected = (officer.id, "COMPLAINT_OFFICER", "CONFIDENTIAL_CONTENT", desk.secret.case_id)
    assert await desk.noted() == [expected]
    assert '"~' not in orjson.dumps(answer).decode()


@pytest.mark.parametrize("plans", [True, False])
async def test_both_ways_answer_alike_with_marks_taken_out(desk: Desk, *, plans: bool) -> None:
    answer = await desk.ask(CASES, desk.town.clerk, plans=plans)
    told = {node["ticket"]: node["description"] for node in answer["cases"]["nodes"]}
    assert told == {desk.secret.ticket: SECRETS, desk.open.ticket: "Lampu jalan padam sejak Senin."}
    assert all(list(node) == ["description", "ticket"] for node in answer["cases"]["nodes"])


@pytest.mark.parametrize("plans", [True, False])
async def test_who_is_shown_nothing_in_confidence_is_not_noted(desk: Desk, *, plans: bool) -> None:
    for role in (Role.HR_AGENCY, Role.ADMINISTRATOR, Role.UNIT_HEAD):
        answer = await desk.ask(CASES, desk.town.head.as_a(role), plans=plans)
        assert SECRETS not in str(answer)
    await desk.ask("{ cases { nodes { ticket status } } }", desk.town.clerk, plans=plans)
    assert await desk.noted() == []


async def test_a_holder_is_noted_once_somebody_else_handed_it_to_them(desk: Desk) -> None:
    town, head = desk.town, desk.town.head.as_a(Role.UNIT_HEAD)
    await town.assign(desk.secret, town.head, head)
    assert SECRETS not in str(await desk.ask(CASES, head))
    assert await desk.noted() == []
    await town.assign(desk.secret, town.head)
    assert SECRETS in str(await desk.ask(CASES, head))
    assert await desk.noted() == [(town.head.id, "UNIT_HEAD", "CONFIDENTIAL_CONTENT", desk.secret.case_id)]


async def test_what_a_change_answers_is_noted_where_it_shows_the_text(desk: Desk) -> None:
    respond = (
        "mutation($input: RespondToComplaintInput!) { respondToComplaint(input: $input)"
        " { ... on RespondToComplaintPayload { complaint { %s } } } }"
    )
    given = {"case": format_id("Case", desk.secret.case_id), "text": "Sudah kami terima."}
    await desk.ask(respond % "status", desk.town.clerk, input=given)
    assert await desk.noted() == []
    await desk.ask(respond % "description", desk.town.clerk, input=given)
    assert len(await desk.noted()) == 1


async def test_what_a_stream_answers_is_noted(desk: Desk) -> None:
    asked = OperationRequest(CASES, {}, None, desk.town.clerk, Language.ENGLISH)
    executor = desk.executors[True]
    source = await executor.subscribe(await executor.open(asked, tuple(OperationType)))
    assert not isinstance(source, ExecutionResult)
    [result] = [result async for result in source]
    assert SECRETS in str(result.data)
    assert len(await desk.noted()) == 1


async def test_an_answer_is_withheld_where_the_reading_cannot_be_noted(desk: Desk, owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE readings ADD CHECK (what <> 'CONFIDENTIAL_CONTENT')")
    asked = OperationRequest(CASES, {}, None, desk.town.clerk, Language.ENGLISH)
    answer = b"".join((await desk.executors[True].run(asked)).body)
    assert SECRETS.encode() not in answer
    assert orjson.loads(answer)["errors"][0]["extensions"]["code"] == "INTERNAL"


async def test_reading_stays_one_statement_and_noting_is_one_more(desk: Desk, statements: Statements) -> None:
    for principal, expected in ((desk.town.head.as_a(Role.HR_AGENCY), 1), (desk.town.clerk, 2)):
        statements.clear()
        await desk.ask(CASES, principal)
        assert await desk.town.count(feedbacks) == 0
        sent = [each for each in statements if "feedbacks" not in each]
        assert len(sent) == expected, statements


def test_a_mark_in_a_text_is_no_mark() -> None:
    key = "019b755a-2280-7000-8000-000000000001"
    text = orjson.dumps({"description": f'"~c":"{key}",', "other": "~s"})
    assert take_marks(text) == (text, frozenset())
    marked = f'{{"~c":"{key}","a":1,"b":[{{"~s":null,"~i":["{key}", "{key}"],"c":"x"}}]}}'.encode()
    shown, marks = take_marks(marked)
    assert shown == b'{"a":1,"b":[{"c":"x"}]}'
    assert read_marks(marks) == {
        (ReadingKind.CONFIDENTIAL_CONTENT, UUID(key)),
        (ReadingKind.IDENTITY_NUMBER, UUID(key)),
    }
    nested = f'{{"~e":[["{key}"], null, [null, "{key}"], []],"a":["]"]}}'.encode()
    assert take_marks(nested)[0] == b'{"a":["]"]}'
    assert read_marks(take_marks(nested)[1]) == {(ReadingKind.EVIDENCE, UUID(key))}
    several = f'{{"~ps":"{key}","a":[{{"~ei":["{key}"]}}]}}'.encode()
    shown, marks = take_marks(several)
    assert shown == b'{"a":[{}]}'
    of_some = read_marks(marks_of(marks, {ReadingKind.SCORE, ReadingKind.EVIDENCE}))
    assert of_some == {(ReadingKind.SCORE, UUID(key)), (ReadingKind.EVIDENCE, UUID(key))}
    assert not marks_of(marks, {ReadingKind.REPORTED})


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (CASES, True),
        ("{ cases { nodes { ticket } } }", False),
        ("{ cases { nodes { ... on Case { x: text } } } }", True),
        ("{ a } fragment F on Case { address }", True),
        ('mutation { respond(text: "description") { id } }', False),
    ],
)
def test_which_documents_ask_for_such_texts(query: str, *, expected: bool) -> None:
    assert (ReadingKind.CONFIDENTIAL_CONTENT in kinds_shown(parse(query))) is expected


MARKED = [
    b'"~c":"%s",' % str(UUID(int=7)).encode(),
    b'"~ips":"%s",' % str(UUID(int=9)).encode(),
    b'"~s":[["%s"],null]' % str(UUID(int=8)).encode(),
    b'"~p":null,',
]
PIECES = [*MARKED, b"~", b'"~', b'\\"~c\\":null', b'"a":1,', b"{", b"}", b'"~c":1', b"x" * 50, MARKED[0][1:]]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_marks_are_taken_wherever_they_are(pieces: bytes) -> None:
    answer = b'{"data":' + pieces + b"}"
    split = _MARKS.split(answer)
    assert take_marks(answer) == (b"".join(split[::2]), frozenset(split[1::2]))
