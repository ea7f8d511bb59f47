"""Arguments of a field: what of them belongs to the key of a plan, and how their values are read from a request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    coerce_input_literal,
)
from graphql.execution.values import VariableValues

from db.statements.binding import Inputs, Read
from domain.access import ANYONE
from domain.keyring import NO_KEYS
from graph.identifiers import kind_of, snake_case


class Bound(Enum):
    """The form of what is only bound: nothing of the value itself, be it a text, a number or an instant."""

    ONE = auto()
    MANY = auto()


class Identifier(NamedTuple):
    """The form of an identifier: the kind of thing that it names."""

    kind: str | None


class Fields(NamedTuple):
    """The form of an input object: its given fields by their names in the API."""

    forms: "tuple[tuple[str, Form], ...]"


class Elements(NamedTuple):
    """The form of a list of input objects."""

    forms: "tuple[Form, ...]"


_TAKEN_AS_THEY_ARE = frozenset({"Boolean", "Int"})
# All that a plan may depend on. A boolean, a page's size and a word of an enumeration stand for themselves.
Form: TypeAlias = "bool | int | Enum | Bound | Identifier | Fields | Elements | None"


def form_of(kind: GraphQLInputType, value: Any) -> Form:
    """The form of a coerced value of a type: equal for all values that one plan serves."""
    if value is None:
        return None
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    if isinstance(kind, GraphQLList):
        inner = kind.of_type.of_type if isinstance(kind.of_type, GraphQLNonNull) else kind.of_type
        objects = isinstance(inner, GraphQLInputObjectType)
        return Elements(tuple(form_of(inner, item) for item in value)) if objects else Bound.MANY
    if isinstance(kind, GraphQLInputObjectType):
        return Fields(tuple((name, form_of(kind.fields[name].type, item)) for name, item in value.items()))
    if isinstance(kind, GraphQLEnumType) or kind.name in _TAKEN_AS_THEY_ARE:
        return value  # type: ignore[no-any-return]
    return Identifier(kind_of(value)) if kind.name == "ID" else Bound.ONE


def form_weight(form: Form) -> int:
    """Roughly how many bytes of memory a form takes."""
    if isinstance(form, Fields):
        return 130 + sum(70 + form_weight(each) for _, each in form.forms)
    return 130 + sum(map(form_weight, form.forms)) if isinstance(form, Elements) else 60


@dataclass(frozen=True, slots=True)
class Argument:
    """The form of a value, and how the value is read from any request whose values have the same forms.

    `parts` are given where the fields or elements of a value are read each for itself.
    """

    form: Form
    read: Read
    parts: "Mapping[Any, Argument] | None" = None

    @property
    def given(self) -> bool:
        """Whether there is a value other than null."""
        return self.form is not None

    def items(self) -> "Iterator[tuple[str, Argument]]":
        """The fields of an input object that are given, by their names in the API."""
        if isinstance(self.form, Fields):
            yield from ((name, self._part(name, form)) for name, form in self.form.forms if form is not None)

    def elements(self) -> "Iterator[Argument]":
        """The elements of a list of input objects."""
        if isinstance(self.form, Elements):
            yield from (self._part(index, form) for index, form in enumerate(self.form.forms))

    def _part(self, key: str | int, form: Form) -> "Argument":
        if self.parts is not None:
            return self.parts[key]
        read = self.read
        return Argument(form, lambda inputs: read(inputs)[key])


Arguments = Mapping[str, Argument]
ABSENT = Argument(None, lambda _: None)


def bound(value: Any) -> Argument:
    """A value of ours that is the same in every request, and only bound."""
    return Argument(Bound.MANY if isinstance(value, list) else Bound.ONE, lambda _: value)


def read_arguments(field: GraphQLField, node: FieldNode, variables: VariableValues) -> Arguments:
    """The given arguments of a field, by Python name. One that is left out, or whose variable is, is not in it.

    Raises GraphQLError for a value that its place does not take.
    """
    given = {}
    for argument in node.arguments or ():
        value = _read(argument.value, field.args[argument.name.value].type, variables)
        if value is not None:
            given[snake_case(argument.name.value)] = value
    return given


def settle(arguments: Arguments, variables: VariableValues) -> Arguments:
    """The same arguments with their values under these variables."""
    if not arguments:
        return arguments
    inputs = Inputs(variables.coerced, ANYONE, NO_KEYS, date.min)
    return {name: _settled(argument, argument.read(inputs)) for name, argument in arguments.items()}


def _settled(argument: Argument, value: Any) -> Argument:
    return Argument(argument.form, lambda _: value)


def _read(node: ValueNode, kind: GraphQLInputType, variables: VariableValues) -> Argument | None:
    if isinstance(node, VariableNode):
        return _read_variable(node, kind, variables)
    if not _has_variables(node):
        value = coerce_input_literal(node, kind)
        return Argument(form_of(kind, value), lambda _: value)
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(node, ObjectValueNode) and isinstance(inner, GraphQLInputObjectType):
        return _read_object(node, inner, variables)
    if isinstance(node, ListValueNode) and isinstance(inner, GraphQLList):
        return _read_list(node, inner.of_type, variables)
    # One value where a list is taken.
    assert isinstance(inner, GraphQLList)
    return _read_list(ListValueNode(values=(node,)), inner.of_type, variables)


def _read_variable(node: VariableNode, kind: GraphQLInputType, variables: VariableValues) -> Argument | None:
    name = node.name.value
    if name not in variables.coerced:
        return None
    value = variables.coerced[name]
    if value is None and isinstance(kind, GraphQLNonNull):
        raise GraphQLError(f"Variable '${name}' is null where a value is needed.", node)
    return Argument(form_of(kind, value), lambda inputs: inputs.variables[name])


def _read_object(node: ObjectValueNode, kind: GraphQLInputObjectType, variables: VariableValues) -> Argument:
    parts = {}
    for field in node.fields:
        part = _read(field.value, kind.fields[field.name.value].type, variables)
        if part is not None:
            parts[field.name.value] = part
    reads = {name: part.read for name, part in parts.items()}
    return Argument(
        Fields(tuple((name, part.form) for name, part in parts.items())),
        lambda inputs: {name: read(inputs) for name, read in reads.items()},
        parts,
    )


def _read_list(node: ListValueNode, kind: GraphQLInputType, variables: VariableValues) -> Argument:
    found = [_read(item, kind, variables) or ABSENT for item in node.values]
    if isinstance(kind, GraphQLNonNull) and not all(part.given for part in found):
        raise GraphQLError("A list holds null where values are needed.", node)
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    objects = isinstance(inner, GraphQLInputObjectType)
    reads = [part.read for part in found]
    return Argument(
        Elements(tuple(part.form for part in found)) if objects else Bound.MANY,
        lambda inputs: [read(inputs) for read in reads],
        dict(enumerate(found)) if objects else None,
    )


def _has_variables(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(map(_has_variables, node.values))
    if isinstance(node, ObjectValueNode):
        return any(_has_variables(field.value) for field in node.fields)
    return isinstance(node, VariableNode)
