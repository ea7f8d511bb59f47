"""What the demonstration lacks and the matrix needs: rows that name a reporter, and cases that report each viewer.

Old databases may hold what the service no longer writes, so rows are planted past it. What the database itself refuses
to hold needs no guard: it is left out.
"""

from collections.abc import Collection, Iterable

import asyncpg

from domain.access import Principal
from domain.accounts.services import ServicePrincipal
from domain.terms import Role
from tests.matrix.truth import REPORTERS_ACTIONS

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
# What the inspectorate reads of people, and of cases, whomever these report.
_READ_OF = """
    INSERT INTO readings (at, role, viewer_id, what, subject_type, subject_id)
    VALUES (timestamptz '2026-11-03 08:00+07', 'HR_AGENCY', $1, 'SCORE', 'Employee', $2)
"""
_CASES_READ = """
    INSERT INTO readings (at, role, viewer_id, what, subject_type, subject_id)
    SELECT timestamptz '2026-11-04 08:00+07', 'AUDITOR', $1, 'CONFIDENTIAL_CONTENT', 'Case', id
    FROM cases WHERE confidential OR guarded
"""
# Requests to erase what was written, by each who asks, of open cases and of those that report somebody.
_TO_ERASE = """
    INSERT INTO erasures (case_id, requested_by_id, requested_at, reason)
    SELECT id, $1, timestamptz '2026-11-04 09:00+07', 'Alamat rumah tertulis di dalamnya'
    FROM cases WHERE guarded OR ticket IN (SELECT min(ticket) FROM cases)
"""
# Requests that a case name somebody no longer, by each who asks.
_TO_WITHDRAW = """
    INSERT INTO withdrawals (case_id, party_id, requested_by_id, requested_at, reason)
    SELECT case_id, id, $1, timestamptz '2026-11-04 09:00+07', 'Bukan pegawai pemerintah' FROM reported_parties
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
# Resolutions that wait until somebody has looked.
_WAITING = """
    UPDATE resolutions SET standing = 'QUARANTINED', doubt = 'ONE_PERSON', decided_by_id = NULL, decided_at = NULL
    WHERE id IN (SELECT id FROM resolutions ORDER BY md5('waiting' || id::text) LIMIT 60)
"""
# Cases of which what was written is erased, some of them reported in confidence.
_ERASED = """
    UPDATE cases SET content_key = NULL, erased_at = timestamptz '2026-11-05 08:00+07' WHERE id IN (
        SELECT id FROM cases WHERE status IN ('RESOLVED', 'CLOSED') AND confidential = $1
        ORDER BY md5('erased' || id::text) LIMIT 4
    )
"""
# Programs that ask, each of somebody who asks themselves, too.
_PROGRAM = """
    INSERT INTO service_accounts (id, name, purpose, owner_id, role, types, created_at)
    VALUES ($1::uuid, $1::uuid::text, 'Bertanya untuk pemiliknya', $2, $3, '{Case}', now())
"""
# A unit to which nobody belongs.
_APART = """
    INSERT INTO units (code, name, kind, valid_from) VALUES ('APART-FROM-ALL', 'Kantor lain', 'EXTERNAL', '2000-01-01')
"""


async def plant(connection: asyncpg.Connection, viewers: Collection[Principal]) -> None:
    """Plant rows of every kind that one of the viewers might see wrongly."""
    somebody = next(viewer.employee_id for viewer in viewers if viewer.role is Role.AUDITOR)
    for kind in ("SUBMITTED", "RATED", "REOPENED", "INFORMATION_RECEIVED", "CORRECTED"):
        await _try(connection, _NAMED, somebody, kind)
    for action in sorted(REPORTERS_ACTIONS):
        await _try(connection, _AUDITED, somebody, action)
    for viewer in viewers:
        if isinstance(viewer, ServicePrincipal):
            await connection.execute(_PROGRAM, viewer.service_id, viewer.owner_id, viewer.role)
        if viewer.employee_id:
            await _try(connection, _READ, somebody, viewer.employee_id)
            await _try(connection, _READ_OF, somebody, viewer.employee_id)
            await _try(connection, _CONFIDENTIAL, viewer.employee_id)
            await _try(connection, _CONFIDENTIAL_BELOW, viewer.unit_id, viewer.employee_id)
    await _try(connection, _WAITING)
    await _try(connection, _APART)
    for confidential in (True, False):
        await connection.execute(_ERASED, confidential)
    await _report(connection, viewers)
    await connection.execute(_CASES_READ, somebody)
    for person in {viewer.employee_id for viewer in viewers if viewer.employee_id}:
        await connection.execute(_TO_ERASE, person)
        await connection.execute(_TO_WITHDRAW, person)


async def _try(connection: asyncpg.Connection, statement: str, *values: object) -> None:
    try:
        async with connection.transaction():
            # Also what is only ever added to.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(statement, *values)
    except asyncpg.IntegrityConstraintViolationError:
        pass


async def _report(connection: asyncpg.Connection, viewers: Iterable[Principal]) -> None:
    """Let cases report each viewer, the unit of each head, and somebody of whom they bear but a name."""
    people = sorted({viewer.employee_id for viewer in viewers if viewer.employee_id})
    units = sorted({viewer.unit_id for viewer in viewers if viewer.role is Role.UNIT_HEAD and viewer.unit_id})
    parties = [*(("employee_id", key) for key in people), *(("unit_id", key) for key in units), ("name", "Pak Anu")]
    for column, party in parties:
        # Four more: of any unit, open and confidential.
        await connection.execute(f"""
            WITH chosen AS (
                SELECT id FROM cases WHERE NOT guarded ORDER BY md5(id::text || '{column}') LIMIT 4
            ), marked AS (UPDATE cases SET guarded = true FROM chosen WHERE cases.id = chosen.id)
            INSERT INTO reported_parties (case_id, {column}, reason, named_at)
            SELECT id, $1, 'Disebut dalam surat', timestamptz '2026-11-03 08:00+07' FROM chosen
        """, party)  # fmt: skip
