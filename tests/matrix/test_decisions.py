"""Everything that the schema offers is decided in the oracle, and nothing is decided that is not there."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)

from domain.terms import Role
from schema.assembly import SCHEMA
from tests.matrix.oracle import KINDS
from tests.matrix.parts import PART_FIELDS, PARTS
from tests.matrix.scopes import ROLES, WORDS, Roles, holds, scope_of
from tests.matrix.ways import (
    ANY_NODE,
    ARGUMENTS,
    BY_CODE,
    CATALOGUE,
    COMBINED,
    CONDITIONS,
    DIMENSIONS,
    FILTERS,
    KEYS,
    MEASURES,
    MUTATIONS,
    ORDERS,
    OWN_BUDGET,
    OWN_TASKS,
    PAGES,
    REPORT,
    ROOTS,
    SUBSCRIPTIONS,
)

TYPES = {name: kind for name, kind in SCHEMA._schema.type_map.items() if not name.startswith("__")}
OBJECTS = {name: kind for name, kind in TYPES.items() if isinstance(kind, GraphQLObjectType)}
OPERATIONS = {"Query", "Mutation", "Subscription"}


def is_page(name: str) -> bool:
    """Whether a type is a page of rows or an edge of one: it shows rows, places and their number, nothing else."""
    names = set(OBJECTS[name].fields)
    return (name.endswith("Connection") and names == {"edges", "nodes", "pageInfo", "totalCount"}) or (
        name.endswith("Edge") and names == {"cursor", "node"}
    )


def enumeration(name: str) -> set[str]:
    kind = TYPES[name]
    assert isinstance(kind, GraphQLEnumType)
    return set(kind.values)


def offered_fields() -> set[str]:
    return {
        f"{name}.{field}"
        for name, kind in OBJECTS.items()
        if name not in OPERATIONS and not is_page(name)
        for field in kind.fields
    }


def decided_fields() -> set[str]:
    rows = {f"{name}.{field}" for name, kind in KINDS.items() for field in kind.fields}
    return rows | {f"{name}.{field}" for name, (fields, _) in PARTS.items() for field in fields.split()}


def test_every_field_of_every_type_is_decided() -> None:
    assert offered_fields() - decided_fields() == set()


def test_no_field_is_decided_that_is_not_there() -> None:
    assert decided_fields() - offered_fields() == set()
    assert set(PART_FIELDS) - offered_fields() == set()


def test_types_with_rows_are_those_that_have_identifiers() -> None:
    nodes = {name for name, kind in OBJECTS.items() if any(face.name == "Node" for face in kind.interfaces)}
    assert set(KINDS) == nodes
    assert not set(KINDS) & set(PARTS)


def test_every_role_is_decided() -> None:
    assert {role.value for role in Role} == ROLES
    assert enumeration("Role") == ROLES


def test_unions_hold_decided_types_alone() -> None:
    members = {member.name for kind in TYPES.values() if isinstance(kind, GraphQLUnionType) for member in kind.types}
    assert members - set(PARTS) - set(KINDS) == set()


@pytest.mark.parametrize(
    ("operation", "decided"), [("Query", ROOTS), ("Mutation", MUTATIONS), ("Subscription", SUBSCRIPTIONS)]
)
def test_every_root_is_decided(operation: str, decided: dict[str, object]) -> None:
    assert set(OBJECTS[operation].fields) == set(decided)


def test_roots_show_what_they_are_decided_to_show() -> None:
    others = {BY_CODE, ANY_NODE, CATALOGUE, REPORT, OWN_BUDGET, OWN_TASKS}
    for name, target in (ROOTS | SUBSCRIPTIONS).items():
        if target in others:
            continue
        operation = "Query" if name in ROOTS else "Subscription"
        shown = get_named_type(OBJECTS[operation].fields[name].type).name
        assert shown in (target, f"{target}Connection"), name


def inputs_named(ending: str) -> dict[str, GraphQLInputObjectType]:
    return {
        name: kind
        for name, kind in TYPES.items()
        if isinstance(kind, GraphQLInputObjectType) and name.endswith(ending) and name not in CONDITIONS
    }


@pytest.mark.parametrize(("ending", "decided"), [("Filter", FILTERS), ("By", {}), ("OrCode", {})])
def test_every_filter_and_key_is_decided(ending: str, decided: dict[str, dict[str, str]]) -> None:
    offered = {name: set(kind.fields) for name, kind in inputs_named(ending).items()}
    keys = {name: set(fields) for name, fields in KEYS.items() if name.endswith(ending)}
    assert offered == {name: set(fields) for name, fields in decided.items()} | keys


def test_every_order_is_decided() -> None:
    offered = {
        name: {value.rsplit("_", 1)[0] for value in kind.values}
        for name, kind in TYPES.items()
        if isinstance(kind, GraphQLEnumType) and name.endswith("Order")
    }
    assert offered == {name: set(orders) for name, orders in ORDERS.items()}


def test_every_measure_and_dimension_is_decided() -> None:
    assert enumeration("MeasureKey") == set(MEASURES)
    assert enumeration("DimensionKey") == DIMENSIONS


def arguments_of(kind: str, field: str, declared: GraphQLField) -> Iterator[str]:
    for name, argument in declared.args.items():
        taken = get_named_type(argument.type).name
        if name not in PAGES and taken not in KEYS and taken not in FILTERS and taken not in ORDERS:
            yield f"{kind}.{field}({name})"


def test_every_argument_is_decided() -> None:
    offered = {
        argument
        for kind, declared in OBJECTS.items()
        if kind != "Mutation"
        for field, one in declared.fields.items()
        for argument in arguments_of(kind, field, one)
    }
    assert offered == ARGUMENTS


def test_filters_and_orders_read_fields_that_are_decided() -> None:
    for field, declared in OBJECTS["Query"].fields.items():
        target = get_named_type(declared.type).name.removesuffix("Connection")
        for argument in declared.args.values():
            taken = get_named_type(argument.type).name
            read = {**FILTERS, **ORDERS, **KEYS}.get(taken, {}).values()
            assert set(read) - {COMBINED} - set(KINDS[target].fields if target in KINDS else ()) == set(), field


def all_scopes() -> Iterator[Roles]:
    for kind in KINDS.values():
        yield from (kind.rows, *kind.fields.values())
    yield from (*PART_FIELDS.values(), *MEASURES.values(), *MUTATIONS.values())


def words_of(expression: str) -> set[str]:
    return set(re.findall(r"[A-Z]+", expression))


def situations(words: set[str]) -> Iterator[dict[str, bool]]:
    """Every way in which these words can be true together."""
    free = sorted(words - {"ALL", "NONE"})
    for values in product((False, True), repeat=len(free)):
        truth = dict.fromkeys(WORDS, False) | {"ALL": True} | dict(zip(free, values, strict=True))
        truth["LINE"] = truth["LINE"] or truth["DIRECT"]
        truth["HELD"] = truth["HELD"] or truth["HOLDS"]
        truth["APART"] = truth["APART"] and not truth["HELD"]
        yield truth


def test_what_must_be_seen_may_be() -> None:
    for roles in all_scopes():
        for scope in map(scope_of, roles):
            for truth in situations(words_of(scope.floor + scope.ceiling)):
                assert holds(scope.ceiling, truth) or not holds(scope.floor, truth), scope


def test_every_word_is_used() -> None:
    assert {word for roles in all_scopes() for text in roles for word in words_of(text)} == set(WORDS)


def test_the_public_has_no_privilege_on_individuals() -> None:
    individuals = ("Employee", "Assignment", "PerformancePlan", "Indicator", "Measurement", "Score", "ScoreAxis")
    individuals += ("ScoreComponent", "Evidence", "Case", "CaseEvent", "Resolution", "Feedback", "Attribution")
    individuals += (
        "PersonalExpectation",
        "WeeklyScore",
        "WeeklyAxis",
        "WeeklyComponent",
        "WeeklyAnswer",
        "ReportedParty",
        "Unmasking",
    )
    individuals += ("Grant", "Session", "Erasure", "Withdrawal", "Reading")
    assert {name: KINDS[name].rows.citizen for name in individuals} == dict.fromkeys(individuals, "NONE")
