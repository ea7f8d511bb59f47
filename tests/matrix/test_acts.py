"""Every role tries every mutation on what it may change and what it may not, and watches what it may see and not."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from graphql import ExecutionResult

from db.keys import new_key
from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.text.localized import Language
from graph.execution import OperationRequest
from graph.identifiers import format_id
from tests.databases import Clone
from tests.graph.demonstration import CODE, NOW
from tests.matrix.facts import Facts, Row
from tests.matrix.judging import Disagreements, Judge, settle
from tests.matrix.oracle import PERSONAL
from tests.matrix.scopes import ROLES, Roles
from tests.matrix.viewers import NAMES, Matrix, open_matrix
from tests.matrix.ways import MUTATIONS

CHANGE = """
mutation ($input: {input}!) {{ changed: {name}(input: $input) {{
  __typename ... on Error {{ code message path }} ... on {payload} {{ {kept} }}
}} }}
"""
REFUSED = {"Forbidden", "NotFound"}
# Of each sort that the oracle tells apart, so many rows are tried.
TRIED = 2
# So many cases each viewer holds, and one is left for somebody to take.
CASES = 7


@dataclass(frozen=True)
class Changing:
    """A demonstration of its own, since what is allowed is done, and its owner, who sees what became of it."""

    matrix: Matrix
    owner: asyncpg.Connection

    async def look(self, key: UUID) -> None:
        """Take note of a case as it stands now."""
        row = await self.owner.fetchrow("SELECT * FROM cases WHERE id = $1", key)
        self.matrix.facts.rows["Case"][key] = dict(row)  # type: ignore[index]
        if row["holder_id"]:
            self.matrix.facts.held[key].add(row["holder_id"])


@pytest.fixture(scope="module")
async def changing(clone: Clone) -> AsyncIterator[Changing]:
    async with clone("matrix_changes") as url, open_matrix(url) as opened:
        owner = await asyncpg.connect(url)
        changing = Changing(opened, owner)
        await bring_cases(changing)
        yield changing
        await owner.close()


async def bring_cases(changing: Changing) -> None:
    """Cases for every viewer to work on: some open and some confidential, of every unit, held by each who can hold."""
    matrix, officer = changing.matrix, changing.matrix.viewers["COMPLAINT_OFFICER"]
    holders = [viewer for name, viewer in matrix.viewers.items() if viewer.employee_id]
    categories = list({row["unit_id"]: key for key, row in matrix.facts.rows["Category"].items()}.values())
    for number in range(len(holders) * CASES):
        category = format_id("Category", categories[number % len(categories)])
        given = {"category": category, "description": "Lampu padam.", "confidential": number % 2 == 1}
        brought = await change(matrix, ANYONE, "submitComplaint", given)
        key = UUID(brought["id"].partition("_")[2])
        holder = holders[number % len(holders)]
        if number // len(holders) < CASES - 1:
            await change(matrix, officer, "assignComplaint", {
                "case": brought["id"], "assignee": format_id("Employee", holder.employee_id)
            })  # fmt: skip
        await changing.look(key)


@pytest.fixture(params=NAMES)
def judge(request: pytest.FixtureRequest, changing: Changing) -> Judge:
    matrix = changing.matrix
    return Judge(matrix.facts, request.param, matrix.viewers[request.param], Disagreements())


def input_for(facts: Facts, mutation: str, row: Row) -> dict[str, Any]:
    """What to send so that nothing but the caller can be wrong."""
    if mutation == "recordMeasurements":
        plan = facts.rows["PerformancePlan"][row["plan_id"]]
        day = facts.rows["Period"][plan["period_id"]]["starts_on"]
        item = {"indicator": format_id("Indicator", row["id"]), "measuredOn": day.isoformat(), "value": "1"}
        return {"items": [item]}
    if mutation == "recordServiceRecords":
        times = {"requestedAt": NOW - timedelta(days=40), "completedAt": NOW - timedelta(days=39)}
        item = {"kind": "SERVICE_RECORD", "channel": "COUNTER", "handler": format_id("Employee", row["id"])}
        item["category"] = format_id("Category", next(iter(facts.rows["Category"])))
        return {"items": [item | {name: at.isoformat() for name, at in times.items()}]}
    case = {"case": format_id("Case", row["id"])}
    if mutation == "assignComplaint":
        inside = next((p for p in facts.rows["Employee"] if row["unit_id"] in facts.units_of(p)), None)
        return case | {"assignee": format_id("Employee", inside or next(iter(facts.posts)))}
    return case | {"text": "Selesai."} | ({"outcome": "FIXED"} if mutation == "resolveComplaint" else {})


def targets(judge: Judge, mutation: str) -> Iterator[tuple[str, Row]]:
    """Rows on which a mutation is tried: the kind that decides, and each row."""
    facts = judge.facts
    if mutation == "recordMeasurements":
        plans, periods = facts.rows["PerformancePlan"], facts.rows["Period"]
        for row in facts.rows["Indicator"].values():
            plan = plans[row["plan_id"]]
            if (
                row["source"] == "RECORDED"
                and plan["state"] == "AGREED"
                and periods[plan["period_id"]]["starts_on"] < NOW.date()
            ):
                yield "Indicator", row
    elif mutation == "recordServiceRecords":
        yield from (("Employee", row) for row in facts.rows["Employee"].values() if row["left_on"] is None)
    else:
        states = {"SUBMITTED", "ASSIGNED", "RESPONDED", "REOPENED"}
        yield from (("Case", row) for row in facts.rows["Case"].values() if row["status"] in states)


def tried(judge: Judge, mutation: str, roles: Roles) -> Iterator[tuple[str, Row, Any]]:
    """A few rows of each sort: on which the mutation must be done, may be, or may not; as party, or as a stranger."""
    taken: dict[Any, int] = {}
    for kind, row in targets(judge, mutation):
        verdict = judge.verdict(kind, row, roles)
        case = judge.facts.case_of(kind, row)
        sort = (verdict, bool(case and judge.facts.is_party(judge.viewer, case)), bool(case and case["confidential"]))
        taken[sort] = taken.get(sort, 0) + 1
        if taken[sort] <= TRIED:
            yield kind, row, verdict


async def change(matrix: Matrix, viewer: Principal, mutation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{mutation[0].upper()}{mutation[1:]}"
    kept = "ids" if mutation.startswith("record") else "id"
    text = CHANGE.format(input=f"{name}Input", name=mutation, payload=f"{name}Payload", kept=kept)
    answer = await matrix.world.ask(text, viewer, input=given)
    assert "errors" not in answer, answer["errors"]
    changed: dict[str, Any] = answer["data"]["changed"]
    return changed


@pytest.mark.parametrize("mutation", sorted(set(MUTATIONS) - {"submitComplaint", "rateResolution", "reopenComplaint"}))
async def test_changes_are_for_whom_they_are_decided(changing: Changing, judge: Judge, mutation: str) -> None:
    for kind, row, verdict in list(tried(judge, mutation, MUTATIONS[mutation])):
        changed = await change(changing.matrix, judge.viewer, mutation, input_for(changing.matrix.facts, mutation, row))
        judge.disagreements.looked[mutation] += 1
        if kind == "Case":
            await changing.look(row["id"])
        refused = changed["__typename"] in REFUSED or _unseen(changed)
        if not verdict.may and not refused:
            judge.note(mutation, kind, "refused", str(changed), format_id(kind, row["id"]))
        if verdict.must and changed["__typename"] not in (f"{mutation[0].upper()}{mutation[1:]}Payload", "Conflict"):
            judge.note(mutation, kind, "done", str(changed), format_id(kind, row["id"]))
    settle([judge])


def _unseen(changed: Mapping[str, Any]) -> bool:
    """Whether an answer says of every thing in question that there is none."""
    return changed["__typename"] == "InvalidInput" and changed["code"].startswith(("UNKNOWN", "NOT_FOUND"))


@pytest.mark.parametrize("mutation", ["assignComplaint", "respondToComplaint", "resolveComplaint"])
async def test_a_case_that_is_not_seen_is_answered_like_none(changing: Changing, judge: Judge, mutation: str) -> None:
    """Who may not see a case is told of it what they are told of a case that was never there."""
    unseen = [row for key, row in changing.matrix.facts.rows["Case"].items() if not judge.rows("Case")[key].may]
    for row in unseen[:TRIED]:
        given = input_for(changing.matrix.facts, mutation, row)
        real = await change(changing.matrix, judge.viewer, mutation, given)
        missing = await change(changing.matrix, judge.viewer, mutation, given | {"case": format_id("Case", new_key())})
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
        people.setdefault(judge.verdict("Employee", matrix.facts.rows["Employee"][person], PERSONAL), []).append(person)
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
        source = await matrix.world.planned.subscribe(request)
        if isinstance(source, ExecutionResult):
            return source.data
        async with aclosing(source) as results:
            result = await anext(results)
            return result.data and result.data.get("scoreChanged")
    except Refused:
        return None


def test_every_role_asks() -> None:
    assert {name.split()[0] for name in NAMES} == ROLES
