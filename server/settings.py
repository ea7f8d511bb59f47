"""What the environment sets. This is the only place that reads it.

What processes find there that are started is written by server.serving, and where they count by server.telemetry.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from db.database import CONNECTIONS as USUAL_CONNECTIONS
from domain.accounts.sessions import SessionRules
from domain.master_secrets import MasterSecret, UnusableSecretError, read_secrets
from server.exposure import Exposure, read_exposure
from server.variables import SettingsError, read_number, read_word

PROJECT = Path(__file__).resolve().parents[1]
SCHEMES = ("postgresql", "postgres")
EXECUTIONS = ("plans", "loaders")
WORKPLACES = ("within", "apart")
SECOND_FACTORS = ("required", "relaxed")
ORIGIN_SCHEMES = ("https", "http")
ANY_ORIGIN = "*"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
TEXT_LINES, JSON_LINES = LOG_FORMATS = ("text", "json")
PREFIXES, FULL, NONE = LOG_ADDRESSES = ("prefix", "full", "none")
HEADER_NAME = re.compile(r"[a-z0-9-]{1,64}")
# Of TCP; 0 lets the system choose a free one.
PORTS = range(65536)
# All processes together must stay below max_connections of PostgreSQL.
CONNECTIONS = range(8, 1001)
STOP_SECONDS = range(3_601)
ACCESS_MINUTES = range(1, 61)
SESSION_DAYS = range(1, 366)
# By this variable the processes of a service know where to count together.
METRICS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
# And by this one, which file holds their secrets.
SECRETS_FILE = "SIMPUL_SECRETS_FILE"


@dataclass(frozen=True)
class Settings:
    """How this process runs. Without `database_url` it uses the embedded PostgreSQL in `data`."""

    database_url: str | None = None
    owner_url: str | None = None
    read_url: str | None = None
    connections: int = USUAL_CONNECTIONS
    host: str = "127.0.0.1"
    port: int = 8000
    secret: str | None = None
    secrets: str | None = None
    secrets_file: Path | None = None
    data: Path = PROJECT / ".simpul"
    log_level: str = "INFO"
    plans: bool = True
    works: bool = True
    cors_origins: tuple[str, ...] = ()
    log_format: str = TEXT_LINES
    log_addresses: str = PREFIXES
    request_id_header: str | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    traces_url: str | None = None
    stop_seconds: int = 30
    exposure: Exposure = field(default_factory=Exposure)
    public_url: str | None = None
    portal_origins: tuple[str, ...] = ()
    oidc_issuers: Path | None = None
    sessions: SessionRules = field(default_factory=SessionRules)

    @property
    def has_secrets(self) -> bool:
        """Whether secrets are set, instead of being kept in a file."""
        return self.secret is not None or self.secrets is not None

    def environment(self) -> dict[str, str]:
        """The variables that set another process alike."""
        chosen = {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "DATABASE_READ_URL": self.read_url,
            "DATABASE_CONNECTIONS": str(self.connections),
            "HOST": self.host,
            "PORT": str(self.port),
            "SIMPUL_SECRET": self.secret,
            "SIMPUL_SECRETS": self.secrets,
            SECRETS_FILE: None if self.secrets_file is None else str(self.secrets_file),
            "SIMPUL_DATA": str(self.data),
            "LOG_LEVEL": self.log_level,
            "SIMPUL_EXECUTION": EXECUTIONS[0] if self.plans else EXECUTIONS[1],
            "SIMPUL_WORK": WORKPLACES[0] if self.works else WORKPLACES[1],
            "CORS_ORIGINS": " ".join(self.cors_origins),
            "LOG_FORMAT": self.log_format,
            "LOG_ADDRESSES": self.log_addresses,
            "REQUEST_ID_HEADER": self.request_id_header or "",
            "METRICS_HOST": self.metrics_host,
            "METRICS_PORT": "" if self.metrics_port is None else str(self.metrics_port),
            "OTEL_EXPORTER_OTLP_ENDPOINT": self.traces_url or "",
            "STOP_SECONDS": str(self.stop_seconds),
            **self.exposure.environment(),
            "PUBLIC_URL": self.public_url,
            "PORTAL_ORIGINS": " ".join(self.portal_origins),
            "OIDC_ISSUERS": None if self.oidc_issuers is None else str(self.oidc_issuers),
            "SIGN_IN_SECOND_FACTOR": SECOND_FACTORS[0 if self.sessions.second_factor_required else 1],
            "ACCESS_MINUTES": str(self.sessions.access // timedelta(minutes=1)),
            "SESSION_IDLE_DAYS": str(self.sessions.idle.days),
            "SESSION_MOST_DAYS": str(self.sessions.longest.days),
        }
        return {name: value for name, value in chosen.items() if value is not None}


def load_settings(environment: Mapping[str, str] = os.environ, usual: Mapping[str, str] | None = None) -> Settings:
    """The settings of `environment`, of `usual` where it sets nothing; an empty variable counts as unset.

    Raises SettingsError.
    """
    given = {**(usual or {}), **{name: value for name, value in environment.items() if value.strip()}}
    settings = Settings(
        database_url=read_url("DATABASE_URL", given),
        owner_url=read_url("DATABASE_OWNER_URL", given),
        read_url=read_url("DATABASE_READ_URL", given),
        connections=read_number("DATABASE_CONNECTIONS", CONNECTIONS, given, Settings.connections),
        host=given.get("HOST", Settings.host).strip(),
        port=read_number("PORT", PORTS, given, Settings.port),
        secret=given.get("SIMPUL_SECRET"),
        secrets=given.get("SIMPUL_SECRETS"),
        secrets_file=Path(given[SECRETS_FILE]).absolute() if SECRETS_FILE in given else None,
        data=Path(given.get("SIMPUL_DATA", str(Settings.data))).expanduser().absolute(),
        log_level=read_log_level(given),
        plans=read_word("SIMPUL_EXECUTION", EXECUTIONS, given) == EXECUTIONS[0],
        works=read_word("SIMPUL_WORK", WORKPLACES, given) == WORKPLACES[0],
        cors_origins=read_origins("CORS_ORIGINS", given),
        log_format=read_word("LOG_FORMAT", LOG_FORMATS, given),
        log_addresses=read_word("LOG_ADDRESSES", LOG_ADDRESSES, given),
        request_id_header=read_header_name("REQUEST_ID_HEADER", given),
        metrics_host=given.get("METRICS_HOST", Settings.metrics_host).strip(),
        metrics_port=read_number("METRICS_PORT", PORTS, given, 0) if "METRICS_PORT" in given else None,
        traces_url=read_web_address("OTEL_EXPORTER_OTLP_ENDPOINT", given),
        stop_seconds=read_number("STOP_SECONDS", STOP_SECONDS, given, Settings.stop_seconds),
        exposure=read_exposure(given),
        public_url=read_public_url(given),
        portal_origins=read_origins("PORTAL_ORIGINS", given, any_origin=False),
        oidc_issuers=Path(given["OIDC_ISSUERS"]).expanduser().absolute() if "OIDC_ISSUERS" in given else None,
        sessions=read_sessions(given),
    )
    check_encoding(settings.environment())
    if settings.owner_url and not settings.database_url:
        raise SettingsError(
            "DATABASE_OWNER_URL names who may change tables, so DATABASE_URL must name the database. Set both."
        )
    if settings.request_id_header and not settings.exposure.proxies:
        raise SettingsError(
            "REQUEST_ID_HEADER names a header that is taken from proxies alone, so TRUSTED_PROXIES must name them. Set"
            " both."
        )
    if settings.has_secrets:
        read_masters(settings)
    if settings.read_url and not settings.database_url:
        raise SettingsError("DATABASE_READ_URL names a replica, so DATABASE_URL must name its primary. Set both.")
    return settings


def check_encoding(variables: Mapping[str, str]) -> None:
    """See to it that nothing set has bytes that are no text: they stand there as halves of pairs (PEP 383)."""
    for name, value in variables.items():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise SettingsError(f"{name} is no text in UTF-8. Set it anew, in UTF-8.") from None


def read_url(name: str, given: Mapping[str, str]) -> str | None:
    """A PostgreSQL address, always with the scheme `postgresql`."""
    if name not in given:
        return None
    url = given[name].strip()
    scheme = url.partition("://")[0].lower()
    if scheme not in SCHEMES or not has_address(url):
        # The value may hold a password, so it is not repeated.
        raise SettingsError(
            f"{name} is no PostgreSQL address. Write it like postgresql://user:password@host:5432/name."
        )
    return SCHEMES[0] + url[len(scheme) :]


def has_address(url: str) -> bool:
    """Whether what stands for host and port can be read as such."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def read_web_address(name: str, given: Mapping[str, str]) -> str | None:
    """The beginning of an address of HTTP, without a closing slash."""
    url = given.get(name, "").strip().rstrip("/")
    if url and not url.startswith(tuple(f"{scheme}://" for scheme in ORIGIN_SCHEMES)):
        raise SettingsError(f"{name} is no address of HTTP. Write it like http://127.0.0.1:4318.")
    return url or None


