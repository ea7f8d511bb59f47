"""Lists in lists: a hundred of a hundred of a hundred of a hundred."""

from typing import Any

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of


def lists(*sizes: str) -> str:
    text = "id"
    for size in reversed(sizes):
        text = f"children{size} {{ nodes {{ {text} }} }}"
    return f'unit(by: {{id: "x"}}) {{ {text} }}'


DEFAULTED = "children(first: $n) { nodes { children(first: $n) { nodes { id } } } }"


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (f"{{ {lists('(first: 100)', '(first: 100)', '(first: 100)', '(first: 100)')} }}", {}),
        (f"{{ {lists('(last: 100)', '(last: 100)', '(last: 100)')} }}", {}),
        (f"{{ {lists('', '', '', '')} }}", {}),
        (f"query($n: Int) {{ {lists('(first: $n)', '(first: $n)', '(first: $n)')} }}", {"n": 100}),
        (f"query($n: Int = 100) {{ {lists('(first: $n)', '(first: $n)', '(first: $n)')} }}", {}),
        (f"query($n: Int) {{ {lists('(first: $n)', '(first: $n)', '(first: $n)', '(first: $n)')} }}", {}),
        (f"query($n: Int) {{ {lists('(last: $n)', '(last: $n)', '(last: $n)')} }}", {"n": 100.0}),
        (f"query($n: Int = 100, $i: [ID!]!) {{ nodes(ids: $i) {{ ... on Unit {{ {DEFAULTED} }} }} }}", {"i": []}),
    ],
)
async def test_lists_that_multiply(service: Service, query: str, variables: dict[str, Any]) -> None:
    with counted() as work:
        answer = await service.ask(query, **variables)
    assert "list_product" in measures_of(answer)
    assert work.calls < MOST_CALLS


async def test_lists_that_add_up(service: Service) -> None:
    page = "cases(first: 100) { nodes { events(first: 100) { nodes { id type at text } } } }"
    query = f"{{ {' '.join(f'a{number}: units(first: 1) {{ nodes {{ {page} }} }}' for number in range(8))} }}"
    assert measures_of(await service.ask(query)) == {"cost"}


@pytest.mark.parametrize(
    ("size", "code"),
    [("first: 101", "PAGE_TOO_LARGE"), ("last: -1", "PAGE_TOO_SMALL"), ('first: 1, before: "x"', "PAGE_DIRECTION")],
)
async def test_a_page_that_cannot_be(service: Service, size: str, code: str) -> None:
    query = f"{{ units(first: 1) {{ nodes {{ c: children({size}) {{ totalCount }} }} }} }}"
    for plans in (True, False):
        answer = await service.ask(query, plans=plans)
        assert codes_of(answer) == {code}
        assert answer["errors"][0]["extensions"]["path"][:3] == ["units", "nodes", "c"]


async def test_too_many_identifiers(service: Service) -> None:
    query = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
    assert codes_of(await service.ask(query, i=["unt_x"] * 101)) == {"TOO_MANY_ITEMS"}
    assert await service.ask(query, i=["unt_x"] * 100) == {"data": {"nodes": [None] * 100}}
