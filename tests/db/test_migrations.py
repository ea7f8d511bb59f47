"""The migrations make exactly the tables that are declared."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from db.database import Database, open_database
from db.embedded import EmbeddedServer
from db.entrances import UnsuitableDatabaseError
from db.migrations.upgrade import configure, connect, migrate
from db.repositories.cases import load_case
from db.tables import metadata
from domain.cases.particulars import Category
from resolvers.scoring.recomputation import rescore_everything
from tests import clock
from tests.databases import own_database
from tests.first_policy import FIRST_POLICY
from tests.resolvers.town import found

ROOT = Path(__file__).parents[2]

COLUMNS = """
    SELECT c.relname, row_number() OVER (PARTITION BY c.relname ORDER BY a.attnum), a.attname,
           format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> 'alembic_version'
    ORDER BY 1, 2"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND conrelid::regclass::text <> 'alembic_version'
    ORDER BY 1, 2"""
INDEXES = """
    SELECT tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND tablename <> 'alembic_version' ORDER BY 1, 2"""


@pytest.fixture
async def empty_url(cluster: EmbeddedServer, worker_id: str) -> AsyncIterator[str]:
    """A database without tables."""
    async with own_database(cluster, f"empty_{worker_id}") as url:
        yield url


async def ask(url: str, *questions: str) -> list[list[asyncpg.Record]]:
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetch(question) for question in questions]
    finally:
        await connection.close()


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrated_database_is_what_the_tables_declare(database_url: str) -> None:
    async with connect(database_url) as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.parametrize("question", [COLUMNS, CONSTRAINTS, INDEXES])
async def test_the_catalogue_is_the_same_as_that_of_tables_made_directly(
    database_url: str, empty_url: str, question: str
) -> None:
    async with connect(empty_url) as connection:
        await connection.run_sync(metadata.create_all)
        await connection.commit()
    (migrated,) = await ask(database_url, question)
    (direct,) = await ask(empty_url, question)
    assert migrated
    assert migrated == direct


async def test_the_first_policy_holds_the_parameters_of_the_method(database: Database) -> None:
    [row] = await database.reads.fetch("SELECT version, parameters::text FROM policies")
    assert row["version"] == 1
    assert json.loads(row["parameters"]) == FIRST_POLICY


async def test_processes_that_migrate_at_once_do_not_meet(empty_url: str) -> None:
    program = "import asyncio, sys; from db.migrations.upgrade import migrate; asyncio.run(migrate(sys.argv[1]))"
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, empty_url, cwd=ROOT) for _ in range(3)
    ]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    (policies,) = await ask(empty_url, "SELECT version FROM policies")
    assert len(policies) == 1


async def test_migrating_twice_and_at_once_in_one_process_changes_nothing(empty_url: str, database_url: str) -> None:
    await asyncio.gather(migrate(empty_url), migrate(empty_url), migrate(database_url))
    (before,) = await ask(empty_url, "SELECT id FROM policies")
    await migrate(empty_url)
    (after,) = await ask(empty_url, "SELECT id FROM policies")
    assert before == after


async def test_a_migration_can_be_taken_back_and_applied_again(database_url: str) -> None:
    await go_to(database_url, "base")
    (tables,) = await ask(database_url, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    assert [row["tablename"] for row in tables] == ["alembic_version"]
    await migrate(database_url)
    (policies,) = await ask(database_url, "SELECT version FROM policies")
    assert len(policies) == 1


def told(rows: list[asyncpg.Record]) -> list[list[object]]:
    """What rows say, but when it came, which nobody noted before."""
    return [[value for name, value in row.items() if name != "recorded_at"] for row in rows]


async def test_data_of_before_keep_their_keys_and_say_the_same(database_url: str) -> None:
    """A database that was filled before rows could be superseded: nothing is lost, and rescoring changes nothing."""
    derived = ("segments", "attributions", "evidence", "scores", "score_axes", "score_components", "unit_scores")
    reading = [f"SELECT * FROM {table} ORDER BY id" for table in (*derived, "feedbacks", "idempotency_keys")]
    async with open_database(database_url, clock=clock.begin()) as database:
        town = await found(database)
        await town.rate(await town.resolved(town.colleague, town.handler), idempotency_key="k")
        await rescore_everything(database)
        filled = list(map(told, await ask(database_url, *reading)))
    with pytest.raises(RuntimeError, match="texts of cases are sealed"):
        await go_to(database_url, "0024")
    await ask(database_url, "UPDATE cases SET content_key = NULL")
    await go_to(database_url, "0001")
    named = {"score_components": "score_parts", "idempotency_keys": "client_keys"}
    before = await ask(database_url, *[" ".join(named.get(word, word) for word in each.split()) for each in reading])
    assert all(before)
    for stated in (before[2], before[6]):
        assert {row["kind"] for row in stated} & {"INTERACTION", "TREATMENT"} == {"INTERACTION"}
    assert not any("superseded_at" in rows[0] for rows in before)
    await migrate(database_url)
    assert list(map(told, await ask(database_url, *reading))) == filled
    async with open_database(database_url, clock=clock.begin()) as database:
        assert (await rescore_everything(database)).changed == 0
    assert list(map(told, await ask(database_url, *reading))) == filled


GROUPED = """
    INSERT INTO reported_cases (case_id, group_id, group_size, published_on, unit_id, category_id, channel, kind, day,
                                outcome_points, treatment_points, answers)
    SELECT id, uuidv7(), {}, CURRENT_DATE, unit_id, category_id, channel, kind, CURRENT_DATE, 4, 4, 1 FROM cases"""


async def test_groups_of_ten_of_before_stay_as_they_were_told_and_no_more_come(database_url: str) -> None:
    async with open_database(database_url, clock=clock.begin()) as database:
        town = await found(database)
        await town.submit()
    await go_to(database_url, "0026")
    await ask(database_url, "ALTER TABLE reported_cases ALTER resolutions SET DEFAULT 1")
    await ask(database_url, GROUPED.format(10))
    await migrate(database_url)
    (kept,) = await ask(database_url, "SELECT group_size FROM reported_cases")
    assert [row["group_size"] for row in kept] == [10]
    await ask(database_url, "DELETE FROM reported_cases")
    with pytest.raises(asyncpg.CheckViolationError, match="reported_cases_group_check"):
        await ask(database_url, GROUPED.format(10))
    await ask(database_url, GROUPED.format(11))


async def go_to(url: str, revision: str, move: Callable[[Config, str], None] = command.downgrade) -> None:
    def go(connection: Connection) -> None:
        config = configure()
        config.attributes["connection"] = connection
        move(config, revision)

    async with connect(url) as connection:
        await connection.run_sync(go)


BEFORE = """
    INSERT INTO units (id, code, name, kind, valid_from) VALUES
        ('00000000-0000-0000-0000-0000000000a1', 'A', 'A', 'OFFICE', '2020-01-01'),
        ('00000000-0000-0000-0000-0000000000a2', 'B', 'B', 'OFFICE', '2020-01-01');
    INSERT INTO categories (id, code, name, unit_id)
        VALUES ('00000000-0000-0000-0000-0000000000c1', 'ROADS', 'Roads', '00000000-0000-0000-0000-0000000000a1');
    INSERT INTO cases (id, ticket, kind, category_id, channel, received_at, due_at, description, status, unit_id)
        SELECT id::uuid, id, 'COMPLAINT', '00000000-0000-0000-0000-0000000000c1', 'PORTAL', '2026-03-02 08:00+07',
               due_at::timestamptz, '', 'SUBMITTED', '00000000-0000-0000-0000-0000000000a2'
        FROM (VALUES ('00000000-0000-0000-0000-000000000001', '2026-03-09 16:00:00.5+07'),
                     ('00000000-0000-0000-0000-000000000002', NULL)) AS told (id, due_at);
    INSERT INTO segments (case_id, seq, unit_id, starts_at, working_minutes)
        SELECT id, 1, unit_id, received_at, 0 FROM cases;
    INSERT INTO case_events (case_id, seq, type, actor, unit_id, at, payload)
        VALUES ('00000000-0000-0000-0000-000000000001', 1, 'SUBMITTED', 'CITIZEN',
                '00000000-0000-0000-0000-0000000000a1', now(), '{"happenedAt": "2026-03-01T08:00:00+07:00"}'),
               ('00000000-0000-0000-0000-000000000002', 1, 'NOTED', 'SOURCE', NULL, now(), NULL),
               ('00000000-0000-0000-0000-000000000002', 2, 'SUBMITTED', 'SOURCE', NULL, now(), NULL)"""


async def test_a_case_of_before_tells_what_it_came_in_with(empty_url: str) -> None:
    await go_to(empty_url, "0001", command.upgrade)
    await ask(empty_url, *BEFORE.split(";"))
    await migrate(empty_url)
    async with open_database(empty_url, clock=clock.begin()) as database, database.transaction() as transaction:
        told, untold = [(await load_case(transaction, UUID(int=number))).facts for number in (1, 2)]
        history = await load_case(transaction, UUID(int=1))
    assert (told.category, told.due_at) == (
        Category(UUID(int=0xC1), "ROADS"),
        datetime(2026, 3, 9, 9, 0, 0, 500_000, tzinfo=UTC),
    )
    assert history.events[0].particulars == told.submitted(datetime(2026, 3, 1, 1, tzinfo=UTC))
    assert (told.unit_id, untold.unit_id, untold.due_at) == (UUID(int=0xA1), UUID(int=0xA2), None)


async def test_the_search_path_alone_decides_where_the_tables_are(empty_url: str) -> None:
    name = empty_url.split("?", 1)[0].rsplit("/", 1)[1]
    await ask(empty_url, "CREATE SCHEMA manna", f"ALTER DATABASE {name} SET search_path = manna")
    await migrate(empty_url)
    (schemas,) = await ask(
        empty_url,
        "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )
    assert [row["schemaname"] for row in schemas] == ["manna"]


async def test_a_database_of_a_newer_version_is_refused_with_what_to_do(database_url: str) -> None:
    await ask(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnsuitableDatabaseError, match=r"another version of Simpul.*9999.*Run the version that made it"):
        await migrate(database_url)
