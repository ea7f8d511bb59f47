"""The values of variables as graphql-core makes them of what a request gives, by whichever way they are read."""

from typing import Any

import pytest
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given
from hypothesis import strategies as st

from graph.documents import Documents, InvalidRequest, Operation
from graph.limits import measure
from schema.assembly import SCHEMA

CORE = SCHEMA._schema
DOCUMENTS = Documents(CORE)
DECLARED = [
    ("$a: ID!", "node(id: $a) { id }"),
    ('$a: String = "KM-1"', "complaint(ticket: $a, accessCode: $a) { status }"),
    ("$a: ID!, $b: ID!", "node(id: $a) { id } other: node(id: $b) { id }"),
    ("$a: String!, $b: String!", "complaint(ticket: $a, accessCode: $b) { status }"),
    ("$a: [ID!]!", "nodes(ids: $a) { id }"),
    ("$a: String!, $b: Boolean!", "complaint(ticket: $a, accessCode: $a) @skip(if: $b) { status }"),
    ("$a: Role!, $b: Int", "grants(first: $b, where: { role: [$a] }) { totalCount }"),
]
TEXTS = st.text("ae_é", max_size=3)
VALUES = st.none() | TEXTS | st.integers(0, 3) | st.booleans() | st.lists(TEXTS, max_size=2)


def operation_of(declared: str, selected: str) -> Operation:
    try:
        return DOCUMENTS.read(f"query ({declared}) {{ {selected} }}").operation(None)
    except InvalidRequest as invalid:
        raise AssertionError(invalid.errors) from invalid


OPERATIONS = [operation_of(*each) for each in DECLARED]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: ",".join(operation.types))
@given(given_values=st.dictionaries(st.sampled_from("abc"), VALUES))
def test_values_are_those_of_graphql(operation: Operation, given_values: dict[str, Any]) -> None:
    wanted = get_variable_values(CORE, operation.node.variable_definitions or (), given_values)
    if not isinstance(wanted, VariableValues):
        with pytest.raises(InvalidRequest):
            operation.priced(given_values)
        return
    found, price = operation.priced(given_values)
    assert found.coerced == wanted.coerced
    measures = measure(CORE, operation.node, operation.document.fragments, wanted.coerced)
    assert price == (measures.cost, measures.changes), "as if it were measured for these values alone"
