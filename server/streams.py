"""Operations over WebSocket (graphql-transport-ws) and server-sent events: the same documents, limits and errors."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import graphql
import orjson
from cross_web import HTTPException
from graphql import GraphQLError, OperationType
from starlette.requests import HTTPConnection
from strawberry import UNSET
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.schema import BaseSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType as StrawberryOperation

from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.text.localized import Language
from graph.documents import InvalidRequest
from graph.errors import describe_errors, describe_problem, describe_unforeseen
from graph.exchanges import begin_operation, note_asker, note_code
from graph.execution import Executor, OperationRequest, PreparedOperation
from resolvers.allowances import Allowance
from server.authentication import SignIn, status_of
from server.bodies import Rejected, check_marks
from server.ingress import Ingress
from server.negotiation import choose_language
from server.stopping import Stopping
from server.stream_lifetimes import SOCKET, AdmittedSocket, StreamLifetime, results_while_admitted

# Of one WebSocket.
MOST_SUBSCRIPTIONS = 50

Results = AsyncIterator[ExecutionResult | PreExecutionError]


@dataclass
class Viewer:
    """Who is at the other end of a stream; a WebSocket may say so when it begins."""

    principal: Principal
    language: Language
    address: str
    authorization: str | None = None
    socket: AdmittedSocket | None = None
    connection_params: dict[str, Any] | None = None


class StreamedSchema:
    """The schema as Strawberry's transports see it, with every operation run by our executor."""

    def __init__(
        self, schema: BaseSchema, executor: Executor, sign_in: SignIn, ingress: Ingress, stopping: Stopping
    ) -> None:
        self._schema, self._executor, self._sign_in, self._ingress = schema, executor, sign_in, ingress
        self._stopping = stopping

    @property
    def config(self) -> StrawberryConfig:
        """How the schema is set: all of it that the transports reach, so that nothing runs past the executor."""
        return self._schema.config

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Collection[StrawberryOperation] = tuple(StrawberryOperation),
        **_unused: Any,
    ) -> Results:
        """The results of an operation, one for a query or change, many for a subscription.

        An operation of another than the allowed types is not run: a link must not change anything.
        """
        viewer: Viewer = context_value
        allowance = self._ingress.allowance(viewer.principal, viewer.address)
        asked = OperationRequest(
            query or "", variable_values or {}, operation_name, viewer.principal, viewer.language, allowance
        )
        kinds = {OperationType(kind.value) for kind in allowed_operation_types}
        if viewer.socket is not None:
            return self._operation(asked, allowance, kinds)
        # What is asked decides by which identifier it is called, and the headers name that before any result.
        results = self._results(await self._open(asked, allowance, kinds), asked, allowance)
        begin = partial(StreamLifetime, self._sign_in, self._stopping, viewer.authorization)
        return results_while_admitted(results, begin, lambda refused: _refused(refused, viewer.language))

    async def _operation(
        self, asked: OperationRequest, allowance: Allowance, kinds: Collection[OperationType]
    ) -> Results:
        """The results of one operation among those of a WebSocket."""
        with begin_operation():
            async for result in self._results(await self._open(asked, allowance, kinds), asked, allowance):
                yield result

    async def _open(
        self, asked: OperationRequest, allowance: Allowance, kinds: Collection[OperationType]
    ) -> PreparedOperation | PreExecutionError:
        """An operation that can be run and is paid for, or why it is not."""
        try:
            if (waiting := allowance.ask()) is not None:
                await waiting
            await self._ingress.documents.check(asked.query)
            if (waiting := allowance.pay_before_reading(self._executor.documents.price(asked.query))) is not None:
                await waiting
            prepared = await self._executor.open(asked, kinds)
            if (waiting := allowance.admit(prepared)) is not None:
                await waiting
        except Exception as error:  # noqa: BLE001
            return await _describe(error, asked, allowance)
        return prepared

    async def _results(
        self, prepared: PreparedOperation | PreExecutionError, asked: OperationRequest, allowance: Allowance
    ) -> Results:
        if isinstance(prepared, PreExecutionError):
            yield prepared
            return
        try:
            async for result in await self._executor.subscribe(prepared):
                if wrong := prepared.wrong_in(result.data or {}):
                    await allowance.note_wrong_codes(wrong)
                errors = describe_errors(result.errors or (), asked.language)
                yield ExecutionResult(data=result.data, errors=[_as_error(error) for error in errors] or None)
        except Exception as error:  # noqa: BLE001
            yield await _describe(error, asked, allowance)


