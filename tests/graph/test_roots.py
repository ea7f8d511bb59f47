"""Every query has a plan: through fragments at the root, and beside roots that resolvers answer."""

import asyncio
from typing import Any

import pytest

from db.database import Database
from domain.terms import Role
from tests.conftest import Statements
from tests.graph.demonstration import World
from tests.graph.test_statements import sent

PAGE = "employees(first: 3) { edges { cursor node { id name unit { name } } } }"
PERIODS = "periods { nodes { code } }"
REPORT = "report(input: {measures: [CASES]}) { rowCount }"

DECIDED = (
    f"query($yes: Boolean!) {{ ...Page @include(if: $yes) ... @skip(if: $yes) {{ {PERIODS} }} }}"
    f" fragment Page on Query {{ {PAGE} }}"
)
MERGED = (
    "{ ...A ...B } fragment A on Query { employees(first: 3) { edges { cursor } } }"
    " fragment B on Query { employees(first: 3) { edges { node { id name unit { name } } } } }"
)


@pytest.fixture
def database(world: World) -> Database:
    """The demonstration's, so that `statements` sees what is sent to it."""
    return world.database


@pytest.mark.parametrize(
    "query",
    [
        f"query {{ ...Page }} fragment Page on Query {{ {PAGE} }}",
        f"{{ ... on Query {{ {PAGE} }} }}",
        f"{{ ... {{ ... on Query {{ ...Page }} }} }} fragment Page on Query {{ {PAGE} }}",
        DECIDED,
        MERGED,
    ],
)
async def test_a_fragment_at_the_root_is_as_good_as_its_fields(
    world: World, statements: Statements, query: str
) -> None:
    plain = await world.ask(f"{{ {PAGE} }}", Role.AUDITOR)
    await sent(statements)
    statements.clear()
    given = {"yes": True} if "$yes" in query else {}
    assert await world.ask(query, Role.AUDITOR, **given) == plain
    assert len(await sent(statements)) == 1
    assert await world.ask(query, Role.AUDITOR, plans=False, **given) == plain


async def test_a_variable_decides_which_fragment_is_answered(world: World) -> None:
    query = f"query($a: Boolean!) {{ ...A @include(if: $a) ... on Query @skip(if: $a) {{ {PERIODS} }} }}"
    query += " fragment A on Query { units(first: 1) { totalCount } }"
    for value, key in ((True, "units"), (False, "periods"), (True, "units")):
        assert list((await world.ask_both(query, Role.CITIZEN, a=value))["data"]) == [key]


@pytest.mark.parametrize(
    ("rest", "more"),
    [
        ("measures { key }", 0),
        ("__schema { queryType { name } }", 0),
        ('__type(name: "Case") { name }', 0),
        ("nodes(ids: []) { id }", 0),
        # Who had which report is recorded.
        (REPORT, 2),
    ],
)
async def test_what_is_planned_stays_so_beside_what_is_not(
    world: World, statements: Statements, rest: str, more: int
) -> None:
    query = f"{{ a: {PERIODS} {rest} __typename b: {PAGE} }}"
    statements.clear()
    answer = await world.ask(query, Role.AUDITOR)
    assert len(await sent(statements)) == 2 + more
    assert "errors" not in answer
    key = rest.partition("(")[0].split()[0]
    assert list(answer["data"]) == ["a", key, "__typename", "b"]
    whole = await world.ask(query, Role.AUDITOR, plans=False)
    for told in (answer, whole):
        told["data"].pop("report", None)
    assert answer == whole


async def test_what_resolvers_refuse_stands_in_its_place_and_nothing_is_sent(
    world: World, statements: Statements
) -> None:
    """A report is never null, so that its refusal leaves no data at all."""
    query = f"{{ a: {PERIODS} r: {REPORT} }}"
    statements.clear()
    answer = await world.ask(query, Role.EMPLOYEE)
    assert await sent(statements) == []
    assert answer["data"] is None
    [error] = answer["errors"]
    assert error["path"] == ["r"]
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert answer == await world.ask(query, Role.EMPLOYEE, plans=False)


async def test_a_fragment_may_mix_both_and_be_merged(world: World) -> None:
    query = (
        "{ measures { key } ...F periods { nodes { code } } }"
        " fragment F on Query { periods { nodes { name } } measures { unit } units(first: 1) { totalCount } }"
    )
    answer = await world.ask_both(query, Role.CITIZEN)
    assert list(answer["data"]) == ["measures", "periods", "units"]
    assert {*answer["data"]["measures"][0]} == {"key", "unit"}
    assert {*answer["data"]["periods"]["nodes"][0]} == {"code", "name"}


async def test_variables_reach_both_sides(world: World) -> None:
    query = "query($n: Int!, $ids: [ID!]!) { periods(first: $n) { nodes { id } } nodes(ids: $ids) { id } }"
    given: dict[str, Any] = {"n": 1, "ids": [world.ids["Unit"][0]]}
    answer = await world.ask_both(query, Role.CITIZEN, **given)
    assert len(answer["data"]["periods"]["nodes"]) == 1
    assert answer["data"]["nodes"] == [{"id": world.ids["Unit"][0]}]


async def test_many_at_once_do_not_mix(world: World) -> None:
    async def ask(count: int) -> int:
        query = "query($n: Int!) { measures { key } units(first: $n) { nodes { id } } }"
        return len((await world.ask(query, Role.CITIZEN, n=count))["data"]["units"]["nodes"])

    assert await asyncio.gather(*map(ask, range(1, 12))) == [*range(1, 12)]
