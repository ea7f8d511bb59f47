"""Tables of which a login sees or changes only some columns."""

import asyncpg
import pytest

from db.database import Database
from db.logins import Login
from tests.db.conftest import SignedIn
from tests.resolvers.town import found

# By any of these and what else a brought tool reads, it would know what somebody did, or what citizens think of them.
OF_SOMEBODY = (
    "SELECT holder_id FROM cases",
    "SELECT self_assigned FROM cases",
    "SELECT guarded FROM cases",
    "SELECT employee_id FROM segments",
    "SELECT employee_id FROM assignments",
    "SELECT appraiser_id FROM assignments",
    "SELECT resolved_by_id FROM resolutions",
    "SELECT decided_by_id FROM resolutions",
    "SELECT standing FROM resolutions",
    "SELECT doubt FROM resolutions",
    "SELECT actor_id FROM case_events",
    "SELECT holder_id FROM case_events",
    "SELECT payload FROM case_events",
    "SELECT treatment FROM feedbacks",
    "SELECT outcome FROM feedbacks",
    "SELECT reasons FROM feedbacks",
    "SELECT status FROM feedbacks",
    # Of an office of one, or before and after one more case.
    "SELECT observed FROM unit_scores",
    "SELECT expected FROM expectations",
)


@pytest.mark.parametrize("statement", OF_SOMEBODY)
async def test_a_brought_tool_reads_nothing_of_single_people(signed_in: SignedIn, statement: str) -> None:
    async with signed_in(Login.READER) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(statement)


REFERRING = """
    SELECT attrelid::regclass || '.' || attname FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = any(conkey)
    WHERE contype = 'f' AND confrelid = 'employees'::regclass AND has_column_privilege($1, attrelid, attnum, 'SELECT')
    UNION ALL
    SELECT attname FROM pg_attribute
    WHERE attrelid = 'employees'::regclass AND attnum > 0 AND has_column_privilege($1, attrelid, attnum, 'SELECT')"""


async def test_no_column_that_a_brought_tool_reads_says_who_it_was(owner: asyncpg.Connection) -> None:
    assert await owner.fetch(REFERRING, "simpul_public_reader") == []
    assert len(await owner.fetch(REFERRING, "simpul_public_staff")) > len(OF_SOMEBODY)


async def test_a_brought_tool_counts_cases_and_answers(database: Database, signed_in: SignedIn) -> None:
    town = await found(database)
    await town.rate(await town.resolved(town.colleague, town.handler))
    async with signed_in(Login.READER) as connection:
        assert await connection.fetchval(
            "SELECT (units.name, cases.status, count(*), count(feedbacks.at))::text FROM cases"
            " JOIN units ON units.id = unit_id LEFT JOIN feedbacks ON case_id = cases.id"
            " GROUP BY units.name, cases.status"
        )


KEPT = {
    Login.WRITING: (
        "UPDATE unmaskings SET reason = reason",
        "UPDATE erasures SET case_id = case_id",
        "UPDATE withdrawals SET party_id = party_id",
        "UPDATE grants SET role = role",
        "UPDATE grants SET employee_id = employee_id",
        "UPDATE reported_parties SET employee_id = employee_id",
        "UPDATE service_accounts SET role = role",
        "UPDATE service_keys SET service_id = service_id",
        "UPDATE sessions SET employee_id = employee_id",
        "UPDATE feedbacks SET treatment = treatment",
        "UPDATE measurements SET value = value",
        "UPDATE reported_cases SET answers = answers",
    ),
    # What due work forgets or erases, it does not write.
    Login.JOBS: (
        "UPDATE cases SET guarded = false",
        "UPDATE cases SET holder_id = NULL",
        "UPDATE cases SET access_hash = NULL",
        "UPDATE cases SET description = 'Another'",
        "UPDATE cases SET status = status",
        "UPDATE sessions SET role = 'AUDITOR'",
        "UPDATE sessions SET employee_id = employee_id",
        "UPDATE sessions SET last_used_at = now()",
        "UPDATE sessions SET ended_at = NULL, end_reason = NULL",
        "UPDATE refresh_tokens SET superseded = false",
        "UPDATE idempotency_keys SET answer = '{}'",
        "UPDATE known_devices SET account_id = account_id",
        "UPDATE sign_in_attempts SET failures = 0",
        "UPDATE sign_in_steps SET failures = 0",
        "UPDATE sign_in_steps SET employee_id = employee_id",
    ),
}


@pytest.mark.parametrize(("login", "statement"), [(login, each) for login, kept in KEPT.items() for each in kept])
async def test_nobody_rewrites_by_what_they_add_or_forget(signed_in: SignedIn, login: Login, statement: str) -> None:
    async with signed_in(login) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