async def _describe(error: Exception, asked: OperationRequest, allowance: Allowance) -> PreExecutionError:
    """What is answered where an operation is not run, or ends by a failure."""
    if isinstance(error, Refused):
        return _failed([describe_problem(problem, asked.language) for problem in error.problems])
    if not isinstance(error, InvalidRequest):
        return _failed([describe_unforeseen(error, asked.language)])
    await allowance.pay_for_reading(len(asked.query))
    if isinstance(error.errors[0], graphql.GraphQLSyntaxError):
        return PreExecutionError(data=None, errors=list(error.errors))
    return _failed(describe_errors(error.errors, asked.language))


def _refused(refused: Refused, language: Language) -> ExecutionResult:
    return ExecutionResult(data=None, errors=[_as_error(describe_problem(refused.problems[0], language))])


def _failed(errors: list[dict[str, Any]]) -> PreExecutionError:
    return PreExecutionError(data=None, errors=[_as_error(error) for error in errors])


def _as_error(error: dict[str, Any]) -> GraphQLError:
    return GraphQLError(error["message"], path=error.get("path"), extensions=error["extensions"])


class Streams(GraphQL[Viewer, None]):
    """Strawberry's transports, opened by our tokens; to pages elsewhere a WebSocket only from `origins` (`*`: any)."""

    def __init__(
        self,
        schema: BaseSchema,
        executor: Executor,
        sign_in: SignIn,
        ingress: Ingress,
        stopping: Stopping,
        *,
        origins: Sequence[str] = (),
        init_seconds: float,
    ) -> None:
        super().__init__(
            StreamedSchema(schema, executor, sign_in, ingress, stopping),  # type: ignore[arg-type]
            connection_init_wait_timeout=timedelta(seconds=init_seconds),
            max_subscriptions_per_connection=MOST_SUBSCRIPTIONS,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            allowed_origins=origins,
        )
        self._sign_in, self._stopping = sign_in, stopping
        self._languages, self._clients = executor.languages, ingress.clients

    def decode_json(self, data: str | bytes) -> object:
        """An object, read as strictly as the endpoint reads JSON: not too deep, and every text whole."""
        try:
            check_marks(data.encode() if isinstance(data, str) else data)
        except Rejected as rejected:
            raise orjson.JSONDecodeError(rejected.message, "", 0) from rejected
        message: object = orjson.loads(data)
        if not isinstance(message, dict):
            raise orjson.JSONDecodeError("a message is one object", "", 0)
        return message

    def encode_json(self, data: object) -> str:
        """A message; what of it PostgreSQL wrote is passed on as it is."""
        return orjson.dumps(data).decode()

    async def get_context(self, request: HTTPConnection, response: Any) -> Viewer:  # noqa: ARG002
        """Who asks, by the `Authorization` header."""
        language = choose_language(request.headers.get("accept-language", ""), self._languages)
        address = self._clients.prefix(request.scope)
        authorization = request.headers.get("authorization")
        try:
            principal = self._principal(authorization)
        except Refused as refused:
            raise HTTPException(status_of(refused), refused.problems[0].message(language)) from refused
        return Viewer(principal, language, address, authorization, request.scope.get(SOCKET))

    async def on_ws_connect(self, context: Viewer) -> Any:
        """Who asks, by `authorization` in the payload of `connection_init`; the code of a close tells why not.

        The connection lasts no longer than they may stay.
        """
        authorization = (context.connection_params or {}).get("authorization") or context.authorization
        try:
            context.principal = self._principal(authorization)
            if authorization and context.socket is not None:
                context.socket.begin(StreamLifetime(self._sign_in, self._stopping, str(authorization)))
        except Refused as refused:
            if context.socket is not None:
                await context.socket.leave(refused)
            raise ConnectionRejectionError from refused
        note_asker(context.principal)
        return UNSET

    def _principal(self, authorization: Any) -> Principal:
        try:
            return self._sign_in.principal(str(authorization)) if authorization else ANYONE
        except Refused as refused:
            note_code(refused.problems[0].code)
            raise
