"""The identity providers of this service, and to which pages people may return from them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from domain.clocks import Clock
from domain.problems import refuse
from server.settings import Settings, is_origin
from server.signin.oidc.issuers import Issuer, load_issuers
from server.variables import SettingsError

if TYPE_CHECKING:
    from server.signin.oidc.provider import Provider

PATH = "/signin/oidc"
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True)
class Federation:
    """Identity providers by their names; `secure` says that browsers come by HTTPS."""

    providers: "Mapping[str, Provider]"
    origins: tuple[str, ...]
    secure: bool

    def provider(self, name: str) -> "Provider":
        """The provider of a name. Refuses UNKNOWN_ISSUER."""
        if name not in self.providers:
            raise refuse("UNKNOWN_ISSUER", "issuer", value=name[:40], allowed=", ".join(self.providers) or "-")
        return self.providers[name]

    def check_return(self, address: str) -> str:
        """The address, if it is of a page of the portals. Refuses RETURN_ADDRESS."""
        # What browsers read otherwise than we do, such as a backslash, is in no address of a portal.
        plain = address.isascii() and address.isprintable() and not {*'\\ <>"'} & {*address}
        if not plain or len(address) > LONGEST_ADDRESS or origin_of(address) not in self.origins:
            raise refuse("RETURN_ADDRESS", "return_to", value=ascii(address[:100])[1:-1])
        return address


def origin_of(address: str) -> str | None:
    """The origin of an address as a browser sees it; None where it names a user, too, or none can be told."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    return origin if is_origin(origin) and parts.fragment == "" else None


def open_provider(issuer: Issuer, redirect_uri: str, clock: Clock) -> "Provider":
    """A provider that is asked when it is needed; its libraries are loaded only where there is one."""
    from server.signin.oidc.provider import Provider  # noqa: PLC0415

    return Provider(issuer, redirect_uri, clock)


def read_issuers(settings: Settings) -> dict[str, Issuer]:
    """The identity providers of the settings, by their names. Raises SettingsError."""
    issuers = {} if settings.oidc_issuers is None else load_issuers(settings.oidc_issuers)
    if issuers and settings.public_url is None:
        raise SettingsError("OIDC_ISSUERS is set, so PUBLIC_URL must say where browsers come back to. Set both.")
    return issuers


@asynccontextmanager
async def open_federation(settings: Settings, clock: Clock) -> AsyncIterator[Federation]:
    """The providers of the settings, as long as the context lasts. Raises SettingsError."""
    issuers = read_issuers(settings)
    base = settings.public_url or ""
    providers = {name: open_provider(each, f"{base}{PATH}/{name}/callback", clock) for name, each in issuers.items()}
    try:
        yield Federation(providers, settings.portal_origins, base.startswith("https://"))
    finally:
        for provider in providers.values():
            await provider.close()
