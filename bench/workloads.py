"""What is asked of every server, and about which rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from bench.rated import RatedCase

ASKED_OF_PEERS = ("nested", "single", "list", "submit")
ASKED = (*ASKED_OF_PEERS, "rate")
# What nobody asks for, but comes due.
RELEASE = "release"
WORKLOADS = (*ASKED, RELEASE)
PAGE_ROWS = {"nested": 50, "list": 100}

# Stands for an idempotency key of the same length that no other request has.
KEY = "@" * 20
# What a client makes once and keeps.
SECRET = "c2l4dGVlbiByYW5kb20gYnl0"

SINGLE_EMPLOYEES = 500
NESTED_EMPLOYEES = 50
HANDLED_CASES = 5


@dataclass(frozen=True)
class Subjects:
    """The rows that requests name: a period, people who handle cases, people with scores, a category, rated cases."""

    period: UUID
    handlers: tuple[UUID, ...]
    employees: tuple[UUID, ...]
    category: UUID
    rated: Sequence[RatedCase]


async def choose_subjects(connection: asyncpg.Connection, rated: Sequence[RatedCase]) -> Subjects:
    """The period with most scores, people spread over the table, and a category with a promise of time."""
    period = await connection.fetchval(
        "SELECT p.id FROM periods p JOIN scores s ON s.period_id = p.id"
        " GROUP BY p.id ORDER BY count(*) DESC, p.starts_on DESC LIMIT 1"
    )
    handlers = await connection.fetch(
        "SELECT e.id FROM employees e JOIN scores s ON s.employee_id = e.id AND s.period_id = $1"
        " WHERE (SELECT count(*) FROM cases c WHERE c.holder_id = e.id) >= $2 ORDER BY md5(e.id::text) LIMIT $3",
        period,
        HANDLED_CASES,
        NESTED_EMPLOYEES,
    )
    people = await connection.fetch(
        "SELECT e.id FROM employees e JOIN scores s ON s.employee_id = e.id AND s.period_id = $1"
        " ORDER BY md5(e.id::text) LIMIT $2",
        period,
        SINGLE_EMPLOYEES,
    )
    category = await connection.fetchval(
        "SELECT id FROM categories WHERE resolve_working_days IS NOT NULL ORDER BY code LIMIT 1"
    )
    return Subjects(period, tuple(row["id"] for row in handlers), tuple(row["id"] for row in people), category, rated)


def compose_complaint(category: str) -> dict[str, object]:
    """What a citizen sends."""
    return {
        "idempotencyKey": KEY,
        "idempotencySecret": SECRET,
        "category": category,
        "description": "Lampu jalan di depan Puskesmas padam sejak tiga malam, warga sulit lewat.",
        "contact": {"name": "Siti Rahmawati", "phone": "+62 812 0000 1111", "email": "siti@contoh.example"},
    }


def compose_rating(case: RatedCase) -> dict[str, object]:
    """What a citizen answers."""
    code = {"ticket": case.ticket, "accessCode": case.access_code}
    return {"idempotencyKey": KEY, **code, "treatment": 5, "outcome": 4}
