"""What the environment sets. This is the only place that reads it."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[1]
SCHEMES = ("postgresql", "postgres")
EXECUTIONS = ("plans", "loaders")
WORKPLACES = ("within", "apart")
ORIGIN_SCHEMES = ("https", "http")
ANY_ORIGIN = "*"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
TEXT_LINES, JSON_LINES = LOG_FORMATS = ("text", "json")
PREFIXES, FULL, NONE = LOG_ADDRESSES = ("prefix", "full", "none")
HEADER_NAME = re.compile(r"[a-z0-9-]{1,64}")
HIGHEST_PORT = 65535

# The signature is HMAC with SHA-256; a key shorter than its 32 bytes would be its weakest part (RFC 7518, 3.2).
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting has a value that cannot be used; the text names the variable and what to do, ready for a person."""


@dataclass(frozen=True)
class Settings:
    """How this process runs. Without `database_url` it uses the embedded PostgreSQL in `data`."""

    database_url: str | None = None
    read_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    secret: str | None = None
    data: Path = PROJECT / ".simpul"
    log_level: str = "INFO"
    plans: bool = True
    works: bool = True
    cors_origins: tuple[str, ...] = ()
    log_format: str = TEXT_LINES
    log_addresses: str = PREFIXES
    request_id_header: str | None = None

    def environment(self) -> dict[str, str]:
        """The variables that set another process alike."""
        chosen = {
            "DATABASE_URL": self.database_url,
            "DATABASE_READ_URL": self.read_url,
            "HOST": self.host,
            "PORT": str(self.port),
            "SIMPUL_SECRET": self.secret,
            "SIMPUL_DATA": str(self.data),
            "LOG_LEVEL": self.log_level,
            "SIMPUL_EXECUTION": EXECUTIONS[0] if self.plans else EXECUTIONS[1],
            "SIMPUL_WORK": WORKPLACES[0] if self.works else WORKPLACES[1],
            "CORS_ORIGINS": " ".join(self.cors_origins),
            "LOG_FORMAT": self.log_format,
            "LOG_ADDRESSES": self.log_addresses,
            "REQUEST_ID_HEADER": self.request_id_header or "",
        }
        return {name: value for name, value in chosen.items() if value is not None}


def load_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `environment`; an empty variable counts as unset. Raises SettingsError."""
    given = {name: value for name, value in environment.items() if value.strip()}
    settings = Settings(
        database_url=read_url("DATABASE_URL", given),
        read_url=read_url("DATABASE_READ_URL", given),
        host=given.get("HOST", Settings.host).strip(),
        port=read_port(given),
        secret=read_secret(given),
        data=Path(given.get("SIMPUL_DATA", str(Settings.data))).expanduser().absolute(),
        log_level=read_log_level(given),
        plans=read_word("SIMPUL_EXECUTION", EXECUTIONS, given) == EXECUTIONS[0],
        works=read_word("SIMPUL_WORK", WORKPLACES, given) == WORKPLACES[0],
        cors_origins=read_origins(given),
        log_format=read_word("LOG_FORMAT", LOG_FORMATS, given),
        log_addresses=read_word("LOG_ADDRESSES", LOG_ADDRESSES, given),
        request_id_header=read_header_name("REQUEST_ID_HEADER", given),
    )
    if settings.read_url and not settings.database_url:
        raise SettingsError("DATABASE_READ_URL names a replica, so DATABASE_URL must name its primary. Set both.")
    return settings


def read_url(name: str, given: Mapping[str, str]) -> str | None:
    """A PostgreSQL address, always with the scheme `postgresql`."""
    if name not in given:
        return None
    url = given[name].strip()
    scheme = urlsplit(url).scheme
    if scheme not in SCHEMES:
        # The value may hold a password, so it is not repeated.
        raise SettingsError(
            f"{name} is no PostgreSQL address. Write it like postgresql://user:password@host:5432/name."
        )
    return SCHEMES[0] + url[len(scheme) :]


def read_port(given: Mapping[str, str]) -> int:
    """A TCP port; 0 lets the system choose a free one."""
    text = given.get("PORT", str(Settings.port)).strip()
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        raise SettingsError(f"PORT is {text!r}. Set it to a number from 0 to {HIGHEST_PORT}.")
    return int(text)


def read_secret(given: Mapping[str, str]) -> str | None:
    """The key that tokens are signed with."""
    secret = given.get("SIMPUL_SECRET")
    if secret is not None and len(secret.encode()) < SHORTEST_SECRET:
        raise SettingsError(
            f"SIMPUL_SECRET is shorter than {SHORTEST_SECRET} bytes. Make one: python3 -c"
            " 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return secret


def read_log_level(given: Mapping[str, str]) -> str:
    """How much is logged."""
    level = given.get("LOG_LEVEL", Settings.log_level).strip().upper()
    if level not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL is {level!r}. Set it to one of {', '.join(LOG_LEVELS)}.")
    return level


def read_word(name: str, allowed: Sequence[str], given: Mapping[str, str]) -> str:
    """One of the words that a variable may hold; the first where it is unset."""
    word = given.get(name, allowed[0]).strip().lower()
    if word not in allowed:
        raise SettingsError(f"{name} is {word!r}. Set it to one of {', '.join(allowed)}.")
    return word


def read_header_name(name: str, given: Mapping[str, str]) -> str | None:
    """The name of a header, in lower case."""
    header = given.get(name, "").strip().lower()
    if header and not HEADER_NAME.fullmatch(header):
        raise SettingsError(f"{name} is {header!r}. Set it to the name of a header, like X-Request-Id.")
    return header or None


def read_origins(given: Mapping[str, str]) -> tuple[str, ...]:
    """The origins of pages that may read our answers, as a browser sends them; `*` alone means any."""
    origins = tuple(given.get("CORS_ORIGINS", "").replace(",", " ").lower().split())
    for origin in origins:
        if origins != (ANY_ORIGIN,) and not is_origin(origin):
            raise SettingsError(
                f"CORS_ORIGINS holds {origin!r}, which is no origin. Write origins like https://portal.example.go.id,"
                " with spaces between them, or * alone for any."
            )
    return origins


def is_origin(text: str) -> bool:
    """Whether a text is a scheme, a host and perhaps a port, and nothing else (RFC 6454)."""
    try:
        parts = urlsplit(text)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return False
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    return parts.scheme in ORIGIN_SCHEMES and bool(host) and text == f"{parts.scheme}://{host}{port}"
