"""Every role tries every mutation on what it may change and what it may not, and watches what it may see and not."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
from graphql import ExecutionResult, OperationType

from domain.access import Principal
from domain.accounts.services import ServicePrincipal
from domain.problems import Refused
from domain.text.localized import Language
from graph.execution import OperationRequest
from graph.identifiers import format_id
from tests.databases import Clone
from tests.graph.demonstration import CODE
from tests.matrix.acting import Changing, change, input_for, targets, without
from tests.matrix.facts import Facts, Row
from tests.matrix.judging import Disagreements, Judge, Verdict, settle
from tests.matrix.oracle import KINDS
from tests.matrix.scopes import ROLES
from tests.matrix.viewers import NAMES, Matrix, open_matrix
from tests.matrix.ways import BY_PROGRAMS, MUTATIONS

REFUSED = {"Forbidden", "NotFound"}
# Of each sort that the oracle tells apart, so many rows are tried.
TRIED = 2


@pytest.fixture(scope="module")
async def changing(clone: Clone) -> AsyncIterator[Changing]:
    async with clone("matrix_changes") as url, open_matrix(url) as opened:
        owner = await asyncpg.connect(url)
        changing = Changing(opened, owner, [])
        await changing.prepare()
        yield changing
        await owner.close()


@pytest.fixture(params=NAMES)
def judge(request: pytest.FixtureRequest, changing: Changing) -> Judge:
    matrix = changing.matrix
    return Judge(matrix.facts, request.param, matrix.viewers[request.param], Disagreements())


def tried(changing: Changing, judge: Judge, mutation: str) -> Iterator[tuple[str, Row, Any]]:
    """A few rows of each sort: on which the mutation must be done, may be, or may not; as party, or as a stranger."""
    taken: dict[Any, int] = {}
    for kind, row in targets(changing, judge, mutation):
        verdict = judge.verdict(kind, row, MUTATIONS[mutation])
        if isinstance(judge.viewer, ServicePrincipal) and mutation not in BY_PROGRAMS:
            verdict = Verdict(must=False, may=False)
        case = judge.facts.case_of(kind, row)
        sort = (verdict, bool(case and judge.facts.is_party(judge.viewer, case)), bool(case and case["confidential"]))
        taken[sort] = taken.get(sort, 0) + 1
        if taken[sort] <= TRIED:
            yield kind, row, verdict


@pytest.mark.parametrize("mutation", sorted(name for name, roles in MUTATIONS.items() if roles.citizen == "NONE"))
async def test_changes_are_for_whom_they_are_decided(changing: Changing, judge: Judge, mutation: str) -> None:
    await changing.refresh()
    for kind, row, verdict in list(tried(changing, judge, mutation)):
        changed = await change(changing.matrix, judge.viewer, mutation, input_for(changing.matrix.facts, mutation, row))
        judge.disagreements.looked[mutation] += 1
        case = judge.facts.case_of(kind, row)
        if case is not None:
            await changing.look(case["id"])
        if not verdict.may and not _is_refused(judge, kind, row, changed):
            judge.note(mutation, kind, "refused", str(changed), row)
        if verdict.must and changed["__typename"] not in (f"{mutation[0].upper()}{mutation[1:]}Payload", "Conflict"):
            judge.note(mutation, kind, "done", str(changed), row)
    settle([judge])


def _is_refused(judge: Judge, kind: str, row: Row, changed: Mapping[str, Any]) -> bool:
    """Whether an answer refuses, and tells how things stand only of what the viewer sees."""
    if changed["__typename"] == "InvalidInput":
        return changed["code"].startswith(("UNKNOWN", "NOT_FOUND"))
    seen = kind in KINDS and judge.verdict(kind, row, KINDS[kind].rows).may
    return changed["__typename"] in REFUSED or (changed["__typename"] == "Conflict" and seen)


OF_ROWS = {
    "assignComplaint": "Case",
    "respondToComplaint": "Case",
    "resolveComplaint": "Case",
    "handOutInvitation": "Case",
    "recordRecontact": "Case",
    "nameReported": "Case",
    "requestUnmasking": "Case",
    "requestWithdrawal": "ReportedParty",
    "decideWithdrawal": "Withdrawal",
    "requestErasure": "Case",
    "decideErasure": "Erasure",
    "decideShift": "Shift",
    "decideQuarantine": "Resolution",
    "decideUnmasking": "Unmasking",
    "revealReporter": "Unmasking",
    "confirmGrant": "Grant",
    "revokeGrant": "Grant",
    "endSession": "Session",
}


@pytest.mark.parametrize("mutation", sorted(OF_ROWS))
async def test_what_is_not_seen_is_answered_like_none(changing: Changing, judge: Judge, mutation: str) -> None:
    """Who may not see a row is told of it what they are told of a row that was never there."""
    await changing.refresh()
    kind, facts = OF_ROWS[mutation], changing.matrix.facts
    unseen = [row for row in facts.rows[kind].values() if not judge.verdict(kind, row, KINDS[kind].rows).may]
    assert unseen or KINDS[kind].rows.of(judge.viewer.role).ceiling == "ALL"
    for row in unseen[:TRIED]:
        given = input_for(facts, mutation, row)
        real = await change(changing.matrix, judge.viewer, mutation, given)
        missing = await change(changing.matrix, judge.viewer, mutation, without(given, kind))
        assert real == missing


@pytest.mark.parametrize("plans", [True, False], ids=["plans", "loaders"])
async def test_a_ticket_opens_by_its_code_alone(matrix: Matrix, plans: bool) -> None:
    """Whoever has both sees the same, which names no official; to others, there is no such case."""
    query = """query ($ticket: String!, $code: String!) {
        complaint(ticket: $ticket, accessCode: $code) { ticket status unit { id } history { type text } }
    }"""
    ticket = matrix.world.tracked[0]
    answers = [
        await matrix.world.ask(query, viewer, plans=plans, ticket=ticket, code=CODE)
        for viewer in matrix.viewers.values()
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["data"]["complaint"]["ticket"] == ticket
    assert "emp_" not in str(answers[0])
    for viewer in matrix.viewers.values():
        for wrong in ({"ticket": ticket, "code": "A" * len(CODE)}, {"ticket": "KM-000000-000000", "code": CODE}):
            answer = await matrix.world.ask(query, viewer, plans=plans, **wrong)
            assert answer == {"data": {"complaint": None}} or answer["data"]["complaint"] is None


@pytest.mark.parametrize("name", NAMES)
async def test_scores_are_watched_by_whom_they_are_seen(matrix: Matrix, name: str) -> None:
    judge = Judge(matrix.facts, name, matrix.viewers[name], Disagreements())
    people: dict[Any, list[UUID]] = {}
    for person in matrix.facts.rows["Employee"]:
        people.setdefault(
            judge.verdict("Employee", matrix.facts.rows["Employee"][person], KINDS["Score"].rows), []
        ).append(person)
    for verdict, some in people.items():
        for person in some[:TRIED]:
            shown = await first_score(matrix, judge.viewer, person)
            judge.disagreements.looked["scoreChanged"] += 1
            if shown and not verdict.may:
                judge.note("Score", "scoreChanged", "nothing", "seen", shown)
            if verdict.must and not shown and _scored(matrix.facts, person):
                judge.note("Score", "scoreChanged", "seen", "nothing", format_id("Employee", person))
    settle([judge])


def _scored(facts: Facts, person: UUID) -> bool:
    return any(row["employee_id"] == person and row["superseded_at"] is None for row in facts.rows["Score"].values())


async def first_score(matrix: Matrix, viewer: Principal, person: UUID) -> Any:
    """What somebody who watches a score sees first; None where they are refused."""
    text = "subscription ($employee: ID!) { scoreChanged(employee: $employee) { id coverage employee { id } } }"
    request = OperationRequest(text, {"employee": format_id("Employee", person)}, None, viewer, Language.ENGLISH)
    try:
        executor = matrix.world.planned
        source = await executor.subscribe(await executor.open(request, tuple(OperationType)))
        if isinstance(source, ExecutionResult):
            return source.data
        async with aclosing(source) as results:
            result = await anext(results)
            data = orjson.loads(orjson.dumps(result.data))
            return data and data.get("scoreChanged")
    except Refused:
        return None


def test_every_role_asks() -> None:
    assert {name.split()[0] for name in NAMES} == ROLES
