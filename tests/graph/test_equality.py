"""Two executions of one declaration: whatever is asked, by whomever, a plan and the loaders answer the same."""

from collections import defaultdict
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from graphql import GraphQLEnumType
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from domain.terms import Role
from graph.documents import InvalidRequest
from graph.limits import measure
from graph.nodes import ROOTS
from schema.assembly import SCHEMA, print_schema
from tests.graph.demonstration import World, without_places
from tests.graph.operations import Stock, Writer, Written, camel_case, has_data
from tests.graph.realism import make_real
from tests.graph.stock import take_stock

PARTS, SIZE = 8, 65


@pytest.fixture(scope="session")
async def stock(world: World) -> Stock:
    return await take_stock(world)


def in_order(value: Any) -> Any:
    """A value whose objects are lists of pairs, since an answer's fields come in the order they were asked in."""
    if isinstance(value, Mapping):
        return [(key, in_order(item)) for key, item in value.items()]
    return [in_order(item) for item in value] if isinstance(value, list) else value


async def compare(world: World, operation: Written, role: Role) -> dict[str, Any]:
    """The answer of a plan, which equals that of the loaders."""
    by_plan = await world.ask(operation.text, role, **operation.variables)
    by_loaders = await world.ask(operation.text, role, plans=False, **operation.variables)
    message = f"as {role}: {operation.text} {operation.variables}"
    assert in_order(without_places(by_plan)) == in_order(without_places(by_loaders)), message
    assert "INTERNAL" not in {error["extensions"]["code"] for error in by_plan.get("errors", ())}, message
    return by_plan


def assert_priced(world: World, operation: Written) -> None:
    """What was planned was paid for: the price is asked by another reading of the document, before it is planned."""
    try:
        known = world.planned.documents.read(operation.text).operation(None)
    except InvalidRequest:
        # Parts written apart may ask for one field in two ways.
        return
    if not known.plans:
        return
    variables = known.priced(operation.variables)[0]
    priced = measure(SCHEMA._schema, known.node, known.document.fragments, variables.coerced)
    assert all(plan.objects <= priced.objects for plan in known.plans.values()), operation.text


def write_all(stock: Stock, part: int) -> list[Written]:
    return [Writer(SCHEMA._schema, stock, seed).write() for seed in range(part * SIZE, (part + 1) * SIZE)]


@pytest.mark.parametrize("part", range(PARTS))
async def test_operations_about_real_rows(world: World, stock: Stock, part: int) -> None:
    planned, answered, full = 0, 0, 0
    for operation in write_all(stock, part):
        answers = [await compare(world, operation, role) for role in Role]
        refused = any("errors" in answer for answer in answers)
        if not refused:
            assert_priced(world, operation)
        planned += not refused
        answered += len([answer for answer in answers if "errors" not in answer])
        full += len([answer for answer in answers if has_data(answer.get("data"))])
    assert planned > 0.75 * SIZE
    assert answered > 0.8 * SIZE * len(Role)
    assert full > 0.5 * SIZE * len(Role)


def values_by_type(stock: Stock) -> dict[str, list[Any]]:
    """Whatever any operation brings for variables of a type; of an enumeration every value."""
    values: dict[str, list[Any]] = defaultdict(list)
    for operation in (operation for part in range(PARTS) for operation in write_all(stock, part)):
        for name, value in operation.variables.items():
            values[operation.types[name]].append(value)
    for kind, found in values.items():
        enumeration = SCHEMA._schema.get_type(kind)
        if isinstance(enumeration, GraphQLEnumType):
            found[:] = enumeration.values
    return values


@pytest.mark.parametrize("part", range(PARTS // 2))
async def test_plans_serve_other_values_of_the_same_variables(world: World, stock: Stock, part: int) -> None:
    """Operations asked again with one value changed for what others bring for variables of its type."""
    random, values = Random(part), values_by_type(stock)
    reused = 0
    for operation in write_all(stock, part):
        if not operation.variables:
            continue
        role = random.choice([Role.AUDITOR, Role.APPRAISER, Role.UNIT_HEAD])
        await compare(world, operation, role)
        for name in random.sample(list(operation.variables), min(3, len(operation.variables))):
            given = {**operation.variables, name: random.choice(values[operation.types[name]])}
            answer = await compare(world, Written(operation.text, given), role)
            reused += "errors" not in answer
    assert reused > SIZE / 3


@settings(
    max_examples=80,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(
    text=queries(
        print_schema(),
        fields=["node", *(camel_case(name) for name in ROOTS)],
        custom_scalars={
            "DateTime": st.sampled_from(["2026-05-01T00:00:00+07:00", "2026-09-01T12:30:00Z"]).map(nodes.String),
            "Date": st.sampled_from(["2026-05-01", "2026-11-24"]).map(nodes.String),
            "Decimal": st.just(nodes.String("1.5")),
            "JSON": st.just(nodes.Null),
        },
    )
)
async def test_operations_of_hypothesis_graphql(world: World, stock: Stock, text: str) -> None:
    operation = Written(make_real(text, stock), {})
    for role in Role:
        await compare(world, operation, role)
