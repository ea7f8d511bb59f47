"""Cases that the workload `rate` rates: chosen, opened with a known code, and left as they were after each run."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from bench.statements import read_statement
from domain.cases.tickets import derive_access_code, hash_access

CASES = read_statement("rate_cases")
FORGET = read_statement("rate_forget")
# As many as a server may rate in one run; each once.
MOST_CASES = 6_000
SETTLE_SECONDS = 0.5


@dataclass(frozen=True)
class RatedCase:
    """A case that can be rated by whoever has its ticket and code."""

    id: UUID
    ticket: str
    access_code: str


@dataclass(frozen=True)
class RatedCases:
    """The cases, and the connection that puts everything back."""

    connection: asyncpg.Connection
    cases: Sequence[RatedCase]

    async def count(self) -> int:
        """How many of the cases have an answer to their latest resolution."""
        found: int = await self.connection.fetchval(
            "SELECT count(*) FROM feedbacks f JOIN rated_cases r ON r.resolution_id = f.resolution_id"
        )
        return found

    async def put_back(self) -> int:
        """Take back what the workload stored, so that the next run finds the same data; how many answers.

        A server goes on with what it was asked after whoever asked has gone, so this is done until nothing comes.
        """
        taken = 0
        while count := await self._put_back():
            taken += count
            await asyncio.sleep(SETTLE_SECONDS)
        return taken

    async def _put_back(self) -> int:
        async with self.connection.transaction():
            # Every rating begins with its key: wait for those that are under way.
            await self.connection.execute("LOCK TABLE idempotency_keys IN SHARE MODE")
            # Keys and checks stay as they are, so the rows go without triggers.
            await self.connection.execute("SET LOCAL session_replication_role = replica")
            count = await self.count()
            await self.connection.execute(FORGET)
        return count


@asynccontextmanager
async def open_rated_cases(connection: asyncpg.Connection, secret: str) -> AsyncIterator[RatedCases]:
    """Resolved cases that nobody rated, with access codes of this secret; their own come back at the end."""
    await connection.execute(
        "CREATE TEMP TABLE rated_cases (id uuid, resolution_id uuid, last int, new_hash bytea, old_hash bytea)"
    )
    found = await connection.fetch(CASES, MOST_CASES)
    cases = [RatedCase(row["id"], row["ticket"], derive_access_code(secret.encode(), row["id"])) for row in found]
    await connection.copy_records_to_table("rated_cases", records=[
        (row["id"], row["resolution_id"], row["last"], open_case(secret, case), None)
        for row, case in zip(found, cases, strict=True)
    ])  # fmt: skip
    await connection.execute("UPDATE rated_cases r SET old_hash = c.access_hash FROM cases c WHERE c.id = r.id")
    await connection.execute("UPDATE cases c SET access_hash = r.new_hash FROM rated_cases r WHERE r.id = c.id")
    rated = RatedCases(connection, cases)
    try:
        yield rated
    finally:
        await rated.put_back()
        await connection.execute("UPDATE cases c SET access_hash = r.old_hash FROM rated_cases r WHERE r.id = c.id")


def open_case(secret: str, case: RatedCase) -> bytes:
    """What the ticket and the code of a case are known by."""
    return hash_access(secret.encode(), case.ticket, case.access_code)
