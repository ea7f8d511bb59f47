"""The schema held against the graph before it is served: nothing is offered that nothing answers, or answers null."""

from collections.abc import Iterator, Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from graph.checks import Column, check_declaration, column_of
from graph.declaration import Embedded, Field, Many, Node, Relation, Root
from graph.identifiers import snake_case
from schema.fields import GraphField

_COMBINING = {"allOf", "anyOf", "noneOf"}
_PAGING = {"first", "after", "last", "before"}
_BY_IDENTIFIER = {"node", "nodes"}


class UnansweredSchemaError(Exception):
    """A schema that offers what the graph does not declare; names every such place."""


def check_schema(schema: GraphQLSchema, graph: Mapping[str, Node], roots: Mapping[str, Root]) -> None:
    """Raise UnansweredSchemaError unless every field, filter and order is declared, or resolved by a function.

    What is declared must be there in its table, be of the field's type, and never be null where the field is not.
    """
    types = _Types(graph, roots, schema.query_type)
    wrong = [f"{place}: {reason}" for place, reason in check_declaration(graph)]
    wrong += [
        f"{name}.{field}: {reason}"
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
        for field, reason in types.wrong_fields(kind)
    ]
    if wrong:
        raise UnansweredSchemaError("; ".join(sorted(wrong)))


class _Types:
    """The object types of a schema beside the nodes of a graph."""

    def __init__(self, graph: Mapping[str, Node], roots: Mapping[str, Root], query: GraphQLObjectType | None) -> None:
        self._graph, self._roots, self._query = graph, roots, query

    def wrong_fields(self, kind: GraphQLObjectType) -> Iterator[tuple[str, str]]:
        """Names of fields that nothing answers, and why."""
        node = self._graph.get(kind.name)
        for name, field in kind.fields.items():
            if kind is self._query:
                reasons = self._wrong_root(name, field)
            elif node is not None:
                reasons = self._wrong_field(node, name, field)
            else:
                reasons = iter(("a relation of a type without a node",) if _is_graph_field(field) else ())
            yield from ((name, reason) for reason in reasons)

    def _wrong_root(self, name: str, field: GraphQLField) -> Iterator[str]:
        if not _is_graph_field(field) or name in _BY_IDENTIFIER:
            return
        root = self._roots.get(snake_case(name))
        if root is None:
            yield "no declared root"
            return
        many = Many.CONNECTION if root.connection else Many.ONE
        yield from self._wrong_target(root.target, many, field)
        node = self._graph.get(root.target)
        if node is not None and "by" in field.args:
            yield from _undeclared("key", get_named_type(field.args["by"].type), {*node.by})

    def _wrong_field(self, node: Node, name: str, field: GraphQLField) -> Iterator[str]:
        part = node.part(snake_case(name))
        if _is_resolved(field):
            return
        if isinstance(part, Relation) and _is_graph_field(field):
            yield from self._wrong_relation(part, field)
        elif part is None or isinstance(part, Relation) or _is_graph_field(field):
            yield "neither a declared column, nor a declared relation, nor resolved"
        elif isinstance(part, Embedded):
            yield from _wrong_embedded(node, part, field)
        else:
            yield from _wrong_scalar(node, part, field)

    def _wrong_relation(self, relation: Relation, field: GraphQLField) -> Iterator[str]:
        yield from self._wrong_target(relation.target, relation.many, field)
        own = {name for name in field.args if name not in {*_PAGING, "where", "orderBy"}}
        yield from (f"filter {name} is undeclared" for name in own if snake_case(name) not in relation.filters)

    def _wrong_target(self, target: str, many: Many, field: GraphQLField) -> Iterator[str]:
        expected = f"{target}Connection" if many is Many.CONNECTION else target
        kind = field.type.of_type if is_non_null_type(field.type) else field.type
        if get_named_type(field.type).name != expected or is_list_type(kind) != (many is Many.LIST):
            yield f"leads to {field.type}, declared is {many.name} of {target}"
        elif many is Many.ONE and is_non_null_type(field.type):
            yield "leads to one that may be hidden, so it must be nullable"
        elif many is Many.CONNECTION:
            yield from _wrong_conditions(self._graph[target], field)


