"""The database as a second wall: what each login may do there, whatever statement it sends."""

from itertools import product

import asyncpg
import pytest

from db.database import Database, open_database
from db.entrances import EntranceKind, UnsuitableDatabaseError, find_entrance
from db.logins import OWNER, SERVICE, SERVING, Login, derive_password, role_name, verifier_of
from db.migrations.upgrade import check_migrated, migrate
from db.privileges.statements import all_roles, stand_in_schema
from db.privileges.tables import GROWING, TABLES, WORDS, closed_to_strangers
from db.tables import metadata
from domain.terms import Role
from tests import clock
from tests.db.conftest import SignedIn
from tests.resolvers.town import Town, found

KEY = b"a key of this test, thirty-two bytes or more"
SCHEMA = "public"


@pytest.fixture
async def town(database: Database) -> Town:
    """An office with people and a category."""
    return await found(database)


async def test_every_table_is_declared(owner: asyncpg.Connection) -> None:
    seen = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    assert {row["tablename"] for row in seen} == set(TABLES) == {*metadata.tables, "alembic_version"}


# Of which tables a login selects or updates only some columns.
NARROWED = {
    (name, login, "U"): {*changed} for name, declared in TABLES.items() for login, changed in declared.changes.items()
} | {
    (name, Login.READER, "S"): {each.name for each in metadata.tables[name].c} - {*declared.hidden}
    for name, declared in TABLES.items()
    if declared.hidden
}


@pytest.mark.parametrize("login", Login)
async def test_the_catalogue_grants_what_is_declared_and_nothing_else(owner: asyncpg.Connection, login: Login) -> None:
    role, wrong = role_name(SCHEMA, login), []
    privileges = {**WORDS, "T": "TRUNCATE", "R": "REFERENCES", "G": "TRIGGER", "M": "MAINTAIN"}
    for name, (letter, word) in product(TABLES, privileges.items()):
        narrowed = NARROWED.get((name, login, letter))
        granted = await owner.fetchval("SELECT has_table_privilege($1, $2, $3)", role, f"{SCHEMA}.{name}", word)
        if granted != (letter in TABLES[name].of(login) and narrowed is None):
            wrong.append((name, word))
        if letter not in "SIUR" or name not in metadata.tables:
            continue
        for column in metadata.tables[name].c:
            expected = letter in TABLES[name].of(login) and (narrowed is None or column.name in narrowed)
            question = "SELECT has_column_privilege($1, $2, $3, $4)"
            if expected != await owner.fetchval(question, role, f"{SCHEMA}.{name}", column.name, word):
                wrong.append((f"{name}.{column.name}", word))
    assert wrong == []


STATEMENTS = {
    "S": "SELECT 1 FROM {0} LIMIT 1",
    "I": "INSERT INTO {0} DEFAULT VALUES",
    "U": "UPDATE {0} SET {1} = {1}",
    "D": "DELETE FROM {0}",
}


@pytest.mark.parametrize("login", Login)
async def test_postgresql_itself_refuses_whatever_is_not_declared(signed_in: SignedIn, login: Login) -> None:
    async with signed_in(login) as connection:
        await connection.execute("SET default_transaction_read_only = off")
        assert await connection.fetchval("SELECT session_user") == role_name(SCHEMA, login)
        for name, (letter, statement) in product(metadata.tables, STATEMENTS.items()):
            if letter in TABLES[name].of(login):
                continue
            column = next(iter(metadata.tables[name].c)).name
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement.format(f"{SCHEMA}.{name}", column))
        for statement in ("CREATE TABLE {0}.x ()", "DROP TABLE {0}.units", "ALTER TABLE {0}.units ADD x int"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement.format(SCHEMA))


PERSONAL = ("scores", "score_axes", "score_components", "performance_plans", "indicators", "measurements", "evidence",
            "attributions", "segments", "case_contacts", "cases", "case_events", "feedbacks", "resolutions",
            "audit_entries", "idempotency_keys", "employees", "identity_numbers", "assignments", "due_work",
            "leases")  # fmt: skip


