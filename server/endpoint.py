"""GraphQL over HTTP. The contract is written in docs/adr; what it leaves open follows the working draft."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import orjson
from graphql import OperationType
from starlette.types import Message, Receive, Scope, Send

from domain.access import ANYONE, Principal
from domain.problems import Refused
from graph.errors import describe_problem
from graph.exchanges import Way, current, note_code
from graph.execution import Executor, OperationRequest, OperationResponse
from server.authentication import SignIn
from server.negotiation import EVENT_STREAM, GRAPHQL_RESPONSE, JSON, choose_answer, choose_language, header_map, is_json

LARGEST_BODY = 1_000_000
SMALL_BODY = 65_536
_INVALID_REQUEST = "INVALID_REQUEST"


class Rejected(Exception):
    """A request that is not GraphQL over HTTP, with the status that says so."""

    def __init__(self, status: int, message: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers


class GraphQLEndpoint:
    """The ASGI application of the GraphQL endpoint; streams go to `streams`."""

    def __init__(self, executor: Executor, sign_in: SignIn, streams: Any) -> None:
        self._executor, self._sign_in, self._streams = executor, sign_in, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = header_map(scope["headers"])
        if scope["type"] == "websocket":
            await self._streams(scope, receive, send)
            return
        if EVENT_STREAM in headers.get(b"accept", ""):
            await self._stream(scope, headers, receive, send)
            return
        try:
            media = _answer_media(headers)
            answer, status = await self._answer(scope, headers, receive, media)
            await _respond(send, status, answer.body, media)
        except Rejected as rejected:
            await _reject(send, rejected)

    async def _stream(self, scope: Scope, headers: Mapping[bytes, str], receive: Receive, send: Send) -> None:
        """Answer by server-sent events a request that is no larger and no less whole than any other."""
        current().via = Way.EVENTS
        try:
            if scope["method"] == "POST":
                body = await _body(headers, receive)
                _parameters(body)
                receive = _given_again(body, receive)
        except Rejected as rejected:
            await _reject(send, rejected)
            return
        await self._streams(scope, receive, send)

    async def _answer(
        self, scope: Scope, headers: Mapping[bytes, str], receive: Receive, media: str
    ) -> tuple[OperationResponse, int]:
        language = choose_language(headers.get(b"accept-language", ""), self._executor.languages)
        method = scope["method"]
        if method == "POST":
            given = _parameters(await _body(headers, receive))
        elif method == "GET":
            given = _from_query(scope["query_string"])
        else:
            raise Rejected(405, "Use POST, or GET for queries.", ((b"allow", b"GET, POST"),))
        try:
            principal = self._principal(headers)
        except Refused as refused:
            errors = [describe_problem(problem, language) for problem in refused.problems]
            return OperationResponse((orjson.dumps({"errors": errors}),), ran=False), 401
        answer = await self._executor.run(
            OperationRequest(**given, principal=principal, language=language), only_queries=method == "GET"
        )
        if answer.kind is OperationType.SUBSCRIPTION and not answer.ran:
            raise Rejected(406, f"Subscriptions come as {EVENT_STREAM} or over a WebSocket.")
        if not answer.body:
            raise Rejected(405, "Changes are sent by POST.", ((b"allow", b"POST"),))
        return answer, 200 if answer.ran or media == JSON else 400

    def _principal(self, headers: Mapping[bytes, str]) -> Principal:
        authorization = headers.get(b"authorization", "")
        return self._sign_in.principal(authorization) if authorization else ANYONE


def _answer_media(headers: Mapping[bytes, str]) -> str:
    media = choose_answer(headers.get(b"accept", ""))
    if media is None:
        raise Rejected(406, f"Answers come as {GRAPHQL_RESPONSE} or {JSON}; accept one of them.")
    return media


async def _body(headers: Mapping[bytes, str], receive: Receive) -> bytes:
    if not is_json(headers.get(b"content-type", "")):
        raise Rejected(415, f"Send the request as {JSON} in UTF-8.")
    chunks, size, more = [], 0, True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > LARGEST_BODY:
            raise Rejected(413, f"A request has at most {LARGEST_BODY} bytes.")
        chunks.append(chunk)
        more = message.get("more_body", False)
    return b"".join(chunks)


def _given_again(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Rejected(400, f"The body is not JSON: {error}.") from error
    if not isinstance(given, dict):
        raise Rejected(400, "The body is one JSON object; batches are not taken.")
    return _checked(given)


def _from_query(text: bytes) -> dict[str, Any]:
    given: dict[str, Any] = {name: values[0] for name, values in parse_qs(text.decode("latin-1")).items()}
    for name in ("variables", "extensions"):
        if name in given:
            try:
                given[name] = orjson.loads(given[name])
            except orjson.JSONDecodeError as error:
                raise Rejected(400, f"{name} is not JSON: {error}.") from error
    return _checked(given)


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if not isinstance(query, str):
        raise Rejected(400, "query is missing; send the document as text.")
    if variables is not None and not isinstance(variables, dict):
        raise Rejected(400, "variables is an object of values by name.")
    if name is not None and not isinstance(name, str):
        raise Rejected(400, "operationName is text.")
    if given.get("extensions") is not None and not isinstance(given["extensions"], dict):
        raise Rejected(400, "extensions is an object.")
    return {"query": query, "variables": variables or {}, "operation_name": name}


async def _reject(send: Send, rejected: Rejected) -> None:
    note_code(_INVALID_REQUEST)
    error = {"message": rejected.message, "extensions": {"code": _INVALID_REQUEST, "path": []}}
    await _respond(send, rejected.status, (orjson.dumps({"errors": [error]}),), JSON, rejected.headers)


async def _respond(
    send: Send, status: int, body: tuple[bytes, ...], media: str, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> None:
    size = sum(map(len, body))
    fixed = ((b"content-type", f"{media}; charset=utf-8".encode()), (b"content-length", str(size).encode()))
    await send({"type": "http.response.start", "status": status, "headers": [*fixed, *headers]})
    # Joining copies; a large answer goes out as it came from the database.
    pieces = body if size > SMALL_BODY else (b"".join(body),)
    for piece in pieces[:-1]:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": pieces[-1]})
