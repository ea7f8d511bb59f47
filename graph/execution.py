"""One operation from its text to the bytes of its answer: by plan what the graph answers, the rest by resolvers."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import Any, NamedTuple

import graphql
import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationType

from db.database import Database
from db.statements.binding import Inputs
from domain.access import Principal
from domain.keyring import Keys
from domain.problems import Problem, Refused
from domain.readings import NOTED_FIELDS
from domain.text.localized import Language
from graph.contents import open_contents
from graph.documents import Document, Documents, InvalidRequest, Operation, Price
from graph.errors import describe_errors, describe_problem, describe_unforeseen, missing_keys
from graph.exchanges import note_asker, note_operation, note_reporter
from graph.feeds import Feeds
from graph.introspection import Introspection, MayIntrospect, open_to_all
from graph.query_plans import PlannedRoot, QueryPlan
from graph.reader import Reader
from graph.readings import Marks, Readings, kinds_shown, marks_of, take_marks
from graph.scopes import check_scopes
from graph.subscription_plans import SubscriptionPlan

# What resolvers know: made for who asks, in which language, and with what they read.
OpenContext = Callable[..., Any]

QUERIES, CHANGES = frozenset({OperationType.QUERY}), frozenset({OperationType.MUTATION})
ANSWERED = QUERIES | CHANGES
_NO_MARKS: Marks = frozenset()


class OperationRequest(NamedTuple):
    """What a client asks, and who asks. Their `allowance` is handed on to the context of resolvers."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    principal: Principal
    language: Language
    allowance: Any = None


class OperationResponse(NamedTuple):
    """The body of an answer in pieces, whether the request could be run at all, and what it was.

    `problem` is the first of those for which it was refused, `wrong` how many access codes were wrong.
    """

    body: tuple[bytes, ...]
    ran: bool
    kind: OperationType | None = None
    name: str | None = None
    problem: Problem | None = None
    wrong: int = 0


class PreparedOperation(NamedTuple):
    """An operation that can be run, with its price, and its plan where it has one, with what that is read for."""

    request: OperationRequest
    operation: Operation
    price: Price
    plan: QueryPlan | None = None
    inputs: Inputs | None = None
    watch: SubscriptionPlan | None = None

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.kind

    def wrong_in(self, data: Mapping[str, Any]) -> int:
        """How many access codes of a query were wrong, by its answer."""
        return 0 if self.plan is None else sum(data.get(key) is None for key in self.plan.opened)


class NotAllowed(InvalidRequest):
    """An operation of a kind that is not answered this way."""

    def __init__(self, kind: OperationType) -> None:
        super().__init__([GraphQLError(f"A {kind.value} is not answered this way; send it by POST.")])
        self.kind = kind


