"""Every order of every root is read from an index, a page at a time: nothing is sorted that is not shown."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import VariableValues

from db.statements.binding import Inputs
from domain.keyring import NO_KEYS
from graph.nodes import GRAPH, ROOTS
from graph.query_plans import make_query_plan
from graph.selections import SelectionContext
from schema.assembly import SCHEMA
from tests.graph.demonstration import NOW, World
from tests.graph.operations import camel_case
from tests.graph.visible import overseer

ORDERS = [
    (root, f"{order}_{way}")
    for root, declared in ROOTS.items()
    if declared.connection
    for order in GRAPH[declared.target].orders
    for way in ("ASC", "DESC")
]


def steps_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from steps_of(inner)


@pytest.mark.parametrize(("root", "order"), ORDERS)
async def test_an_order_is_served_by_an_index(world: World, root: str, order: str) -> None:
    """Whether there is one, however few rows there are: reading through and sorting whole are made dear."""
    tree = parse(f"{{ {camel_case(root)}(first: 5, orderBy: {order}) {{ nodes {{ __typename }} }} }}")
    [operation] = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    context = SelectionContext(SCHEMA._schema, {}, VariableValues({}, {}))
    [asked] = make_query_plan(context, operation, overseer(ROOTS[root].target)).roots
    assert asked.statement is not None
    values = asked.statement.values(Inputs({}, world.principals[overseer(ROOTS[root].target)], NO_KEYS, NOW.date()))
    async with world.database.reads.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {asked.statement.sql}", *values)
    steps = list(steps_of(json.loads(found)[0]["Plan"]))
    assert "Sort" not in {step["Node Type"] for step in steps}
    assert {"Index Scan", "Index Only Scan"} & {step["Node Type"] for step in steps}


async def test_an_order_without_an_index_would_be_noticed(world: World) -> None:
    async with world.database.reads.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        found = await connection.fetchval("EXPLAIN (FORMAT JSON) SELECT id FROM evidence ORDER BY stratum, id LIMIT 5")
    assert "Sort" in {step["Node Type"] for step in steps_of(json.loads(found)[0]["Plan"])}
