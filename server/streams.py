"""Operations over WebSocket (graphql-transport-ws) and server-sent events: the same documents, limits and errors."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import graphql
import orjson
from cross_web import HTTPException
from graphql import ExecutionResult as CoreResult
from graphql import GraphQLError, OperationType
from starlette.requests import HTTPConnection
from strawberry import UNSET
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.schema import BaseSchema
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType as StrawberryOperation

from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.text.localized import Language
from graph.documents import InvalidRequest
from graph.errors import describe_errors, describe_problem, describe_unforeseen
from graph.exchanges import begin_operation, note_asker, note_code
from graph.execution import Executor, OperationRequest
from server.authentication import SignIn
from server.negotiation import choose_language


@dataclass
class Viewer:
    """Who is at the other end of a stream; a WebSocket may say so when it begins."""

    principal: Principal
    language: Language
    connection_params: dict[str, Any] | None = None


class StreamedSchema:
    """The schema as Strawberry's transports see it, with every operation run by our executor."""

    def __init__(self, schema: BaseSchema, executor: Executor) -> None:
        self._schema, self._executor = schema, executor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._schema, name)

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any = None,
        operation_name: str | None = None,
        allowed_operation_types: Collection[StrawberryOperation] = tuple(StrawberryOperation),
        **_unused: Any,
    ) -> AsyncIterator[ExecutionResult | PreExecutionError]:
        """The results of an operation, one for a query or change, many for a subscription.

        An operation of another than the allowed types is not run: a link must not change anything.
        """
        viewer: Viewer = context_value
        asked = OperationRequest(query or "", variable_values or {}, operation_name, viewer.principal, viewer.language)
        return self._results(asked, {OperationType(kind.value) for kind in allowed_operation_types})

    async def _results(
        self, asked: OperationRequest, allowed: Collection[OperationType]
    ) -> AsyncIterator[ExecutionResult | PreExecutionError]:
        with begin_operation():
            async for result in self._answered(asked, allowed):
                yield result

    async def _answered(
        self, asked: OperationRequest, allowed: Collection[OperationType]
    ) -> AsyncIterator[ExecutionResult | PreExecutionError]:
        try:
            source = await self._executor.subscribe(asked, allowed)
            if isinstance(source, CoreResult):
                yield _failed(describe_errors(source.errors or (), asked.language))
                return
            async for result in source:
                errors = describe_errors(result.errors or (), asked.language)
                yield ExecutionResult(data=result.data, errors=[_as_error(error) for error in errors] or None)
        except Refused as refused:
            yield _failed([describe_problem(problem, asked.language) for problem in refused.problems])
        except InvalidRequest as invalid:
            if isinstance(invalid.errors[0], graphql.GraphQLSyntaxError):
                yield PreExecutionError(data=None, errors=list(invalid.errors))
            else:
                yield _failed(describe_errors(invalid.errors, asked.language))
        except Exception as error:  # noqa: BLE001
            yield _failed([describe_unforeseen(error, asked.language)])


def _failed(errors: list[dict[str, Any]]) -> PreExecutionError:
    return PreExecutionError(data=None, errors=[_as_error(error) for error in errors])


def _as_error(error: dict[str, Any]) -> GraphQLError:
    return GraphQLError(error["message"], path=error.get("path"), extensions=error["extensions"])


class Streams(GraphQL[Viewer, None]):
    """Strawberry's transports, opened by our tokens; to pages elsewhere a WebSocket only from `origins` (`*`: any)."""

    def __init__(self, schema: BaseSchema, executor: Executor, sign_in: SignIn, origins: Sequence[str] = ()) -> None:
        super().__init__(
            StreamedSchema(schema, executor),  # type: ignore[arg-type]
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            allowed_origins=origins,
        )
        self._sign_in, self._languages = sign_in, executor.languages

    def decode_json(self, data: str | bytes) -> object:
        """An object, read as strictly as the endpoint reads JSON: not too deep, and every text whole."""
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
        try:
            return Viewer(self._principal(request.headers.get("authorization")), language)
        except Refused as refused:
            raise HTTPException(401, refused.problems[0].message(language)) from refused

    async def on_ws_connect(self, context: Viewer) -> Any:
        """Who asks, by `authorization` in the payload of `connection_init`; a bad token closes with 4403."""
        given = (context.connection_params or {}).get("authorization")
        try:
            context.principal = self._principal(given) if given else context.principal
        except Refused as refused:
            raise ConnectionRejectionError from refused
        note_asker(context.principal)
        return UNSET

    def _principal(self, authorization: Any) -> Principal:
        try:
            return self._sign_in.principal(str(authorization)) if authorization else ANYONE
        except Refused as refused:
            note_code(refused.problems[0].code)
            raise
