"""How many rows a field may lead to, by its arguments, by the nature of its list, or by the size of the schema."""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLNamedType, IntValueNode, Node, VariableNode

from db.graph import GRAPH
from db.graph.declaration import Many
from domain.identifiers import snake_case
from domain.paging import DEFAULT_PAGE, LARGEST_PAGE
from domain.reports.questions import MOST_ROWS

# Twice what types of the schema have on average; what a type has at most would forbid tools to read the schema.
_INTROSPECTION = {
    ("__Schema", "directives"): 8,
    ("__Type", "fields"): 6,
    ("__Type", "inputFields"): 3,
    ("__Type", "enumValues"): 4,
    ("__Type", "interfaces"): 1,
    ("__Type", "possibleTypes"): 2,
    ("__Field", "args"): 2,
    ("__Directive", "args"): 2,
}
_LONGEST_NUMBER = 10


class Sizes:
    """Sizes of fields under the variables of one request; without any, sizes that variables decide count as one."""

    def __init__(self, types: int, variables: Mapping[str, Any] | None) -> None:
        self._variables = variables
        self._known = {("Report", "rows"): MOST_ROWS, ("__Schema", "types"): types} | _INTROSPECTION

    def of(self, kind: GraphQLNamedType | None, node: FieldNode) -> int:
        """How many rows a field of a type may lead to; 1 where it leads to one, or to none that is known."""
        name = node.name.value
        field = getattr(kind, "fields", {}).get(name)
        if kind is None or field is None:
            return 1
        relation = GRAPH[kind.name].relations.get(snake_case(name)) if kind.name in GRAPH else None
        if relation is not None and relation.many is Many.LIST:
            return relation.at_most
        if (kind.name, name) in self._known:
            return self._known[kind.name, name]
        if "ids" in field.args:
            return LARGEST_PAGE
        return self._page(node) if "first" in field.args else 1

    def _page(self, node: FieldNode) -> int:
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = [arguments[name] for name in ("first", "last") if name in arguments]
        if self._variables is None and any(isinstance(value, VariableNode) for value in asked):
            return 1
        return max(map(self._number, asked), default=0) or DEFAULT_PAGE

    def _number(self, value: Any) -> int:
        if isinstance(value, VariableNode):
            value = (self._variables or {}).get(value.name.value)
        if isinstance(value, IntValueNode):
            value = int(value.value) if len(value.value) <= _LONGEST_NUMBER else LARGEST_PAGE
        if isinstance(value, Node) or not isinstance(value, int | float) or not value > 0:
            return 0
        return int(min(value, LARGEST_PAGE))
