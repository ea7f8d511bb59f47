"""Migrations by whoever owns the database and is no superuser, and beside what others have in the schema."""

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest

from db.database import open_database
from db.embedded import EmbeddedServer
from db.entrances import EntranceKind, UnsuitableDatabaseError
from db.logins import OWNER, Login, role_name
from db.migrations.upgrade import migrate
from db.privileges.statements import FUNCTIONS, all_roles
from db.privileges.tables import TABLES
from tests import clock
from tests.databases import own_database
from tests.db.conftest import SignedIn

KEY = b"a key of this test, thirty-two bytes or more"

THEIRS = {
    "table": "CREATE TABLE notes (a int)",
    "partitioned table": "CREATE TABLE logged (a int) PARTITION BY RANGE (a)",
    "function": "CREATE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1",
    "procedure": "CREATE PROCEDURE tidy() LANGUAGE sql AS 'SELECT 1'",
    "aggregate": "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)",
    "range": "CREATE TYPE span AS RANGE (subtype = float8)",
    "view": "CREATE VIEW one_row AS SELECT 1 AS a",
}
OBJECTS = """
    SELECT relname::text, relowner::regrole::text, relacl::text FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT typname::text, typowner::regrole::text, typacl::text FROM pg_type
    WHERE typnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT oid::regprocedure::text, proowner::regrole::text, proacl::text FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace"""


@pytest.fixture
async def colleague(owner: asyncpg.Connection, worker_id: str) -> AsyncIterator[str]:
    """A role that makes things of its own in the schema of the clone."""
    name = f"colleague_{worker_id}"
    await owner.execute(f"CREATE ROLE {name}; GRANT CREATE, USAGE ON SCHEMA public TO {name}")
    yield name
    await owner.execute(f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}")


async def objects_of(connection: asyncpg.Connection, role: str) -> set[tuple[str, str]]:
    return {(name, acl) for name, owned_by, acl in await connection.fetch(OBJECTS) if owned_by == role}


@pytest.mark.parametrize("made", THEIRS.values(), ids=THEIRS.keys())
async def test_what_a_colleague_has_in_the_schema_stays_theirs(
    database_url: str, owner: asyncpg.Connection, colleague: str, made: str
) -> None:
    await owner.execute(f"SET ROLE {colleague}; {made}; RESET ROLE")
    public = role_name("public", Login.PUBLIC)
    await owner.execute(f"GRANT SELECT ON scores TO {public}")
    before = await objects_of(owner, colleague)
    await migrate(database_url)
    assert await objects_of(owner, colleague) == before != set()
    assert not await owner.fetchval("SELECT has_table_privilege($1, 'public.scores', 'SELECT')", public)


