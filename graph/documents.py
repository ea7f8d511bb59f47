"""Documents seen before: parsed, measured, validated and planned once, kept within a bound of bytes."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from sys import getsizeof
from typing import Any, NamedTuple

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

from domain.cases.reporters import acts_as_reporter
from domain.terms import Role
from graph.exchanges import current
from graph.limits import (
    LARGEST_TOKENS,
    LONGEST_DOCUMENT,
    check_document,
    check_length,
    check_measures,
    check_tokens,
    measure,
    sizing_variables,
)
from graph.prices import clause_prices
from graph.query_plans import PlanKey, QueryPlan, key_weight, make_query_plan, plan_key
from graph.reading_prices import price_reading
from graph.selections import SelectionContext, root_names
from graph.subscription_plans import SubscriptionPlan, make_subscription_plan
from graph.values import are_plain, check_values, count_clauses, text_form

# Measured: what a parsed and validated document takes in memory, whatever it holds, and for each of its tokens.
_BYTES_A_DOCUMENT, _BYTES_A_TOKEN = 4_400, 350
_MOST_ERRORS = 5
_NO_VARIABLES = VariableValues({}, {})
# Sizes of pages and filters that were measured with the operation; clients use few.
_MOST_CHECKED = 100
# Forms of variables whose plans one operation keeps: clients use few, and whoever varies them fills no memory.
_MOST_PLANS = 50
# Measured: a text of this length takes four milliseconds to be parsed and validated at the most.
SHORT_DOCUMENT = 120


MakePlan = Callable[[SelectionContext, OperationDefinitionNode, Role], QueryPlan | SubscriptionPlan]


class InvalidRequest(Exception):
    """A request that cannot be run; carries GraphQL errors."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class Price(NamedTuple):
    """What an operation takes of its client's budgets."""

    cost: int
    changes: int


