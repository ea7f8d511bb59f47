"""Selections of an operation: fragments and aliases merged, names and arguments resolved, skipped parts left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

from graph.arguments import ABSENT, Argument, Arguments, Identifier, read_arguments
from graph.identifiers import snake_case


@dataclass(frozen=True, slots=True)
class Selection:
    """A field `name` answered under `key`, with its arguments and what is selected below it."""

    key: str
    name: str
    arguments: Arguments = field(default_factory=dict)
    below: tuple["Selection", ...] = ()

    def argument(self, name: str) -> Argument:
        """An argument by its Python name; ABSENT when it was not given."""
        return self.arguments.get(name, ABSENT)


@dataclass(frozen=True, slots=True)
class SelectionContext:
    """What is needed of a validated document to read its selections."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues


def collect_roots(context: SelectionContext, operation: OperationDefinitionNode) -> dict[str, list[FieldNode]]:
    """The fields that the operation selects at the root of its type, by the key they are answered under."""
    return _merge(context, _root(context, operation), [operation.selection_set])


def root_names(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> frozenset[str]:
    """The fields at the root of an operation by their names in the schema, those that may be left out among them."""
    names, waiting = set[str](), [operation.selection_set]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FieldNode):
                names.add(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                waiting.append(node.selection_set)
            else:
                assert isinstance(node, FragmentSpreadNode)
                waiting.append(fragments[node.name.value].selection_set)
    return frozenset(names)


def read_root(
    context: SelectionContext, operation: OperationDefinitionNode, key: str, nodes: list[FieldNode]
) -> Selection:
    """A field at the root. Raises GraphQLError for an argument that its place does not take."""
    return _read(context, _root(context, operation), key, nodes)


def _root(context: SelectionContext, operation: OperationDefinitionNode) -> GraphQLObjectType:
    root = context.schema.get_root_type(operation.operation)
    assert root is not None
    return root


def _merge(
    context: SelectionContext, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    merged: dict[str, list[FieldNode]] = {}
    for selections in sets:
        _collect(context, kind, selections, merged)
    return merged


def _collect(
    context: SelectionContext, kind: GraphQLObjectType, selections: SelectionSetNode, merged: dict[str, list[FieldNode]]
) -> None:
    for node in selections.selections:
        if node.directives and _skipped(node, context.variables):
            continue
        if isinstance(node, FieldNode):
            merged.setdefault((node.alias or node.name).value, []).append(node)
        elif (inner := _applying(context, kind, node)) is not None:
            _collect(context, kind, inner, merged)


def _skipped(node: SelectionNode, variables: VariableValues) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return bool(skip and skip["if"]) or bool(include and not include["if"])


def _applying(context: SelectionContext, kind: GraphQLObjectType, node: SelectionNode) -> SelectionSetNode | None:
    if isinstance(node, FragmentSpreadNode):
        fragment = context.fragments[node.name.value]
        condition, inner = fragment.type_condition.name.value, fragment.selection_set
    else:
        assert isinstance(node, InlineFragmentNode)
        condition = node.type_condition.name.value if node.type_condition else kind.name
        inner = node.selection_set
    return inner if condition == kind.name or condition in {face.name for face in kind.interfaces} else None


def _read(context: SelectionContext, kind: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selection:
    name = nodes[0].name.value
    if name == "__typename":
        return Selection(key, name)
    field = kind.fields[name]
    arguments = read_arguments(field, nodes[0], context.variables)
    sets = [node.selection_set for node in nodes if node.selection_set]
    if not sets:
        return Selection(key, snake_case(name), arguments)
    below: GraphQLNamedType | None = get_named_type(field.type)
    if is_abstract_type(below):
        below = _named_kind(context.schema, arguments.get("id", ABSENT))
    inner = _below(context, below, sets) if isinstance(below, GraphQLObjectType) else ()
    return Selection(key, snake_case(name), arguments, inner)


def _named_kind(schema: GraphQLSchema, identifier: Argument) -> GraphQLNamedType | None:
    """The type of what an identifier names."""
    form = identifier.form
    return schema.get_type(form.kind) if isinstance(form, Identifier) and form.kind else None


def _below(
    context: SelectionContext, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]
) -> tuple[Selection, ...]:
    return tuple(_read(context, kind, key, nodes) for key, nodes in _merge(context, kind, sets).items())
