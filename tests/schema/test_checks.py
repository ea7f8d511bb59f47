"""A schema that offers what nothing answers is not served."""

import dataclasses
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import GraphQLEnumType

from graph.declaration import Node
from graph.declaration import column as guarded_column
from graph.nodes import GRAPH, ROOTS
from schema.assembly import SCHEMA
from schema.checks import UnansweredSchemaError, check_schema
from schema.fields import argument, column, connection, relation
from schema.filters import given
from schema.relay import Connection

CORE = SCHEMA._schema


def test_every_vocabulary_and_each_of_its_values_is_described() -> None:
    described = {
        name: [type_.description, *(value.description for value in type_.values.values())]
        for name, type_ in CORE.type_map.items()
        if isinstance(type_, GraphQLEnumType)
    }
    assert [name for name, texts in described.items() if not all(texts)] == []


@strawberry.type
class Unit:
    """A stand-in, so that the schema under test needs no other type."""

    code: str = column("Declared.")


@strawberry.type
class Score:
    """Another."""

    coverage: float = column("Declared.")


@strawberry.input
class WrongFilter:
    """A filter on what nobody declared."""

    period: strawberry.ID | None = given("Declared.")
    shoe_size: int | None = given("Not declared.")


WrongOrder = strawberry.enum(Enum("WrongOrder", {"SHOE_SIZE_ASC": "SHOE_SIZE_ASC"}))


def ask_for(**fields: Any) -> Any:
    """A schema whose Employee has these fields, each an annotation and what answers it."""
    body = {"__annotations__": {name: kind for name, (kind, _) in fields.items()}}
    employee = type("Employee", (), body | {name: answer for name, (_, answer) in fields.items()})
    query = {"__annotations__": {"employee": strawberry.type(employee) | None}, "employee": relation("One.")}
    return strawberry.Schema(query=strawberry.type(type("Query", (), query)))._schema


def resolve_age() -> int:
    return 40


def test_what_is_served_is_declared() -> None:
    check_schema(CORE, GRAPH, ROOTS)


def test_a_declared_column_and_a_resolved_field_are_taken() -> None:
    check_schema(ask_for(name=(str, column("")), age=(int, strawberry.field(resolver=resolve_age))), GRAPH, ROOTS)


@pytest.mark.parametrize(
    ("name", "kind", "answer", "reason"),
    [
        ("shoe_size", int, column(""), "neither a declared column"),
        ("best_friend", Unit | None, relation(""), "neither a declared column"),
        ("name", str, relation(""), "neither a declared column"),
        ("unit", Unit | None, column(""), "neither a declared column"),
        ("identity_number", str, column(""), "guarded"),
        ("position", Unit | None, relation(""), "leads to Unit"),
        ("unit", Unit, relation(""), "must be nullable"),
        ("score", list[Score], relation(""), "leads to"),
        ("score", Score | None, relation("", argument("of", str, "")), "filter of is undeclared"),
        ("scores", Connection[Score], relation(""), "without its paging"),
        ("scores", Connection[Score], connection("", where=WrongFilter), "filter shoeSize is undeclared"),
        ("scores", Connection[Score], connection("", order_by=WrongOrder), "order SHOE_SIZE_ASC is undeclared"),
    ],
)
def test_an_undeclared_field_filter_or_order_is_refused(name: str, kind: Any, answer: Any, reason: str) -> None:
    with pytest.raises(UnansweredSchemaError, match=reason) as refusal:
        check_schema(ask_for(**{name: (kind, answer)}), GRAPH, ROOTS)
    assert name.split("_", maxsplit=1)[0] in str(refusal.value)


def without(node: Node, part: str, name: str) -> dict[str, Node]:
    kept = {key: value for key, value in getattr(node, part).items() if key != name}
    return GRAPH | {node.name: dataclasses.replace(node, **{part: kept})}


@pytest.mark.parametrize(
    ("node", "part", "name"),
    [
        (node.name, part, name)
        for node in GRAPH.values()
        for part in ("fields", "relations", "filters", "orders", "by")
        for name in getattr(node, part)
    ],
)
def test_whatever_is_taken_from_the_graph_is_missed(node: str, part: str, name: str) -> None:
    with pytest.raises(UnansweredSchemaError):
        check_schema(CORE, without(GRAPH[node], part, name), ROOTS)


def test_a_type_is_not_served_before_it_is_decided_of_whom_it_is_read() -> None:
    diary = dataclasses.replace(GRAPH["Session"], name="Diary")
    with pytest.raises(UnansweredSchemaError, match="Diary: has no decision"):
        check_schema(CORE, GRAPH | {"Diary": diary}, ROOTS)


def test_a_guarded_field_is_not_served_before_it_is_decided_what_is_read() -> None:
    case = GRAPH["Case"]
    guarded = dataclasses.replace(case, fields=dict(case.fields) | {"address": guarded_column("address", "home")})
    with pytest.raises(UnansweredSchemaError, match=r"Case\.address: is guarded by home"):
        check_schema(CORE, GRAPH | {"Case": guarded}, ROOTS)


@pytest.mark.parametrize("name", ROOTS)
def test_a_root_that_is_taken_from_the_graph_is_missed(name: str) -> None:
    left = {key: root for key, root in ROOTS.items() if key != name}
    with pytest.raises(UnansweredSchemaError, match="no declared root"):
        check_schema(CORE, GRAPH, left)
