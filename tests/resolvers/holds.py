"""A town whose policy holds answers, and the work that lets them weigh."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from db.tables.scoring import policies
from domain.terms import WorkState
from jobs.worker import Worker
from tests.databases import arranging
from tests.first_policy import FIRST_POLICY
from tests.resolvers.town import Town

HOLD = timedelta(hours=48)
SOON = timedelta(minutes=1)


async def adopt(town: Town, **parameters: Any) -> None:
    """Let the second policy, which holds answers for two days, be in force on every day."""
    row: dict[str, Any] = {
        "version": 2,
        "name": "Kebijakan penilaian 2",
        "effective_from": date(2000, 1, 2),
        "parameters": {**FIRST_POLICY, "hold_hours": 48, **parameters},
    }
    async with town.database.transaction() as connection, arranging(connection):
        await connection.execute(insert(policies).values(row))


async def work(town: Town, *, recurring: bool = False) -> None:
    """Do what is due by now; all of it succeeds."""
    worker = Worker(town.database.for_jobs(), chance=lambda: 0.0)
    if recurring:
        await worker.lead()
    assert set(await worker.do_all()) <= {WorkState.DONE}


async def let_holds_end(town: Town) -> None:
    """Go on past the hold of every answer that was given so far."""
    town.wait(HOLD + SOON)
    await work(town)
