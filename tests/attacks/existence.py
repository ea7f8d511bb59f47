"""Questions about what exists but is not seen, each beside the same question about what does not exist."""

import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.keys import new_key
from domain.access import Principal
from graph.identifiers import format_id
from tests.attacks.garden import Garden
from tests.attacks.service import counted
from tests.conftest import Statements, noting_reads
from tests.graph.demonstration import CODE
from tests.matrix.judging import Disagreements, Judge

TRACK = "query ($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { status history { text } } }"
RATE = """mutation ($input: RateResolutionInput!) { rateResolution(input: $input) {
    __typename ... on Error { code message path } } }"""
RESPOND = """mutation ($input: RespondToComplaintInput!) { respondToComplaint(input: $input) {
    __typename ... on Error { code message path } } }"""
SCORE = "query ($id: ID!) { node(id: $id) { ... on Employee { id score { id predicate } } } }"
NODE = "query ($id: ID!) { node(id: $id) { id ... on Case { ticket description } } }"
NUMBER = "query ($n: String!) { employee(by: {identityNumber: $n}) { id name } }"
TICKET = "query ($t: String!) { case(by: {ticket: $t}) { id description } }"
NOWHERE, NO_NUMBER = "KM-000000-000000", "198001012005011999"


@dataclass(frozen=True)
class Pair:
    """The same question twice: about something that the viewer does not see, and about something that is not there."""

    name: str
    text: str
    viewer: Principal
    existing: Mapping[str, Any]
    missing: Mapping[str, Any]


def pairs(garden: Garden) -> list[Pair]:
    facts, viewer = garden.matrix.facts, garden.matrix.viewers["EMPLOYEE"]
    judge = Judge(facts, "EMPLOYEE", viewer, Disagreements())
    case = next(
        row for key, row in facts.rows["Case"].items() if row["confidential"] and not judge.rows("Case")[key].may
    )
    score = next(key for key, verdict in judge.rows("Score").items() if not verdict.may)
    scored = {row["employee_id"] for row in facts.rows["Score"].values()}
    colleague = facts.rows["Score"][score]["employee_id"]
    unscored = next(key for key in facts.rows["Employee"] if key not in scored)
    number = next(
        text for person, text in facts.numbers.items() if not judge.of_field("Employee", person, "identityNumber").may
    )
    ticket, _ = garden.receipts[0]
    citizen = garden.matrix.viewers["CITIZEN"]
    answer = {"accessCode": CODE, "treatment": 3, "outcome": 3}
    return [
        Pair("a case by its identifier", NODE, viewer, _id("Case", case["id"]), _id("Case", new_key())),
        Pair("a case by its identifier, to a citizen", NODE, citizen, _id("Case", case["id"]), _id("Case", new_key())),
        Pair("a case by its ticket", TICKET, viewer, {"t": case["ticket"]}, {"t": NOWHERE}),
        Pair("a ticket with a wrong code", TRACK, citizen, {"t": ticket, "c": CODE}, {"t": NOWHERE, "c": CODE}),
        Pair("a score by its identifier", NODE, viewer, _id("Score", score), _id("Score", new_key())),
        Pair("the score of a colleague", SCORE, viewer, _id("Employee", colleague), _id("Employee", unscored)),
        Pair("an identity number", NUMBER, viewer, {"n": number}, {"n": NO_NUMBER}),
        Pair("a rating with a wrong code", RATE, citizen,
             {"input": answer | {"ticket": ticket}}, {"input": answer | {"ticket": NOWHERE}}),
        Pair("an answer to a case", RESPOND, viewer, _given(case["id"]), _given(new_key())),
    ]  # fmt: skip


def _id(kind: str, key: UUID) -> dict[str, str]:
    return {"id": format_id(kind, key)}


def _given(case: UUID) -> dict[str, Any]:
    return {"input": {"case": format_id("Case", case), "text": "Sudah"}}


@dataclass(frozen=True)
class Work:
    """What a question cost: calls of Python functions, at least, and the statements that were sent."""

    calls: int
    statements: list[str]


async def work_of(garden: Garden, pair: Pair, variables: Mapping[str, Any], repeats: int) -> Work:
    """The least that a question costs of so many times: what other tasks did meanwhile is not counted in."""
    calls, sent = [], Statements()
    for _ in range(repeats):
        sent.clear()
        with noting_reads(garden.matrix.world.database, lambda record: sent.append(record.query)), counted() as work:
            await garden.matrix.world.ask(pair.text, pair.viewer, **variables)
        calls.append(work.calls)
    return Work(min(calls), list(sent))


async def medians_of(garden: Garden, pair: Pair, repeats: int) -> tuple[float, float]:
    """The median seconds of the one and of the other, asked in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for times, variables in zip(taken, (pair.existing, pair.missing), strict=True):
            began = time.perf_counter()
            await garden.matrix.world.ask(pair.text, pair.viewer, **variables)
            times.append(time.perf_counter() - began)
    return statistics.median(taken[0]), statistics.median(taken[1])
