"""Operations over the schema, written by chance out of real identifiers, words and cursors.

A generator of our own, since one that knows the grammar alone seldom meets a row, and writes neither variables nor
fragments nor merged fields. The same seed writes the same operation.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from graph.identifiers import PREFIXES
from graph.nodes import GRAPH, ROOTS
from tests.graph.demonstration import TOKEN

KINDS_OF_INPUTS = {
    "unit": "Unit",
    "unitBelow": "Unit",
    "parent": "Unit",
    "category": "Category",
    "holder": "Employee",
    "employee": "Employee",
    "period": "Period",
    "case": "Case",
}
ROOT_FIELDS = ("node", "employee", "case", "unit", "complaint", *(name for name in ROOTS))
# What no plan answers, beside what one does.
RESOLVED = (
    "measures { key unit }",
    "m: dimensions { key facts }",
    "__schema { queryType { name } }",
    "nodes(ids: []) { id }",
)
STALE = ("", "kursor", "W10=", "WyJVbml0Lk5BTUVfQVNDIiwiYSIsImIiXQ==")


@dataclass(frozen=True)
class Stock:
    """What is real: identifiers by kind, words by the name of the field that takes them, cursors by order."""

    ids: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    cursors: Mapping[str, tuple[str, ...]]
    tracked: tuple[tuple[str, str], ...]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text("<the stock>")


@dataclass(frozen=True)
class Written:
    """An operation, the values of its variables, and their types."""

    text: str
    variables: Mapping[str, Any]
    types: Mapping[str, str] = field(default_factory=dict)


class Word(str):
    """An enumeration value, written without quotes in a document."""

    __slots__ = ()


class Writer:
    """Writes one operation."""

    def __init__(self, schema: GraphQLSchema, stock: Stock, seed: int) -> None:
        self._schema, self._stock, self._random = schema, stock, Random(seed)
        self._definitions: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._fragments: list[str] = []
        self._aliases = 0

    def write(self) -> Written:
        query = self._schema.query_type
        assert query is not None
        names = {ROOT_FIELDS[self._random.randrange(len(ROOT_FIELDS))] for _ in range(1 + self._chance(0.15))}
        depth = self._random.choice((0, 1, 1, 2, 3))
        parts = [self._field(query, camel_case(name), depth) for name in sorted(names)]
        if self._chance(0.1):
            parts.append("__typename")
        if self._chance(0.1):
            parts.insert(0, self._random.choice(RESOLVED))
        body = " ".join(parts)
        if self._chance(0.2):
            body = self._wrapped(query, body)
        variables = ", ".join(f"${name}: {kind}" for name, kind in self._definitions.items())
        head = f"query Asked({variables})" if variables else "query" if self._chance(0.5) else ""
        types = {name: kind.partition(" ")[0] for name, kind in self._definitions.items()}
        return Written(" ".join([head, f"{{ {body} }}", *self._fragments]), self._values, types)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        field = kind.fields[name]
        aliased = self._chance(0.25)
        text = self._occurrence(name, field, depth, self._alias() if aliased else "")
        if aliased and field.args and self._chance(0.5):
            # The same field again under another name, with arguments of its own.
            text += " " + self._occurrence(name, field, max(depth - 1, 0), self._alias())
        return text

    def _alias(self) -> str:
        self._aliases += 1
        return f"{self._random.choice(('a', 'theNode', 'id_', 'row_number'))}{self._aliases}: "

    def _occurrence(self, name: str, field: GraphQLField, depth: int, alias: str) -> str:
        arguments = self._arguments(name, field)
        given = f"({', '.join(f'{key}: {value}' for key, value in arguments.items())})" if arguments else ""
        below = get_named_type(field.type)
        head = f"{alias}{name}{given}{self._directive()}"
        if is_leaf_type(below):
            return head
        identifier = self._target(arguments.get("id", ""))
        selection = self._selection(below, depth, identifier)
        if self._chance(0.1):
            # Twice with the same arguments: the selections merge.
            return f"{head} {{ {selection} }} {head} {{ {self._selection(below, depth, identifier)} }}"
        return f"{head} {{ {selection} }}"

    def _directive(self) -> str:
        if not self._chance(0.08):
            return ""
        name, value = self._random.choice(("include", "skip")), self._chance(0.5)
        condition = self._variable("Boolean!", value) if self._chance(0.8) else json.dumps(value)
        return f" @{name}(if: {condition})"

    def _target(self, identifier: str) -> str:
        """The type that an identifier, given as a literal or by a variable, leads to."""
        text = str(self._values.get(identifier.lstrip("$"), identifier)).strip('"')
        return next((kind for kind, prefix in PREFIXES.items() if text.startswith(f"{prefix}_")), "Unit")

    def _selection(self, kind: Any, depth: int, target: str = "") -> str:
        if kind.name == "Node":
            real = self._object(target)
            return f"id __typename ... on {target} {{ {self._fields(real, depth)} }} ... on Policy {{ version }}"
        if kind.name.endswith("Connection"):
            return self._connection(kind, depth)
        text = self._fields(kind, depth)
        if self._chance(0.12):
            return self._wrapped(kind, text)
        return text

    def _object(self, name: str) -> GraphQLObjectType:
        kind = self._schema.get_type(name)
        assert isinstance(kind, GraphQLObjectType)
        return kind

    def _connection(self, kind: GraphQLObjectType, depth: int) -> str:
        parts = self._some(["nodes", "edges", "pageInfo", "totalCount", "__typename"], most=3)
        texts = []
        for part in parts:
            if part in ("totalCount", "__typename"):
                texts.append(part + self._directive())
                continue
            alias = self._alias() if self._chance(0.1) else ""
            below = get_named_type(kind.fields[part].type)
            if part == "pageInfo":
                names = ["hasNextPage", "hasPreviousPage", "startCursor", "endCursor", "__typename"]
                inner = " ".join(self._some(names, most=5))
            elif part == "edges":
                node = get_named_type(below.fields["node"].type)
                inner = (
                    self._random.choice(("cursor ", "e: cursor __typename ", ""))
                    + f"node {{ {self._selection(node, depth)} }}"
                )
            else:
                inner = self._selection(below, depth)
            texts.append(f"{alias}{part}{self._directive()} {{ {inner} }}")
        return " ".join(texts)

    def _fields(self, kind: GraphQLObjectType, depth: int) -> str:
        plain = [name for name, field in kind.fields.items() if is_leaf_type(get_named_type(field.type))]
        ways = [name for name in kind.fields if name not in plain]
        names = self._some([*plain, "__typename"], most=4)
        if depth > 0 and ways:
            names += self._some(ways, most=1 + (depth > 1))
        texts = [name if name == "__typename" else self._field(kind, name, depth - 1) for name in names]
        self._random.shuffle(texts)
        return " ".join(texts)

    def _wrapped(self, kind: GraphQLObjectType, text: str) -> str:
        """The same selection through a fragment; one on the interface besides, where there is one."""
        node = kind.interfaces and self._chance(0.5)
        inner = f"... on Node {{ id __typename }} {text}" if node else text
        if self._chance(0.5):
            name = f"F{len(self._fragments)}"
            self._fragments.append(f"fragment {name} on {kind.name} {{ {inner} }}")
            return f"...{name}{self._directive()}"
        condition = f" on {kind.name}" if self._chance(0.7) else ""
        return f"...{condition}{self._directive()} {{ {inner} }} __typename"

    def _some(self, names: list[str], *, most: int) -> list[str]:
        return self._random.sample(names, min(len(names), self._random.randint(1, most)))

    def _arguments(self, name: str, field: GraphQLField) -> dict[str, str]:
        if "first" in field.args:
            return self._connection_arguments(field)
        if name == "complaint":
            ticket, code = self._random.choice(self._stock.tracked)
            given = {"ticket": ticket, "accessCode": code}
        elif name == "invitation":
            given = {"token": self._random.choice((TOKEN, TOKEN.lower(), "tidak ada"))}
        elif name == "node":
            given = {"id": self._id(self._random.choice(list(PREFIXES)))}
        elif "by" in field.args:
            given = {"by": self._key(get_nullable_type(field.args["by"].type), get_named_type(field.type).name)}
        else:
            given = {key: self._id("Period") for key in field.args if self._chance(0.6)}
        return {key: self._written(field.args[key].type, value) for key, value in given.items()}

    def _key(self, kind: Any, target: str) -> dict[str, Any]:
        name = self._random.choice(list(kind.fields))
        if name == "id":
            return {"id": self._id(target)}
        return {name: self._random.choice((*self._stock.words[f"{target}.{name}"], "tidak ada"))}

    def _id(self, kind: str) -> str:
        if self._chance(0.06):
            kind = self._random.choice(list(PREFIXES))
        if self._chance(0.03):
            return self._random.choice(
                ("", "emp_", "unt_1", "x_0198", f"{PREFIXES[kind]}_00000000-0000-7000-8000-000000000000")
            )
        ids = self._stock.ids[kind] or self._stock.ids["Unit"]
        return self._random.choice(ids)

    def _connection_arguments(self, field: GraphQLField) -> dict[str, str]:
        given: dict[str, Any] = {}
        target = get_named_type(field.type).name.removesuffix("Connection")
        order = GRAPH[target].default
        if "orderBy" in field.args and self._chance(0.5):
            values = list(get_named_type(field.args["orderBy"].type).values)
            order = self._random.choice(values)
            given["orderBy"] = Word(order)
        if "where" in field.args and self._chance(0.5):
            given["where"] = self._filter(get_named_type(field.args["where"].type), 2)
        first, after = ("last", "before") if self._chance(0.35) else ("first", "after")
        if self._chance(0.85):
            given[first] = self._random.randint(0, 5)
        if self._chance(0.4):
            cursors = self._stock.cursors.get(f"{target}.{order}", ()) or STALE
            given[after] = self._random.choice(STALE if self._chance(0.02) else cursors)
        for name in field.args:
            if name not in given and self._chance(0.05):
                given[name] = None
        if self._chance(0.01):
            given["first"] = self._random.choice((-1, 101, 100))
        return {key: self._written(field.args[key].type, value) for key, value in given.items()}

    def _filter(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        names = list(kind.fields) if depth else [name for name in kind.fields if not name.endswith("Of")]
        return {name: self._condition(kind, name, depth) for name in self._some(names, most=2)}

    def _condition(self, kind: GraphQLInputObjectType, name: str, depth: int) -> Any:
        if self._chance(0.05):
            return None
        type_ = get_nullable_type(kind.fields[name].type)
        if name in ("allOf", "anyOf", "noneOf"):
            return [self._filter(kind, depth - 1) for _ in range(self._random.randint(0, 2))]
        if is_list_type(type_):
            inner = get_named_type(type_)
            values = [self._value(kind.name, name, inner) for _ in range(self._random.randint(1, 4))]
            return values[0] if len(values) == 1 and self._chance(0.3) else values
        return self._value(kind.name, name, type_)

    def _value(self, owner: str, name: str, kind: Any) -> Any:
        if isinstance(kind, GraphQLInputObjectType):
            names = self._some(list(kind.fields), most=2)
            return {
                key: self._value(f"{owner}.{name}", kind.name, get_named_type(kind.fields[key].type)) for key in names
            }
        if isinstance(kind, GraphQLEnumType):
            return Word(self._random.choice(list(kind.values)))
        if kind.name == "ID":
            return self._id(KINDS_OF_INPUTS.get(name) or owner.removesuffix("Filter"))
        makers: dict[str, Callable[[], Any]] = {
            "Boolean": lambda: self._chance(0.5),
            "Float": lambda: self._random.choice((0.2, 0.5, 0.9, 1)),
            "Date": lambda: f"2026-{self._random.randint(1, 12):02}-15",
            "DateTime": lambda: f"2026-{self._random.randint(1, 12):02}-15T09:30:00+07:00",
            "String": lambda: self._random.choice(
                (*self._stock.words.get(f"{owner}.{name}", ()), *self._stock.words["text"])
            ),
        }
        return makers[kind.name]()

    def _written(self, kind: Any, value: Any) -> str:
        """A value as a variable or as a literal, in which parts may be variables in turn."""
        if self._chance(0.35):
            return self._variable(str(kind), value)
        if value is None:
            return "null"
        inner = get_nullable_type(kind)
        if is_list_type(inner) and isinstance(value, list):
            return f"[{', '.join(self._written(inner.of_type, item) for item in value)}]"
        if isinstance(inner, GraphQLInputObjectType):
            pairs = (f"{key}: {self._written(_given_in(inner, key), item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
        return value if isinstance(value, Word) else json.dumps(value, ensure_ascii=False)

    def _variable(self, kind: str, value: Any) -> str:
        name = f"v{len(self._definitions)}"
        nullable = not kind.endswith("!")
        self._definitions[name] = kind
        if nullable and self._chance(0.06):
            return f"${name}"
        if nullable and self._chance(0.06):
            self._values[name] = None
        elif nullable and isinstance(value, str | int) and self._chance(0.08):
            text = value if isinstance(value, Word) else json.dumps(value, ensure_ascii=False)
            self._definitions[name] = f"{kind} = {text}"
        else:
            self._values[name] = value
        return f"${name}"


def _given_in(kind: GraphQLInputObjectType, name: str) -> GraphQLInputType:
    """The type of a variable inside an input: in one that takes exactly one field it may not be null."""
    inner = kind.fields[name].type
    return GraphQLNonNull(inner) if kind.is_one_of and not is_non_null_type(inner) else inner


def camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def has_data(value: Any) -> bool:
    """Whether an answer tells anything of a row: a value that is neither null, nothing, nor the name of a type."""
    if isinstance(value, Mapping):
        return any(has_data(item) for item in value.values())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return any(map(has_data, value))
    return value not in (None, 0, False, "") and value not in GRAPH and not str(value).startswith("Page")
