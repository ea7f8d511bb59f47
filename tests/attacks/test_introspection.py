"""The schema may be read, by tools and in whole, but not multiplied with itself."""

import orjson
import pytest
from graphql import get_introspection_query, parse

from domain.access import ANYONE, Principal
from domain.terms import Role
from domain.text.localized import Language
from graph.execution import Executor, OperationRequest
from graph.introspection import MOST_BYTES, Introspection
from schema.assembly import SCHEMA
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


async def test_an_answer_about_the_schema_is_made_once() -> None:
    introspection = Introspection(SCHEMA._schema)
    tree = parse("{ __schema { types { name fields { name } } } }")
    first = await introspection.answer(tree, None, {})
    assert await introspection.answer(parse("{__schema{types{name fields{name}}}}"), None, {}) is first
    assert 0 < introspection.weight <= MOST_BYTES


async def test_answers_about_the_schema_fill_no_memory() -> None:
    introspection = Introspection(SCHEMA._schema, most=100_000)
    for number in range(30):
        await introspection.answer(parse(f"{{ a{number}: __schema {{ types {{ name }} }} }}"), None, {})
        assert 0 < introspection.weight <= 100_000


async def test_a_closed_schema(service: Service) -> None:
    closed = Executor(
        service.database,
        service.executor.documents,
        service.executor._open_context,
        b"",
        may_introspect=lambda principal: principal.role is not Role.CITIZEN,
    )
    for query in ("{ __schema { queryType { name } } }", '{ a: __type(name: "Query") { name } units { totalCount } }'):
        for principal, code in ((ANYONE, {"INTROSPECTION_CLOSED"}), (Principal(Role.AUDITOR), set())):
            answer = await closed.run(OperationRequest(query, {}, None, principal, Language.ENGLISH))
            assert codes_of(orjson.loads(b"".join(answer.body))) == code
    answer = await closed.run(OperationRequest("{ __typename }", {}, None, ANYONE, Language.ENGLISH))
    assert answer.ran
