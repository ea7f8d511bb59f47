"""Brings the roles and privileges of a database to what is declared, in one transaction."""

import asyncio
import hashlib
import hmac
import logging

import asyncpg

from db.logins import OWNER, SERVICE, SERVING, derive_password, role_name, verifier_of
from db.privileges.statements import FUNCTIONS, all_roles, grant_statements, in_schema, quote, stand_in_schema
from db.privileges.tables import TABLES

_logger = logging.getLogger("simpul.privileges")

# Roles belong to the cluster, so another database's migration may be at them in the same moment.
_ATTEMPTS, _PAUSE_SECONDS = 20, 0.1

_UNGUARDED = (
    "the role that migrates may make no roles, so the database itself keeps nobody from anything: let the owner of the"
    " database, with CREATEROLE, run `simpul migrate` (DATABASE_OWNER_URL)"
)
_REFUSED = (
    "roles and privileges of the database are as they were, not as declared, since PostgreSQL refused the role that"
    " migrates: %s. Let whoever may do that, or a superuser, run `simpul migrate` (DATABASE_OWNER_URL)"
)

# The lock that lets one process at a time grant in a database.
LOCK = 7_026_011_803

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename"
# What else stands in the schema is somebody's, and stays theirs.
_FOREIGN = """
    SELECT format('ALTER TABLE %s OWNER TO %s', name, $1::text) FROM unnest($2::text[]) AS name
    JOIN pg_class ON oid = to_regclass(name) WHERE relowner <> $1::regrole
    UNION ALL
    SELECT format('ALTER FUNCTION %s OWNER TO %s', name, $1::text) FROM unnest($3::text[]) AS name
    JOIN pg_proc ON oid = to_regprocedure(name) WHERE proowner <> $1::regrole"""
# Whoever makes a large object fills the disk with it. The functions for that are open to everybody, and no schema's.
_LARGE = """
    SELECT format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = any($1) AND pg_has_role(proowner, 'USAGE')
    AND EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0)"""
_WRITES_LARGE = ("lo_creat", "lo_create", "lo_from_bytea", "lo_put", "lo_truncate", "lo_truncate64", "lowrite")
# What of a role is to be another way: whoever migrates may take from it only what they could give.
_CHANGES = """
    SELECT concat_ws(' ',
        CASE WHEN rolcanlogin <> $2 THEN CASE WHEN $2 THEN 'LOGIN' ELSE 'NOLOGIN' END END,
        CASE WHEN rolsuper THEN 'NOSUPERUSER' END, CASE WHEN rolcreatedb THEN 'NOCREATEDB' END,
        CASE WHEN rolcreaterole THEN 'NOCREATEROLE' END, CASE WHEN rolreplication THEN 'NOREPLICATION' END,
        CASE WHEN rolbypassrls THEN 'NOBYPASSRLS' END)
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
        SELECT oid::regprocedure::text, proowner, proacl::text, '' FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = any($2)
        UNION ALL
        SELECT 'temporary tables', 0, '', has_database_privilege('public', current_database(), 'TEMPORARY')::text
    ) AS things (name, owner, acl, more)"""
_KNOWN = "SELECT obj_description(to_regnamespace($1), 'pg_namespace')"


async def grant_privileges(connection: asyncpg.Connection, key: bytes | None) -> bool:
    """Make the roles of the schema, and let each do what is declared and nothing else.

    With `key` the logins get passwords that are derived from it. False, with a warning that says why, where whoever is
    signed in may not do that: everything is as before, and where there are no roles, the service has to run with the
    privileges of that one.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return await _grant(connection, key)
        except asyncpg.InsufficientPrivilegeError as error:
            _logger.warning(_REFUSED, ": ".join(filter(None, (error.args[0], error.detail))))
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
    stands = await connection.fetchval(_STATE, quote(schema), _WRITES_LARGE)
    said = "\n".join([stands, *all_roles(schema), *grant_statements(schema, tables)])
    return hmac.digest(key or b"none", said.encode(), hashlib.sha256).hex()


async def _make_roles(connection: asyncpg.Connection, schema: str, key: bytes | None) -> None:
    """Make the roles that are missing; whoever makes them may act as them, to hand tables over."""
    await connection.execute("SET LOCAL createrole_self_grant = 'set, inherit'")
    for name, signs_in in all_roles(schema).items():
        changes = await connection.fetchval(_CHANGES, name, signs_in)
        if changes is None:
            await connection.execute(f"CREATE ROLE {quote(name)} {'LOGIN' if signs_in else 'NOLOGIN'}")
        elif changes:
            await connection.execute(f"ALTER ROLE {quote(name)} {changes}")
        if signs_in and key is not None:
            verifier = verifier_of(derive_password(key, name))
            await connection.execute(f"ALTER ROLE {quote(name)} PASSWORD '{verifier}'")
    service = role_name(schema, SERVICE)
    for login in SERVING:
        name = role_name(schema, login)
        if not await connection.fetchval("SELECT pg_has_role($1, $2, 'SET')", service, name):
            await connection.execute(f"GRANT {quote(name)} TO {quote(service)} WITH INHERIT FALSE, SET TRUE")


async def _hand_over(connection: asyncpg.Connection, schema: str) -> None:
    """Let what is ours belong to a role that nobody signs in with, and nobody else fill the disk."""
    owner, place = quote(role_name(schema, OWNER)), quote(schema)
    database = quote(await connection.fetchval("SELECT current_database()"))
    await connection.execute(f"REVOKE ALL ON SCHEMA {place} FROM PUBLIC")
    roles = ", ".join(quote(name) for name in all_roles(schema))
    await connection.execute(f"GRANT USAGE ON SCHEMA {place} TO {roles}")
    await connection.execute(f"GRANT CREATE ON SCHEMA {place} TO {owner}")
    await connection.execute(f"GRANT CREATE ON DATABASE {database} TO {owner}")
    # A temporary table would stand before ours for whoever gets the connection next.
    await connection.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
    ours = (in_schema(schema, map(quote, TABLES)), in_schema(schema, FUNCTIONS))
    statements = [*await connection.fetch(_FOREIGN, owner, *ours), *await connection.fetch(_LARGE, _WRITES_LARGE)]
    for (statement,) in statements:
        await connection.execute(statement)