@pytest.mark.parametrize("table", PERSONAL)
async def test_strangers_have_no_privilege_at_all_on_what_is_personal(
    owner: asyncpg.Connection, signed_in: SignedIn, table: str
) -> None:
    held = await owner.fetchval(
        "SELECT has_any_column_privilege($1, $2, 'SELECT, INSERT, UPDATE, REFERENCES')"
        " OR has_table_privilege($1, $2, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
        role_name(SCHEMA, Login.PUBLIC),
        f"{SCHEMA}.{table}",
    )
    assert held is False
    async with signed_in(Login.PUBLIC) as connection:
        assert await connection.fetch(f"SELECT * FROM {table}") == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT * FROM {SCHEMA}.{table}")


@pytest.mark.parametrize("login", SERVING)
async def test_nobody_stands_a_table_before_ours(
    database_url: str, owner: asyncpg.Connection, signed_in: SignedIn, login: Login
) -> None:
    await migrate(database_url, KEY)
    statement = "CREATE TEMPORARY TABLE government (name text)"
    async with signed_in(login) as connection:
        await connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
        database = await owner.fetchval("SELECT current_database()")
        await owner.execute(f'GRANT TEMPORARY ON DATABASE "{database}" TO PUBLIC')
        await connection.execute(statement)
        assert await connection.fetchval("SELECT count(*) FROM government") == 1


@pytest.mark.parametrize("login", Login)
async def test_nobody_becomes_somebody_else(signed_in: SignedIn, login: Login) -> None:
    others = [*all_roles(SCHEMA), "postgres"]
    async with signed_in(login) as connection:
        for other in others:
            if other == role_name(SCHEMA, login):
                continue
            for statement in (f'SET ROLE "{other}"', f'SET SESSION AUTHORIZATION "{other}"'):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
        await connection.execute("RESET ROLE")
        assert await connection.fetchval("SELECT current_user") == role_name(SCHEMA, login)


async def test_no_role_is_more_than_its_privileges(owner: asyncpg.Connection) -> None:
    seen = await owner.fetch(
        "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'simpul\\_public\\_%' AND NOT"
        " (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"
    )
    assert {row["rolname"]: row["rolcanlogin"] for row in seen} == all_roles(SCHEMA)
    owners = await owner.fetch(
        "SELECT DISTINCT relowner::regrole::text AS name FROM pg_class WHERE relkind IN ('r', 'v')"
        " AND relnamespace IN (to_regnamespace($1), to_regnamespace($2))",
        SCHEMA,
        stand_in_schema(SCHEMA),
    )
    assert [row["name"] for row in owners] == [role_name(SCHEMA, "owner")]


async def test_everybody_else_may_do_nothing(owner: asyncpg.Connection) -> None:
    await owner.execute("CREATE ROLE passer_by")
    try:
        for privilege in ("CREATE", "USAGE"):
            assert not await owner.fetchval("SELECT has_schema_privilege('passer_by', 'public', $1)", privilege)
        callable_by_all = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        open_to_all = await owner.fetch(f"{callable_by_all} AND has_function_privilege('passer_by', oid, 'EXECUTE')")
        assert open_to_all == []
    finally:
        await owner.execute("DROP ROLE passer_by")


async def test_whatever_acts_as_its_owner_looks_for_tables_in_one_place(owner: asyncpg.Connection) -> None:
    seen = await owner.fetch(
        "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text NOT LIKE 'pg\\_%'"
    )
    assert {row["proname"] for row in seen} == {"tracked_complaints", "tracked_events", "tracked_invitations"}
    assert {tuple(row["proconfig"]) for row in seen} == {("search_path=public, pg_temp",)}


CHANGES = ("UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "DELETE FROM cases", "TRUNCATE cases CASCADE")


@pytest.mark.parametrize("table", GROWING)
async def test_what_only_grows_is_not_changed_even_by_its_owner(
    town: Town, owner: asyncpg.Connection, table: str
) -> None:
    await town.submit()
    before = await owner.fetchval(f"SELECT count(*) FROM {table}")
    for statement in CHANGES if table == "case_events" else CHANGES[:3]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="neither changed nor deleted"):
            await owner.execute(statement.format(table, next(iter(metadata.tables[table].c)).name))
    async with owner.transaction():
        await owner.execute("SET LOCAL simpul.retention = 'on'")
        await owner.execute(f"DELETE FROM {table}")
        assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 0
    unused = {"audit_seals", "readings", "expectations", "personal_expectations", "answer_decisions"}
    assert before or table in unused | {"personal_shifts", "shift_decisions"}


