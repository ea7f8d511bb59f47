"""Recomputing everything in small transactions, and setting what a period expects from the one before it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.employee_scores import rescore_employees_of_period
from db.changes.inserts import insert_rows, values_of_rows
from db.changes.unit_scores import rescore_units_of_period
from db.database import Database
from db.queries.evaluation_periods import find_preceding_period, load_periods
from db.queries.policies import load_policy
from db.queries.unit_evidence import average_strata
from db.tables.organisation import employees, units
from db.tables.scoring import expectations

BATCH = 300
DECIMALS = 4
_EXPECTATION = ("period_id", "kind", "stratum", "expected", "cases")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rescored:
    """What a recomputation did: people examined, and stored scores of people and of units that changed."""

    employees: int
    changed: int
    units: int


_AFTER = bindparam("after", type_=Uuid())
_insert = insert_rows(expectations, _EXPECTATION)
_FORGET = delete(expectations).where(expectations.c.period_id == bindparam("period", type_=Uuid()))


async def rescore_everything(database: Database, progress: Progress | None = None) -> Rescored:
    """Recompute every score of every period, `BATCH` people or units a transaction; memory does not grow with them.

    `progress` is told how many people and units were looked at so far, and how many there are, over all periods.
    Scores whose inputs are as they were stay as they are, so that a second run changes nothing.
    """
    async with database.transaction() as connection:
        periods = await load_periods(connection)
        people, all_units = await _count(connection, employees), await _count(connection, units)
    total, done, changed, changed_units = len(periods) * (people + all_units), 0, 0, 0
    for period in periods:
        async for connection, batch in _batches(database, employees):
            changed += len(await rescore_employees_of_period(connection, batch, period, database.clock()))
            done += len(batch)
            if progress:
                progress(done, total)
        async for connection, batch in _batches(database, units):
            changed_units += await rescore_units_of_period(connection, batch, period)
            done += len(batch)
            if progress:
                progress(done, total)
    return Rescored(people, changed, changed_units)


async def fit_expectations(connection: AsyncConnection, period_id: UUID) -> int:
    """Set what answers of a period are read against from the counted evidence of the preceding period of its kind.

    To be called before the period opens: by strata with enough cases (`minimum_stratum` of the policy), and '' for all
    together. Returns how many expectations there are now; scores are not recomputed.
    """
    await connection.execute(_FORGET, {"period": period_id})
    preceding = await find_preceding_period(connection, period_id)
    if preceding is None:
        return 0
    policy = await load_policy(connection, preceding.ends_on)
    strata = await average_strata(connection, preceding, policy.minimum_stratum)
    records = [(period_id, kind, stratum, round(mean, DECIMALS), cases) for kind, stratum, mean, cases in strata]
    await connection.execute(_insert, values_of_rows(expectations, _EXPECTATION, records))
    return len(records)


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0


async def _batches(database: Database, table: Table) -> AsyncIterator[tuple[AsyncConnection, list[UUID]]]:
    """The keys of a table, some at a time, each time with a transaction of its own."""
    following = select(table.c.id).where(table.c.id > _AFTER).order_by(table.c.id).limit(BATCH)
    after = UUID(int=0)
    while True:
        async with database.transaction() as connection:
            batch = list(await connection.scalars(following, {"after": after}))
            if not batch:
                return
            yield connection, batch
        after = batch[-1]
