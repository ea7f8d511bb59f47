"""Fragments that spread the next one twice: 30 of them select a thousand million fields in a kilobyte."""

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of


def bomb(count: int, leaf: str) -> str:
    link = "fragment F{0} on Unit {{ a{0}: parent {{ ...F{1} }} b{0}: parent {{ ...F{1} }} }}"
    links = " ".join(link.format(number, number + 1) for number in range(count))
    return f'{{ unit(by: {{id: "x"}}) {{ ...F0 }} }} {links} fragment F{count} on Unit {{ {leaf} }}'


def flat_bomb(count: int) -> str:
    links = " ".join(f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(count))
    return f"{{ ...F0 }} {links} fragment F{count} on Query {{ __typename }}"


@pytest.mark.parametrize("count", [10, 20, 30])
async def test_a_bomb(service: Service, count: int) -> None:
    for query in (bomb(count, "id"), flat_bomb(count)):
        with counted() as work:
            answer = await service.ask(query)
        assert measures_of(answer) & {"repeats", "fields", "aliases", "depth", "objects"}
        assert work.calls < MOST_CALLS


async def test_the_work_grows_with_the_document_alone(service: Service) -> None:
    calls = []
    for count in (7, 14, 28):
        with counted() as work:
            await service.ask(bomb(count, "id"))
        calls.append(work.calls)
    assert calls[2] < 3 * calls[1] < 9 * calls[0]


async def test_too_many_fragments(service: Service) -> None:
    spreads = " ".join(f"...F{number}" for number in range(62))
    fragments = " ".join(f"fragment F{number} on Query {{ a{number}: __typename }}" for number in range(62))
    with counted() as work:
        answer = await service.ask(f"{{ {spreads} }} {fragments}")
    assert measures_of(answer) == {"fragments"}
    assert work.calls < MOST_CALLS


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ units { nodes { ...A } } } fragment A on Unit { parent { ...A } }",
    ],
)
async def test_fragments_that_spread_themselves(service: Service, query: str) -> None:
    with counted() as work:
        answer = await service.ask(query)
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert "within itself" in answer["errors"][0]["message"]
    assert work.calls < MOST_CALLS
