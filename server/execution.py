"""One operation from its text to the bytes of its answer: by plan where the graph alone answers, else by resolvers."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import graphql
import orjson
from graphql import ExecutionResult, GraphQLError, OperationType

from db.database import Database
from db.graph.binding import Inputs
from db.listening import Listener
from db.loaders import Reader
from domain.access import Principal
from domain.problems import Refused
from domain.text.localized import Language
from resolvers.context import Context
from server.answers import describe_errors, describe_problem, describe_unforeseen
from server.documents import Documents, Invalid, Operation


@dataclass(frozen=True)
class Ask:
    """What a client asks, and who asks."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    principal: Principal
    language: Language


@dataclass(frozen=True)
class Answer:
    """The body of an answer in pieces, whether the request could be run at all, and what it was."""

    body: tuple[bytes, ...]
    ran: bool
    kind: OperationType | None = None
    name: str | None = None


class Executor:
    """Runs operations against one database."""

    def __init__(
        self, database: Database, documents: Documents, listener: Listener, secret: bytes, *, plans: bool = True
    ) -> None:
        self.database, self.documents, self._listener = database, documents, listener
        self._secret, self._plans = secret, plans

    @property
    def languages(self) -> tuple[Language, ...]:
        """In which languages answers can be had, the usual one first."""
        return self.database.government.languages

    def context(self, principal: Principal, language: Language, *, primary: bool) -> Context:
        """What the resolvers of one operation know. A change reads its own answer from the primary."""
        pool = self.database.primary if primary else self.database.reads
        reader = Reader(pool, Inputs({}, principal, self._secret))
        return Context(self.database, principal, language, self._secret, self._listener, reader)

    async def run(self, ask: Ask, *, only_queries: bool = False) -> Answer:
        """The answer to an operation. With `only_queries` anything else is not run (kind tells what it was)."""
        try:
            operation = self.documents.read(ask.query).operation(ask.operation_name)
            answered = {OperationType.QUERY} if only_queries else {OperationType.QUERY, OperationType.MUTATION}
            if operation.kind not in answered:
                return Answer((), ran=False, kind=operation.kind)
            body = await self._answer(operation, ask)
        except Refused as refused:
            return _refusal([describe_problem(problem, ask.language) for problem in refused.problems])
        except Invalid as invalid:
            return _refusal(describe_errors(invalid.errors, ask.language))
        except Exception as error:  # noqa: BLE001
            return Answer((_errors([describe_unforeseen(error, ask.language)], data=True),), ran=True)
        return Answer(body, ran=True, kind=operation.kind, name=operation.name)

    async def _answer(self, operation: Operation, ask: Ask) -> tuple[bytes, ...]:
        if not operation.planned:
            operation.check(ask.variables)
            return (await self._resolve(operation, ask),)
        variables = operation.coerce(ask.variables)
        inputs = Inputs(variables.coerced, ask.principal, self._secret)
        if self._plans:
            plan = operation.plan(variables, ask.principal)
            return (b'{"data":', *await plan.answer(self.database.reads, inputs), b"}")
        operation.check_preconditions(variables, inputs)
        return (await self._resolve(operation, ask),)

    async def _resolve(self, operation: Operation, ask: Ask) -> bytes:
        result = await self._execute(operation, ask)
        if result.data is None and result.errors and not any(error.path for error in result.errors):
            raise Invalid(result.errors)
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = describe_errors(result.errors, ask.language)
        return orjson.dumps(answer)

    async def _execute(self, operation: Operation, ask: Ask) -> ExecutionResult:
        changes = operation.kind is OperationType.MUTATION
        result = graphql.execute(
            operation.document.schema,
            operation.document.tree,
            context_value=self.context(ask.principal, ask.language, primary=changes),
            variable_values=dict(ask.variables),
            operation_name=ask.operation_name,
            hide_suggestions=True,
        )
        return result if isinstance(result, ExecutionResult) else await result

    async def subscribe(
        self, ask: Ask, allowed: Collection[OperationType] = tuple(OperationType)
    ) -> AsyncIterator[ExecutionResult] | ExecutionResult:
        """The results of any operation one after another; an ExecutionResult when a subscription cannot start.

        Raises Refused and Invalid like `run`, Invalid too for an operation of a type that is not allowed.
        """
        operation = self.documents.read(ask.query).operation(ask.operation_name)
        if operation.kind not in allowed:
            raise Invalid([GraphQLError(f"A {operation.kind.value} is not answered this way; send it by POST.")])
        variables = operation.coerce(ask.variables)
        if operation.kind is not OperationType.SUBSCRIPTION:
            operation.check_preconditions(variables, Inputs(variables.coerced, ask.principal, self._secret))
            return self._once(operation, ask)
        source = graphql.subscribe(
            operation.document.schema,
            operation.document.tree,
            context_value=self.context(ask.principal, ask.language, primary=True),
            variable_values=dict(ask.variables),
            operation_name=ask.operation_name,
            hide_suggestions=True,
        )
        return source if isinstance(source, ExecutionResult | AsyncIterator) else await source

    async def _once(self, operation: Operation, ask: Ask) -> AsyncIterator[ExecutionResult]:
        yield await self._execute(operation, ask)


def _refusal(errors: list[dict[str, Any]]) -> Answer:
    return Answer((_errors(errors),), ran=False)


def _errors(errors: list[dict[str, Any]], *, data: bool = False) -> bytes:
    return orjson.dumps({"errors": errors, **({"data": None} if data else {})})
