"""Operations over every type, field and way, written from the schema; and what their answers show."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from graphql import GraphQLField, GraphQLObjectType, get_named_type, get_nullable_type, is_leaf_type, is_list_type

from graph.identifiers import format_id, kind_of, parse_ids
from schema.assembly import SCHEMA
from tests.matrix.oracle import KINDS

OBJECTS = {name: kind for name, kind in SCHEMA._schema.type_map.items() if isinstance(kind, GraphQLObjectType)}
# Rows that a connection of a row shows; more of them would be more of the same.
NESTED = 5


def is_connection(field: GraphQLField) -> bool:
    return get_named_type(field.type).name.endswith("Connection")


def is_list(field: GraphQLField) -> bool:
    return is_list_type(get_nullable_type(field.type))


def target_of(field: GraphQLField) -> str:
    """The type of rows, or of parts, that a field leads to."""
    return get_named_type(field.type).name.removesuffix("Connection")


def selection_of(kind: str) -> str:
    """Every field of a type, those that lead to rows down to the identifiers of these."""
    return " ".join(_selected(name, field) for name, field in OBJECTS[kind].fields.items())


def _selected(name: str, field: GraphQLField) -> str:
    if is_leaf_type(get_named_type(field.type)):
        return name
    if is_connection(field):
        return f"{name}(first: {NESTED}) {{ totalCount nodes {{ id }} edges {{ cursor }} }}"
    target = target_of(field)
    return f"{name} {{ id }}" if target in KINDS else f"{name} {{ {_parts(target)} }}"


def _parts(kind: str) -> str:
    return " ".join(name for name, field in OBJECTS[kind].fields.items() if is_leaf_type(get_named_type(field.type)))


def objects_in(kind: str) -> int:
    """How many fields with a selection of their own a row of the type takes."""
    fields = OBJECTS[kind].fields.values()
    return 2 + sum(3 if is_connection(field) else not is_leaf_type(get_named_type(field.type)) for field in fields)


def by_node(kind: str, keys: Iterable[UUID]) -> str:
    """Each of some rows by its identifier, one after another."""
    asked = (
        f'n{number}: node(id: "{format_id(kind, key)}") {{ ... on {kind} {{ {selection_of(kind)} }} }}'
        for number, key in enumerate(keys)
    )
    return f"{{ {' '.join(asked)} }}"


def by_nodes(kind: str) -> str:
    """Many rows by their identifiers at once."""
    return f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {kind} {{ {selection_of(kind)} }} }} }}"


def identifiers_in(value: Any) -> Iterator[tuple[str, UUID]]:
    """Every identifier of a row in an answer, in whatever field or JSON it stands, as kind and key."""
    if isinstance(value, str):
        kind = kind_of(value)
        if kind:
            yield from ((kind, key) for key in parse_ids(kind, [value]))
    elif isinstance(value, Mapping):
        yield from identifiers_in([*value, *value.values()])
    elif isinstance(value, list):
        for item in value:
            yield from identifiers_in(item)


def shows(value: Any) -> bool:
    """Whether a value tells anything: null, nothing, and no rows tell nothing."""
    if isinstance(value, Mapping):
        return any(shows(item) for name, item in value.items() if name != "totalCount") or bool(value.get("totalCount"))
    if isinstance(value, list):
        return any(map(shows, value))
    return value is not None and value != ""