def read_masters(settings: Settings) -> tuple[MasterSecret, ...]:
    """The secrets that are set, the newest first. Raises SettingsError."""
    try:
        return read_secrets((settings.secrets or "").split(), settings.secret)
    except UnusableSecretError as error:
        name = "SIMPUL_SECRET" if settings.secrets is None else "SIMPUL_SECRETS"
        raise SettingsError(
            f"{name} {error}. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'. Where data were"
            " made with an older one, leave that in SIMPUL_SECRET and set the new one beside it: SIMPUL_SECRETS=2:..."
        ) from error


def read_log_level(given: Mapping[str, str]) -> str:
    """How much is logged."""
    level = given.get("LOG_LEVEL", Settings.log_level).strip().upper()
    if level not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL is {level!r}. Set it to one of {', '.join(LOG_LEVELS)}.")
    return level


def read_header_name(name: str, given: Mapping[str, str]) -> str | None:
    """The name of a header, in lower case."""
    header = given.get(name, "").strip().lower()
    if header and not HEADER_NAME.fullmatch(header):
        raise SettingsError(f"{name} is {header!r}. Set it to the name of a header, like X-Request-Id.")
    return header or None


def read_origins(name: str, given: Mapping[str, str], *, any_origin: bool = True) -> tuple[str, ...]:
    """Origins of pages, as a browser sends them; `*` alone means any, where that is allowed."""
    origins = tuple(given.get(name, "").replace(",", " ").lower().split())
    for origin in origins:
        if not (any_origin and origins == (ANY_ORIGIN,)) and not is_origin(origin):
            raise SettingsError(
                f"{name} holds {origin!r}, which is no origin. Write origins like https://portal.example.go.id,"
                f" with spaces between them{', or * alone for any' if any_origin else ''}."
            )
    return origins


