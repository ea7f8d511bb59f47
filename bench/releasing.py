"""An answer released by hand: one transaction that reads and leaves the same rows as the service's due work.

Everything is done but the arithmetic: what the answer says of whom, and the scores, are handed over; nor does anybody
look for suspects among what is read for that. The answer is its citizen's only one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from bench.rating import HISTORY
from bench.statements import read_statement

TAKE = read_statement("release_take")
RATED = read_statement("release_rated")
NOTE = read_statement("release_note")
WATCH = read_statement("release_watch")
LOCK = read_statement("release_lock")
STORE = read_statement("release_store")
LOCK_SCORES = read_statement("release_lock_scores")
INPUTS = read_statement("release_inputs")
SCORES = read_statement("release_scores")


@dataclass(frozen=True)
class Outcome:
    """What comes of a release, as it is handed over: the rows as JSON, and of whom and of which periods they are."""

    rows: str
    people: list[UUID]
    units: list[UUID]
    periods: list[UUID]


def read_outcome(rows: str) -> Outcome:
    """An outcome from the rows that a release left."""
    told = orjson.loads(rows)
    return Outcome(rows, *([UUID(each) for each in told[name] or ()] for name in ("people", "units", "periods")))


async def release(connection: asyncpg.Connection, now: datetime, outcomes: Mapping[UUID, Outcome]) -> bool:
    """Let the answer weigh whose hold ended first; False where there is none left."""
    async with connection.transaction():
        work = await connection.fetchrow(TAKE, now)
        if work is None:
            return False
        answer_id, outcome = work["answer_id"], outcomes[work["answer_id"]]
        rated = await connection.fetchrow(RATED, answer_id, now)
        if rated["unseen"]:
            await connection.execute(NOTE, rated["unseen"], now)
            await connection.fetchrow(WATCH, rated["unseen"], now.date())
        case_id = await connection.fetchval(LOCK, rated["cases"])
        await connection.fetchrow(HISTORY, case_id)
        await connection.execute(STORE, answer_id, case_id, outcome.rows, now)
        await connection.execute(LOCK_SCORES, name_locks(outcome))
        await connection.fetchrow(INPUTS, outcome.people, outcome.units, outcome.periods)
        await connection.execute(SCORES, outcome.rows, now, work["id"], write_notices(case_id, outcome))
    return True


def name_locks(outcome: Outcome) -> list[str]:
    """What nobody else may recompute meanwhile."""
    return [f"{each}/{period}" for each in (*outcome.people, *outcome.units) for period in outcome.periods]


def write_notices(case_id: UUID, outcome: Outcome) -> list[str]:
    """The notices, as they are sent."""
    told = [{"topic": "complaint", "id": str(case_id)}]
    told += [{"topic": "score", "employee": str(each)} for each in outcome.people]
    return [orjson.dumps(each).decode() for each in told]