class Executor:
    """Runs operations against one database. What is watched is read by `feeds`; without them nothing is."""

    def __init__(
        self,
        database: Database,
        documents: Documents,
        open_context: OpenContext,
        keys: Keys,
        *,
        plans: bool = True,
        feeds: Feeds | None = None,
        may_introspect: MayIntrospect = open_to_all,
    ) -> None:
        self.database, self.documents, self._open_context = database, documents, open_context
        self._keys, self._plans, self._feeds = keys, plans, feeds
        self._readings = Readings(database)
        self.introspection = Introspection(documents.schema, may_introspect)

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which languages answers can be had, the usual one first."""
        return self.database.government.languages

    async def run(self, request: OperationRequest, allowed: Collection[OperationType] = ANSWERED) -> OperationResponse:
        """The answer to an operation, prepared and carried out."""
        prepared = await self.prepare(request, allowed)
        return prepared if isinstance(prepared, OperationResponse) else await self.carry_out(prepared)

    async def prepare(
        self, request: OperationRequest, allowed: Collection[OperationType] = ANSWERED
    ) -> PreparedOperation | OperationResponse:
        """What is to be run, or the answer to what cannot be; to what is not `allowed` one without a body."""
        try:
            document = self.documents.known(request.query) or await self.documents.fetch(request.query)
            return self._open(document, request, allowed)
        except NotAllowed as other:
            return OperationResponse((), ran=False, kind=other.kind)
        except Refused as refused:
            return refuse_operation(refused, request.language)
        except InvalidRequest as invalid:
            return _refusal(describe_errors(invalid.errors, request.language))
        except Exception as error:  # noqa: BLE001
            return _unforeseen(error, request)

    async def open(self, request: OperationRequest, allowed: Collection[OperationType]) -> PreparedOperation:
        """What is to be run. Raises NotAllowed, Refused and InvalidRequest."""
        return self._open(await self.documents.fetch(request.query), request, allowed)

    def _open(
        self, document: Document, request: OperationRequest, allowed: Collection[OperationType]
    ) -> PreparedOperation:
        operation = document.operation(request.operation_name)
        # Before it is known that nobody acts as a reporter, nobody is named.
        note_asker(request.principal)
        if operation.as_reporter:
            note_reporter()
        note_operation(operation.kind, operation.name)
        watches = operation.kind is OperationType.SUBSCRIPTION
        if operation.kind not in allowed or (watches and self._feeds is None):
            raise NotAllowed(operation.kind)
        check_scopes(operation, request.principal)
        if operation.kind is OperationType.MUTATION:
            return PreparedOperation(request, operation, operation.check(request.variables))
        variables, price = operation.priced(request.variables)
        if watches:
            watch = operation.watch(variables, request.principal.role)
            inputs = self._inputs(request, variables.coerced)
            return PreparedOperation(request, operation, price, inputs=inputs, watch=watch)
        plan = operation.plan(variables, request.principal.role)
        if plan.introspected is not None:
            self.introspection.check(request.principal)
        inputs = self._inputs(request, variables.coerced)
        plan.check(inputs)
        return PreparedOperation(request, operation, price, plan, inputs)

    async def carry_out(self, prepared: PreparedOperation) -> OperationResponse:
        """The answer to a prepared operation."""
        request, operation = prepared.request, prepared.operation
        try:
            body, wrong = await self._answer(prepared)
        except Refused as refused:
            return refuse_operation(refused, request.language)
        except InvalidRequest as invalid:
            return _refusal(describe_errors(invalid.errors, request.language))
        except Exception as error:  # noqa: BLE001
            return _unforeseen(error, request)
        return OperationResponse(body, ran=True, kind=operation.kind, name=operation.name, wrong=wrong)

    async def _answer(self, prepared: PreparedOperation) -> tuple[tuple[bytes, ...], int]:
        """The answer, and how many access codes were wrong."""
        operation, request, plan, inputs = prepared.operation, prepared.request, prepared.plan, prepared.inputs
        if plan is None or inputs is None or not self._plans:
            result = await self._execute(operation, request)
            return (self._write(result, request),), prepared.wrong_in(result.data or {})
        rest: Mapping[str, bytes] = {}
        errors: Sequence[GraphQLError] = ()
        if not plan.complete:
            result = await self._resolve(operation, request, plan)
            if result.data is None:
                return (self._write(result, request),), 0
            rest, errors = {key: orjson.dumps(value) for key, value in result.data.items()}, result.errors or ()
        read, locked = await self._read(plan, inputs)
        if rest:
            read.update(rest)
        return _assemble(plan, read, [*errors, *missing_keys(locked)], request.language), plan.wrong(read)

    def _inputs(self, request: OperationRequest, variables: Mapping[str, Any]) -> Inputs:
        return Inputs(variables, request.principal, self._keys, self.database.today())

    async def _read(self, plan: QueryPlan, inputs: Inputs) -> tuple[dict[str, bytes], int]:
        """What a plan reads, opened, once it is noted who reads what of whom; and how many texts did not open."""
        values, locked = await plan.read(self.database.reading(inputs.principal.role), inputs), 0
        if plan.sealed:
            for key, value in values.items():
                values[key], closed = open_contents(value, self._keys)
                locked += closed
        if plan.marked:
            marks = _NO_MARKS
            for key, value in values.items():
                values[key], found = take_marks(value)
                marks = found | marks if marks else found
            if (noting := self._readings.note(inputs.principal, marks)) is not None:
                await noting
        return values, locked

    async def _note(self, viewer: Principal, marks: Marks) -> None:
        if (noting := self._readings.note(viewer, marks)) is not None:
            await noting

    async def _note_read(self, operation: Operation, reader: Reader) -> None:
        """Note what resolvers have read: of guarded fields, which they always do, only what the operation asks for."""
        marks, reader.marks = reader.marks, _NO_MARKS
        if marks:
            shown = kinds_shown(operation.document.tree) | {NOTED_FIELDS[guard] for guard in reader.sought}
            await self._note(reader.viewer, marks_of(marks, shown))

    def _write(self, result: ExecutionResult, request: OperationRequest) -> bytes:
        """What resolvers answered. InvalidRequest where they were not even begun."""
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            raise InvalidRequest(result.errors)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = describe_errors(result.errors, request.language)
        return orjson.dumps(answer)

    async def _resolve(self, operation: Operation, request: OperationRequest, plan: QueryPlan) -> ExecutionResult:
        """What no statement answers: what resolvers say, and what the schema says of itself."""
        result = await self._execute(operation, request, plan.rest) if plan.rest else ExecutionResult({}, None)
        if result.data is None or plan.introspected is None:
            return result
        about = await self.introspection.answer(plan.introspected, request.operation_name, request.variables)
        if about.data is None:
            return about
        return ExecutionResult(result.data | about.data, [*(result.errors or ()), *(about.errors or ())] or None)

    async def _execute(
        self, operation: Operation, request: OperationRequest, tree: DocumentNode | None = None
    ) -> ExecutionResult:
        """What resolvers answer to an operation, or to a part of it."""
        reader = self._reader(operation, request)
        result = graphql.execute(
            operation.document.schema,
            tree or operation.document.tree,
            context_value=self._context(request, reader),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            hide_suggestions=True,
        )
        result = result if isinstance(result, ExecutionResult) else await result
        await self._note_read(operation, reader)
        return _with_errors(result, missing_keys(reader.locked))

    def _context(self, request: OperationRequest, reader: Reader) -> Any:
        allowance = () if request.allowance is None else (request.allowance,)
        return self._open_context(request.principal, request.language, reader, *allowance)

    def _reader(self, operation: Operation, request: OperationRequest) -> Reader:
        """What resolvers read by; whoever changes something reads from where changes are seen at once."""
        database, asks = self.database, operation.kind is OperationType.QUERY
        connections = database.reading(request.principal.role, fresh=not asks)
        return Reader(connections, self._inputs(request, {}))

    async def subscribe(self, prepared: PreparedOperation) -> AsyncIterator[ExecutionResult]:
        """The results of any operation one after another."""
        operation, request = prepared.operation, prepared.request
        if prepared.plan is not None and prepared.inputs is not None:
            return self._ask(operation, request, prepared.plan, prepared.inputs)
        if operation.kind is OperationType.MUTATION:
            return self._change(operation, request)
        assert self._feeds is not None
        assert prepared.watch is not None
        assert prepared.inputs is not None
        return self._follow(self._feeds, prepared, prepared.watch, prepared.inputs)

    async def _ask(
        self, operation: Operation, request: OperationRequest, plan: QueryPlan, inputs: Inputs
    ) -> AsyncIterator[ExecutionResult]:
        """The one result of a query."""
        if not self._plans:
            yield await self._execute(operation, request)
            return
        result = await self._resolve(operation, request, plan)
        if result.data is not None:
            read, locked = await self._read(plan, inputs)
            values = {root.key: _parsed(root, read, result.data) for root in plan.roots}
            result = ExecutionResult(values, result.errors)
            result = _with_errors(result, missing_keys(locked))
        yield result

    async def _change(self, operation: Operation, request: OperationRequest) -> AsyncIterator[ExecutionResult]:
        """The one result of a mutation."""
        yield await self._execute(operation, request)

    async def _follow(
        self, feeds: Feeds, prepared: PreparedOperation, watch: SubscriptionPlan, inputs: Inputs
    ) -> AsyncIterator[ExecutionResult]:
        """What is watched, now and after each change that shows in it, as finished JSON."""
        async with AsyncExitStack() as stack:
            allowance = prepared.request.allowance
            if watch.opened and allowance is not None:
                await stack.enter_async_context(allowance.knock())
            client = "" if allowance is None else allowance.client
            feed = await stack.enter_async_context(feeds.following(watch, inputs, client))
            async for answer in await stack.enter_async_context(aclosing(feed.answers())):
                await self._note(inputs.principal, answer.marks)
                yield ExecutionResult(answer.shown, missing_keys(answer.locked) or None)  # type: ignore[arg-type]


def _parsed(root: PlannedRoot, read: Mapping[str, bytes], rest: Mapping[str, Any]) -> Any:
    return orjson.loads(root.whole(read[root.key])) if root.key in read else rest[root.key]


def _assemble(
    plan: QueryPlan, values: Mapping[str, bytes], errors: Sequence[GraphQLError], language: Language
) -> tuple[bytes, ...]:
    """The answer: the values of its root fields in their order, and errors, if there are any."""
    pieces = [b'{"data":{']
    for root in plan.roots:
        before, after = root.frame
        pieces += [root.prefix, before, values[root.key], after]
    pieces.append(b'},"errors":' + orjson.dumps(describe_errors(errors, language)) + b"}" if errors else b"}}")
    return tuple(pieces)


def _with_errors(result: ExecutionResult, errors: list[GraphQLError]) -> ExecutionResult:
    return ExecutionResult(result.data, [*(result.errors or ()), *errors]) if errors else result


def refuse_operation(refused: Refused, language: Language) -> OperationResponse:
    """The answer to what was refused before it ran."""
    errors = [describe_problem(problem, language) for problem in refused.problems]
    return _refusal(errors)._replace(problem=refused.problems[0])


def _refusal(errors: list[dict[str, Any]]) -> OperationResponse:
    return OperationResponse((_errors(errors),), ran=False)


def _unforeseen(error: Exception, request: OperationRequest) -> OperationResponse:
    return OperationResponse((_errors([describe_unforeseen(error, request.language)], data=True),), ran=True)


def _errors(errors: list[dict[str, Any]], *, data: bool = False) -> bytes:
    return orjson.dumps({"errors": errors, **({"data": None} if data else {})})
