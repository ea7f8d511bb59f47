"""Documents seen before: parsed, measured, validated and planned once, kept within a bound of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from db.graph import ROOTS
from db.graph.binding import Inputs
from db.plans.plan import Plan, make_plan
from db.plans.preconditions import find_preconditions
from db.plans.selection import Selection
from domain.access import Principal
from domain.identifiers import snake_case
from schema.selections import Document as Readable
from schema.selections import read_selections
from server.limits import LARGEST_TOKENS, check_document, check_length, check_measures, measure
from server.shapes import Shape, shape_of
from server.values import check_values

PLANNED_ROOTS = {*ROOTS, "node", "__typename"}
# Measured: what a parsed and validated document takes in memory, whatever it holds, and for each of its tokens.
_BYTES_A_DOCUMENT, _BYTES_A_TOKEN = 4_000, 350
_MOST_ERRORS = 5
# Sizes of pages that were measured with the operation; clients use few.
_MOST_CHECKED = 100


class Invalid(Exception):
    """A request that cannot be run; carries GraphQL errors."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@dataclass
class Operation:
    """One operation of a document and its plans, by role and by shape of the variables."""

    node: OperationDefinitionNode
    document: "Document"
    planned: bool
    plans: dict[Shape, Plan] = field(default_factory=dict)
    checked: set[tuple[object, ...]] = field(default_factory=set)

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation

    @property
    def name(self) -> str | None:
        """What the client calls it."""
        return self.node.name.value if self.node.name else None

    def coerce(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables by their types; Invalid names those that do not fit. Refuses like `check`."""
        self._check_values(given)
        values = get_variable_values(
            self.document.schema, self.node.variable_definitions or (), dict(given), _MOST_ERRORS, hide_suggestions=True
        )
        if isinstance(values, list):
            raise Invalid(values)
        self._measure(values.coerced)
        return values

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse DOCUMENT_TOO_LARGE for what is too large with these variables, CONTROL_CHARACTERS for their texts."""
        self._check_values(given)
        self._measure(given)

    def _check_values(self, given: Mapping[str, Any]) -> None:
        check_values(given, only_asks=self.kind is not OperationType.MUTATION)

    def _measure(self, variables: Mapping[str, Any]) -> None:
        given = (variables.get(node.variable.name.value) for node in self.node.variable_definitions or ())
        sizes = tuple(value if isinstance(value, int | float) else None for value in given)
        if sizes not in self.checked:
            check_measures(measure(self.document.schema, self.node, self.document.fragments, variables))
            if len(self.checked) < _MOST_CHECKED:
                self.checked.add(sizes)
                self.document.grow(getsizeof(sizes))

    def plan(self, variables: VariableValues, principal: Principal) -> Plan:
        """The plan for this role and shape of variables."""
        shape = (principal.role, shape_of(self.document.schema, self.node, variables.coerced))
        if (plan := self.plans.get(shape)) is None:
            plan = self.plans[shape] = make_plan(self._selections(variables), principal)
            self.document.grow(plan.weight)
        return plan

    def check_preconditions(self, variables: VariableValues, inputs: Inputs) -> None:
        """Refuse what a plan would refuse, where the operation is answered without one."""
        if self.planned:
            for precondition in find_preconditions(self._selections(variables)):
                precondition.check(inputs)

    def _selections(self, variables: VariableValues) -> tuple[Selection, ...]:
        return read_selections(Readable(self.document.schema, self.document.fragments, variables), self.node)


@dataclass
class Document:
    """A parsed and validated document."""

    schema: GraphQLSchema
    tree: DocumentNode
    fragments: Mapping[str, FragmentDefinitionNode]
    operations: dict[str | None, Operation]
    weight: int
    grow: Callable[[int], None] = lambda _: None

    def operation(self, name: str | None) -> Operation:
        """The operation to run: the one of this name, or the only one."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None:
            raise Invalid([GraphQLError("The document holds several operations; name one in operationName.")])
        if name not in self.operations:
            raise Invalid([GraphQLError(f"The document holds no operation named {name}.")])
        return self.operations[name]


class Documents:
    """The least recently used documents are forgotten when all together weigh more than `most` bytes."""

    def __init__(self, schema: GraphQLSchema, most: int = 64 * 1024 * 1024) -> None:
        self._schema, self._most = schema, most
        self._known: OrderedDict[str, Document] = OrderedDict()
        self.weight = 0

    def read(self, text: str) -> Document:
        """The document of this text. Invalid or Refused when it cannot be run; such a text is not kept."""
        check_length(text)
        document = self._known.get(text)
        if document is not None:
            self._known.move_to_end(text)
            return document
        document = self._known[text] = _prepare(self._schema, text)
        document.grow = lambda weight: self._grow(document, weight)
        self.weight += document.weight
        self._forget()
        return document

    def _grow(self, document: Document, weight: int) -> None:
        document.weight += weight
        self.weight += weight
        self._forget()

    def _forget(self) -> None:
        while self.weight > self._most and self._known:
            _, document = self._known.popitem(last=False)
            document.grow = lambda _: None
            self.weight -= document.weight


def _prepare(schema: GraphQLSchema, text: str) -> Document:
    try:
        tree = parse(text, max_tokens=LARGEST_TOKENS)
    except GraphQLError as error:
        raise Invalid([error]) from error
    nodes = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)}
    check_document(schema, tree)
    errors = validate(schema, tree, max_errors=_MOST_ERRORS, hide_suggestions=True)
    if errors or not nodes:
        raise Invalid(errors or [GraphQLError("The document holds no operation.")])
    weight = _BYTES_A_DOCUMENT + tree.token_count * _BYTES_A_TOKEN + 2 * getsizeof(text)
    document = Document(schema, tree, fragments, {}, weight)
    for node in nodes:
        operation = Operation(node, document, _is_planned(node))
        document.operations[operation.name] = operation
    return document


def _is_planned(node: OperationDefinitionNode) -> bool:
    fields = [part for part in node.selection_set.selections if isinstance(part, FieldNode)]
    plain = len(fields) == len(node.selection_set.selections)
    names = {snake_case(part.name.value) for part in fields}
    return node.operation is OperationType.QUERY and plain and names <= PLANNED_ROOTS
