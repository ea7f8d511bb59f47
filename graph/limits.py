"""How large an operation may be, and its measures: taken in one pass before it is validated or run.

Each fragment is measured once, however often it is spread, so the work is linear in the document's tokens.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_named_type,
    visit,
)

from domain.problems import Refused
from domain.reports.questions import MOST_ROWS
from graph.declaration import Many
from graph.identifiers import snake_case
from graph.nodes import GRAPH
from graph.paging import DEFAULT_PAGE, LARGEST_PAGE
from graph.prices import clause_prices
from graph.reading_prices import exceeds_tokens
from graph.values import MOST_CONDITIONS, count_clauses, count_conditions, too_large, too_large_problem


@dataclass(frozen=True)
class Measures:
    """How large an operation is.

    `fields` and `objects` (fields with a selection of their own) are counted as often as fragments repeat them. `cost`
    is what it takes to run and to plan: fields as often as rows repeat them, and so much for each object. `repeats`
    are the pairs of fields that answer under one name and are compared with each other, `conditions` the input objects
    written in arguments, `clauses` what filters ask (graph.prices), as often as a statement says it: for the rows of a
    page, and once more for each of their counts. `changes` are the mutations, `reports` those that are asked for.
    """

    depth: int = 0
    fields: int = 0
    objects: int = 0
    aliases: int = 0
    repeats: int = 0
    directives: int = 0
    conditions: int = 0
    clauses: int = 0
    list_product: int = 1
    changes: int = 0
    reports: int = 0
    cost: int = 0


LARGEST = Measures(
    depth=16,
    fields=1_000,
    objects=150,
    aliases=40,
    repeats=2_000,
    directives=40,
    conditions=MOST_CONDITIONS,
    # Each takes as long to plan as an object with a few fields.
    clauses=250,
    list_product=20_000,
    changes=5,
    reports=4,
    # Tools that read the whole schema need as much, by its types.
    cost=300_000,
)
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
_LISTS = {
    (node.name, name): relation.at_most
    for node in GRAPH.values()
    for name, relation in node.relations.items()
    if relation.many is Many.LIST
}
_LONGEST_NUMBER = 10
_ABOUT_THE_SCHEMA = {"__schema": "__Schema", "__type": "__Type"}
# What an object costs until its rows are read, in fields of rows: to be validated, compiled, and planned by PostgreSQL.
PLANNING = 100
# What a report costs: it reads all cases of its window.
REPORT = 20_000
# What it costs to put an axis of a score into words in one language: two tenths of a millisecond.
WORDING = 200
_WORDED = {(node.name, "inWords") for node in GRAPH.values() if "in_words" in node.fields}
FILTER, COUNT, PAGES = "where", "totalCount", ("first", "last")
_SIZING = frozenset({FILTER, *PAGES})
LARGEST_TOKENS = 1_000
LONGEST_DOCUMENT = 30_000
LONGEST_ALIAS = 60
MOST_OPERATIONS = 20
MOST_FRAGMENTS = 60


def check_length(text: str) -> None:
    """Refuse DOCUMENT_TOO_LARGE for a document that is too long to be worth looking at."""
    if len(text) > LONGEST_DOCUMENT:
        raise too_large("characters", len(text), LONGEST_DOCUMENT)


def check_tokens(text: str) -> None:
    """Refuse DOCUMENT_TOO_LARGE for a document of too many tokens to be worth reading."""
    if exceeds_tokens(text, LARGEST_TOKENS):
        raise too_large("tokens", LARGEST_TOKENS + 1, LARGEST_TOKENS)


def check_document(schema: GraphQLSchema, tree: DocumentNode) -> None:
    """Refuse DOCUMENT_TOO_LARGE for a document of which any part is too large, whether it is asked for or not."""
    operations = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)}
    if len(operations) > MOST_OPERATIONS:
        raise too_large("operations", len(operations), MOST_OPERATIONS)
    if len(fragments) > MOST_FRAGMENTS:
        raise too_large("fragments", len(fragments), MOST_FRAGMENTS)
    each = _Pass(schema, fragments, None)
    for operation in operations:
        check_measures(each.operation(operation))
    for name in fragments:
        check_measures(each.fragment(name))


def measure(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Measures:
    """The measures of one operation. An unknown field counts as a plain one: validation will name it."""
    defaults = {
        definition.variable.name.value: definition.default_value
        for definition in operation.variable_definitions or ()
        if definition.default_value is not None
    }
    return _Pass(schema, fragments, {**defaults, **variables}).operation(operation)


def sizing_variables(parts: Iterable[Node]) -> frozenset[str]:
    """The names of the variables that measures depend on: those in sizes of pages and in filters."""
    found = _Sizing()
    for part in parts:
        visit(part, found)
    return frozenset(found.names)


class _Sizing(Visitor):
    """Notes which variables stand in arguments that say how large something is."""

    def __init__(self) -> None:
        super().__init__()
        self.names = set[str]()

    def enter_argument(self, node: ArgumentNode, *_rest: Any) -> None:
        """Note the variables in it."""
        if node.name.value in _SIZING:
            visit(node.value, _Variables(self.names))


class _Variables(Visitor):
    """Notes all variables."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self._names = names

    def enter_variable(self, node: VariableNode, *_rest: Any) -> None:
        """Note one."""
        self._names.add(node.name.value)


