"""What signing in needs for as long as the process serves, put together from the settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from db.database import Database
from domain.keyring import Keys
from resolvers.accounts.context import Admit, NoteRefusal, Passkeys, SignInContext, note_nothing
from resolvers.allowances import FailedSignIns
from server.clock import machine_clock
from server.ingress import Ingress
from server.settings import Settings
from server.signin.access_tokens import issue_access_token
from server.signin.failures import SignInFailures
from server.signin.oidc.federation import Federation, open_federation
from server.signin.password_hashes import PasswordHashes


@dataclass(frozen=True)
class SignInState:
    """What the endpoints of signing in share: an answer takes `seconds` at most."""

    context: SignInContext
    keys: Keys
    federation: Federation
    ingress: Ingress
    seconds: float


@asynccontextmanager
async def open_sign_in(
    settings: Settings,
    keys: Keys,
    database: Database,
    admit: Admit,
    ingress: Ingress,
    *,
    note_refusal: NoteRefusal = note_nothing,
) -> AsyncIterator[SignInState]:
    """Everything that signing in needs, as long as the context lasts. Raises SettingsError."""
    passwords = PasswordHashes()
    context = SignInContext(
        database,
        keys,
        passwords,
        admit,
        partial(issue_access_token, keys),
        SignInFailures(FailedSignIns(ingress.budgets)),
        open_passkeys(settings),
        settings.sessions,
        note_refusal,
    )
    try:
        # Tokens of others hold by the machine's clock.
        async with open_federation(settings, machine_clock) as federation:
            yield SignInState(context, keys, federation, ingress, settings.exposure.deadlines.request)
    finally:
        passwords.close()


def open_passkeys(settings: Settings) -> Passkeys | None:
    """Passkeys of the host of PUBLIC_URL, usable from there and from the portals; none where it is not set."""
    if settings.public_url is None:
        return None
    # Loaded only where there are passkeys: the library takes five megabytes.
    from server.signin.passkeys import WebAuthnPasskeys  # noqa: PLC0415

    domain = urlsplit(settings.public_url).hostname or ""
    return WebAuthnPasskeys(domain, [settings.public_url, *settings.portal_origins])
