"""The identity providers that the file OIDC_ISSUERS names."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.variables import SettingsError

# Signatures that need no shared secret; whoever can check one of these cannot make it.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
KINDS = ("NIP", "EMPLOYEE")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
# Paths of our own.
_TAKEN = {"exchange"}
_TEXTS = ("issuer", "client_id", "client_secret", "client_secret_file", "claim", "kind", "acr")
_LISTS = ("scopes", "algorithms")


@dataclass(frozen=True)
class Issuer:
    """An identity provider: `claim` of its tokens holds what `kind` says, a NIP (or NI PPPK) or our own identifier.

    With `acr` people must have proved themselves there in that way (OpenID Connect Core, 2).
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str | None
    claim: str = "nip"
    kind: str = "NIP"
    scopes: tuple[str, ...] = ("openid",)
    algorithms: tuple[str, ...] = ("RS256",)
    acr: str | None = None


def load_issuers(path: Path) -> dict[str, Issuer]:
    """The issuers in a file, by the names that their paths have here. Raises SettingsError."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"OIDC_ISSUERS names {path}, which cannot be read as TOML ({_reason(error)}). Name the file of your"
            " identity providers; docs/sign-in.md says what it holds."
        ) from error
    if not tables:
        raise SettingsError(f"OIDC_ISSUERS names {path}, which holds no issuer. Add a table, such as [pegawai].")
    return {name: read_issuer(name, table) for name, table in tables.items()}


def _reason(error: Exception) -> str:
    return str(error.strerror) if isinstance(error, OSError) else str(error)


def read_issuer(name: str, table: object) -> Issuer:
    """The issuer of one table. Raises SettingsError, which repeats no secret."""
    if not _NAME.fullmatch(name) or name in _TAKEN:
        raise _wrong(name, "its name is not of small letters, digits and hyphens, or is taken")
    if not isinstance(table, dict):
        raise _wrong(name, "it is no table")
    _check_shape(name, table)
    for key in ("issuer", "client_id"):
        if key not in table:
            raise _wrong(name, f"{key} is missing")
    check_address(name, table["issuer"])
    given: dict[str, Any] = {key: value for key, value in table.items() if key in _FIELDS}
    given |= {key: tuple(given[key]) for key in _LISTS if key in given} | _read_secret(name, table)
    issuer = Issuer(**{"name": name, "client_secret": None} | given)
    _check_words(issuer)
    return issuer


_FIELDS = {*_TEXTS, *_LISTS} - {"client_secret_file"}


def _check_shape(name: str, table: Mapping[str, Any]) -> None:
    for key, value in table.items():
        if key not in {*_TEXTS, *_LISTS}:
            raise _wrong(name, f"{key} is no setting; there are {', '.join((*_TEXTS, *_LISTS))}")
        if key in _TEXTS and not (isinstance(value, str) and value):
            raise _wrong(name, f"{key} is a text")
        if key in _LISTS and not (isinstance(value, list) and value and all(isinstance(each, str) for each in value)):
            raise _wrong(name, f"{key} is a list of texts")


def _check_words(issuer: Issuer) -> None:
    if issuer.kind not in KINDS:
        raise _wrong(issuer.name, f"kind is one of {', '.join(KINDS)}")
    if strange := [each for each in issuer.algorithms if each not in ALGORITHMS]:
        raise _wrong(issuer.name, f"{', '.join(strange)} is none of {', '.join(sorted(ALGORITHMS))}")
    if "openid" not in issuer.scopes:
        raise _wrong(issuer.name, "scopes holds openid")


def _read_secret(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    if "client_secret_file" not in table:
        return {}
    try:
        return {"client_secret": Path(table["client_secret_file"]).read_text(encoding="utf-8").strip()}
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(name, f"client_secret_file cannot be read ({type(error).__name__})") from error


def check_address(name: str, address: str) -> None:
    """Refuse an address that is not HTTPS, unless it is on this very machine. Raises SettingsError."""
    if not is_safe_address(address):
        raise _wrong(name, f"{address} is no https address")


def is_safe_address(address: object, *, local: bool = True) -> bool:
    """Whether nobody on the way can read or change what is sent to an address."""
    try:
        parts = urlsplit(address if isinstance(address, str) else "")
    except ValueError:
        return False
    if parts.scheme == "http":
        return local and parts.hostname in LOCAL_HOSTS
    return parts.scheme == "https" and bool(parts.hostname) and parts.fragment == ""


def _wrong(name: str, reason: str) -> SettingsError:
    return SettingsError(f"OIDC_ISSUERS: [{name}] cannot be used: {reason}.")
