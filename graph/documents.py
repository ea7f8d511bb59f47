"""Documents seen before: parsed, measured, validated and planned once, kept within a bound of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    is_input_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from domain.terms import Role
from graph.exchanges import current
from graph.limits import LARGEST_TOKENS, check_document, check_length, check_measures, measure
from graph.query_plans import PlanKey, QueryPlan, make_query_plan, plan_key
from graph.selections import SelectionContext
from graph.subscription_plans import SubscriptionPlan, make_subscription_plan
from graph.values import check_values, count_clauses

# Measured: what a parsed and validated document takes in memory, whatever it holds, and for each of its tokens.
_BYTES_A_DOCUMENT, _BYTES_A_TOKEN = 4_400, 350
_MOST_ERRORS = 5
_NO_VARIABLES = VariableValues({}, {})
# Sizes of pages and filters that were measured with the operation; clients use few.
_MOST_CHECKED = 100


MakePlan = Callable[[SelectionContext, OperationDefinitionNode, Role], QueryPlan | SubscriptionPlan]


class InvalidRequest(Exception):
    """A request that cannot be run; carries GraphQL errors."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@dataclass
class Operation:
    """One operation of a document, and its plans by role and by the forms of its variables.

    `types` are those of its variables, `checked` its costs by what they say of sizes.
    """

    node: OperationDefinitionNode
    document: "Document"
    types: dict[str, GraphQLInputType]
    plans: dict[PlanKey, QueryPlan | SubscriptionPlan] = field(default_factory=dict)
    checked: dict[tuple[object, ...], int] = field(default_factory=dict)

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation

    @property
    def name(self) -> str | None:
        """What the client calls it."""
        return self.node.name.value if self.node.name else None

    def coerce(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables by their types; InvalidRequest names those that do not fit. Refuses like `check`."""
        if not given and not self.node.variable_definitions:
            self._measure(given)
            return _NO_VARIABLES
        self._check_values(given)
        values = get_variable_values(
            self.document.schema, self.node.variable_definitions or (), dict(given), _MOST_ERRORS, hide_suggestions=True
        )
        if isinstance(values, list):
            raise InvalidRequest(values)
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
        sizes = tuple(value if isinstance(value, int | float) else count_clauses(value, {}) for value in given)
        if (cost := self.checked.get(sizes)) is None:
            measures = measure(self.document.schema, self.node, self.document.fragments, variables)
            check_measures(measures)
            cost = measures.cost
            if len(self.checked) < _MOST_CHECKED:
                self.checked[sizes] = cost
                self.document.grow(getsizeof(sizes))
        current().cost = cost

    def plan(self, variables: VariableValues, role: Role) -> QueryPlan:
        """The plan of a query for this role and these forms of variables. Refuses like `make_query_plan`."""
        plan = self._planned(make_query_plan, variables, role)
        assert isinstance(plan, QueryPlan)
        return plan

    def watch(self, variables: VariableValues, role: Role) -> SubscriptionPlan:
        """The plan of a subscription for this role and these forms of variables."""
        plan = self._planned(make_subscription_plan, variables, role)
        assert isinstance(plan, SubscriptionPlan)
        return plan

    def _planned(self, make: MakePlan, variables: VariableValues, role: Role) -> QueryPlan | SubscriptionPlan:
        key = plan_key(role, self.types, variables.coerced)
        if (plan := self.plans.get(key)) is None:
            context = SelectionContext(self.document.schema, self.document.fragments, variables)
            try:
                plan = self.plans[key] = make(context, self.node, role)
            except GraphQLError as error:
                raise InvalidRequest([error]) from error
            self.document.grow(plan.weight)
        return plan


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
            raise InvalidRequest([GraphQLError("The document holds several operations; name one in operationName.")])
        if name not in self.operations:
            raise InvalidRequest([GraphQLError(f"The document holds no operation named {name}.")])
        return self.operations[name]


class Documents:
    """The least recently used documents are forgotten when all together weigh more than `most` bytes."""

    def __init__(self, schema: GraphQLSchema, most: int = 64 * 1024 * 1024) -> None:
        self._schema, self._most = schema, most
        self._known: OrderedDict[str, Document] = OrderedDict()
        self.weight = 0

    def read(self, text: str) -> Document:
        """The document of this text. InvalidRequest or Refused when it cannot be run; such a text is not kept."""
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
        raise InvalidRequest([error]) from error
    nodes = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)}
    check_document(schema, tree)
    errors = validate(schema, tree, max_errors=_MOST_ERRORS, hide_suggestions=True)
    if errors or not nodes:
        raise InvalidRequest(errors or [GraphQLError("The document holds no operation.")])
    weight = _BYTES_A_DOCUMENT + tree.token_count * _BYTES_A_TOKEN + 2 * getsizeof(text)
    document = Document(schema, tree, fragments, {}, weight)
    for node in nodes:
        operation = Operation(node, document, _variable_types(schema, node))
        document.operations[operation.name] = operation
    return document


def _variable_types(schema: GraphQLSchema, node: OperationDefinitionNode) -> dict[str, GraphQLInputType]:
    return {
        definition.variable.name.value: kind
        for definition in node.variable_definitions or ()
        if is_input_type(kind := type_from_ast(schema, definition.type))
    }
