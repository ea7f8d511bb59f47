"""One operation from its text to the bytes of its answer: by plan what the graph answers, the rest by resolvers."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import graphql
import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationType

from db.database import Database
from db.statements.binding import Inputs
from domain.access import Principal
from domain.problems import Refused
from domain.text.localized import Language
from graph.documents import Documents, InvalidRequest, Operation
from graph.errors import describe_errors, describe_problem, describe_unforeseen
from graph.exchanges import note_asker, note_operation
from graph.feeds import Feeds
from graph.query_plans import QueryPlan
from graph.reader import Reader
from graph.subscription_plans import SubscriptionPlan

# What resolvers know: made for who asks, in which language, and with what they read.
OpenContext = Callable[[Principal, Language, Reader], Any]

_QUERIES, _ANSWERED = {OperationType.QUERY}, {OperationType.QUERY, OperationType.MUTATION}


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """What a client asks, and who asks."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    principal: Principal
    language: Language


@dataclass(frozen=True, slots=True)
class OperationResponse:
    """The body of an answer in pieces, whether the request could be run at all, and what it was."""

    body: tuple[bytes, ...]
    ran: bool
    kind: OperationType | None = None
    name: str | None = None


class Executor:
    """Runs operations against one database; what is watched is read by `feeds`, without them by resolvers."""

    def __init__(
        self,
        database: Database,
        documents: Documents,
        open_context: OpenContext,
        secret: bytes,
        *,
        plans: bool = True,
        feeds: Feeds | None = None,
    ) -> None:
        self.database, self.documents, self._open_context = database, documents, open_context
        self._secret, self._plans, self._feeds = secret, plans, feeds

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which languages answers can be had, the usual one first."""
        return self.database.government.languages

    async def run(self, request: OperationRequest, *, only_queries: bool = False) -> OperationResponse:
        """The answer to an operation. With `only_queries` anything else is not run (kind tells what it was)."""
        try:
            operation = self._read_document(request)
            if operation.kind not in (_QUERIES if only_queries else _ANSWERED):
                return OperationResponse((), ran=False, kind=operation.kind)
            body = await self._answer(operation, request)
        except Refused as refused:
            return _refusal([describe_problem(problem, request.language) for problem in refused.problems])
        except InvalidRequest as invalid:
            return _refusal(describe_errors(invalid.errors, request.language))
        except Exception as error:  # noqa: BLE001
            return OperationResponse((_errors([describe_unforeseen(error, request.language)], data=True),), ran=True)
        return OperationResponse(body, ran=True, kind=operation.kind, name=operation.name)

    def _read_document(self, request: OperationRequest) -> Operation:
        """The operation that is asked for, noted for the log."""
        note_asker(request.principal)
        operation = self.documents.read(request.query).operation(request.operation_name)
        note_operation(operation.kind, operation.name)
        return operation

    async def _answer(self, operation: Operation, request: OperationRequest) -> tuple[bytes, ...]:
        if operation.kind is not OperationType.QUERY:
            operation.check(request.variables)
            return (self._write(await self._execute(operation, request), request),)
        plan, inputs = self._plan(operation, request)
        if not self._plans:
            return (self._write(await self._execute(operation, request), request),)
        if plan.rest is None:
            return await self._read(plan, inputs, {}, ())
        result = await self._execute(operation, request, plan.rest)
        if result.data is None:
            return (self._write(result, request),)
        rest = {key: orjson.dumps(value) for key, value in result.data.items()}
        return await self._read(plan, inputs, rest, describe_errors(result.errors or (), request.language))

    def _plan(self, operation: Operation, request: OperationRequest) -> tuple[QueryPlan, Inputs]:
        """The plan of a query and what it is asked with; refuses what either makes impossible."""
        variables = operation.coerce(request.variables)
        plan = operation.plan(variables, request.principal.role)
        inputs = self._inputs(request, variables.coerced)
        plan.check(inputs)
        return plan, inputs

    def _inputs(self, request: OperationRequest, variables: Mapping[str, Any]) -> Inputs:
        return Inputs(variables, request.principal, self._secret, self.database.today())

    async def _read(
        self, plan: QueryPlan, inputs: Inputs, rest: Mapping[str, bytes], errors: Collection[Any]
    ) -> tuple[bytes, ...]:
        """The answer, with `rest` in its places among what is planned."""
        values = {**await plan.read(self.database.reads, inputs), **rest}
        pieces = [b'{"data":{']
        for root in plan.roots:
            pieces += [root.prefix, values[root.key]]
        pieces.append(b'},"errors":' + orjson.dumps(errors) + b"}" if errors else b"}}")
        return tuple(pieces)

    def _write(self, result: ExecutionResult, request: OperationRequest) -> bytes:
        """What resolvers answered. InvalidRequest where they were not even begun."""
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            raise InvalidRequest(result.errors)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = describe_errors(result.errors, request.language)
        return orjson.dumps(answer)

    async def _execute(
        self, operation: Operation, request: OperationRequest, tree: DocumentNode | None = None
    ) -> ExecutionResult:
        """What resolvers answer to an operation, or to a part of it."""
        result = graphql.execute(
            operation.document.schema,
            tree or operation.document.tree,
            context_value=self._context(operation, request),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            hide_suggestions=True,
        )
        return result if isinstance(result, ExecutionResult) else await result

    def _context(self, operation: Operation, request: OperationRequest) -> Any:
        """What resolvers know; whoever changes or watches something reads from where changes are seen at once."""
        database, asks = self.database, operation.kind is OperationType.QUERY
        reader = Reader(database.reads if asks else database.primary, self._inputs(request, {}))
        return self._open_context(request.principal, request.language, reader)

    async def subscribe(
        self, request: OperationRequest, allowed: Collection[OperationType] = tuple(OperationType)
    ) -> AsyncIterator[ExecutionResult] | ExecutionResult:
        """The results of any operation one after another; an ExecutionResult when a subscription cannot start.

        Raises Refused and InvalidRequest like `run`, InvalidRequest too for an operation of a type that is not allowed.
        """
        operation = self._read_document(request)
        if operation.kind not in allowed:
            raise InvalidRequest([GraphQLError(f"A {operation.kind.value} is not answered this way; send it by POST.")])
        if operation.kind is OperationType.QUERY:
            return self._ask(operation, request, *self._plan(operation, request))
        variables = operation.coerce(request.variables)
        if operation.kind is OperationType.MUTATION:
            return self._change(operation, request)
        if self._feeds is not None:
            plan = operation.watch(variables, request.principal.role)
            return self._follow(self._feeds, plan, self._inputs(request, variables.coerced))
        source = graphql.subscribe(
            operation.document.schema,
            operation.document.tree,
            context_value=self._context(operation, request),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            hide_suggestions=True,
        )
        return source if isinstance(source, ExecutionResult | AsyncIterator) else await source

    async def _ask(
        self, operation: Operation, request: OperationRequest, plan: QueryPlan, inputs: Inputs
    ) -> AsyncIterator[ExecutionResult]:
        """The one result of a query."""
        if not self._plans:
            yield await self._execute(operation, request)
            return
        result = await self._execute(operation, request, plan.rest) if plan.rest else ExecutionResult({}, None)
        if result.data is not None:
            read = await plan.read(self.database.reads, inputs)
            values = result.data | {key: orjson.loads(value) for key, value in read.items()}
            result = ExecutionResult({root.key: values[root.key] for root in plan.roots}, result.errors)
        yield result

    async def _change(self, operation: Operation, request: OperationRequest) -> AsyncIterator[ExecutionResult]:
        """The one result of a mutation."""
        yield await self._execute(operation, request)

    async def _follow(self, feeds: Feeds, plan: SubscriptionPlan, inputs: Inputs) -> AsyncIterator[ExecutionResult]:
        """What is watched, now and after each change that shows in it, as finished JSON."""
        async with feeds.following(plan, inputs) as feed, aclosing(feed.answers()) as answers:
            async for answer in answers:
                yield ExecutionResult(answer, None)  # type: ignore[arg-type]


def _refusal(errors: list[dict[str, Any]]) -> OperationResponse:
    return OperationResponse((_errors(errors),), ran=False)


def _errors(errors: list[dict[str, Any]], *, data: bool = False) -> bytes:
    return orjson.dumps({"errors": errors, **({"data": None} if data else {})})