def _wrong_embedded(node: Node, embedded: Embedded, field: GraphQLField) -> Iterator[str]:
    below = get_named_type(field.type)
    if below.name != embedded.type or not isinstance(below, GraphQLObjectType):
        yield f"is {below.name}, declared is {embedded.type}"
        return
    yield from _undeclared("part", below, {*embedded.fields})
    for name, part in below.fields.items():
        if (declared := embedded.fields.get(snake_case(name))) is not None:
            yield from (f"part {name} {reason}" for reason in _wrong_scalar(node, declared, part))


def _wrong_scalar(node: Node, declared: Field, field: GraphQLField) -> Iterator[str]:
    if declared.guard is not None and is_non_null_type(field.type):
        yield "guarded, so it must be nullable"
        return
    column = column_of(node, declared)
    if column is not None:
        yield from _wrong_column(column, field)


def _wrong_column(column: Column, field: GraphQLField) -> Iterator[str]:
    if column.nullable and is_non_null_type(field.type):
        yield "may be null in its table, so it must be nullable"
    kind = get_named_type(field.type)
    expected = "enumeration" if isinstance(kind, GraphQLEnumType) else kind.name
    inner = field.type.of_type if is_non_null_type(field.type) else field.type
    if expected not in column.types or is_list_type(inner) != column.many:
        yield f"is {field.type}, declared is {' or '.join(sorted(column.types))}"
    elif isinstance(kind, GraphQLEnumType) and (strange := column.words - {*kind.values}):
        yield f"does not know {', '.join(sorted(strange))}"


def _wrong_conditions(node: Node, field: GraphQLField) -> Iterator[str]:
    if not {*field.args} >= _PAGING:
        yield "a connection without its paging"
    if "where" in field.args:
        yield from _undeclared("filter", get_named_type(field.args["where"].type), {*node.filters})
        yield from _wrong_parts(node, field)
    if "orderBy" in field.args:
        order = get_named_type(field.args["orderBy"].type)
        names = order.values if isinstance(order, GraphQLEnumType) else ()
        yield from (f"order {name} is undeclared" for name in names if name.rpartition("_")[0] not in node.orders)
    if node.default.rpartition("_")[0] not in node.orders:
        yield f"{node.name} has no order of its own"


def _wrong_parts(node: Node, field: GraphQLField) -> Iterator[str]:
    where = get_named_type(field.args["where"].type)
    for name, given in where.fields.items() if isinstance(where, GraphQLInputObjectType) else ():
        declared, kind = node.filters.get(snake_case(name)), get_named_type(given.type)
        if isinstance(declared, Mapping):
            yield from _undeclared(f"filter {name} by", kind, {*declared})
        elif declared is not None and isinstance(kind, GraphQLInputObjectType):
            yield f"filter {name} takes one value"


def _undeclared(what: str, kind: object, declared: set[str]) -> Iterator[str]:
    names = kind.fields if isinstance(kind, GraphQLInputObjectType | GraphQLObjectType) else ()
    for name in names:
        if snake_case(name) not in declared and name not in _COMBINING:
            yield f"{what} {name} is undeclared"


def _definition(field: GraphQLField) -> object:
    return field.extensions.get("strawberry-definition")


def _is_graph_field(field: GraphQLField) -> bool:
    return isinstance(_definition(field), GraphField)


def _is_resolved(field: GraphQLField) -> bool:
    definition = _definition(field)
    if getattr(definition, "base_resolver", None) is not None:
        return True
    return not isinstance(definition, GraphField) and not getattr(definition, "is_basic_field", True)
