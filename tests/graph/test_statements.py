"""How often the database is asked: once for each planned root field, once for each relation and level by loaders."""

import asyncio

import pytest
from graphql import ExecutionResult, OperationType

from db.database import Database
from domain.terms import Role
from domain.text.localized import Language
from graph.declaration import Many, Node
from graph.execution import OperationRequest
from graph.identifiers import PREFIXES
from graph.nodes import GRAPH, ROOTS
from tests.conftest import Statements
from tests.graph.demonstration import CODE, TOKEN, World
from tests.graph.operations import camel_case

PAGE = "totalCount nodes { __typename } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"

# What asyncpg asks of itself when a connection meets a type for the first time.
OWN_QUESTIONS = ("current_setting('jit')", "typeinfo_tree")


@pytest.fixture
def database(world: World) -> Database:
    """The demonstration's, so that `statements` sees what is sent to it."""
    return world.database


async def sent(statements: Statements) -> list[str]:
    # asyncpg tells of a statement in the next turn of the loop.
    await asyncio.sleep(0)
    return [text for text in statements if not any(question in text for question in OWN_QUESTIONS)]


async def told_apart(statements: Statements) -> tuple[list[str], list[str]]:
    """What was read, and what noted who reads it."""
    texts = await sent(statements)
    return [text for text in texts if NOTE not in text], [text for text in texts if NOTE in text]


NOTE = "INSERT INTO readings"

# Of people so much is known that with it an operation would be too large.
LEFT_OUT = {"Employee": {"grants", "weekly_scores", "readings"}}


def everything(node: Node, depth: int = 1) -> str:
    """A selection of all relations of a node, and of theirs."""
    parts = ["id"] if node.identified else []
    for name, relation in node.relations.items():
        if name in LEFT_OUT.get(node.name, ()):
            continue
        target = GRAPH[relation.target]
        inner = everything(target, depth - 1) if depth else "id" if target.identified else "__typename"
        if relation.many is Many.CONNECTION:
            inner = f"{PAGE if depth else 'totalCount'} edges {{ cursor node {{ {inner} }} }}"
        arguments = "(first: 2)" if relation.many is Many.CONNECTION else ""
        parts.append(f"{camel_case(name)}{arguments} {{ {inner} }}")
    return " ".join(parts or ["__typename"])


def root_fields() -> dict[str, str]:
    fields = {}
    for name, root in ROOTS.items():
        node = GRAPH[root.target]
        if root.connection:
            fields[name] = f"{camel_case(name)}(first: 2) {{ {PAGE} edges {{ cursor node {{ {everything(node)} }} }} }}"
        elif root.single:
            fields[name] = f"{name} {{ {everything(node)} }}"
        elif root.opened_by is None:
            fields[name] = f'{name}(by: {{id: "<{root.target}>"}}) {{ {everything(node)} }}'
        elif name == "invitation":
            fields[name] = f'{name}(token: "{TOKEN}") {{ {everything(node)} }}'
        else:
            fields[name] = f'{name}(ticket: "<ticket>", accessCode: "{CODE}") {{ {everything(node)} }}'
    return fields | {
        f"node {kind}": f'node(id: "<{kind}>") {{ ... on {kind} {{ {everything(GRAPH[kind])} }} }}' for kind in PREFIXES
    }


def with_real_keys(world: World, text: str) -> str:
    for kind, ids in world.ids.items():
        text = text.replace(f"<{kind}>", ids[0])
    return text.replace("<ticket>", world.tracked[0])


@pytest.mark.parametrize(("name", "field"), root_fields().items(), ids=root_fields())
async def test_a_planned_root_field_is_one_statement(
    world: World, statements: Statements, name: str, field: str
) -> None:
    query = f"{{ {with_real_keys(world, field)} }}"
    for role in (Role.AUDITOR, Role.UNIT_HEAD, Role.CITIZEN):
        statements.clear()
        answer = await world.ask(query, role)
        assert "errors" not in answer
        read, noted = await told_apart(statements)
        assert len(read) == 1, statements
        assert len(noted) <= 1, statements
        if role is not Role.CITIZEN:
            await world.ask(query, role)
            assert await told_apart(statements) == (read * 2, noted), "once an hour is enough"
        if role is Role.AUDITOR and not any(kind in field for kind in ("DueWork", "Session")):
            assert next(iter(answer["data"].values())) is not None


async def test_several_root_fields_are_as_many_statements(world: World, statements: Statements) -> None:
    query = "{ a: units(first: 1) { totalCount } b: units(first: 2) { nodes { id } } employees { nodes { name } } }"
    await world.ask(query, Role.AUDITOR)
    assert len(await sent(statements)) == 3


async def test_a_query_over_a_stream_is_answered_by_its_plan_too(world: World, statements: Statements) -> None:
    page = "fragment Page on Query { units(first: $n) { nodes { id children { totalCount } } } }"
    query = f"query ($n: Int) {{ measures {{ key }} ...Page }} {page}"
    asked = OperationRequest(query, {"n": 3}, None, world.principals[Role.AUDITOR], Language.ENGLISH)
    source = await world.planned.subscribe(await world.planned.open(asked, tuple(OperationType)))
    assert not isinstance(source, ExecutionResult)
    [result] = [result async for result in source]
    assert len(await sent(statements)) == 1
    answer = await world.ask(query, Role.AUDITOR, n=3)
    assert {"data": result.data} == answer
    assert list(result.data or ()) == ["measures", "units"]


async def test_a_refused_operation_is_no_statement(world: World, statements: Statements) -> None:
    for query in (
        "{ units(first: 101) { totalCount } }",
        '{ units { totalCount } cases(after: "x") { totalCount } }',
        '{ units { nodes { children(first: 2, before: "x") { totalCount } } } }',
    ):
        assert "errors" in await world.ask_both(query, Role.AUDITOR)
    assert await sent(statements) == []


@pytest.mark.parametrize(
    ("expected", "query"),
    [
        (1, "units(first: 20) { nodes { id name } }"),
        (2, "units(first: 20) { totalCount nodes { id } }"),
        (2, "units(first: 20) { nodes { parent { name } } }"),
        (2, "units(first: 20) { nodes { a: parent { name } b: parent { code } } }"),
        (3, "units(first: 20) { nodes { cases(first: 2) { nodes { unit { name } } } } }"),
        (3, "units(first: 20) { nodes { children(first: 3) { totalCount nodes { id } } } }"),
        (
            3,
            "units { nodes { a: children(first: 3) { nodes { id } } b: children(first: 4) { nodes { id } } } }",
        ),
        (5, "employees(first: 20) { nodes { position { title } unit { name } appraiser { name } plan { id } } }"),
        (
            6,
            "employees { nodes { scores { nodes { workResult { components {n} } workBehaviour {id} } } plan {id} } }",
        ),
        (5, "cases(first: 20) { nodes { category { name } segments { employee { name } } resolutions { id } } }"),
        (3, 'nodes(ids: ["<Case>", "<Unit>"]) { id ... on Case { unit { name } } }'),
    ],
)
async def test_loaders_ask_once_for_each_relation_and_level(
    world: World, statements: Statements, expected: int, query: str
) -> None:
    answer = await world.ask(f"{{ {with_real_keys(world, query)} }}", Role.AUDITOR, plans=False)
    assert "errors" not in answer
    assert len((await told_apart(statements))[0]) == expected, statements
