"""Values written into the document, wherever one is taken: what does not fit there is never a failure of ours."""

import logging
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from domain.access import ANYONE, Principal
from domain.terms import Role
from schema.assembly import SCHEMA
from tests.attacks.service import Service, codes_of

ADMINISTRATOR = Principal(Role.ADMINISTRATOR)
WRONG = (
    '"kemarin"',
    '"2026-11-26 10:00"',
    '"26-11-2026"',
    '"12,5"',
    '"1e999999999"',
    '"2026-02-30"',
    '""',
    '"""block"""',
    "1e400",
    "-1",
    "99999999999999999999",
    "true",
    "null",
    "NO_SUCH_WORD",
    "{}",
    "{a: 1}",
    "[]",
    "[[]]",
    '["kemarin", null]',
)
# Values that fit, so that what stands beside the wrong one is understood.
FITTING = {
    "DateTime": '"2026-11-24T09:30:00+07:00"',
    "Date": '"2026-11-24"',
    "Decimal": '"1"',
    "Int": "1",
    "Float": "1.5",
    "Boolean": "true",
}
# A filter may hold itself.
DEEPEST = 4

Takes = GraphQLArgument | GraphQLInputField


def fitting(kind: GraphQLInputType) -> str:
    if isinstance(kind, GraphQLNonNull):
        return fitting(kind.of_type)
    if isinstance(kind, GraphQLList):
        return f"[{fitting(kind.of_type)}]"
    if isinstance(kind, GraphQLInputObjectType):
        needed = {name: each for name, each in kind.fields.items() if is_required_input_field(each)}
        if kind.is_one_of:
            needed = dict([next(iter(kind.fields.items()))])
        return _object({name: fitting(each.type) for name, each in needed.items()})
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    return FITTING.get(kind.name, '"x"')


def places(kind: GraphQLInputType, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """The values of a type with a hole, {}, in each place of theirs that takes a leaf."""
    if isinstance(kind, GraphQLNonNull):
        yield from places(kind.of_type, seen)
    elif isinstance(kind, GraphQLList):
        yield from (f"[{inner}]" for inner in places(kind.of_type, seen))
    elif isinstance(kind, GraphQLInputObjectType):
        if kind.name in seen or len(seen) > DEEPEST:
            return
        beside = {name: fitting(each.type) for name, each in kind.fields.items() if is_required_input_field(each)}
        for name, each in kind.fields.items():
            for inner in places(each.type, (*seen, kind.name)):
                yield _object(beside | {name: inner})
    elif is_leaf_type(kind):
        yield "\0"


def _object(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in values.items()) + "}"


def roots() -> Iterator[tuple[str, str, GraphQLField]]:
    for word, root in (("query", SCHEMA._schema.query_type), ("mutation", SCHEMA._schema.mutation_type)):
        assert root is not None
        yield from ((word, name, field) for name, field in root.fields.items() if field.args)


ROOTS = {name: (word, field) for word, name, field in roots()}


def documents(word: str, name: str, field: GraphQLField, wrong: str) -> Iterator[str]:
    selection = "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    beside = {key: fitting(each.type) for key, each in field.args.items() if is_required_argument(each)}
    for key, argument in field.args.items():
        for place in places(argument.type):
            given = beside | {key: place.replace("\0", wrong)}
            arguments = ", ".join(f"{each}: {value}" for each, value in given.items())
            yield f"{word} {{ {name}({arguments}){selection} }}"


@pytest.mark.parametrize("name", sorted(ROOTS))
async def test_no_literal_is_a_failure_of_ours(service: Service, caplog: pytest.LogCaptureFixture, name: str) -> None:
    word, field = ROOTS[name]
    asked = 0
    with caplog.at_level(logging.ERROR):
        for wrong in WRONG:
            for document in documents(word, name, field, wrong):
                asked += 1
                for principal in (ANYONE, ADMINISTRATOR):
                    assert "INTERNAL" not in codes_of(await service.ask(document, principal)), document
    assert asked >= len(WRONG)
    assert not caplog.records


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ('{ periods(where: {startsOn: {from: "kemarin"}}) { totalCount } }', "2026-11-24"),
        ('query($d: Date = "kemarin") { periods(where: {startsOn: {from: $d}}) { totalCount } }', "2026-11-24"),
        ('{ cases(where: {receivedAt: {from: "2026-11-26 10:00"}}) { totalCount } }', "no offset"),
        ('mutation { recordMeasurements(input: {items: [{value: "12,5"}]}) { __typename } }', "no number"),
        ('{ report(input: {measures: [CASES], window: {from: "26-11-2026"}}) { asOf } }', "2026-11-24"),
    ],
)
async def test_a_mistyped_literal_says_how_it_is_written(service: Service, document: str, said: str) -> None:
    for plans in (True, False):
        answer = await service.ask(document, plans=plans)
        assert codes_of(answer) == {"INVALID_DOCUMENT"}
        assert any(said in error["message"] for error in answer["errors"]), answer
        assert all(error["locations"] for error in answer["errors"])