@dataclass
class Operation:
    """One operation of a document, and its plans by role and by the forms of its variables.

    `types` are those of its variables, `checked` its costs by what they say of sizes. With `as_reporter`, whoever runs
    it may be the reporter of a case, whatever they ask besides.
    """

    node: OperationDefinitionNode
    document: "Document"
    types: dict[str, GraphQLInputType]
    as_reporter: bool
    plans: OrderedDict[PlanKey, QueryPlan | SubscriptionPlan] = field(default_factory=OrderedDict)
    checked: dict[tuple[object, ...], Price] = field(default_factory=dict)

    @cached_property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation

    @cached_property
    def name(self) -> str | None:
        """What the client calls it."""
        return self.node.name.value if self.node.name else None

    def priced(self, given: Mapping[str, Any]) -> tuple[VariableValues, Price]:
        """The variables by their types, and what the operation costs with them.

        InvalidRequest names those that do not fit. Refuses like `check`.
        """
        if not given and not self.node.variable_definitions:
            return _NO_VARIABLES, self._priced((), given)
        if self._texts is not None and are_plain(given, self._texts):
            # A text, or a list of texts, is one clause, whatever it says.
            return VariableValues({}, dict(given)), self._priced(self._ones, given)
        self._check_values(given)
        values = get_variable_values(
            self.document.schema, self.node.variable_definitions or (), dict(given), _MOST_ERRORS, hide_suggestions=True
        )
        if isinstance(values, list):
            raise InvalidRequest(values)
        return values, self._measure(values.coerced)

    @cached_property
    def _texts(self) -> Mapping[str, type] | None:
        """`str` or `list` by variable where each is an identifier or a text, or a list of such; else None."""
        forms = {name: text_form(kind) for name, kind in self.types.items()}
        return None if None in forms.values() else forms  # type: ignore[return-value]

    @cached_property
    def _ones(self) -> tuple[int, ...]:
        return (1,) * len(self._sizing)

    def check(self, given: Mapping[str, Any]) -> Price:
        """What the operation costs with these variables.

        Refuses DOCUMENT_TOO_LARGE for what is too large with them, CONTROL_CHARACTERS for their texts.
        """
        self._check_values(given)
        return self._measure(given)

    def _check_values(self, given: Mapping[str, Any]) -> None:
        check_values(given, only_asks=self.kind is not OperationType.MUTATION)

    def _measure(self, variables: Mapping[str, Any]) -> Price:
        given = [variables.get(name) for name in self._sizing]
        sizes = tuple(
            [value if isinstance(value, int | float) else count_clauses(value, {}, clause_prices()) for value in given]
        )
        return self._priced(sizes, variables)

    @cached_property
    def _sizing(self) -> list[str]:
        """The variables by which pages and filters are measured; whatever the others say costs the same."""
        return sorted(sizing_variables((self.node, *self.document.fragments.values())))

    def _priced(self, sizes: tuple[object, ...], variables: Mapping[str, Any]) -> Price:
        if (price := self.checked.get(sizes)) is None:
            measures = measure(self.document.schema, self.node, self.document.fragments, variables)
            check_measures(measures)
            price = Price(measures.cost, measures.changes)
            if len(self.checked) < _MOST_CHECKED:
                self.checked[sizes] = price
                self.document.grow(getsizeof(sizes) + 100)
        current().cost = price.cost
        return price

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
        if (plan := self.plans.get(key)) is not None:
            self.plans.move_to_end(key)
            return plan
        context = SelectionContext(self.document.schema, self.document.fragments, variables)
        try:
            plan = self.plans[key] = make(context, self.node, role)
        except GraphQLError as error:
            raise InvalidRequest([error]) from error
        self.document.grow(plan.weight + key_weight(key))
        if len(self.plans) > _MOST_PLANS:
            key, oldest = self.plans.popitem(last=False)
            self.document.grow(-oldest.weight - key_weight(key))
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

    def __init__(self, schema: GraphQLSchema, most: int = 8 * 1024 * 1024) -> None:
        self.schema, self._most = schema, most
        self._known: OrderedDict[str, Document] = OrderedDict()
        self._turn = asyncio.Lock()
        self.weight = 0

    def price(self, text: str) -> int:
        """What it costs to read the document of this text: nothing where it is known or too long to be read."""
        return 0 if text in self._known or len(text) > LONGEST_DOCUMENT else price_reading(text)

    def read(self, text: str) -> Document:
        """The document of this text. InvalidRequest or Refused when it cannot be run; such a text is not kept."""
        return self._find(text) or self._keep(text, _prepare(self.schema, text))

    def known(self, text: str) -> Document | None:
        """The document of this text, where it was seen before."""
        if (document := self._known.get(text)) is not None:
            self._known.move_to_end(text)
        return document

    async def fetch(self, text: str) -> Document:
        """The same as `read`; a long text that was not seen before is prepared in a thread, one after another."""
        if (document := self._find(text)) is not None:
            return document
        if len(text) <= SHORT_DOCUMENT:
            return self._keep(text, _prepare(self.schema, text))
        async with self._turn:
            if (document := self._find(text)) is not None:
                return document
            return self._keep(text, await asyncio.to_thread(_prepare, self.schema, text))

    def _find(self, text: str) -> Document | None:
        if (document := self.known(text)) is None:
            check_length(text)
            check_tokens(text)
        return document

    def _keep(self, text: str, document: Document) -> Document:
        self._known[text] = document
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
        raise InvalidRequest(list(map(_of_document, errors)) or [GraphQLError("The document holds no operation.")])
    weight = _BYTES_A_DOCUMENT + tree.token_count * _BYTES_A_TOKEN + 2 * getsizeof(text)
    document = Document(schema, tree, fragments, {}, weight)
    for node in nodes:
        as_reporter = any(map(acts_as_reporter, root_names(node, fragments)))
        operation = Operation(node, document, _variable_types(schema, node), as_reporter)
        document.operations[operation.name] = operation
    return document


def _of_document(error: GraphQLError) -> GraphQLError:
    """What is wrong with a document, whatever a scalar raised at one of its literals: no failure of ours."""
    return GraphQLError(error.message, error.nodes)


def _variable_types(schema: GraphQLSchema, node: OperationDefinitionNode) -> dict[str, GraphQLInputType]:
    return {
        definition.variable.name.value: kind
        for definition in node.variable_definitions or ()
        if is_input_type(kind := type_from_ast(schema, definition.type))
    }