async def test_a_tracked_complaint_is_read_by_its_code_and_by_nothing_else(town: Town, signed_in: SignedIn) -> None:
    await town.submit(confidential=True)
    [(case, code)] = await town.database.primary.fetch("SELECT id, access_hash FROM cases")
    async with signed_in(Login.PUBLIC) as connection:
        for function in ("tracked_complaints", "tracked_events"):
            assert len(await connection.fetch(f"SELECT * FROM {function}(ARRAY[$1::bytea])", code)) == 1
            assert await connection.fetch(f"SELECT * FROM {function}(ARRAY[$1::bytea])", case.bytes) == []
            assert await connection.fetch(f"SELECT * FROM {function}(NULL)") == []
        seen = dict(await connection.fetchrow("SELECT * FROM tracked_complaints(ARRAY[$1::bytea])", code))
    assert not {"description", "address", "holder_id", "anonymous", "external_id"} & set(seen)


async def test_figures_of_few_cases_are_no_rows_for_strangers(town: Town, signed_in: SignedIn) -> None:
    await town.rate(await town.resolved(town.colleague, town.handler))
    stored = await town.database.reads.fetchval("SELECT count(*) FROM unit_scores")
    async with signed_in(Login.PUBLIC) as connection:
        assert await connection.fetchval("SELECT count(*) FROM unit_scores") == 0 < stored


