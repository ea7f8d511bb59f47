"""The schema may be read, by tools and in whole, but not multiplied with itself."""

import pytest
from graphql import get_introspection_query

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted

ROUND = "fields { type { fields { type { fields { type { fields { name } } } } } } }"

MANY = " ".join(f"a{n}: __schema {{ types {{ fields {{ type {{ fields {{ name }} }} }} }} }}" for n in range(40))
LINKS = (
    "fragment A on __Type { fields { type { ...B } } } fragment B on __Type { fields { type { ...C } } }"
    " fragment C on __Type { fields { type { name } } }"
)


@pytest.mark.parametrize(
    "query",
    [
        f"{{ __schema {{ types {{ {ROUND} }} }} }}",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        f'{{ __type(name: "Query") {{ {ROUND} }} }}',
        f"{{ {MANY} }}",
        f"{{ __schema {{ types {{ ...A }} }} }} {LINKS}",
    ],
)
async def test_rounds_through_the_schema(service: Service, query: str) -> None:
    with counted() as work:
        answer = await service.ask(query)
    assert codes_of(answer) <= {"DOCUMENT_TOO_LARGE", "INVALID_DOCUMENT"}
    assert answer["errors"]
    assert work.calls < MOST_CALLS


async def test_tools_read_the_schema(service: Service) -> None:
    answer = await service.ask(get_introspection_query(specified_by_url=True, directive_is_repeatable=True))
    assert "errors" not in answer
    assert {"Query", "Case", "CaseConnection"} <= {kind["name"] for kind in answer["data"]["__schema"]["types"]}


@pytest.mark.parametrize(
    "query",
    [
        "{ unitz { totalCount } }",
        "{ units(wher: {}) { totalCount } }",
        "{ units(orderBy: NAM_ASC) { totalCount } }",
        "{ units { nodes { ... on Uni { id } } } }",
        "{ units @includ(if: true) { totalCount } }",
        "{ units(where: {kin: [OFFICE]}) { totalCount } }",
    ],
)
async def test_nothing_is_suggested(service: Service, query: str) -> None:
    answer = await service.ask(query)
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert "did you mean" not in str(answer).lower()


async def test_nothing_is_suggested_for_variables(service: Service) -> None:
    for given in ({"kin": ["OFFICE"]}, {"kind": ["OFFIC"]}):
        answer = await service.ask("query($w: UnitFilter) { units(where: $w) { totalCount } }", w=given)
        assert codes_of(answer) == {"INVALID_DOCUMENT"}
        assert "did you mean" not in str(answer).lower()
