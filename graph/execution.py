"""One operation from its text to the bytes of its answer: by plan what the graph answers, the rest by resolvers."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import graphql
import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationType

from db.database import Database
from db.readings import Reading, note_reading
from db.statements.binding import Inputs
from domain.access import Principal
from domain.problems import Refused
from domain.terms import ReadingKind
from domain.text.localized import Language
from graph.documents import Documents, InvalidRequest, Operation
from graph.errors import describe_errors, describe_problem, describe_unforeseen
from graph.query_plans import QueryPlan
from graph.reader import Reader
from graph.readings import selects_confidence, take_marks

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
    """Runs operations against one database."""

    def __init__(
        self, database: Database, documents: Documents, open_context: OpenContext, secret: bytes, *, plans: bool = True
    ) -> None:
        self.database, self.documents, self._open_context = database, documents, open_context
        self._secret, self._plans = secret, plans

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which languages answers can be had, the usual one first."""
        return self.database.government.languages

    async def run(self, request: OperationRequest, *, only_queries: bool = False) -> OperationResponse:
        """The answer to an operation. With `only_queries` anything else is not run (kind tells what it was)."""
        try:
            operation = self.documents.read(request.query).operation(request.operation_name)
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
        inputs = Inputs(variables.coerced, request.principal, self._secret, self.database.today())
        plan.check(inputs)
        return plan, inputs

    async def _read(
        self, plan: QueryPlan, inputs: Inputs, rest: Mapping[str, bytes], errors: Collection[Any]
    ) -> tuple[bytes, ...]:
        """The answer, with `rest` in its places among what is planned."""
        values = {**await self._read_plan(plan, inputs), **rest}
        pieces = [b'{"data":{']
        for root in plan.roots:
            pieces += [root.prefix, values[root.key]]
        pieces.append(b'},"errors":' + orjson.dumps(errors) + b"}" if errors else b"}}")
        return tuple(pieces)

    async def _read_plan(self, plan: QueryPlan, inputs: Inputs) -> dict[str, bytes]:
        """What a plan reads, once it is noted who reads of it what was said in confidence."""
        values = await plan.read(self.database.reads, inputs)
        if not plan.marked:
            return values
        taken = {key: take_marks(value) for key, value in values.items()}
        await self._note(inputs.principal, {case for _, cases in taken.values() for case in cases})
        return {key: text for key, (text, _) in taken.items()}

    async def _note(self, viewer: Principal, cases: Collection[UUID]) -> None:
        if cases:
            at, what = self.database.clock(), ReadingKind.CONFIDENTIAL_CONTENT
            async with self.database.primary.acquire() as connection:
                await note_reading(connection, Reading(viewer, what, "Case", sorted(cases), at))

    async def _note_read(self, operation: Operation, reader: Reader) -> None:
        """Note what resolvers have read of what was said in confidence, if the operation asks for such a thing."""
        cases, reader.in_confidence = reader.in_confidence, set()
        if cases and selects_confidence(operation.document.tree):
            await self._note(reader.viewer, cases)

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
        reader = self._reader(operation, request)
        result = graphql.execute(
            operation.document.schema,
            tree or operation.document.tree,
            context_value=self._open_context(request.principal, request.language, reader),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            hide_suggestions=True,
        )
        result = result if isinstance(result, ExecutionResult) else await result
        await self._note_read(operation, reader)
        return result

    def _reader(self, operation: Operation, request: OperationRequest) -> Reader:
        """What resolvers read by; whoever changes or watches something reads from where changes are seen at once."""
        database, asks = self.database, operation.kind is OperationType.QUERY
        inputs = Inputs({}, request.principal, self._secret, database.today())
        return Reader(database.reads if asks else database.primary, inputs)

    async def subscribe(
        self, request: OperationRequest, allowed: Collection[OperationType] = tuple(OperationType)
    ) -> AsyncIterator[ExecutionResult] | ExecutionResult:
        """The results of any operation one after another; an ExecutionResult when a subscription cannot start.

        Raises Refused and InvalidRequest like `run`, InvalidRequest too for an operation of a type that is not allowed.
        """
        operation = self.documents.read(request.query).operation(request.operation_name)
        if operation.kind not in allowed:
            raise InvalidRequest([GraphQLError(f"A {operation.kind.value} is not answered this way; send it by POST.")])
        if operation.kind is OperationType.QUERY:
            return self._ask(operation, request, *self._plan(operation, request))
        operation.coerce(request.variables)
        if operation.kind is OperationType.MUTATION:
            return self._change(operation, request)
        reader = self._reader(operation, request)
        source = graphql.subscribe(
            operation.document.schema,
            operation.document.tree,
            context_value=self._open_context(request.principal, request.language, reader),
            variable_values=dict(request.variables),
            operation_name=request.operation_name,
            hide_suggestions=True,
        )
        if not isinstance(source, ExecutionResult | AsyncIterator):
            source = await source
        return source if isinstance(source, ExecutionResult) else self._watch(operation, reader, source)

    async def _watch(
        self, operation: Operation, reader: Reader, source: AsyncIterator[ExecutionResult]
    ) -> AsyncIterator[ExecutionResult]:
        """The results of a subscription, each once it is noted what it shows of what was said in confidence."""
        try:
            async for result in source:
                await self._note_read(operation, reader)
                yield result
        finally:
            if isinstance(source, AsyncGenerator):
                await source.aclose()

    async def _ask(
        self, operation: Operation, request: OperationRequest, plan: QueryPlan, inputs: Inputs
    ) -> AsyncIterator[ExecutionResult]:
        """The one result of a query."""
        if not self._plans:
            yield await self._execute(operation, request)
            return
        result = await self._execute(operation, request, plan.rest) if plan.rest else ExecutionResult({}, None)
        if result.data is not None:
            read = await self._read_plan(plan, inputs)
            values = result.data | {key: orjson.loads(value) for key, value in read.items()}
            result = ExecutionResult({root.key: values[root.key] for root in plan.roots}, result.errors)
        yield result

    async def _change(self, operation: Operation, request: OperationRequest) -> AsyncIterator[ExecutionResult]:
        """The one result of a mutation."""
        yield await self._execute(operation, request)


def _refusal(errors: list[dict[str, Any]]) -> OperationResponse:
    return OperationResponse((_errors(errors),), ran=False)


def _errors(errors: list[dict[str, Any]], *, data: bool = False) -> bytes:
    return orjson.dumps({"errors": errors, **({"data": None} if data else {})})
