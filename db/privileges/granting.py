"""Brings the roles and privileges of a database to what is declared, in one transaction."""

import asyncio
import hashlib
import hmac
import logging

import asyncpg

from db.logins import OWNER, SERVICE, SERVING, derive_password, role_name, verifier_of
from db.privileges.statements import all_roles, grant_statements, quote, stand_in_schema

_logger = logging.getLogger("simpul.privileges")

# Roles belong to the cluster, so another database's migration may be at them in the same moment.
_ATTEMPTS, _PAUSE_SECONDS = 20, 0.1

_UNGUARDED = (
    "the role that migrates may make no roles, so the database itself keeps nobody from anything: let the owner of the"
    " database, with CREATEROLE, run `simpul migrate` (DATABASE_OWNER_URL)"
)

# The lock that lets one process at a time grant in a database.
LOCK = 7_026_011_803

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename"
_FOREIGN = """
    SELECT format('ALTER %s %s OWNER TO %I', kind, name, $2::text) FROM (
        SELECT 'TABLE', oid, oid::regclass::text, relowner FROM pg_class
        WHERE relnamespace = $1::regnamespace AND relkind IN ('r', 'p')
        UNION ALL
        SELECT 'FUNCTION', oid, oid::regprocedure::text, proowner FROM pg_proc WHERE pronamespace = $1::regnamespace
    ) AS things (kind, key, name, owner) WHERE owner <> $2::regrole
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = things.key AND deptype = 'e')"""
_ATTRIBUTES = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_PLAIN = """
    SELECT NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls) AND rolcanlogin = $2
    FROM pg_roles WHERE rolname = $1"""
_MAY_MAKE_ROLES = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
_STATE = """
    SELECT string_agg(concat_ws(' ', name, owner, acl, more), chr(10) ORDER BY name) FROM (
        SELECT relname, relowner, relacl::text, concat(relrowsecurity, (
            SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal AND tgenabled = 'O'
        )) FROM pg_class AS c WHERE relnamespace = $1::regnamespace AND relkind = 'r'
        UNION ALL
        SELECT proname, proowner, proacl::text, md5(concat(prosrc, prosecdef, proconfig)) FROM pg_proc
        WHERE pronamespace = $1::regnamespace
        UNION ALL
        SELECT 'temporary tables', 0, '', has_database_privilege('public', current_database(), 'TEMPORARY')::text
    ) AS things (name, owner, acl, more)"""
_KNOWN = "SELECT obj_description(to_regnamespace($1), 'pg_namespace')"


async def grant_privileges(connection: asyncpg.Connection, key: bytes | None) -> bool:
    """Make the roles of the schema, and let each do what is declared and nothing else.

    With `key` the logins get passwords that are derived from it. False, with a warning, where whoever is signed in may
    make no roles: the service then has to run with the privileges of that one role.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return await _grant(connection, key)
        except asyncpg.InsufficientPrivilegeError as error:
            _logger.warning("%s (%s)", _UNGUARDED, error)
            return False
        except (asyncpg.InternalServerError, asyncpg.DeadlockDetectedError, asyncpg.UniqueViolationError):
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(_PAUSE_SECONDS)
    return False


async def _grant(connection: asyncpg.Connection, key: bytes | None) -> bool:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        schema = await connection.fetchval("SELECT current_schema()")
        tables = [row["tablename"] for row in await connection.fetch(_TABLES, schema)]
        known = await connection.fetchval(_KNOWN, quote(stand_in_schema(schema)))
        if known is not None and known == await _fingerprint(connection, schema, tables, key):
            return True
        if not await connection.fetchval(_MAY_MAKE_ROLES):
            _logger.warning(_UNGUARDED)
            return False
        await _make_roles(connection, schema, key)
        await _hand_over(connection, schema)
        await connection.execute(f"SET LOCAL ROLE {quote(role_name(schema, OWNER))}")
        for statement in grant_statements(schema, tables):
            await connection.execute(statement)
        mark = await _fingerprint(connection, schema, tables, key)
        await connection.execute(f"COMMENT ON SCHEMA {quote(stand_in_schema(schema))} IS '{mark}'")
        await connection.execute("RESET ROLE")
    return True


async def _fingerprint(connection: asyncpg.Connection, schema: str, tables: list[str], key: bytes | None) -> str:
    """What is declared and what stands in the catalogue, in short: where both are as they were, nothing is done."""
    stands = await connection.fetchval(_STATE, quote(schema))
    said = "\n".join([stands, *all_roles(schema), *grant_statements(schema, tables)])
    return hmac.digest(key or b"none", said.encode(), hashlib.sha256).hex()


async def _make_roles(connection: asyncpg.Connection, schema: str, key: bytes | None) -> None:
    """Make the roles that are missing; whoever makes them may act as them, to hand tables over."""
    await connection.execute("SET LOCAL createrole_self_grant = 'set, inherit'")
    for name, signs_in in all_roles(schema).items():
        plain = await connection.fetchval(_PLAIN, name, signs_in)
        if plain is None:
            await connection.execute(f"CREATE ROLE {quote(name)}")
        if not plain:
            await connection.execute(
                f"ALTER ROLE {quote(name)} {'LOGIN' if signs_in else 'NOLOGIN'} {await _attributes(connection)}"
            )
        if signs_in and key is not None:
            verifier = verifier_of(derive_password(key, name))
            await connection.execute(f"ALTER ROLE {quote(name)} PASSWORD '{verifier}'")
    service = role_name(schema, SERVICE)
    for login in SERVING:
        name = role_name(schema, login)
        if not await connection.fetchval("SELECT pg_has_role($1, $2, 'SET')", service, name):
            await connection.execute(f"GRANT {quote(name)} TO {quote(service)} WITH INHERIT FALSE, SET TRUE")


async def _attributes(connection: asyncpg.Connection) -> str:
    """What no role of ours may have; only a superuser may name all of it, and only one could have given it."""
    superuser = await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return _ATTRIBUTES if superuser else "NOCREATEDB NOCREATEROLE"


async def _hand_over(connection: asyncpg.Connection, schema: str) -> None:
    """Let the tables belong to a role that nobody signs in with, and nobody else make any."""
    owner, place = quote(role_name(schema, OWNER)), quote(schema)
    database = quote(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"REVOKE ALL ON SCHEMA {place} FROM PUBLIC")
    roles = ", ".join(quote(name) for name in all_roles(schema))
    await connection.execute(f"GRANT USAGE ON SCHEMA {place} TO {roles}")
    await connection.execute(f"GRANT CREATE ON SCHEMA {place} TO {owner}")
    await connection.execute(f"GRANT CREATE ON DATABASE {database} TO {owner}")
    # A temporary table would stand before ours for whoever gets the connection next.
    await connection.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    for (statement,) in await connection.fetch(_FOREIGN, quote(schema), role_name(schema, OWNER)):
        await connection.execute(statement)
