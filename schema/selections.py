"""Selections of an operation: fragments and aliases merged, names and arguments resolved, skipped parts left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues, get_directive_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from db.plans.selection import Selection
from domain.identifiers import kind_of, snake_case
from schema.arguments import read_arguments


@dataclass(frozen=True)
class Document:
    """What is needed of a validated document to read its selections."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues


def read_selections(document: Document, operation: OperationDefinitionNode) -> tuple[Selection, ...]:
    """What the operation selects at the root of the query type."""
    query = document.schema.query_type
    assert query is not None
    return _below(document, query, [operation.selection_set])


def _below(document: Document, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> tuple[Selection, ...]:
    merged: dict[str, list[FieldNode]] = {}
    for selections in sets:
        _collect(document, kind, selections, merged)
    return tuple(_selection(document, kind, key, nodes) for key, nodes in merged.items())


def _collect(
    document: Document, kind: GraphQLObjectType, selections: SelectionSetNode, merged: dict[str, list[FieldNode]]
) -> None:
    for node in selections.selections:
        if _skipped(node, document.variables):
            continue
        if isinstance(node, FieldNode):
            merged.setdefault((node.alias or node.name).value, []).append(node)
        elif (inner := _applying(document, kind, node)) is not None:
            _collect(document, kind, inner, merged)


def _skipped(node: SelectionNode, variables: VariableValues) -> bool:
    if not node.directives:
        return False
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return bool(skip and skip["if"]) or bool(include and not include["if"])


def _applying(document: Document, kind: GraphQLObjectType, node: SelectionNode) -> SelectionSetNode | None:
    if isinstance(node, FragmentSpreadNode):
        fragment = document.fragments[node.name.value]
        condition, inner = fragment.type_condition.name.value, fragment.selection_set
    else:
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition.name.value if node.type_condition else kind.name
        inner = node.selection_set
    return inner if condition == kind.name or condition in {face.name for face in kind.interfaces} else None


def _selection(document: Document, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selection:
    name = nodes[0].name.value
    if name == "__typename":
        return Selection(key, name)
    field = kind.fields[name]
    arguments = read_arguments(field, nodes[0], document.variables)
    below: GraphQLNamedType | None = get_named_type(field.type)
    if is_abstract_type(below):
        below = document.schema.get_type(kind_of(arguments["id"].sample) or "") if "id" in arguments else None
    sets = [node.selection_set for node in nodes if node.selection_set]
    inner = _below(document, below, sets) if isinstance(below, GraphQLObjectType) else ()
    return Selection(key, snake_case(name), arguments, inner)
