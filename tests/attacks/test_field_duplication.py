"""One field, hundreds of times: validation compares every pair of fields that answer under one name."""

import pytest

from tests.attacks.service import MOST_CALLS, Service, counted, measures_of

WAYS = {
    "plain 500": "{ " + "__typename " * 500 + "}",
    "plain 900": "{ " + "__typename " * 900 + "}",
    "in inline fragments": '{ node(id: "x") { ' + "... { id } " * 230 + "} }",
    "with selections": '{ unit(by: {id: "x"}) { ' + "parent { id } " * 220 + "} }",
    "nested": '{ unit(by: {id: "x"}) { ' + f"parent {{ {'parent { id } ' * 20} }} " * 11 + "} }",
    "in a fragment that nobody spreads": "{ __typename } fragment F on Unit { "
    + "parent { parent { id } } " * 130
    + "}",
    "in a fragment, spread": "{ " + "...F " * 400 + "} fragment F on Query { " + "__typename " * 40 + "}",
    "across fragments": (
        '{ unit(by: {id: "x"}) { '
        + " ".join(f"...F{number}" for number in range(60))
        + " } } "
        + " ".join(f"fragment F{number} on Unit {{ parent {{ parent {{ id }} }} }}" for number in range(60))
    ),
}


@pytest.mark.parametrize("query", WAYS.values(), ids=WAYS)
async def test_one_field_again_and_again(service: Service, query: str) -> None:
    with counted() as work:
        answer = await service.ask(query)
    assert measures_of(answer) & {"repeats", "tokens"}
    assert work.calls < MOST_CALLS