def check_measures(measures: Measures) -> None:
    """Refuse DOCUMENT_TOO_LARGE with every measure that is above its limit."""
    over = [
        too_large_problem(name, value, limit)
        for name, value in vars(measures).items()
        if value > (limit := getattr(LARGEST, name))
    ]
    if over:
        raise Refused(*over)


class _Sizes:
    """How many rows fields may lead to under the variables of one request; without any, what they decide is one row."""

    def __init__(self, types: int, variables: Mapping[str, Any] | None) -> None:
        self._variables = variables
        self._known = {("Report", "rows"): MOST_ROWS, ("__Schema", "types"): types} | _INTROSPECTION

    def of(self, kind: GraphQLNamedType | None, node: FieldNode) -> int:
        """How many rows a field of a type may lead to; 1 where it leads to one, or to none that is known."""
        name = node.name.value
        field = getattr(kind, "fields", {}).get(name)
        if kind is None or field is None:
            return 1
        known = _LISTS.get((kind.name, snake_case(name))) or self._known.get((kind.name, name))
        if known is not None:
            return known
        if "ids" in field.args:
            return LARGEST_PAGE
        return self._page(node) if "first" in field.args else 1

    def _page(self, node: FieldNode) -> int:
        arguments = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = [arguments[name] for name in PAGES if name in arguments]
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


