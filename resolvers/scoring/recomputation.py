"""Recomputing everything in small transactions."""

from collections.abc import Callable
from dataclasses import dataclass

from db.database import Database
from db.repositories.organisation import WHOLE, Share, count_rows, list_in_batches
from db.repositories.score_inputs import load_scoring_context
from db.tables.organisation import employees, units
from resolvers.scoring.rescoring import recompute

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rescored:
    """What a recomputation did: people examined, and stored scores of people and of units that changed."""

    employees: int
    changed: int
    units: int


async def rescore_everything(database: Database, progress: Progress | None = None, share: Share = WHOLE) -> Rescored:
    """Recompute every score of every period that is open or closing, a batch of people or units a transaction.

    Where several processes do that at once, each takes a share of the batches.

    Memory does not grow with them. `progress` is told how many people and units were looked at so far, and how many
    there are, over all periods.
    Scores whose inputs are as they were stay as they are, so that a second run changes nothing.
    """
    async with database.transaction() as transaction:
        periods = [period for period in (await load_scoring_context(transaction)).periods if period.scored]
        people, all_units = await count_rows(transaction, employees), await count_rows(transaction, units)
    total, done, changed, changed_units = len(periods) * (people + all_units), 0, 0, 0
    for period in periods:
        for table in (employees, units):
            async for transaction, batch in list_in_batches(database, table, share):
                wanted = [(key, period) for key in batch]
                chosen = (wanted, []) if table is employees else ([], wanted)
                context = await load_scoring_context(transaction)
                found, found_units = await recompute(transaction, *chosen, context, database.clock())
                changed, changed_units = changed + len(found), changed_units + found_units
                done += len(batch)
                if progress:
                    progress(done, total)
    return Rescored(people, changed, changed_units)
