"""The shape of an operation's variables: all that its plan depends on, and none of the values that are only bound."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    is_input_type,
    type_from_ast,
)

from domain.identifiers import kind_of

Shape = tuple[object, ...]


def shape_of(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, Any]) -> Shape:
    """What one plan is made for: equal for all requests that it serves.

    Which variables and input fields are given, enumerations, booleans, integers (the sizes of pages), the kinds that
    identifiers name, and the length of lists of input objects.
    """
    return tuple(
        (name, _shape(kind, variables[name]))
        for definition in operation.variable_definitions or ()
        if (name := definition.variable.name.value) in variables
        and is_input_type(kind := type_from_ast(schema, definition.type))
    )


def _shape(kind: GraphQLInputType, value: Any) -> object:
    if value is None:
        return None
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        inner = kind.of_type.of_type if isinstance(kind.of_type, GraphQLNonNull) else kind.of_type
        return tuple(_shape(inner, item) for item in value) if isinstance(inner, GraphQLInputObjectType) else list
    if isinstance(kind, GraphQLInputObjectType):
        return tuple((name, _shape(kind.fields[name].type, item)) for name, item in value.items())
    if isinstance(value, bool | Enum) or kind.name == "Int":
        return value
    return kind_of(value) if isinstance(value, str) and kind.name == "ID" else type(value)
