"""The values of a request, in its variables and in its document: how many, how deep, and none that cannot be stored."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FloatValueNode,
    GraphQLInputType,
    GraphQLList,
    GraphQLScalarType,
    IntValueNode,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    VariableNode,
    get_nullable_type,
)

from domain.problems import Problem, Refused, refuse

DEEPEST = 16
# Of an operation that only asks; changes in bulk are bounded by the size of a request.
MOST_CONDITIONS = 100
MOST_VALUES = 2_000
LONGEST_NUMBER = 40
# Types whose values are taken as they are, and how many of them in lists are few.
_TEXTS, _MANY = frozenset({"ID", "String"}), 100

ValuePath = tuple[str | int, ...]


def too_large(measure: str, value: int, limit: int) -> Refused:
    """The refusal of one measure."""
    return Refused(too_large_problem(measure, value, limit))


def too_large_problem(measure: str, value: int, limit: int) -> Problem:
    """What is wrong with one measure."""
    return Problem("DOCUMENT_TOO_LARGE", (measure,), {"measure": measure, "value": str(value), "limit": str(limit)})


def check_values(variables: Mapping[str, Any], *, only_asks: bool) -> None:
    """Look at all values of a request's variables, without recursion.

    Refuses CONTROL_CHARACTERS at the place of a text with a null character or half a surrogate pair, which PostgreSQL
    cannot hold, and DOCUMENT_TOO_LARGE for values too deep, or too many in an operation that `only_asks`.
    """
    waiting: list[tuple[Any, ValuePath]] = [(value, (name,)) for name, value in variables.items()]
    conditions = values = 0
    while waiting:
        value, place = waiting.pop()
        values += 1
        if isinstance(value, str):
            check_storable(value, place)
        elif isinstance(value, Mapping | list):
            if len(place) > DEEPEST:
                raise too_large("variables", len(place), DEEPEST)
            conditions += isinstance(value, Mapping)
            inner = value.items() if isinstance(value, Mapping) else enumerate(value)
            waiting.extend((item, (*place, key)) for key, item in inner)
    if only_asks and conditions > MOST_CONDITIONS:
        raise too_large("conditions", conditions, MOST_CONDITIONS)
    if only_asks and values > MOST_VALUES:
        raise too_large("values", values, MOST_VALUES)


def text_form(kind: GraphQLInputType) -> type[str] | type[list[str]] | None:
    """`str` for a type of identifiers or texts, `list` for one of lists of such; None for any other."""
    form = get_nullable_type(kind)
    if isinstance(form, GraphQLList):
        return list if text_form(form.of_type) is str else None
    return str if isinstance(form, GraphQLScalarType) and form.name in _TEXTS else None


def are_plain(given: Mapping[str, Any], forms: Mapping[str, type[Any]]) -> bool:
    """Whether these are values of just these forms, none of them null, few, and such as PostgreSQL can hold.

    There is nothing to coerce in them then, as in most requests. Of any other it is not said what is wrong.
    """
    if given.keys() != forms.keys():
        return False
    many = 0
    for name, value in given.items():
        if type(value) is not forms[name]:
            return False
        text: str = value
        if type(value) is list:
            many += len(value)
            if many > _MANY or any(type(each) is not str for each in value):
                return False
            text = "".join(value)
        if not text.isascii() or "\0" in text:
            return False
    return True


def check_storable(text: str, place: ValuePath) -> None:
    """Refuse CONTROL_CHARACTERS for a text that PostgreSQL cannot hold."""
    if "\0" in text:
        raise refuse("CONTROL_CHARACTERS", *place, value="U+0000")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise refuse("CONTROL_CHARACTERS", *place, value=f"U+{ord(text[error.start]):04X}") from error


def count_conditions(node: Node | None, place: ValuePath) -> int:
    """How many input objects are written in a literal; its texts and numbers are looked at on the way."""
    if isinstance(node, ObjectValueNode):
        return 1 + sum(count_conditions(field.value, (*place, field.name.value)) for field in node.fields)
    if isinstance(node, ListValueNode):
        return sum(count_conditions(item, (*place, index)) for index, item in enumerate(node.values))
    if isinstance(node, StringValueNode):
        check_storable(node.value, place)
    if isinstance(node, IntValueNode | FloatValueNode) and len(node.value) > LONGEST_NUMBER:
        raise too_large("digits", len(node.value), LONGEST_NUMBER)
    return 0


def count_clauses(value: Any, variables: Mapping[str, Any], prices: Mapping[str, int]) -> int:
    """How much a filter asks, as a literal or a value: each of its fields that is given, in whatever it is nested.

    A field counts as often as its price says; once without one.
    """
    if isinstance(value, VariableNode):
        value = variables.get(value.name.value)
    if value is None or isinstance(value, NullValueNode):
        return 0
    if isinstance(value, ObjectValueNode):
        value = {field.name.value: field.value for field in value.fields}
    if isinstance(value, Mapping):
        return sum(prices.get(name, 1) * count_clauses(item, variables, prices) for name, item in value.items())
    items = value.values if isinstance(value, ListValueNode) else value if isinstance(value, list) else ()
    if any(isinstance(item, ObjectValueNode | Mapping | VariableNode) for item in items):
        return sum(count_clauses(item, variables, prices) for item in items)
    return 1
