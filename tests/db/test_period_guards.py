"""Scores of a closed period, and what a period was opened with: PostgreSQL refuses whoever would change them."""

import asyncpg
import pytest

from db.database import Database
from db.logins import Login, role_name
from db.privileges.guards import SCORED
from resolvers.publication.weekly_scores import show_all_scores
from tests.resolvers.town import YEAR, Town, found

# Of the tables themselves: strangers find empty ones before them.
CHANGES = ("UPDATE public.{0} SET {1} = {1}", "DELETE FROM public.{0}")
# The rows that lead to others come last, so that taking one out leaves none to miss it.
LEAVES_FIRST = tuple(reversed(SCORED))

_PUBLISHED = """
    INSERT INTO published_scores
        (unit_id, period_id, policy_id, kind, estimate, low, high, cases, published_on)
    SELECT unit_id, period_id, policy_id, kind, estimate, low, high, 30, '2026-11-23' FROM unit_scores LIMIT 1
    RETURNING id
"""


async def move(owner: asyncpg.Connection, *states: str, code: str = str(YEAR)) -> None:
    """Move a period on, as the owner."""
    stamps = {"OPEN": "opened_at", "CLOSING": "closing_at", "CLOSED": "closed_at"}
    for state in states:
        await owner.execute(
            f"UPDATE public.periods SET state = $1, {stamps[state]} = now() WHERE code = $2", state, code
        )


async def try_as(owner: asyncpg.Connection, login: Login | None, statement: str, *values: object) -> None:
    """Send a statement with the privileges of a login, and what retention says before it; as the owner without one."""
    async with owner.transaction():
        if login is not None:
            await owner.execute(f'SET LOCAL ROLE "{role_name("public", login)}"')
            await owner.execute("SET LOCAL simpul.retention = 'on'")
        await owner.execute(statement, *values)


@pytest.fixture
async def closed(database: Database, owner: asyncpg.Connection) -> Town:
    """A town with a row in each table of scores, all of a year that is closed."""
    town = await found(database)
    await town.rate(await town.resolved(town.colleague, town.handler))
    await show_all_scores(database.for_jobs())
    score = await owner.fetchval(_PUBLISHED)
    await owner.execute("INSERT INTO published_score_bases (score_id, cases, handled) VALUES ($1, 30, '{}')", score)
    await move(owner, "CLOSING", "CLOSED")
    return town


async def read(owner: asyncpg.Connection) -> list[list[str]]:
    """Every row of every table of scores."""
    return [
        sorted(row["said"] for row in await owner.fetch(f"SELECT to_jsonb({name})::text AS said FROM {name}"))
        for name in SCORED
    ]


@pytest.mark.parametrize("login", [*Login, None])
async def test_nobody_changes_scores_of_a_closed_period(
    closed: Town, owner: asyncpg.Connection, login: Login | None
) -> None:
    before = await read(owner)
    assert all(before)
    for table in SCORED:
        column = "score_id" if table == "published_score_bases" else "id"
        for statement in CHANGES:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await try_as(owner, login, statement.format(table, column))
    assert await read(owner) == before
    assert closed


@pytest.mark.parametrize("login", [*Login, None])
async def test_nobody_adds_scores_to_a_closed_period(
    closed: Town, owner: asyncpg.Connection, login: Login | None
) -> None:
    for table in LEAVES_FIRST:
        key = "score_id" if table == "published_score_bases" else "id"
        row = await owner.fetchrow(f"SELECT {key} AS key, to_jsonb({table})::text AS said FROM {table} LIMIT 1")
        async with owner.transaction():
            await owner.execute("SET LOCAL simpul.retention = 'on'")
            await owner.execute(f"DELETE FROM {table} WHERE {key} = $1", row["key"])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await try_as(
                owner,
                login,
                f"INSERT INTO public.{table} SELECT * FROM jsonb_populate_record(NULL::public.{table}, $1::jsonb)",
                row["said"],
            )
    assert closed


@pytest.mark.parametrize("login", [*Login, None])
async def test_no_score_moves_into_a_closed_period(
    closed: Town, owner: asyncpg.Connection, login: Login | None
) -> None:
    await owner.execute(
        "INSERT INTO scores (employee_id, period_id, policy_id, coverage, inputs_hash, computed_at)"
        " SELECT $1, periods.id, policies.id, 0, 'x', now() FROM periods, policies WHERE code = $2",
        closed.outsider.id,
        str(YEAR - 1),
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await try_as(
            owner,
            login,
            "UPDATE public.scores SET period_id = periods.id FROM public.periods"
            " WHERE employee_id = $1 AND periods.code = $2",
            closed.outsider.id,
            str(YEAR),
        )


@pytest.mark.parametrize("login", [*Login, None])
async def test_no_period_goes_back_or_is_another_than_it_was(
    closed: Town, owner: asyncpg.Connection, login: Login | None
) -> None:
    wrong = (
        "UPDATE public.periods SET state = 'CLOSING', closed_at = NULL WHERE state = 'CLOSED'",
        "UPDATE public.periods SET state = 'CLOSED', closing_at = now(), closed_at = now() WHERE state = 'OPEN'",
        "UPDATE public.periods SET state = 'DRAFT', opened_at = NULL WHERE state = 'OPEN'",
        "UPDATE public.periods SET closed_at = closed_at + interval '1 day' WHERE state = 'CLOSED'",
        "UPDATE public.periods SET opened_at = opened_at - interval '1 day' WHERE state = 'OPEN'",
        "UPDATE public.periods SET ends_on = ends_on + 1 WHERE state = 'OPEN'",
        "DELETE FROM public.periods WHERE state = 'OPEN'",
    )
    for statement in wrong:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await try_as(owner, login, statement)
    assert closed


@pytest.mark.parametrize("login", [*Login, None])
async def test_nobody_adds_to_what_a_period_was_opened_with_or_changes_it(
    database: Database, owner: asyncpg.Connection, login: Login | None
) -> None:
    add = (
        "INSERT INTO public.expectations (period_id, kind, stratum, expected, cases, people)"
        " SELECT id, 'OUTCOME', $1, 3.2, 40, 9 FROM public.periods"
    )
    await owner.execute(
        "INSERT INTO periods (code, name, kind, starts_on, ends_on)"
        " VALUES ('2026', 'Tahun 2026', 'ANNUAL', '2026-01-01', '2026-12-31')"
    )
    await owner.execute(add, "before")
    await move(owner, "OPEN", code="2026")
    for statement in (
        "UPDATE public.expectations SET expected = 1",
        "DELETE FROM public.expectations",
        add.replace("$1", "'after'"),
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await try_as(owner, login, statement)
    assert [row["stratum"] for row in await owner.fetch("SELECT stratum FROM expectations")] == ["before"]
    assert database
