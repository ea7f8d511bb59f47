"""Whoever asks too often is told when to come back, and nobody else notices."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any
from uuid import UUID

import httpx

from db.database import Database
from domain.access import ANYONE, Principal
from domain.budgets import BudgetKind, Limit
from domain.terms import Role
from graph.reading_prices import POINTS_A_DOCUMENT
from server.authentication import issue_token
from server.exposure import REQUIRED, Exposure
from tests.attacks.service import UNLIMITED, codes_of, serve_over
from tests.clock import MovingClock
from tests.conftest import Statements
from tests.keys import KEYS
from tests.resolvers.programs import program_for
from tests.resolvers.town import found
from tests.staff import appoint, capacity_of, found_office

FIRST, SECOND = "203.0.113.7", "203.0.113.8"
NAME = {"query": "{ __typename }"}
COSTS = Limit(2_000_000, 60)
TRACK = "query($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { status } }"
SUBMIT = """
mutation($i: SubmitComplaintInput!) {
  submitComplaint(input: $i) { ... on SubmitComplaintPayload { ticket accessCode } ... on Error { code message } }
}
"""


def exposed(**limits: Limit) -> Exposure:
    """An exposure in which only these budgets are small."""
    small = {BudgetKind(name.replace("_", "-")): limit for name, limit in limits.items()}
    return replace(UNLIMITED, budgets={**UNLIMITED.budgets, **small})


async def post(client: httpx.AsyncClient, body: Mapping[str, Any], **headers: str) -> httpx.Response:
    return await client.post("/graphql", json=body, headers=headers)


def limited(answer: httpx.Response) -> int:
    """After how many seconds an answer says that it is worth while to ask again."""
    assert answer.status_code == 429
    assert codes_of(answer.json()) == {"RATE_LIMITED"}
    seconds = int(answer.headers["retry-after"])
    assert f" {seconds} " in answer.json()["errors"][0]["message"]
    return seconds


async def test_requests_of_one_address(database: Database) -> None:
    auditor = await appoint(database, Role.AUDITOR, await found_office(database))
    async with serve_over(database, exposed(requests=Limit(30, 600))) as service:
        first, second = service.from_address(FIRST), service.from_address(SECOND)
        answers = [await post(first, NAME) for _ in range(31)]
        assert [answer.status_code for answer in answers] == [200] * 30 + [429]
        assert 1 <= limited(answers[-1]) <= 21
        assert (await post(second, NAME)).status_code == 200
        staff = issue_token(capacity_of(auditor), KEYS, timedelta(hours=1))
        assert (await post(first, NAME, authorization=f"Bearer {staff}")).status_code == 200


async def test_many_at_once_get_no_more(database: Database) -> None:
    async with serve_over(database, exposed(requests=Limit(200, 6_000))) as service:
        client = service.from_address(FIRST)
        answers = await asyncio.gather(*(post(client, NAME) for _ in range(230)))
        assert 200 <= sum(answer.status_code == 200 for answer in answers) <= 202


async def test_two_processes_share_a_bucket(database: Database) -> None:
    small = exposed(requests=Limit(60, 6_000))
    async with serve_over(database, small) as one, serve_over(database, small) as other:
        clients = [one.from_address(FIRST), other.from_address(FIRST)]
        answers = [await post(clients[number % 2], NAME) for number in range(70)]
        assert 60 <= sum(answer.status_code == 200 for answer in answers) <= 61


async def test_bad_tokens_spend_what_their_address_has(database: Database) -> None:
    async with serve_over(database, exposed(requests=Limit(5, 600))) as service:
        client = service.from_address(FIRST)
        answers = [await post(client, NAME, authorization=f"Bearer {number}") for number in range(6)]
        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert answers[0].headers["www-authenticate"].startswith("Bearer ")


async def test_a_portion_is_spent_without_a_statement(database: Database, statements: Statements) -> None:
    async with serve_over(database, Exposure()) as service:
        client = service.from_address(FIRST)
        await post(client, NAME)
        await asyncio.sleep(0)
        statements.clear()
        for _ in range(40):
            assert (await post(client, NAME)).status_code == 200
        await asyncio.sleep(0)
        assert list(statements) == []


async def test_cost_is_taken_and_told(database: Database, statements: Statements) -> None:
    async with serve_over(database, exposed(cost=Limit(10_000, 10_000))) as service:
        client = service.from_address(FIRST)
        query = {"query": "{ rateLimit { limit cost remaining used resetAt } }"}
        first = (await post(client, query)).json()["data"]["rateLimit"]
        await asyncio.sleep(0)
        statements.clear()
        answer = await post(client, query)
        told = answer.json()["data"]["rateLimit"]
        await asyncio.sleep(0)
        assert list(statements) == []
        assert first["limit"] == told["limit"] == 10_000
        assert told["cost"] > 100
        assert told["remaining"] + told["used"] == 10_000
        assert 0 <= first["remaining"] - told["remaining"] - told["cost"] + 1 <= 2
        assert int(answer.headers["x-ratelimit-limit"]) == 10_000
        assert int(answer.headers["x-ratelimit-remaining"]) in range(told["remaining"] - 1, told["remaining"] + 2)
        assert int(answer.headers["x-ratelimit-reset"]) > 0


async def test_dear_operations_are_refused_before_they_run(database: Database, statements: Statements) -> None:
    async with serve_over(database, exposed(cost=Limit(10_000, 100_000))) as service:
        client = service.from_address(FIRST)
        assert (await post(client, NAME)).status_code == 200
        query = {"query": "{ units(first: 100) { nodes { id code name kind parent { id code } } } }"}
        answers = [await post(client, query) for _ in range(8)]
        assert answers[0].status_code == 200
        await asyncio.sleep(0)
        statements.clear()
        assert limited(await post(client, query)) > 1
        assert (await post(client, NAME)).status_code == 200, "what is cheap may still be asked"
        await asyncio.sleep(0)
        assert not any("units" in statement for statement in statements)


async def test_changes_and_complaints(database: Database) -> None:
    town = await found(database)
    given = {"category": f"cat_{town.category}", "description": "Kartu keluarga belum selesai."}
    async with serve_over(database, exposed(submissions=Limit(3, 600))) as service:
        client = service.from_address(FIRST)
        answers = [(await post(client, {"query": SUBMIT, "variables": {"i": given}})).json() for _ in range(4)]
        assert [next(iter(answer["data"]["submitComplaint"])) for answer in answers] == ["ticket"] * 3 + ["code"]
        assert answers[3]["data"]["submitComplaint"]["code"] == "RATE_LIMITED"
    async with serve_over(database, exposed(writes=Limit(2, 600))) as service:
        client = service.from_address(SECOND)
        answers = [await post(client, {"query": SUBMIT, "variables": {"i": given}}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_wrong_access_codes_of_one_request(database: Database) -> None:
    many = " ".join(
        f'a{number}: complaint(ticket: "KM-1", accessCode: "{number}") {{ status }}' for number in range(20)
    )
    track = {"query": TRACK, "variables": {"t": "KM-1", "c": "y"}}
    async with serve_over(database, exposed(wrong_codes=Limit(10, 6_000))) as service:
        client = service.from_address(FIRST)
        assert (await post(client, {"query": f"{{ {many} }}"})).status_code == 200
        assert limited(await post(client, track)) > 6_000, "twenty names are as many codes as twenty requests"
        assert (await post(service.from_address(SECOND), track)).status_code == 200


async def test_the_address_comes_from_our_proxies_alone(database: Database) -> None:
    async with serve_over(database, exposed(requests=Limit(3, 600))) as service:
        client = service.from_address(FIRST)
        forged = [await post(client, NAME, **{"x-forwarded-for": f"198.51.100.{number}"}) for number in range(4)]
        assert forged[-1].status_code == 429, "anybody can write a header"
    proxied = replace(exposed(requests=Limit(3, 600)), proxies=(ip_network("10.0.0.0/8"),))
    async with serve_over(database, proxied) as service:
        client = service.from_address("10.0.0.1")
        sent = [f"198.51.100.{number}, 192.0.2.1, 10.0.0.9" for number in range(4)]
        answers = [await post(client, NAME, **{"x-forwarded-for": each}) for each in sent]
        assert [answer.status_code for answer in answers] == [200] * 3 + [429], "the last that is not ours is whom"
        assert (await post(client, NAME, **{"x-forwarded-for": "192.0.2.2"})).status_code == 200


def test_whose_budget_it_is(database: Database) -> None:
    from resolvers.budgets import Budgets  # noqa: PLC0415

    budgets = Budgets(database, b"key")
    person = Principal(Role.EMPLOYEE, UUID(int=1))
    assert budgets.client(ANYONE, "a/32").name == "a/32"
    assert budgets.client(person, "a/32").name == budgets.client(person, "b/32").name
    assert budgets.client(person, "a/32").address == "a/32"
    programs = [program_for(person) for _ in range(2)]
    assert len({budgets.client(each, "a/32").name for each in (person, *programs)}) == 3


async def test_clients_without_number_fill_no_memory(database: Database) -> None:
    async with serve_over(database, Exposure()) as service:
        service.ingress.budgets._most = 50
        for number in range(120):
            assert (await post(service.from_address(f"198.51.100.{number}"), NAME)).status_code == 200
        assert len(service.ingress.budgets._portions) <= 50
        assert not service.ingress.budgets._turns


async def test_addresses_that_come_but_once_fill_no_table(database: Database) -> None:
    async with serve_over(database, Exposure()) as service:
        for number in range(3):
            await post(service.from_address(f"198.51.100.{number}"), NAME)
        before = await database.primary.fetch("SELECT key FROM budgets")
        assert len(before) >= 3
        assert isinstance(database.clock, MovingClock)
        database.clock.move(timedelta(hours=3))
        await post(service.from_address(FIRST), NAME)
        await asyncio.gather(*service.ingress.budgets._tasks)
        left = await database.primary.fetch("SELECT key FROM budgets")
        assert left
        assert not set(left) & set(before)


async def test_required_documents(database: Database) -> None:
    async with serve_over(database, replace(UNLIMITED, documents=REQUIRED)) as service:
        answer = await post(service.client, NAME)
        assert answer.status_code == 403
        assert codes_of(answer.json()) == {"DOCUMENT_NOT_TRUSTED"}
        streamed = await post(service.client, NAME, accept="text/event-stream")
        assert "DOCUMENT_NOT_TRUSTED" in streamed.text


async def test_reading_new_documents_is_paid_for_before_they_are_read(database: Database) -> None:
    """A stranger who writes every document anew is refused before a worker reads for two seconds; known ones go on."""
    read: list[str] = []

    def write(number: int) -> dict[str, str]:
        fields = "totalCount nodes { id name parent { name } }"
        parts = (f"n{number}_{part}: units(first: {part % 7 + 1}) {{ {fields} }}" for part in range(30))
        return {"query": "{" + " ".join(parts) + "}"}

    async with serve_over(database, exposed(cost=COSTS)) as service:
        client = service.from_address(FIRST)
        answers = []
        for number in range(100):
            asked = write(number)
            answers.append(await post(client, asked))
            read += [asked["query"]] if service.executor.documents.price(asked["query"]) == 0 else []
        refused = [answer for answer in answers if answer.status_code == 429]
        assert limited(refused[0]) > 0
        # One was read, and what it asks refused afterwards.
        assert len(read) + len(refused) <= len(answers) + 1
        assert 20 < len(read) <= 80
        assert (await post(service.from_address(SECOND), write(0))).status_code == 200


async def test_a_known_document_is_read_for_nothing(database: Database) -> None:
    async with serve_over(database, exposed(cost=Limit(1_000_000, 10_000_000))) as service:
        client = service.from_address(FIRST)
        query = {"query": "{ units(first: 1) { totalCount } }"}
        left = [int((await post(client, query)).headers["x-ratelimit-remaining"]) for _ in range(3)]
        assert left[0] < 1_000_000 - POINTS_A_DOCUMENT
        assert left[0] - left[2] < POINTS_A_DOCUMENT
