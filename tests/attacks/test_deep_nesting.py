"""Nesting without end: of selections, of fragments, of literals, of types, of variables."""

from typing import Any

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of


def nested(count: int) -> str:
    return f'{{ unit(by: {{id: "x"}}) {{ {"parent { " * count} id {"}" * count} }} }}'


@pytest.mark.parametrize("count", [50, 180])
async def test_deep_selections(service: Service, count: int) -> None:
    with counted() as work:
        answer = await service.ask(nested(count))
    assert "depth" in measures_of(answer)
    assert work.calls < MOST_CALLS


@pytest.mark.parametrize(
    "query",
    [
        nested(200),
        nested(5_000),
        f"{{ {'... { ' * 5_000} __typename {'}' * 5_000} }}",
        f"query($a: {'[' * 5_000}Int{']' * 5_000}) {{ __typename }}",
        f"{{ units(where: {{code: {'[' * 5_000}{']' * 5_000}}}) {{ totalCount }} }}",
        f"{{ units(where: {'{allOf: [' * 5_000}{']}' * 5_000}) {{ totalCount }} }}",
    ],
    ids=["200", "5,000", "inline fragments", "types", "lists", "filters"],
)
async def test_nesting_that_is_not_read_to_its_end(service: Service, query: str) -> None:
    with counted() as work:
        answer = await service.ask(query)
    assert codes_of(answer) <= {"INVALID_DOCUMENT", "DOCUMENT_TOO_LARGE"}
    assert answer["errors"]
    assert work.calls < MOST_CALLS


async def test_a_selection_as_deep_as_may_be(service: Service) -> None:
    answer = await service.ask(nested(14))
    assert answer == {"data": {"unit": None}}
    assert measures_of(await service.ask(nested(15))) == {"depth"}


def filter_of_depth(count: int) -> dict[str, Any]:
    inner: dict[str, Any] = {"kind": ["OFFICE"]}
    for _ in range(count):
        inner = {"allOf": [inner]}
    return inner


@pytest.mark.parametrize("count", [8, 100, 900])
async def test_deep_variables(service: Service, count: int) -> None:
    query = "query($w: UnitFilter) { units(where: $w) { totalCount } }"
    with counted() as work:
        answer = await service.ask(query, w=filter_of_depth(count))
    assert measures_of(answer) == {"variables"}
    assert work.calls < MOST_CALLS
    assert await service.ask(query, w=filter_of_depth(7)) == {"data": {"units": {"totalCount": 0}}}


async def test_json_deeper_than_json_goes(service: Service) -> None:
    for depth, status in ((2_000, 400), (30_000, 413)):
        body = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * depth + b"]" * depth + b"}}"
        for accept in ("application/json", "text/event-stream"):
            answer = await service.post(body, accept=accept)
            assert answer.status_code == status
            assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID_REQUEST"
