"""One request to sign in: a small JSON object in, a JSON object or an error in the form of all others out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from domain.access import ANYONE
from domain.problems import Problem, Refused, refuse
from domain.terms import Role
from domain.text.localized import Language
from graph.errors import describe_problem, describe_unforeseen
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.factors import Bearer
from resolvers.accounts.tokens import LONGEST_TOKEN
from server.negotiation import JSON, choose_language, is_json
from server.signin.access_tokens import read_bearer
from server.signin.clients import describe_client
from server.signin.opening import SignInState

LARGEST_BODY = 16_384
LONGEST_TEXT = 1_000

HEADERS = {
    "cache-control": "no-store",
    "pragma": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}

# Who proves nothing is told so by the status, too.
_STATUSES = {
    "SIGN_IN_FAILED": 401, "STEP_OVER": 401, "SESSION_OVER": 401, "WRONG_SECOND_FACTOR": 401, "PASSKEY_REFUSED": 401,
    "WRONG_SETUP_CODE": 401, "TOKEN_INVALID": 401, "TOKEN_EXPIRED": 401, "IDENTITY_REFUSED": 401,
    "SIGN_IN_AGAIN": 403, "ROLE_NOT_HELD": 403, "SECOND_FACTOR_NEEDED": 403, "NOT_AN_EMPLOYEE": 403,
    "NOT_FOUND": 404, "UNKNOWN_ISSUER": 404, "LAST_FACTOR": 409, "TOO_MANY_FACTORS": 409,
    "TOO_MANY_ATTEMPTS": 429, "RATE_LIMITED": 429, "PROVIDER_FAILED": 502, "SIGN_IN_BUSY": 503, "TIMEOUT": 504,
}  # fmt: skip
_COME_BACK = frozenset({"TOO_MANY_ATTEMPTS", "RATE_LIMITED", "SIGN_IN_BUSY"})
_BUSY_SECONDS = "5"


class Unreadable(Exception):
    """A request that is no request of ours, with the status that says so."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Call:
    """A request that was read: what it gives, who asks, and with what it is answered."""

    def __init__(self, request: Request, state: SignInState, given: Mapping[str, Any]) -> None:
        self.request, self.state, self._given = request, state, given

    @property
    def context(self) -> SignInContext:
        """Where people sign in."""
        return self.state.context

    @property
    def client(self) -> Client:
        """Who asks, as far as it shows."""
        return client_of(self.request, self.state, self.optional("device"))

    def text(self, name: str, limit: int = LONGEST_TEXT) -> str:
        """A text that must be given. Refuses REQUIRED, TEXT_TOO_LONG."""
        found = self.optional(name, limit)
        if not found:
            raise refuse("REQUIRED", name, value=name)
        return found

    def optional(self, name: str, limit: int = LONGEST_TEXT) -> str | None:
        """A text, if it is given."""
        found = self._given.get(name)
        if found is None:
            return None
        if not isinstance(found, str):
            raise refuse("REQUEST_FORM", name, reason=f"{name} is text")
        if len(found) > limit:
            raise refuse("TEXT_TOO_LONG", name, length=len(found), limit=limit)
        return found

    def token(self, name: str) -> str:
        """A token that we gave out."""
        return self.text(name, LONGEST_TOKEN)

    def object(self, name: str) -> Mapping[str, Any]:
        """An object that must be given."""
        found = self.optional_object(name)
        if found is None:
            raise refuse("REQUIRED", name, value=name)
        return found

    def optional_object(self, name: str) -> Mapping[str, Any] | None:
        """An object, if it is given."""
        found = self._given.get(name)
        if found is not None and not isinstance(found, dict):
            raise refuse("REQUEST_FORM", name, reason=f"{name} is an object")
        return found

    def role(self) -> Role:
        """The role to act in; EMPLOYEE where none is named."""
        return self.optional_role() or Role.EMPLOYEE

    def optional_role(self) -> Role | None:
        """The role to act in, if one is named. Refuses UNKNOWN_VALUE."""
        word = self.optional("role")
        if word is None:
            return None
        if word not in Role.__members__:
            raise refuse("UNKNOWN_VALUE", "role", value=word[:40], allowed=", ".join(Role))
        return Role(word)

    def bearer(self) -> Bearer:
        """Who sends an access token. Refuses TOKEN_INVALID, TOKEN_EXPIRED."""
        return read_bearer(self.state.keys, self.request.headers.get("authorization", ""))


Handle = Callable[[Call], Awaitable[Mapping[str, Any]]]
Respond = Callable[[Request, SignInState], Awaitable[Response]]


def answering(handle: Handle) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that answers with what `handle` returns, or why it does not."""

    async def answer(request: Request, state: SignInState) -> Response:
        return respond(200, await handle(Call(request, state, await read_object(request))))

    return guarded(answer)


def guarded(answer: Respond) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that answers what `answer` does, to an address that may still ask and in time, or why not."""

    async def respond_in_time(request: Request) -> Response:
        state: SignInState = request.app.state.sign_in
        language, deadline = language_of(request, state), asyncio.timeout(state.seconds)
        try:
            async with deadline:
                await _ask(request, state)
                return await answer(request, state)
        except Unreadable as unreadable:
            problem = Problem("REQUEST_FORM", (), {"reason": unreadable.reason})
            return respond(unreadable.status, {"errors": [describe_problem(problem, language)]})
        except Refused as refused:
            return describe_refusal(refused, language)
        except Exception as error:  # noqa: BLE001
            if deadline.expired():
                return describe_refusal(refuse("TIMEOUT"), language)
            return respond(500, {"errors": [describe_unforeseen(error, language)]})

    return respond_in_time


async def _ask(request: Request, state: SignInState) -> None:
    """Take one request from what the address may ask. Refuses RATE_LIMITED."""
    address = state.ingress.clients.prefix(request.scope)
    if (waiting := state.ingress.allowance(ANYONE, address).ask()) is not None:
        await waiting


def client_of(request: Request, state: SignInState, device: str | None = None) -> Client:
    """Who asks, as far as it shows."""
    return describe_client(state.ingress.clients.address(request.scope), request.headers.get("user-agent", ""), device)


def language_of(request: Request, state: SignInState) -> Language:
    """The language in which a request is answered."""
    return choose_language(request.headers.get("accept-language", ""), state.context.database.government.languages)


async def read_object(request: Request) -> Mapping[str, Any]:
    """The object in a request's body. Raises Unreadable: what is too large is not read to its end."""
    if not is_json(request.headers.get("content-type", "")):
        raise Unreadable(415, f"send {JSON} in UTF-8")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise Unreadable(413, f"at most {LARGEST_BODY} bytes")
    try:
        given = orjson.loads(bytes(body))
    except orjson.JSONDecodeError:
        raise Unreadable(400, "the body is not JSON") from None
    if not isinstance(given, dict):
        raise Unreadable(400, "the body is one JSON object")
    return given


def describe_refusal(refused: Refused, language: Language) -> Response:
    """The errors of a refusal, with a status, and when to come back where that would help."""
    first = refused.problems[0]
    status = _STATUSES.get(first.code, 400)
    headers = {}
    if status == 401:  # noqa: PLR2004
        headers["www-authenticate"] = "Bearer"
    if first.code in _COME_BACK:
        headers["retry-after"] = first.values.get("seconds", _BUSY_SECONDS)
    errors = [describe_problem(problem, language) for problem in refused.problems]
    return respond(status, {"errors": errors}, headers)


def respond(status: int, content: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer that nobody keeps."""
    return Response(orjson.dumps(content), status, HEADERS | dict(headers or {}), JSON)
