"""What the demonstration lacks and the matrix needs: rows that name a reporter, and cases that report each viewer.

Old databases may hold what the service no longer writes, so rows are planted past it. What the database itself refuses
to hold needs no guard: it is left out.
"""

from collections.abc import Mapping
from uuid import UUID

import asyncpg

from domain.access import Principal
from domain.terms import Role
from tests.matrix.facts import reported_columns

# A reporter who is an employee, named by what they did: by old events and old entries of the audit.
_NAMED = """
    UPDATE case_events SET actor_id = $1
    WHERE id IN (SELECT id FROM case_events WHERE type = $2 AND actor = 'CITIZEN' ORDER BY md5(id::text) LIMIT 60)
"""
_AUDITED = """
    INSERT INTO audit_entries (role, action, actor_id, subject_id, detail, at)
    SELECT 'EMPLOYEE', $2, $1, id, '{"rows": 1}', timestamptz '2026-11-02 08:00+07' FROM cases ORDER BY ticket LIMIT 2
"""
_READ = """
    INSERT INTO audit_entries (role, action, actor_id, subject_id, detail, at)
    VALUES ('HR_AGENCY', 'readScore', $1, $2, '{"rows": 1}', timestamptz '2026-11-03 08:00+07')
"""
# Confidential cases that a viewer holds, held, or is the head of.
_CONFIDENTIAL = """
    UPDATE cases SET confidential = true WHERE id IN (SELECT id FROM cases WHERE holder_id = $1 ORDER BY ticket LIMIT 3)
"""
_CONFIDENTIAL_BELOW = """
    UPDATE cases SET confidential = true WHERE id IN (
        SELECT id FROM cases WHERE unit_id = $1 AND holder_id IS DISTINCT FROM $2 ORDER BY ticket LIMIT 3
    )
"""


async def plant(connection: asyncpg.Connection, principals: Mapping[Role, Principal]) -> None:
    """Plant rows of every kind that somebody might see wrongly."""
    somebody = principals[Role.AUDITOR].employee_id
    for kind in ("SUBMITTED", "RATED", "REOPENED", "INFORMATION_RECEIVED"):
        await _try(connection, _NAMED, somebody, kind)
    for action in ("submitComplaint", "rateResolution", "reopenComplaint"):
        await _try(connection, _AUDITED, somebody, action)
    for principal in principals.values():
        if principal.employee_id:
            await _try(connection, _READ, somebody, principal.employee_id)
            await _try(connection, _CONFIDENTIAL, principal.employee_id)
            await _try(connection, _CONFIDENTIAL_BELOW, principal.unit_id, principal.employee_id)
    await _report(connection, principals)


async def _try(connection: asyncpg.Connection, statement: str, *values: object) -> None:
    try:
        async with connection.transaction():
            # Also what is only ever added to.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(statement, *values)
    except asyncpg.IntegrityConstraintViolationError:
        pass


async def _report(connection: asyncpg.Connection, principals: Mapping[Role, Principal]) -> None:
    """Let cases report each viewer, and the unit of the head, where cases can name whom they report."""
    columns = await reported_columns(connection)
    if not columns:
        return
    person, unit = columns
    people = sorted({principal.employee_id for principal in principals.values() if principal.employee_id})
    taken: list[UUID] = []
    for column, target in [*((person, key) for key in people), (unit, principals[Role.UNIT_HEAD].unit_id)]:
        taken += await _cases_to_report(connection, taken)
        await connection.execute(f"UPDATE cases SET {column} = $1 WHERE id = any($2)", target, taken[-4:])


async def _cases_to_report(connection: asyncpg.Connection, taken: list[UUID]) -> list[UUID]:
    """Four more: of any unit, open and confidential."""
    found = await connection.fetch("SELECT id FROM cases WHERE id <> ALL($1) ORDER BY md5(id::text) LIMIT 4", taken)
    return [key for (key,) in found]
