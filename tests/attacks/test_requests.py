"""Requests that are too many in one, too large, of another form, or sent by somebody's browser without their will."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of

CHANGE = 'mutation { reopenComplaint(input: {ticket: "x", accessCode: "y", reason: "z"}) { __typename } }'
STREAM = "text/event-stream"


def refused(answer: object) -> str:
    [error] = answer["errors"]  # type: ignore[index]
    assert error["extensions"] == {"code": "INVALID_REQUEST", "path": []}
    return str(error["message"])


@pytest.mark.parametrize("accept", ["application/json", STREAM])
async def test_a_batch(service: Service, accept: str) -> None:
    answer = await service.post(json.dumps([{"query": "{ __typename }"}] * 10).encode(), accept=accept)
    assert answer.status_code == 400
    assert "batches" in refused(answer.json())


@pytest.mark.parametrize(
    "body", [b"", b"null", b"5", b'"{ __typename }"', b"{", b"\0", b'{"query": "\\ud800"}', b"\xff"]
)
@pytest.mark.parametrize("accept", ["application/json", STREAM])
async def test_a_body_that_is_no_request(service: Service, body: bytes, accept: str) -> None:
    answer = await service.post(body, accept=accept)
    assert answer.status_code == 400
    assert refused(answer.json())


@pytest.mark.parametrize(
    "parts",
    [
        {"query": None},
        {"query": ["{"]},
        {"variables": []},
        {"variables": "{}"},
        {"operationName": {}},
        {"extensions": 1},
    ],
)
async def test_a_request_of_wrong_parts(service: Service, parts: dict[str, object]) -> None:
    answer = await service.post(json.dumps({"query": "{ __typename }"} | parts).encode())
    assert answer.status_code == 400
    assert next(iter(parts)) in refused(answer.json())


@pytest.mark.parametrize("accept", ["application/json", STREAM])
async def test_a_body_too_large(service: Service, accept: str) -> None:
    body = json.dumps({"query": "{ __typename }", "extensions": {"x": "y" * 100_000}}).encode()
    answer = await service.post(body, accept=accept)
    assert answer.status_code == 413
    assert "65536 bytes" in refused(answer.json())


async def test_a_body_without_end_is_not_read_to_its_end(service: Service) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 100_000

    headers = {"content-type": "application/json"}
    answer = await service.client.post("/graphql", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent <= 12


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""],
)
@pytest.mark.parametrize("accept", ["application/json", STREAM])
async def test_what_a_form_can_send_is_not_taken(service: Service, content_type: str, accept: str) -> None:
    headers = {"content-type": content_type, "accept": accept}
    answer = await service.client.post("/graphql", content=json.dumps({"query": CHANGE}).encode(), headers=headers)
    assert answer.status_code == 415


async def test_a_link_changes_nothing(service: Service) -> None:
    answer = await service.client.get("/graphql", params={"query": CHANGE})
    assert answer.status_code == 405
    streamed = await service.client.get("/graphql", params={"query": CHANGE}, headers={"accept": STREAM})
    assert streamed.status_code == 405
    assert "data" not in streamed.json()


async def test_hundreds_of_operations(service: Service) -> None:
    for count in (21, 300, 1_000):
        with counted() as work:
            answer = await service.ask(" ".join(f"query a{number} {{ __typename }}" for number in range(count)))
        assert codes_of(answer) <= {"DOCUMENT_TOO_LARGE", "INVALID_DOCUMENT"}
        assert answer["errors"]
        assert work.calls < MOST_CALLS
    assert measures_of(await service.ask(" ".join(f"query a{number} {{ a }}" for number in range(21)))) == {
        "operations"
    }


async def test_operations_that_share_a_fragment(service: Service) -> None:
    fields = " ".join(f"{name} {{ totalCount }}" for name in ("units", "services", "cases", "periods"))
    operations = " ".join(f"query a{number} {{ ...F }}" for number in range(20))
    with counted() as work:
        answer = await service.ask(f"{operations} fragment F on Query {{ {fields} }}")
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert work.calls < MOST_CALLS


async def test_a_document_of_nothing_but_length(service: Service) -> None:
    for text in (" " * 900_000, "#" + "x" * 900_000, "," * 900_000, '"' + "x" * 900_000, "a" * 900_000):
        with counted() as work:
            answer = await service.ask(f"{text}\n{{ __typename }}")
        assert measures_of(answer) == {"characters"}
        assert work.calls < 1_000
