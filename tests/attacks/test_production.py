"""The dozen checks of graphql-cop, restated: none finds anything in the production profile."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from graphql import get_introspection_query

from domain.access import Principal
from domain.terms import Role
from server.authentication import issue_token
from server.exposure import Exposure
from tests.attacks.service import INTERNAL, UNLIMITED, Service, codes_of, serve_over
from tests.keys import KEYS
from tests.staff import appoint, capacity_of, found_office

ALIASES = " ".join(f"alias{number}: __typename" for number in range(101))
ROUND = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"


@pytest.fixture
async def strange(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A stranger at the door of a service as it is set for production."""
    async with serve_over(service.database, Exposure(budgets=UNLIMITED.budgets)) as production:
        yield production.client


async def answered(client: httpx.AsyncClient, query: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.post("/graphql", json={"query": query})).json()
    return answer


@pytest.mark.parametrize(
    "query",
    [
        f"{{ {ALIASES} }}",
        "{ " + "__typename " * 500 + "}",
        f"{{ __typename {'@aa ' * 10}}}",
        ROUND,
    ],
    ids=["alias overloading", "field duplication", "directive overloading", "circular introspection"],
)
async def test_what_overloads_is_refused(strange: httpx.AsyncClient, query: str) -> None:
    answer = await answered(strange, query)
    assert "data" not in answer
    assert codes_of(answer) <= {"DOCUMENT_TOO_LARGE", "INVALID_DOCUMENT", "INTROSPECTION_CLOSED"}


async def test_a_batch_is_refused(strange: httpx.AsyncClient) -> None:
    answer = await strange.post("/graphql", json=[{"query": "{ __typename }"}] * 10)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "accept", ["text/event-streamx", "text/event-stream+json", "x/text/event-stream", "TEXT/EVENT-STREAM"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_no_name_of_a_stream_leads_past_the_executor(
    strange: httpx.AsyncClient, accept: str, method: str
) -> None:
    asked = {"query": "{ __schema { types { name } } }"}
    how = {"params": asked} if method == "GET" else {"json": asked}
    answer = await strange.request(method, "/graphql", headers={"accept": accept}, **how)  # type: ignore[arg-type]
    assert "TrackedComplaint" not in answer.text
    assert answer.status_code in (405, 406) or "INTROSPECTION_CLOSED" in answer.text


async def test_a_link_of_a_stranger_opens_no_stream(strange: httpx.AsyncClient) -> None:
    headers = {"accept": "text/event-stream"}
    answer = await strange.get("/graphql", params={"query": "{ __typename }"}, headers=headers)
    assert answer.status_code == 405


async def test_the_schema_is_closed_to_strangers_and_open_to_staff(service: Service) -> None:
    auditor = await appoint(service.database, Role.AUDITOR, await found_office(service.database))
    async with serve_over(service.database, Exposure(budgets=UNLIMITED.budgets)) as production:
        await check_who_reads_the_schema(production.client, auditor)


async def check_who_reads_the_schema(strange: httpx.AsyncClient, auditor: Principal) -> None:
    query = get_introspection_query()
    assert codes_of(await answered(strange, query)) == {"INTROSPECTION_CLOSED"}
    token = issue_token(capacity_of(auditor), KEYS, timedelta(hours=1))
    staff = await strange.post("/graphql", json={"query": query}, headers={"authorization": f"Bearer {token}"})
    assert staff.json()["data"]["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ systemUpdat }", {}),
        ("{ unitz { totalCount } }", {}),
        ("{ units(wher: {}) { totalCount } }", {}),
        ("{ units(orderBy: NAM_ASC) { totalCount } }", {}),
        ("query($w: UnitFilte) { units(where: $w) { totalCount } }", {}),
        ("query($w: UnitFilter) { units(where: $w) { totalCount } }", {"w": {"kin": ["OFFICE"]}}),
        ("query($w: UnitFilter) { units(where: $w) { totalCount } }", {"w": {"kind": ["OFFIC"]}}),
        ("mutation { submitComplain(input: {}) { __typename } }", {}),
        ('mutation { submitComplaint(input: {categor: "x"}) { __typename } }', {}),
        ("{ ...UnitField }", {}),
    ],
)
async def test_nothing_is_suggested(strange: httpx.AsyncClient, query: str, variables: dict[str, Any]) -> None:
    answer = await strange.post("/graphql", json={"query": query, "variables": variables})
    assert answer.json()["errors"]
    assert "did you mean" not in answer.text.lower()


async def test_no_change_by_a_link(strange: httpx.AsyncClient) -> None:
    answer = await strange.get("/graphql", params={"query": "mutation { __typename }"})
    assert answer.status_code == 405


async def test_no_form_is_taken(strange: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await strange.post("/graphql", content=b"query=%7B__typename%7D", headers=headers)
    assert answer.status_code == 415
    assert (await strange.post("/graphql", params={"query": "{ __typename }"})).status_code == 415


@pytest.mark.parametrize("headers", [{}, {"content-type": "application/x-www-form-urlencoded"}])
async def test_no_question_by_a_link(strange: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await strange.get("/graphql", params={"query": "{ __typename }"}, headers=headers)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert "data" not in answer.json()


@pytest.mark.parametrize("path", ["/graphql", "/", "/graphiql", "/playground", "/console", "/altair"])
async def test_there_is_no_ide(strange: httpx.AsyncClient, path: str) -> None:
    answer = await strange.get(path, headers={"accept": "text/html"})
    assert answer.status_code in {404, 406}
    assert "<html" not in answer.text.lower()


async def test_there_are_no_traces(strange: httpx.AsyncClient) -> None:
    body = {"query": "{ __typename }", "extensions": {"tracing": True, "debug": True}}
    answer = await strange.post("/graphql", json=body, headers={"apollo-tracing": "1", "x-debug": "1"})
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("query", ["queryy { __typename }", "{ cop", "{ __typename @abc(", '{ a(b: "\\x") }', "\0"])
async def test_errors_tell_nothing_of_what_is_inside(strange: httpx.AsyncClient, query: str) -> None:
    answer = await answered(strange, query)
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert not INTERNAL.search(json.dumps(answer))
