"""What strangers may see, spend and hold open: the profile, and the limits that its settings change."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

from db.deadlines import BY_LOGIN, USUAL, Deadline, StatementDeadlines
from db.logins import Login
from domain.budgets import BudgetKind, Limit
from server.clients import Network
from server.variables import SettingsError, read_number, read_word

PRODUCTION, DEMO = "production", "demo"
PROFILES = (PRODUCTION, DEMO)
OPEN, SIGNED_IN, CLOSED = "open", "signed-in", "closed"
INTROSPECTIONS = (SIGNED_IN, OPEN, CLOSED)
OPTIONAL, REQUIRED = "optional", "required"
TRUSTS = (OPTIONAL, REQUIRED)

# Without any time or connection nobody would be answered; what the audit holds against an entry that comes late is an
# hour (db.repositories.audit_seals).
STEP_SECONDS, CONNECTIONS, HSTS_SECONDS = range(1, 3_601), range(1, 1_000_001), range(1_000_000_000)

_BUDGET = re.compile(r"([a-z-]+)=([0-9]{1,12})/([0-9]{1,7})")
_STATEMENTS = re.compile(r"([a-z]+)=([0-9]{1,5})/([0-9]{1,5})/([0-9]{1,5})")
BUDGETS, PROXIES, HSTS, STATEMENTS = "BUDGETS", "TRUSTED_PROXIES", "HSTS_SECONDS", "DATABASE_DEADLINES"
COUNTERS = "COUNTER_TABLETS"


@dataclass(frozen=True)
class ClientDeadlines:
    """How many seconds a client has for each step, `send` to read what it was sent, and how long a request may take."""

    header: float = 10.0
    body: float = 30.0
    idle: float = 30.0
    init: float = 10.0
    send: float = 30.0
    request: float = float(USUAL.change)


@dataclass(frozen=True)
class Exposure:
    """How a process meets the world. `hsts` is in seconds; without any, browsers are not told to insist on TLS."""

    profile: str = PRODUCTION
    introspection: str = SIGNED_IN
    documents: str = OPTIONAL
    proxies: tuple[Network, ...] = ()
    counters: tuple[Network, ...] = ()
    budgets: Mapping[BudgetKind, Limit] = field(default_factory=dict)
    hsts: int = 0
    deadlines: ClientDeadlines = ClientDeadlines()
    connections: int = 2_000
    connections_per_address: int = 200
    watched_per_client: int = 200
    statements: Mapping[Login, Deadline] = field(default_factory=dict)

    @property
    def database_deadlines(self) -> StatementDeadlines:
        """Those of statements; what changes something has as long as a request that asks."""
        return StatementDeadlines({**BY_LOGIN, **self.statements}, change=math.ceil(self.deadlines.request))

    def environment(self) -> dict[str, str]:
        """The variables that set another process alike."""
        budgets = (f"{kind}={limit.capacity}/{limit.seconds}" for kind, limit in self.budgets.items())
        statements = (
            f"{login.lower()}={each.statement}/{each.lock}/{each.idle}" for login, each in self.statements.items()
        )
        return {
            "SIMPUL_PROFILE": self.profile,
            "INTROSPECTION": self.introspection,
            "TRUSTED_DOCUMENTS": self.documents,
            PROXIES: " ".join(map(str, self.proxies)),
            COUNTERS: " ".join(map(str, self.counters)),
            BUDGETS: " ".join(budgets),
            STATEMENTS: " ".join(statements),
            HSTS: str(self.hsts),
            "MAX_CONNECTIONS": str(self.connections),
            "MAX_CONNECTIONS_PER_ADDRESS": str(self.connections_per_address),
            "MAX_WATCHED_PER_CLIENT": str(self.watched_per_client),
            **{f"{name.upper()}_SECONDS": f"{value:g}" for name, value in vars(self.deadlines).items()},
        }


def read_exposure(given: Mapping[str, str]) -> Exposure:
    """The exposure that an environment sets. Raises SettingsError."""
    profile = read_word("SIMPUL_PROFILE", PROFILES, given)
    usual = OPEN if profile == DEMO else SIGNED_IN
    return Exposure(
        profile=profile,
        introspection=read_word("INTROSPECTION", (usual, *INTROSPECTIONS), given),
        documents=read_word("TRUSTED_DOCUMENTS", TRUSTS, given),
        proxies=_read_networks(PROXIES, given),
        counters=_read_networks(COUNTERS, given),
        budgets=_read_budgets(given),
        statements=_read_statements(given),
        hsts=read_number(HSTS, HSTS_SECONDS, given, 0),
        deadlines=ClientDeadlines(
            **{
                name: float(read_number(f"{name.upper()}_SECONDS", STEP_SECONDS, given, int(value)))
                for name, value in vars(ClientDeadlines()).items()
            }
        ),
        connections=read_number("MAX_CONNECTIONS", CONNECTIONS, given, Exposure.connections),
        connections_per_address=read_number(
            "MAX_CONNECTIONS_PER_ADDRESS", CONNECTIONS, given, Exposure.connections_per_address
        ),
        watched_per_client=read_number("MAX_WATCHED_PER_CLIENT", CONNECTIONS, given, Exposure.watched_per_client),
    )


def _read_networks(name: str, given: Mapping[str, str]) -> tuple[Network, ...]:
    texts = given.get(name, "").replace(",", " ").split()
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        raise SettingsError(
            f"{name} holds no network ({error}). Write networks like 10.0.0.0/8 or 2001:db8::1."
        ) from error


def _read_budgets(given: Mapping[str, str]) -> Mapping[BudgetKind, Limit]:
    budgets: dict[BudgetKind, Limit] = {}
    for text in given.get(BUDGETS, "").replace(",", " ").split():
        found = _BUDGET.fullmatch(text)
        if found is None or found[1] not in list(BudgetKind) or not int(found[2]) or not int(found[3]):
            raise SettingsError(
                f"{BUDGETS} holds {text!r}. Write budgets like requests=1200/60: a name of {', '.join(BudgetKind)}, how"
                " many points, and in how many seconds they come back."
            )
        budgets[BudgetKind(found[1])] = Limit(int(found[2]), int(found[3]))
    return budgets


def _read_statements(given: Mapping[str, str]) -> Mapping[Login, Deadline]:
    names = {login.lower(): login for login in BY_LOGIN}
    deadlines: dict[Login, Deadline] = {}
    for text in given.get(STATEMENTS, "").replace(",", " ").split():
        found = _STATEMENTS.fullmatch(text)
        if found is None or found[1] not in names:
            raise SettingsError(
                f"{STATEMENTS} holds {text!r}. Write deadlines like public=10/2/10: a name of {', '.join(names)}, and"
                " how many seconds a statement, the wait for a lock and silence in a transaction may take; 0 is none."
            )
        deadlines[names[found[1]]] = Deadline(*map(int, found.groups()[1:]))
    return deadlines