def read_public_url(given: Mapping[str, str]) -> str | None:
    """The origin under which browsers reach this service."""
    if "PUBLIC_URL" not in given:
        return None
    url = given["PUBLIC_URL"].strip().lower().removesuffix("/")
    if not is_origin(url):
        raise SettingsError(f"PUBLIC_URL is {url!r}, which is no origin. Write it like https://simpul.example.go.id.")
    return url


def read_sessions(given: Mapping[str, str]) -> SessionRules:
    """How long sessions hold, and what they begin with."""
    usual = SessionRules()
    minutes = read_number("ACCESS_MINUTES", ACCESS_MINUTES, given, usual.access // timedelta(minutes=1))
    rules = SessionRules(
        access=timedelta(minutes=minutes),
        idle=timedelta(days=read_number("SESSION_IDLE_DAYS", SESSION_DAYS, given, usual.idle.days)),
        longest=timedelta(days=read_number("SESSION_MOST_DAYS", SESSION_DAYS, given, usual.longest.days)),
        second_factor_required=read_word("SIGN_IN_SECOND_FACTOR", SECOND_FACTORS, given) == SECOND_FACTORS[0],
    )
    if rules.idle > rules.longest:
        raise SettingsError("SESSION_IDLE_DAYS is longer than SESSION_MOST_DAYS. Make it at most as long.")
    return rules


def is_origin(text: str) -> bool:
    """Whether a text is a scheme, a host and perhaps a port, and nothing else (RFC 6454)."""
    try:
        parts = urlsplit(text)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return False
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return parts.scheme in ORIGIN_SCHEMES and bool(host) and text == f"{parts.scheme}://{host}{port}"
