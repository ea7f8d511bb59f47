"""The endpoints of signing in. All but the redirects of OpenID Connect take and give JSON by POST."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.routing import Route

from db.repositories.accounts import Authenticator
from domain.problems import refuse
from graph.identifiers import format_id
from resolvers.accounts.enrolment import Offer, Shown, begin_setup, finish_setup
from resolvers.accounts.factors import begin_addition, finish_addition, list_factors, remove_factor
from resolvers.accounts.password_changes import change_password
from resolvers.accounts.passwords import sign_in
from resolvers.accounts.second_factors import sign_in_by_code, sign_in_by_passkey
from resolvers.accounts.sessions import Tokens, refresh_session, sign_out
from server.signin.requests import Call, Handle, answering

Answer = Mapping[str, Any]


async def password(call: Call) -> Answer:
    """Tokens for a login and a password; or, nearly always, the step that takes a second factor."""
    given = call.text("login"), call.text("password", limit=4_096)
    result = await sign_in(call.context, call.client, *given, call.role())
    if isinstance(result, Tokens):
        return describe_tokens(result)
    return {"step": result.step, "secondFactors": result.factors, "passkey": result.passkey}


async def totp(call: Call) -> Answer:
    """Tokens for a step and the code of an authenticator."""
    given = call.token("step"), call.text("code", limit=20)
    return describe_tokens(await sign_in_by_code(call.context, call.client, *given, call.role()))


async def passkey(call: Call) -> Answer:
    """Tokens for a step and the answer of a passkey."""
    given = call.token("step"), call.object("credential")
    return describe_tokens(await sign_in_by_passkey(call.context, call.client, *given, call.role()))


async def refresh(call: Call) -> Answer:
    """New tokens for a refresh token, which is used up."""
    given = call.token("refreshToken"), call.optional_role()
    return describe_tokens(await refresh_session(call.context, call.client, *given))


async def out(call: Call) -> Answer:
    """The end of the session of a refresh token."""
    await sign_out(call.context, call.token("refreshToken"))
    return {}


async def setup(call: Call) -> Answer:
    """An offer of second factors for a login, a one-time code and a new password."""
    given = call.text("login"), call.text("code", limit=60), call.text("password", limit=4_096)
    return describe_offer(await begin_setup(call.context, call.client, *given))


async def setup_finish(call: Call) -> Answer:
    """Tokens for a second factor that works; the password is set with it."""
    given = call.token("step"), read_shown(call)
    return describe_tokens(await finish_setup(call.context, call.client, *given, call.role()))


async def factors(call: Call) -> Answer:
    """The second factors of the bearer."""
    return {"secondFactors": list(map(describe_factor, await list_factors(call.context, call.bearer())))}


async def factors_offer(call: Call) -> Answer:
    """An offer of another second factor."""
    return describe_offer(await begin_addition(call.context, call.bearer()))


async def factors_add(call: Call) -> Answer:
    """The identifier of another second factor that works."""
    added = await finish_addition(call.context, call.bearer(), call.token("step"), read_shown(call))
    return {"id": str(added)}


async def factors_remove(call: Call) -> Answer:
    """The end of a second factor."""
    try:
        key = UUID(call.text("id", limit=40))
    except ValueError:
        raise refuse("NOT_FOUND", "id") from None
    await remove_factor(call.context, call.bearer(), key)
    return {}


async def password_change(call: Call) -> Answer:
    """Another password for the one of before; the bearer signs in again with it."""
    given = call.text("password", limit=4_096), call.text("newPassword", limit=4_096)
    await change_password(call.context, call.client, call.bearer(), *given)
    return {}


def read_shown(call: Call) -> Shown:
    """What shows that a new second factor works."""
    return Shown(call.optional("code", limit=20), call.optional_object("credential"), call.optional("name"))


def describe_tokens(tokens: Tokens) -> Answer:
    """Tokens as RFC 6749 names them, in the spelling of all our JSON."""
    described = {
        "tokenType": "Bearer",
        "accessToken": tokens.access,
        "expiresIn": tokens.seconds,
        "refreshToken": tokens.refresh,
        "session": format_id("Session", tokens.session_id),
        "role": tokens.role,
    }
    return described if tokens.device is None else described | {"device": tokens.device}


def describe_offer(offer: Offer) -> Answer:
    """What a new second factor can be made of."""
    totp_of = {"secret": offer.secret, "address": offer.address}
    return {"step": offer.step, "totp": totp_of, "passkey": offer.passkey}


def describe_factor(factor: Authenticator) -> Answer:
    """A second factor as its person sees it."""
    return {
        "id": str(factor.id),
        "kind": factor.kind,
        "name": factor.name,
        "createdAt": factor.created_at.isoformat(),
        "lastUsedAt": factor.last_used_at and factor.last_used_at.isoformat(),
    }


_HANDLERS: Mapping[str, Handle] = {
    "/signin/password": password,
    "/signin/password/change": password_change,
    "/signin/totp": totp,
    "/signin/passkey": passkey,
    "/signin/refresh": refresh,
    "/signin/out": out,
    "/signin/setup": setup,
    "/signin/setup/finish": setup_finish,
    "/signin/factors": factors,
    "/signin/factors/offer": factors_offer,
    "/signin/factors/add": factors_add,
    "/signin/factors/remove": factors_remove,
}

# Those that the log may name: nothing of what was sent is in them.
SIGN_IN_PATHS = tuple(_HANDLERS)

SIGN_IN_ROUTES = [Route(path, answering(handle), methods=["POST"]) for path, handle in _HANDLERS.items()]
