"""To an identity provider and back: redirects, and the exchange of what a portal is given for tokens."""

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.problems import Refused, refuse
from domain.terms import Role
from resolvers.accounts.federation import Vouched, exchange, give_exchange, record_refusal, sign_in_vouched
from resolvers.accounts.tokens import new_token
from server.signin.oidc.federation import PATH
from server.signin.oidc.pending import COOKIE, HOLDS, Asked, Pending, seal, unseal
from server.signin.opening import SignInState
from server.signin.requests import (
    HEADERS,
    Call,
    Respond,
    answering,
    client_of,
    describe_refusal,
    guarded,
    language_of,
    respond,
)
from server.signin.routes import Answer, describe_tokens

if TYPE_CHECKING:
    from server.signin.oidc.provider import Provider

LONGEST_QUERY = 8_192

# Both verifiers and their challenges (RFC 7636, 4.1 and 4.2).
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

# What a browser brings that is no proof of anybody; a provider that does not answer is nobody's failure.
_FAILURES = frozenset({"IDENTITY_REFUSED", "NOT_AN_EMPLOYEE"})


def redirecting(handle: Respond) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that a browser visits; what is refused is answered as JSON."""

    async def answer(request: Request, state: SignInState) -> Response:
        check_query(request)
        return await handle(request, state)

    return guarded(answer)


def check_query(request: Request) -> None:
    """Refuse a query that no provider sends."""
    if len(request.url.query) > LONGEST_QUERY:
        raise refuse("REQUEST_FORM", reason=f"at most {LONGEST_QUERY} characters")


async def begin(request: Request, state: SignInState) -> Response:
    """Send the browser to the provider. A portal names itself in `return_to`, with the challenge of a verifier."""
    name, given = request.path_params["issuer"], request.query_params
    provider = state.federation.provider(name)
    return_to, challenge = given.get("return_to"), given.get("code_challenge")
    if return_to is not None:
        state.federation.check_return(return_to)
        if not _VERIFIER.fullmatch(challenge or ""):
            raise refuse("REQUIRED", "code_challenge", value="code_challenge (S256)")
    asked = Asked(new_token(), new_token(), secrets.token_urlsafe(48))
    until = state.context.database.clock() + HOLDS
    pending = Pending(name, asked, read_role(given.get("role")), return_to, challenge, until)
    response = RedirectResponse(await provider.authorization_url(asked), 303, HEADERS)
    return set_cookie(response, state, seal(state.keys, pending), int(HOLDS.total_seconds()))


async def finish(request: Request, state: SignInState) -> Response:
    """Take what the provider says, and answer with tokens, or return to the portal with what it exchanges for them."""
    name = request.path_params["issuer"]
    provider = state.federation.provider(name)
    pending = unseal(state.keys, request.cookies.get(COOKIE, ""), state.context.database.clock())
    if pending is None or pending.issuer != name:
        raise refuse("STEP_OVER")
    try:
        identity = await _identify(state, provider, request, pending)
        vouched = Vouched(provider.issuer.issuer, identity, provider.issuer.kind)
        response = await _welcome(request, state, pending, vouched)
    except Refused as refused:
        if refused.problems[0].code in _FAILURES:
            await state.context.failures.note("provider", client_of(request, state))
        if pending.return_to is None:
            response = describe_refusal(refused, language_of(request, state))
        else:
            response = _return_to(pending.return_to, error=refused.problems[0].code)
    return set_cookie(response, state, "", 0)


async def _identify(state: SignInState, provider: "Provider", request: Request, pending: Pending) -> str:
    """The identity that the provider vouches for; that it does not is recorded."""
    try:
        return await provider.identify(dict(request.query_params), pending.asked)
    except Refused as refused:
        await record_refusal(state.context, provider.issuer.issuer, refused)
        raise


async def _welcome(request: Request, state: SignInState, pending: Pending, vouched: Vouched) -> Response:
    client = client_of(request, state)
    if pending.return_to is None:
        tokens = await sign_in_vouched(state.context, client, vouched, pending.role)
        return respond(200, describe_tokens(tokens))
    code = await give_exchange(state.context, vouched, pending.role, pending.challenge or "")
    return _return_to(pending.return_to, code=code)


async def exchange_code(call: Call) -> Answer:
    """Tokens for the one-time code that a portal was given, and the verifier whose challenge it began with."""
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

    verifier = call.text("verifier", limit=128)
    if not _VERIFIER.fullmatch(verifier):
        raise refuse("STEP_OVER", "verifier")
    challenge = create_s256_code_challenge(verifier)
    return describe_tokens(await exchange(call.context, call.client, call.token("code"), challenge))


def read_role(word: str | None) -> Role:
    """The role to act in; EMPLOYEE where none is named. Refuses UNKNOWN_VALUE."""
    if word is not None and word not in Role.__members__:
        raise refuse("UNKNOWN_VALUE", "role", value=ascii(word[:40])[1:-1], allowed=", ".join(Role))
    return Role(word) if word else Role.EMPLOYEE


def _return_to(address: str, **parameters: str) -> Response:
    parts = urlsplit(address)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()])
    return RedirectResponse(urlunsplit(parts._replace(query=query)), 303, HEADERS)


def set_cookie(response: Response, state: SignInState, value: str, seconds: int) -> Response:
    """Let the browser keep something for the way back, and no page read it."""
    response.set_cookie(
        COOKIE, value, max_age=seconds, path=PATH, secure=state.federation.secure, httponly=True, samesite="lax"
    )
    return response


OIDC_ROUTES = [
    Route(f"{PATH}/exchange", answering(exchange_code), methods=["POST"]),
    Route(f"{PATH}/{{issuer}}", redirecting(begin), methods=["GET"]),
    Route(f"{PATH}/{{issuer}}/callback", redirecting(finish), methods=["GET"]),
]