@pytest.mark.parametrize("table", [name for name in closed_to_strangers() if name in metadata.tables])
async def test_an_empty_table_stands_before_each_that_strangers_may_not_read(
    owner: asyncpg.Connection, table: str
) -> None:
    columns = (
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    there = await owner.fetch(columns, f"{SCHEMA}.{table}")
    assert there == await owner.fetch(columns, f"{stand_in_schema(SCHEMA)}.{table}") != []


async def test_each_pool_signs_in_as_its_class(database_url: str) -> None:
    await migrate(database_url, KEY)
    ask = "SELECT session_user || ' ' || current_setting('default_transaction_read_only')"
    async with open_database(database_url, clock=clock.begin(), key=KEY) as database:
        assert database.entrance.kind is EntranceKind.LOGINS
        pools = (database.public, database.reads, database.primary)
        seen = [await pool.fetchval(ask) for pool in pools]
        async with database.for_jobs().transaction() as transaction:
            seen.append((await transaction.exec_driver_sql(ask)).scalar_one())
    names = [role_name(SCHEMA, login) for login in SERVING]
    assert seen == [f"{names[0]} on", f"{names[1]} on", f"{names[2]} off", f"{names[3]} off"]


def test_who_asks_decides_by_which_pool_it_is_answered(database: Database) -> None:
    for role, fresh in product(Role, (True, False)):
        chosen = database.reading(role, fresh=fresh)
        stranger = role is Role.CITIZEN
        assert (chosen is database.public) is stranger
        assert (chosen is database.primary) is (not stranger and fresh)


async def test_a_login_with_the_role_of_the_service_acts_as_each_class(
    database_url: str, owner: asyncpg.Connection
) -> None:
    await owner.execute(f"DROP ROLE IF EXISTS lent; CREATE ROLE lent LOGIN; GRANT {role_name(SCHEMA, SERVICE)} TO lent")
    try:
        url = database_url.replace("postgres@", "lent@")
        async with open_database(url, clock=clock.begin()) as database:
            assert database.entrance.kind is EntranceKind.ROLES
            assert await database.public.fetchval("SELECT current_user") == role_name(SCHEMA, Login.PUBLIC)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await database.public.fetch(f"SELECT * FROM {SCHEMA}.scores")
        await check_migrated(url, None)
        await migrate(url)
    finally:
        await owner.execute("DROP ROLE lent")


async def test_a_secret_that_is_not_the_one_of_the_migration_says_what_to_do(database_url: str) -> None:
    nobody = database_url.replace("postgres@", "")
    with pytest.raises(UnsuitableDatabaseError, match=r"simpul migrate"):
        await find_entrance(f"{nobody}&search_path=elsewhere", KEY)


async def test_migrating_again_mends_what_was_granted_by_hand(database_url: str, owner: asyncpg.Connection) -> None:
    public = role_name(SCHEMA, Login.PUBLIC)
    await owner.execute(f"GRANT SELECT ON scores TO {public}")
    await migrate(database_url)
    assert not await owner.fetchval("SELECT has_table_privilege($1, 'public.scores', 'SELECT')", public)


@pytest.mark.parametrize(
    "made",
    [
        "CREATE VIEW of_a_dashboard AS SELECT count(*) AS cases FROM cases",
        "CREATE FUNCTION of_a_tool() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE EXTENSION vector",
    ],
)
async def test_what_others_have_in_the_schema_keeps_no_migration_from_granting(
    database_url: str, owner: asyncpg.Connection, made: str
) -> None:
    await owner.execute(made)
    await test_migrating_again_mends_what_was_granted_by_hand(database_url, owner)
    extended = (
        "SELECT DISTINCT proowner::regrole::text FROM pg_proc JOIN pg_depend ON objid = pg_proc.oid WHERE deptype = 'e'"
    )
    assert role_name(SCHEMA, OWNER) not in {row["proowner"] for row in await owner.fetch(extended)}


def test_a_verifier_is_what_postgresql_makes_of_the_password() -> None:
    """The example of RFC 7677, as PostgreSQL writes it down."""
    made = verifier_of("pencil", b"W22ZaJ0SNY7soEsUEjb6gQ==")
    assert made == verifier_of("pencil", b"W22ZaJ0SNY7soEsUEjb6gQ==") != verifier_of("pencil")
    assert derive_password(KEY, "a") != derive_password(KEY, "b")
    assert len(derive_password(KEY, "a")) >= 43


# What one class makes and no other, said here a second time; evidence and scores follow from changes and from time.
BY_DUE_WORK = (
    *("published_scores", "published_score_bases", "reported_cases", "audit_seals", "leases"),
    *("weekly_scores", "weekly_axes", "weekly_components", "weekly_answers", "answer_groups", "answer_group_members"),
)
BY_CHANGES = (
    *("case_links", "segments", "attributions", "reported_parties", "unmaskings"),
    *("measurements", "grants"),
    *("units", "categories", "positions", "employees", "assignments", "identity_numbers", "erasures", "case_events"),
)
BY_THE_OWNER = (
    *("government", "holidays", "services", "policies", "performance_plans", "indicators", "alembic_version"),
)
# Given with a change; when its hold has ended, or nobody has decided for long, due work says how it stands by then.
SETTLED_BY_DUE_WORK = ("resolutions", "feedbacks")
ANSWERED = ("treatment", "outcome", "reasons", "text", "at", "held_until")
FOREIGN = {
    Login.WRITING: (*BY_DUE_WORK, *BY_THE_OWNER),
    Login.JOBS: (*BY_CHANGES, *BY_THE_OWNER),
    Login.PUBLIC: tuple(TABLES),
    Login.STAFF: tuple(TABLES),
    Login.READER: tuple(TABLES),
}


@pytest.mark.parametrize("login", Login)
async def test_each_class_changes_only_what_it_makes(signed_in: SignedIn, login: Login) -> None:
    async with signed_in(login) as connection:
        await connection.execute("SET default_transaction_read_only = off")
        for name, letter in product(FOREIGN[login], "IUD"):
            column = next(iter(metadata.tables[name].c)).name if name in metadata.tables else "version_num"
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(STATEMENTS[letter].format(f"{SCHEMA}.{name}", column))


async def test_due_work_gives_no_answers_and_takes_none_away(signed_in: SignedIn) -> None:
    async with signed_in(Login.JOBS) as connection:
        for name, letter in product(SETTLED_BY_DUE_WORK, "ID"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(STATEMENTS[letter].format(f"{SCHEMA}.{name}", "id"))
        kept = [*product(["feedbacks"], ANSWERED), ("resolutions", "standing"), ("resolutions", "resolved_by_id")]
        for name, column in kept:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(STATEMENTS["U"].format(f"{SCHEMA}.{name}", column))


async def test_nobody_changes_what_a_citizen_answered(signed_in: SignedIn) -> None:
    async with signed_in(Login.WRITING) as connection:
        for column in ANSWERED:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(STATEMENTS["U"].format(f"{SCHEMA}.feedbacks", column))
