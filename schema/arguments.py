"""Arguments of a field as values of this request that can be read again from another request's variables."""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLInputType, Undefined, ValueNode, VariableNode, coerce_input_literal
from graphql.execution.values import VariableValues
from graphql.language import ListValueNode, ObjectValueNode

from db.graph.binding import Argument, Inputs, constant
from domain.identifiers import snake_case


def read_arguments(field: GraphQLField, node: FieldNode, variables: VariableValues) -> Mapping[str, Argument]:
    """The given arguments of a field, by Python name. One that is left out, or whose variable is, is not in it."""
    given = {}
    for argument in node.arguments or ():
        value = _read(argument.value, field.args[argument.name.value].type, variables)
        if value is not None:
            given[snake_case(argument.name.value)] = value
    return given


def _read(node: ValueNode, kind: GraphQLInputType, variables: VariableValues) -> Argument | None:
    if isinstance(node, VariableNode):
        name = node.name.value
        return Argument(variables.coerced[name], _variable(name)) if name in variables.coerced else None
    sample = coerce_input_literal(node, kind, variables)
    if sample is Undefined:
        return None
    if not _has_variables(node):
        return constant(sample)

    def read(inputs: Inputs) -> Any:
        return coerce_input_literal(node, kind, VariableValues({}, dict(inputs.variables)))

    return Argument(sample, read)


def _variable(name: str) -> Any:
    return lambda inputs: inputs.variables[name]


def _has_variables(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(map(_has_variables, node.values))
    if isinstance(node, ObjectValueNode):
        return any(_has_variables(field.value) for field in node.fields)
    return isinstance(node, VariableNode)