def _check_level(nodes: Sequence[SelectionNode]) -> None:
    """Refuse what is too much side by side already, before anything of it is measured."""
    if len(nodes) <= LARGEST.aliases:
        return
    fields = [node for node in nodes if isinstance(node, FieldNode)]
    aliases = sum(node.alias is not None for node in fields)
    if aliases > LARGEST.aliases:
        raise too_large("aliases", aliases, LARGEST.aliases)
    names = Counter((node.alias or node.name).value for node in fields)
    repeats = sum(times * (times - 1) // 2 for times in names.values())
    if repeats > LARGEST.repeats:
        raise too_large("repeats", repeats, LARGEST.repeats)


class _Level:
    """The fields that answer side by side, and how many pairs of them share a name."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[int, int]] = {}
        self.pairs = 0

    def add(self, names: Mapping[str, tuple[int, int]]) -> None:
        """More fields, each name with how often it is there and how many fields are below it at most."""
        for name, (times, size) in names.items():
            known, largest = self.names.get(name, (0, 0))
            self.names[name] = (known + times, max(size, largest))
            self.pairs += known * times * max(size, largest)
        if self.pairs > LARGEST.repeats:
            raise too_large("repeats", self.pairs, LARGEST.repeats)


@dataclass(frozen=True)
class _Part:
    """The measures of a selection, the names it answers under, and how many of its fields count the rows around it."""

    measures: Measures
    names: Mapping[str, tuple[int, int]]
    counts: int = 0


_NOTHING = _Part(Measures(), {})


class _Pass:
    """One pass over operations and their fragments."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any] | None,
    ) -> None:
        self._schema, self._fragments = schema, fragments
        self._sizes, self._variables = _Sizes(len(schema.type_map), variables), variables or {}
        self._measured: dict[str, _Part] = {}

    def operation(self, node: OperationDefinitionNode) -> Measures:
        for definition in node.variable_definitions or ():
            count_conditions(definition.default_value, (definition.variable.name.value,))
        kind = self._schema.get_root_type(node.operation)
        return _priced(self._selections(kind, node.selection_set).measures)

    def fragment(self, name: str) -> Measures:
        return _priced(self._fragment(name).measures)

    def _selections(self, kind: GraphQLNamedType | None, selections: SelectionSetNode) -> _Part:
        _check_level(selections.selections)
        parts = [self._selection(kind, node) for node in selections.selections]
        level = _Level()
        for part in parts:
            level.add(part.names)
        measures = _together([part.measures for part in parts], level.pairs)
        return _Part(measures, level.names, sum(part.counts for part in parts))

    def _selection(self, kind: GraphQLNamedType | None, node: SelectionNode) -> _Part:
        if isinstance(node, FieldNode):
            return self._field(kind, node)
        if isinstance(node, InlineFragmentNode):
            condition = self._schema.get_type(node.type_condition.name.value) if node.type_condition else kind
            inner = self._selections(condition, node.selection_set)
        else:
            assert isinstance(node, FragmentSpreadNode)
            inner = self._fragment(node.name.value)
        directives = inner.measures.directives + len(node.directives or ())
        return replace(inner, measures=replace(inner.measures, directives=directives))

    def _field(self, kind: GraphQLNamedType | None, node: FieldNode) -> _Part:
        field = getattr(kind, "fields", {}).get(node.name.value)
        size = self._sizes.of(kind, node)
        if node.alias is not None and len(node.alias.value) > LONGEST_ALIAS:
            raise too_large("alias", len(node.alias.value), LONGEST_ALIAS)
        below = (
            get_named_type(field.type) if field else self._schema.get_type(_ABOUT_THE_SCHEMA.get(node.name.value, ""))
        )
        part = self._selections(below, node.selection_set) if node.selection_set else _NOTHING
        inner, name = part.measures, node.name.value
        asks_report = kind is self._schema.query_type and name == "report"
        of_each = WORDING if kind is not None and (kind.name, name) in _WORDED else size
        measures = Measures(
            depth=inner.depth + 1,
            fields=inner.fields + 1,
            objects=inner.objects + (node.selection_set is not None),
            aliases=inner.aliases + (node.alias is not None),
            repeats=inner.repeats,
            directives=inner.directives + len(node.directives or ()),
            conditions=inner.conditions + sum(_count(argument) for argument in node.arguments or ()),
            clauses=inner.clauses + self._clauses(node) * (1 + part.counts),
            list_product=inner.list_product * size,
            changes=int(kind is not None and kind is self._schema.mutation_type),
            reports=inner.reports + asks_report,
            cost=1 + inner.cost * of_each + REPORT * asks_report,
        )
        return _Part(measures, {(node.alias or node.name).value: (1, measures.fields)}, int(name == COUNT))

    def _clauses(self, node: FieldNode) -> int:
        return sum(
            count_clauses(each.value, self._variables, clause_prices())
            for each in node.arguments or ()
            if each.name.value == FILTER
        )

    def _fragment(self, name: str) -> _Part:
        if name not in self._measured:
            # A fragment that spreads itself is met again here and ends; validation refuses it by name.
            self._measured[name] = _NOTHING
            if (fragment := self._fragments.get(name)) is not None:
                kind = self._schema.get_type(fragment.type_condition.name.value)
                self._measured[name] = self._selections(kind, fragment.selection_set)
        return self._measured[name]


def _priced(measures: Measures) -> Measures:
    """With what it costs to plan, which is the same however many rows there are."""
    return replace(measures, cost=measures.cost + PLANNING * measures.objects)


def _count(argument: ArgumentNode) -> int:
    return count_conditions(argument.value, (argument.name.value,))


def _together(parts: Iterable[Measures], pairs: int) -> Measures:
    """The measures of selections side by side."""
    values = [vars(part) for part in parts]
    total = {name: sum(value[name] for value in values) for name in vars(LARGEST)}
    total["repeats"] += pairs
    total["depth"] = max((value["depth"] for value in values), default=0)
    total["list_product"] = max((value["list_product"] for value in values), default=1)
    return Measures(**total)
