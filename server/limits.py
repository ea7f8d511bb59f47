"""What a document may ask for, measured in one pass before it is validated or run.

Each fragment is measured once, however often it is spread, so the work is linear in the document's tokens.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from db.graph import GRAPH
from db.graph.declaration import Many
from domain.identifiers import snake_case
from domain.paging import DEFAULT_PAGE, LARGEST_PAGE
from domain.problems import Problem, Refused
from domain.report_questions import MOST_ROWS


@dataclass(frozen=True)
class Measures:
    """How large an operation is: in tokens of its document, in nesting, in repetition, in rows and in values."""

    depth: int = 0
    aliases: int = 0
    repeats: int = 0
    directives: int = 0
    list_product: int = 1
    cost: int = 0


LARGEST = Measures(depth=16, aliases=40, repeats=60, directives=40, list_product=20_000, cost=250_000)
LARGEST_TOKENS = 2_000
LONGEST_ALIAS = 60
DEEPEST_FRAGMENTS = 60


def check_measures(measures: Measures) -> None:
    """Refuse DOCUMENT_TOO_LARGE with every measure that is above its limit."""
    over = [
        _problem(name, value, limit)
        for name, value in vars(measures).items()
        if value > (limit := getattr(LARGEST, name))
    ]
    if over:
        raise Refused(*over)


def _problem(measure: str, value: int, limit: int) -> Problem:
    return Problem("DOCUMENT_TOO_LARGE", (measure,), {"measure": measure, "value": str(value), "limit": str(limit)})


def _too_large(measure: str, value: int, limit: int) -> Refused:
    return Refused(_problem(measure, value, limit))


def measure(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Measures:
    """The measures of one operation. An unknown field counts as a plain one: validation will name it."""
    root = schema.get_root_type(operation.operation)
    return _Pass(schema, fragments, variables).selections(root, operation.selection_set)


class _Pass:
    """One pass over an operation and its fragments."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables
        self._measured: dict[str, Measures] = {}
        self._open = 0

    def selections(self, kind: GraphQLNamedType | None, selections: SelectionSetNode) -> Measures:
        parts = [self._selection(kind, node) for node in selections.selections]
        keys = Counter((node.alias or node.name).value for node in selections.selections if isinstance(node, FieldNode))
        return Measures(
            depth=max((part.depth for part in parts), default=0),
            aliases=sum(part.aliases for part in parts),
            repeats=sum(part.repeats for part in parts) + keys.total() - len(keys),
            directives=sum(part.directives for part in parts),
            list_product=max((part.list_product for part in parts), default=1),
            cost=sum(part.cost for part in parts),
        )

    def _selection(self, kind: GraphQLNamedType | None, node: Any) -> Measures:
        directives = len(node.directives or ())
        if isinstance(node, FieldNode):
            return self._field(kind, node, directives)
        if isinstance(node, FragmentSpreadNode):
            inner = self._fragment(node.name.value)
        else:
            condition = self._schema.get_type(node.type_condition.name.value) if node.type_condition else kind
            inner = self.selections(condition, node.selection_set)
        return _with(inner, directives=inner.directives + directives)

    def _field(self, kind: GraphQLNamedType | None, node: FieldNode, directives: int) -> Measures:
        field = getattr(kind, "fields", {}).get(node.name.value)
        size = self._size(kind, node) if field else 1
        below = get_named_type(field.type) if field else None
        if node.alias is not None and len(node.alias.value) > LONGEST_ALIAS:
            raise _too_large("alias", len(node.alias.value), LONGEST_ALIAS)
        inner = self.selections(below, node.selection_set) if node.selection_set else Measures()
        return Measures(
            depth=inner.depth + 1,
            aliases=inner.aliases + (node.alias is not None),
            repeats=inner.repeats,
            directives=inner.directives + directives,
            list_product=inner.list_product * size,
            cost=1 + inner.cost * size,
        )

    def _fragment(self, name: str) -> Measures:
        if name not in self._measured:
            # A fragment that spreads itself is met again here and ends; validation refuses it by name.
            self._measured[name] = Measures()
            if (fragment := self._fragments.get(name)) is not None:
                self._measured[name] = self._nested(fragment)
        return self._measured[name]

    def _nested(self, fragment: FragmentDefinitionNode) -> Measures:
        self._open += 1
        if self._open > DEEPEST_FRAGMENTS:
            raise _too_large("fragments", self._open, DEEPEST_FRAGMENTS)
        kind = self._schema.get_type(fragment.type_condition.name.value)
        measures = self.selections(kind, fragment.selection_set)
        self._open -= 1
        return measures

    def _size(self, kind: GraphQLNamedType | None, node: FieldNode) -> int:
        """How many rows a field may lead to."""
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        relations = GRAPH[kind.name].relations if kind is not None and kind.name in GRAPH else {}
        relation = relations.get(snake_case(node.name.value))
        if relation is not None and relation.many is Many.LIST:
            return relation.at_most
        if node.name.value == "nodes" and "ids" in arguments:
            return LARGEST_PAGE
        if kind is not None and (kind.name, node.name.value) == ("Report", "rows"):
            return MOST_ROWS
        is_page = "first" in getattr(getattr(kind, "fields", {}).get(node.name.value), "args", {})
        if not is_page:
            return 1
        return max(self._number(arguments.get("first")), self._number(arguments.get("last"))) or DEFAULT_PAGE

    def _number(self, node: Any) -> int:
        if isinstance(node, IntValueNode):
            value: Any = int(node.value)
        elif isinstance(node, VariableNode):
            value = self._variables.get(node.name.value)
        else:
            value = 0
        return min(value, LARGEST_PAGE) if isinstance(value, int) and value > 0 else 0


def _with(measures: Measures, *, directives: int) -> Measures:
    return Measures(**{**vars(measures), "directives": directives})
