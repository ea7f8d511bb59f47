"""How connections of a class are opened: with a login of their own, or in a role of the one that an address names."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from db.deadlines import USUAL, StatementDeadlines
from db.logins import SERVING, Login, derive_password, role_name
from domain.governments import Government, parse_government

_logger = logging.getLogger("simpul.database")

# A plan of the graph is many small look-ups in memory: compiling them to machine code costs more than it saves, and
# even of a table of one page the index is cheaper than reading it through for every row.
SETTINGS: Mapping[str, str] = {
    "application_name": "simpul",
    "jit": "off",
    "random_page_cost": "0.1",
    "seq_page_cost": "0.1",
}

# A prepared statement stays in the server's memory as long as its connection: 0.45 MB were seen for 150 objects, 4 MB
# for long filters. So many are kept, and none that is longer: whoever varies long ones waits for each to be planned.
KEPT_STATEMENTS = 200
LONGEST_KEPT = 16_384
# Seconds: a server that takes longer to let somebody in is out of reach.
LONGEST_CONNECT = 10.0

_ROLES = "SELECT count(*) FROM pg_roles WHERE rolname = any($1) AND pg_has_role(rolname, 'SET')"
_GOVERNMENT = "SELECT to_json(government)::text FROM government"


class UnsuitableDatabaseError(Exception):
    """The database cannot be used; the text says why and what to do, ready for a person."""


class EntranceKind(Enum):
    """With a login for each class; in the role of each class, by one login that may act as all; or as that login.

    Whoever gets to write SQL of their own leaves a role (`RESET ROLE`), never a login.
    """

    LOGINS = auto()
    ROLES = auto()
    ADDRESS = auto()


@dataclass(frozen=True)
class Entrance:
    """How one schema of a database is entered; `key` is what passwords of logins are derived from."""

    kind: EntranceKind
    schema: str
    key: bytes | None = None
    deadlines: StatementDeadlines = USUAL

    async def connect(self, url: str, login: Login, zone: str | None = None) -> asyncpg.Connection:
        """A connection of a class that keeps statements prepared."""
        return await asyncpg.connect(
            url,
            **self._credentials(login),
            timeout=LONGEST_CONNECT,
            server_settings=self._settings(login) | ({"timezone": zone} if zone else {}),
            statement_cache_size=KEPT_STATEMENTS,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=LONGEST_KEPT,
        )

    async def open(self, url: str, login: Login, zone: str) -> asyncpg.Connection:
        """A connection of `connect` that hands out JSON as bytes."""
        connection = await self.connect(url, login, zone)
        try:
            await connection.set_type_codec("json", encoder=bytes, decoder=bytes, schema="pg_catalog", format="binary")
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _credentials(self, login: Login) -> dict[str, Any]:
        if self.kind is not EntranceKind.LOGINS or self.key is None:
            return {}
        name = role_name(self.schema, login)
        return {"user": name, "password": derive_password(self.key, name)}

    def _settings(self, login: Login) -> dict[str, str]:
        settings = {**SETTINGS, **self.deadlines.settings(login)}
        if self.kind is EntranceKind.ADDRESS:
            return settings
        if self.kind is EntranceKind.ROLES:
            settings["role"] = role_name(self.schema, login)
        # Empty tables first, in the place of those that strangers may not read; temporary ones never before ours.
        first = f'"{role_name(self.schema, Login.PUBLIC)}", ' if login is Login.PUBLIC else ""
        settings["search_path"] = f'{first}"{self.schema}", pg_temp'
        if login in (Login.PUBLIC, Login.STAFF):
            settings["default_transaction_read_only"] = "on"
        return settings


async def find_entrance(url: str, key: bytes | None) -> tuple[Entrance, Government]:
    """How to enter a database, and the government whose data it holds: with logins where there are any.

    Raises UnsuitableDatabaseError where the address names nobody and the logins are not there, and what the driver
    raises where there is no connection to be had.
    """
    if key is not None and (found := await _try_logins(url, key)) is not None:
        return found
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        schema = await connection.fetchval("SELECT current_schema()")
        roles = [role_name(schema, each) for each in SERVING]
        kind = EntranceKind.ROLES if await connection.fetchval(_ROLES, roles) == len(roles) else EntranceKind.ADDRESS
        if kind is EntranceKind.ROLES:
            await connection.execute(f'SET ROLE "{role_name(schema, Login.STAFF)}"')
        government = parse_government(await connection.fetchval(_GOVERNMENT))
    finally:
        await connection.close()
    if kind is EntranceKind.ADDRESS or key is not None:
        _logger.warning(_WEAKER[kind])
    return Entrance(kind, schema), government


_WEAKER = {
    EntranceKind.ROLES: "the database knows no logins of ours, so one login acts in the role of each class: that keeps"
    " out mistakes, but nobody who writes SQL of their own. Let its owner run `simpul migrate` with this"
    " SIMPUL_SECRET.",
    EntranceKind.ADDRESS: "the database knows no roles of ours, so it keeps nobody from anything. Let its owner run"
    " `simpul migrate`.",
}


async def _try_logins(url: str, key: bytes) -> tuple[Entrance, Government] | None:
    """The entrance with logins; None where there are none, and the address names somebody else to enter as."""
    schema = schema_of(url)
    entrance = Entrance(EntranceKind.LOGINS, schema, key)
    try:
        connection = await entrance.connect(url, Login.STAFF)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError) as error:
        if urlsplit(url).username is None:
            raise UnsuitableDatabaseError(
                f"The database has no login {role_name(schema, Login.STAFF)} with a password made from this"
                " SIMPUL_SECRET. Run `simpul migrate` with DATABASE_OWNER_URL and the same SIMPUL_SECRET."
            ) from error
        return None
    try:
        if await connection.fetchval("SELECT current_schema()") != schema:
            return None
        return entrance, parse_government(await connection.fetchval(_GOVERNMENT))
    except asyncpg.PostgresError:
        return None
    finally:
        await connection.close()


def schema_of(url: str) -> str:
    """The schema that an address chooses by `?search_path=`; `public` where it chooses none."""
    return parse_qs(urlsplit(url).query).get("search_path", ["public"])[-1].split(",")[0].strip().strip('"')