async def test_all_that_migrations_make_is_declared(owner: asyncpg.Connection) -> None:
    made = await owner.fetch("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
    assert {name for (name,) in made} == set(FUNCTIONS)
    ours = {name for name, _ in await objects_of(owner, role_name("public", OWNER))}
    assert {*FUNCTIONS, *TABLES} <= ours


@dataclass(frozen=True)
class Owned:
    """An empty database that belongs to a role which may make roles and nothing else; its schema and its addresses."""

    schema: str
    url: str
    by_superuser: str

    def role(self, kind: str) -> str:
        return role_name(self.schema, kind)


@pytest.fixture
async def owned(cluster: EmbeddedServer, worker_id: str) -> AsyncIterator[Owned]:
    """With a schema of its own: roles are of the whole cluster, and bear its name."""
    name, schema = f"owned_{worker_id}", f"gov_{worker_id}"
    async with own_database(cluster, name) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(
            f"CREATE ROLE {name} LOGIN CREATEROLE; ALTER DATABASE {name} OWNER TO {name};"
            f"CREATE SCHEMA {schema} AUTHORIZATION {name}"
        )
        at = f"&search_path={schema}"
        try:
            yield Owned(schema, url.replace("postgres@", f"{name}@") + at, url + at)
        finally:
            roles = [role for role in (*all_roles(schema), name) if await is_there(connection, role)]
            await connection.execute(f"REASSIGN OWNED BY {', '.join(roles)} TO postgres")
            await connection.execute(f"DROP OWNED BY {', '.join(roles)}; DROP ROLE {', '.join(roles)}")
            await connection.close()


async def is_there(connection: asyncpg.Connection, role: str) -> bool:
    return bool(await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", role))


@pytest.fixture
async def superuser(owned: Owned) -> AsyncIterator[asyncpg.Connection]:
    """Past all privileges in the owned database."""
    connection = await asyncpg.connect(owned.by_superuser)
    yield connection
    await connection.close()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_owner_who_may_only_make_roles_makes_them_whatever_a_colleague_has(
    owned: Owned, superuser: asyncpg.Connection, worker_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = f"neighbour_{worker_id}"
    await superuser.execute(f"CREATE ROLE {other}; GRANT CREATE, USAGE ON SCHEMA {owned.schema} TO {other}")
    try:
        await superuser.execute(f"SET ROLE {other}; {'; '.join(THEIRS.values())}; RESET ROLE")
        before = await objects_of(superuser, other)
        for _ in range(2):
            await migrate(owned.url, KEY)
        assert (await objects_of(superuser, other), warnings(caplog)) == (before, [])
        async with open_database(owned.url, clock=clock.begin(), key=KEY) as database:
            assert database.entrance.kind is EntranceKind.LOGINS
            assert await database.reads.fetchval("SELECT count(*) FROM cases") == 0
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.public.fetchval(f"SELECT count(*) FROM {owned.schema}.cases")
    finally:
        await superuser.execute(f"DROP OWNED BY {other} CASCADE; DROP ROLE {other}")


async def test_what_an_owner_may_not_do_to_a_role_is_said_as_it_is(
    owned: Owned, superuser: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    role = owned.role(Login.STAFF)
    await superuser.execute(f"CREATE ROLE {role} LOGIN CREATEDB")
    await migrate(owned.url, KEY)
    [said] = warnings(caplog)
    assert all(part in said for part in ("permission denied to alter role", "ADMIN option", role, "simpul migrate"))
    assert not await is_there(superuser, owned.role(Login.PUBLIC))
    caplog.clear()
    await migrate(owned.by_superuser, KEY)
    assert warnings(caplog) == []
    assert not await superuser.fetchval("SELECT rolcreatedb FROM pg_roles WHERE rolname = $1", role)


async def test_an_owner_who_may_make_no_roles_is_told_so(
    owned: Owned, superuser: asyncpg.Connection, worker_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    await superuser.execute(f"ALTER ROLE owned_{worker_id} NOCREATEROLE")
    await migrate(owned.url, KEY)
    [said] = warnings(caplog)
    assert "CREATEROLE" in said


async def test_whoever_does_not_own_the_tables_is_told_who_migrates(owned: Owned) -> None:
    await migrate(owned.by_superuser, KEY)
    with pytest.raises(UnsuitableDatabaseError, match=r"permission denied.*DATABASE_OWNER_URL"):
        await migrate(owned.url, KEY)


async def test_strangers_make_no_large_objects(signed_in: SignedIn, owner: asyncpg.Connection) -> None:
    made = await owner.fetchval("SELECT lo_create(0)")
    calls = (
        *("lo_create(0)", "lo_creat(-1)", "lo_from_bytea(0, 'a')", f"lo_put({made}, 0, 'a')"),
        *("lowrite(0, 'a')", "lo_truncate(0, 0)", "lo_truncate64(0, 0)"),
    )
    await owner.execute(f"GRANT ALL ON LARGE OBJECT {made} TO PUBLIC")
    for login in Login:
        async with signed_in(login) as connection:
            for call in calls:
                with pytest.raises(asyncpg.InsufficientPrivilegeError, match="for function"):
                    await connection.fetchval(f"SELECT {call}")


async def test_migrating_again_takes_large_objects_away_again(database_url: str, owner: asyncpg.Connection) -> None:
    await owner.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    await migrate(database_url)
    question = "SELECT has_function_privilege($1, 'lo_create(oid)', 'EXECUTE')"
    assert not await owner.fetchval(question, role_name("public", Login.PUBLIC))
