"""GraphQL over HTTP. The contract is written in docs/adr; what it leaves open follows the working draft.

Cheap things come first: the size of a request, then how many its client has sent, then what it may ask.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import orjson
from graphql import OperationType
from starlette.types import Receive, Scope, Send

from domain.access import ANYONE, Principal
from domain.problems import Problem, Refused, refuse
from domain.terms import Role
from domain.text.localized import Language
from graph.errors import describe_problem
from graph.exchanges import Way, current, note_code
from graph.execution import ANSWERED, CHANGES, QUERIES, Executor, OperationRequest, OperationResponse, refuse_operation
from resolvers.allowances import Allowance
from server.authentication import SignIn, status_of
from server.bodies import (
    GIVEN_UP,
    LARGEST_BODY,
    LARGEST_CHANGE,
    OVERDUE,
    Asked,
    ClientGone,
    Rejected,
    given_again,
    read_body,
    read_parameters,
    read_query,
    written_query,
)
from server.ingress import Ingress
from server.negotiation import (
    EVENT_STREAM,
    GRAPHQL_RESPONSE,
    JSON,
    choose_answer,
    choose_language,
    header_map,
    wants_events,
)
from server.response_headers import CHALLENGE, Headers, rate_headers
from server.stream_lifetimes import while_admitted

SMALL_BODY = 65_536
SLOWED, FORBIDDEN, UNKNOWN, TOO_LONG = 429, 403, 401, 504
_STATUSES = {"RATE_LIMITED": SLOWED, "DOCUMENT_NOT_TRUSTED": FORBIDDEN, "TIMEOUT": TOO_LONG}
# How the log calls a request whose client did not wait for the answer.
_GONE = "CLIENT_GONE"


class GraphQLEndpoint:
    """The ASGI application of the GraphQL endpoint; streams go to `streams`."""

    def __init__(self, executor: Executor, sign_in: SignIn, streams: Any, ingress: Ingress) -> None:
        self._executor, self._sign_in, self._streams, self._ingress = executor, sign_in, streams, ingress

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = header_map(scope["headers"])
        if scope["type"] == "websocket":
            await while_admitted(self._streams, scope, receive, send)
            return
        if wants_events(headers.get(b"accept", "")):
            await self._stream(scope, headers, receive, send)
            return
        scope[GIVEN_UP] = True
        try:
            media = _answer_media(headers)
            answer, status, more = await self._answer(scope, headers, receive, media)
            await self._respond(send, status, answer.body, media, more)
        except Rejected as rejected:
            await self._reject(send, rejected)
        except (ClientGone, asyncio.CancelledError):
            if scope.get(OVERDUE):
                answer, status, more = self._refusal(refuse("TIMEOUT"), self._language(headers))
                await self._respond(send, status, answer.body, JSON, more)
            else:
                note_code(_GONE)
        finally:
            scope[GIVEN_UP] = False

    async def _stream(self, scope: Scope, headers: Mapping[bytes, str], receive: Receive, send: Send) -> None:
        """Answer by server-sent events a request that is no larger and no less whole than any other."""
        current().via = Way.EVENTS
        try:
            if scope["method"] == "POST":
                _, most = await self._enter(scope, headers)
                body = await read_body(headers, receive, most)
                asked = read_parameters(body)
                receive = given_again(body if asked.query is not None else await self._in_full(asked), receive)
            else:
                await self._enter(scope, headers)
                asked = read_query(scope["query_string"])
                self._check_link(headers, asked)
                if asked.query is None:
                    scope = {**scope, "query_string": written_query(await self._in_full(asked))}
        except Rejected as rejected:
            await self._reject(send, rejected)
            return
        except Refused as refused:
            answer, status, more = self._refusal(refused, self._language(headers))
            await self._respond(send, status, answer.body, JSON, more)
            return
        except ClientGone:
            return
        await self._streams(_accepting_events(scope), receive, send)

    async def _in_full(self, asked: Asked) -> bytes:
        """A request that names its document by a hash, as streams read it: with the text."""
        text = await self._ingress.documents.text_of(asked)
        return orjson.dumps({"query": text, "variables": asked.variables, "operationName": asked.operation_name})

    async def _enter(self, scope: Scope, headers: Mapping[bytes, str]) -> tuple[tuple[Principal, Allowance], int]:
        """Who asks, what they may spend, and how many bytes they may send. Refuses RATE_LIMITED and bad tokens."""
        address = self._ingress.clients.prefix(scope)
        try:
            principal = self._principal(headers)
        except Refused:
            if (waiting := self._ingress.allowance(ANYONE, address).ask()) is not None:
                await waiting
            raise
        allowance = self._ingress.allowance(principal, address)
        if (waiting := allowance.ask()) is not None:
            await waiting
        return (principal, allowance), LARGEST_BODY if principal.role is Role.CITIZEN else LARGEST_CHANGE

    async def _answer(
        self, scope: Scope, headers: Mapping[bytes, str], receive: Receive, media: str
    ) -> tuple[OperationResponse, int, Headers]:
        method, language = scope["method"], self._language(headers)
        if method not in ("GET", "POST"):
            raise Rejected(405, "Use POST, or GET for queries.", ((b"allow", b"GET, POST"),))
        try:
            (principal, allowance), most = await self._enter(scope, headers)
            if method == "POST":
                asked = read_parameters(await read_body(headers, receive, most))
            else:
                asked = read_query(scope["query_string"])
                self._check_link(headers, asked)
            documents = self._ingress.documents
            query = documents.taken(asked) or await documents.text_of(asked)
        except Refused as refused:
            return self._refusal(refused, language)
        request = OperationRequest(query, asked.variables, asked.operation_name, principal, language, allowance)
        allowed = QUERIES if method == "GET" else CHANGES if asked.size > LARGEST_BODY else ANSWERED
        answer = await self._run(scope, request, allowance, allowed)
        if answer.problem is not None:
            return answer, _STATUSES.get(answer.problem.code, _ran(answer, media)), _retry(answer.problem)
        _check_kind(answer, method)
        return answer, _ran(answer, media), rate_headers(allowance.standing(), allowance.retry_after)

    def _check_link(self, headers: Mapping[bytes, str], asked: Asked) -> None:
        """Reject what any page can make a browser ask for a stranger, unless it is known beforehand what that is."""
        if asked.query is not None and not self._ingress.links and b"authorization" not in headers:
            raise Rejected(
                405, "Send documents as text by POST; a link names one by documentId.", ((b"allow", b"POST"),)
            )

    async def _run(
        self, scope: Scope, request: OperationRequest, allowance: Allowance, allowed: Collection[OperationType]
    ) -> OperationResponse:
        """Prepare an operation, take the price of reading it where it is new, and its own, and carry it out."""
        try:
            if (waiting := allowance.pay_before_reading(self._executor.documents.price(request.query))) is not None:
                await waiting
        except Refused as refused:
            return refuse_operation(refused, request.language)
        prepared = await self._executor.prepare(request, allowed)
        if isinstance(prepared, OperationResponse):
            await allowance.pay_for_reading(len(request.query))
            return prepared
        try:
            if (waiting := allowance.admit(prepared)) is not None:
                await waiting
        except Refused as refused:
            return refuse_operation(refused, request.language)
        # What has begun to change something is carried out, whoever still waits for it.
        scope[GIVEN_UP] = prepared.kind is OperationType.QUERY
        answer = await self._executor.carry_out(prepared)
        try:
            if answer.wrong:
                await allowance.note_wrong_codes(answer.wrong)
        except Refused as refused:
            return refuse_operation(refused, request.language)
        return answer

    def _refusal(self, refused: Refused, language: Language) -> tuple[OperationResponse, int, Headers]:
        problem = refused.problems[0]
        errors = [describe_problem(each, language) for each in refused.problems]
        body = (orjson.dumps({"errors": errors}),)
        status = _STATUSES.get(problem.code, status_of(refused))
        more = CHALLENGE if status == UNKNOWN else _retry(problem)
        return OperationResponse(body, ran=False, problem=problem), status, more

    def _language(self, headers: Mapping[bytes, str]) -> Language:
        return choose_language(headers.get(b"accept-language", ""), self._executor.languages)

    def _principal(self, headers: Mapping[bytes, str]) -> Principal:
        authorization = headers.get(b"authorization", "")
        return self._sign_in.principal(authorization) if authorization else ANYONE

    async def _reject(self, send: Send, rejected: Rejected) -> None:
        note_code(rejected.code)
        error = {"message": rejected.message, "extensions": {"code": rejected.code, "path": []}}
        await self._respond(send, rejected.status, (orjson.dumps({"errors": [error]}),), JSON, rejected.headers)

    async def _respond(self, send: Send, status: int, body: tuple[bytes, ...], media: str, more: Headers) -> None:
        size = sum(map(len, body))
        fixed = ((b"content-type", _CONTENT_TYPES[media]), (b"content-length", b"%d" % size))
        headers = [*fixed, *self._ingress.headers, *more]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        # Joining copies; a large answer goes out as it came from the database.
        pieces = body if size > SMALL_BODY else (b"".join(body),)
        for piece in pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": pieces[-1]})


_CONTENT_TYPES = {media: f"{media}; charset=utf-8".encode() for media in (JSON, GRAPHQL_RESPONSE)}


def _accepting_events(scope: Scope) -> Scope:
    """The request of a client that reads events, so written that nobody after us takes it for another."""
    others = [(name, value) for name, value in scope["headers"] if name != b"accept"]
    return {**scope, "headers": [*others, (b"accept", EVENT_STREAM.encode())]}


def _answer_media(headers: Mapping[bytes, str]) -> str:
    media = choose_answer(headers.get(b"accept", ""))
    if media is None:
        raise Rejected(406, f"Answers come as {GRAPHQL_RESPONSE} or {JSON}; accept one of them.")
    return media


def _check_kind(answer: OperationResponse, method: str) -> None:
    """Reject an operation that this way to ask does not answer."""
    if answer.kind is OperationType.SUBSCRIPTION and not answer.ran:
        raise Rejected(406, f"Subscriptions come as {EVENT_STREAM} or over a WebSocket.")
    if not answer.body and method == "GET":
        raise Rejected(405, "Changes are sent by POST.", ((b"allow", b"POST"),))
    if not answer.body:
        raise Rejected(413, f"A request that changes nothing has at most {LARGEST_BODY} bytes.")


def _ran(answer: OperationResponse, media: str) -> int:
    return 200 if answer.ran or media == JSON else 400


def _retry(problem: Problem) -> Headers:
    """After how many seconds it is worth while to ask again."""
    seconds = problem.values.get("seconds")
    return ((b"retry-after", seconds.encode()),) if problem.code == "RATE_LIMITED" and seconds else ()
