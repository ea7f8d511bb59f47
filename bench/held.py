"""Answers whose holds end: given by as many citizens, held, and put back after each run of the workload `release`."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from bench.statements import read_statement

CHOOSE = read_statement("held_choose")
STORE = read_statement("held_store")
FORGET = read_statement("held_forget")
SCORED = read_statement("release_scored")
STORED = read_statement("release_stored")

# What releases change, by the rows that they may touch.
CHANGED = {
    "due_work": "key IN (SELECT id::text FROM held_answers)",
    "feedbacks": "id IN (SELECT id FROM held_answers)",
    "cases": "id IN (SELECT case_id FROM held_answers)",
    "evidence": "case_id IN (SELECT case_id FROM held_answers)",
    "answer_inspections": "true",
    "scores": "period_id IN (SELECT id FROM held_periods)",
    "score_axes": "score_id IN (SELECT id FROM scores WHERE period_id IN (SELECT id FROM held_periods))",
    "score_components": "axis_id IN (SELECT x.id FROM score_axes x JOIN scores s ON s.id = x.score_id"
    " WHERE s.period_id IN (SELECT id FROM held_periods))",
    "unit_scores": "period_id IN (SELECT id FROM held_periods)",
}


@dataclass(frozen=True)
class HeldAnswers:
    """The answers by key, and the connection that reads what came of them and puts everything back."""

    connection: asyncpg.Connection
    answers: Sequence[UUID]

    async def read_outcome(self, answer: UUID) -> str:
        """What the answer says by now, and the scores of whom it is about, as JSON."""
        outcome: str = await self.connection.fetchval(SCORED, answer)
        return outcome

    async def read_stored(self, answer: UUID) -> str:
        """Everything that is stored of the answer, as JSON, apart from when that was."""
        stored: str = await self.connection.fetchval(STORED, answer)
        return stored

    async def look_through(self, now: datetime) -> None:
        """Note that everybody was looked through."""
        await self.connection.execute(
            "INSERT INTO answer_inspections SELECT id, $1 FROM employees"
            " ON CONFLICT (employee_id) DO UPDATE SET at = excluded.at",
            now,
        )

    async def put_back(self) -> None:
        """Let all be held again, and everything be as it was before any was released."""
        async with self.connection.transaction():
            # Keys and checks stay as they are, so the rows go and come back without triggers.
            await self.connection.execute("SET LOCAL session_replication_role = replica")
            for table in reversed(CHANGED):
                await self.connection.execute(f"DELETE FROM {table} WHERE {CHANGED[table]}")
            for table in CHANGED:
                await self.connection.execute(f"INSERT INTO {table} SELECT * FROM saved_{table}")


@asynccontextmanager
async def open_held_answers(connection: asyncpg.Connection, number: int) -> AsyncIterator[HeldAnswers]:
    """So many answers to cases that nobody rated; as long as this lasts."""
    await connection.execute(CHOOSE % number)
    async with connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(STORE)
    for table, condition in CHANGED.items():
        await connection.execute(f"CREATE TEMP TABLE saved_{table} AS SELECT * FROM {table} WHERE {condition}")
    answers = await connection.fetch("SELECT id FROM held_answers ORDER BY place DESC")
    held = HeldAnswers(connection, [row["id"] for row in answers])
    try:
        yield held
    finally:
        await held.put_back()
        async with connection.transaction():
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(FORGET)
