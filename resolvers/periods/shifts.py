"""What has moved for everybody: measured once when a period begins to close, before anybody's scores are read by it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.database import Database, Transaction
from db.repositories.due_work import schedule_work
from db.repositories.expectations import load_expectations
from db.repositories.peer_history import load_peer_history
from db.repositories.periods import load_periods, store_move
from db.repositories.score_inputs import load_scoring_context
from db.repositories.shifts import load_undecided_shifts, store_shifts
from domain.due_work import NewWork
from domain.scoring.frozen_peers import FrozenKind, PeerHistory
from domain.scoring.measured_shifts import measure_shifts
from domain.scoring.periods import PeriodRecord, find_history, move_to
from domain.scoring.policies import Policy
from domain.scoring.shift_decisions import UndecidedShift
from domain.scoring.shifts import KindShift
from domain.terms import EvidenceKind, PeriodState, WorkKind
from graph.identifiers import format_id

Measured = Mapping[EvidenceKind, KindShift]


@dataclass(frozen=True)
class Unmeasured:
    """What a period was opened with, and what was said before and since."""

    opened: Mapping[EvidenceKind, FrozenKind]
    before: PeerHistory
    since: PeerHistory
    policy: Policy


async def measure_ahead(database: Database, period_id: UUID, today: date) -> Measured | None:
    """What has moved in a period, measured outside of any transaction; None where it would not begin to close now."""
    async with database.transaction() as transaction:
        known = {each.period.id: each for each in await load_periods(transaction)}
        record = known.get(period_id)
        if record is None or record.state is not PeriodState.OPEN or today <= record.period.ends_on:
            return None
        found = await read_unmeasured(transaction, record)
    return await measure(found)


async def measure_period(transaction: Transaction, record: PeriodRecord) -> Measured:
    """What has moved in an open period that is over, measured within the transaction."""
    return await measure(await read_unmeasured(transaction, record))


async def read_unmeasured(transaction: Transaction, record: PeriodRecord) -> Unmeasured | None:
    """What is measured in an open period that is over; None where it was opened with nothing to measure by."""
    period = record.period
    policy = (await load_scoring_context(transaction)).policy_on(period.starts_on)
    expected = (await load_expectations(transaction, [period.id])).get(period.id)
    if policy.tilting is None or expected is None or not expected.kinds:
        return None
    history = find_history(record, await load_periods(transaction))
    before = await load_peer_history(transaction, history.first, history.last)
    since = await load_peer_history(transaction, period.starts_on, period.ends_on)
    return Unmeasured(expected.kinds, before, since, policy)


async def measure(unmeasured: Unmeasured | None) -> Measured:
    """Measure it: it may take seconds, in a thread, so that others are answered meanwhile."""
    if unmeasured is None:
        return {}
    return await asyncio.to_thread(
        measure_shifts, unmeasured.opened, unmeasured.before, unmeasured.since, unmeasured.policy
    )


async def begin_closing(
    transaction: Transaction, record: PeriodRecord, measured: Measured, at: datetime, by: UUID | None
) -> PeriodRecord:
    """Begin to close an open period that the caller has locked, with what was measured; the period from now on.

    Nobody is rescored: whoever begins it schedules that.
    """
    closing = move_to(record, PeriodState.CLOSING, at, by)
    await store_move(transaction, closing)
    await store_shifts(transaction, record.period.id, measured, at)
    return closing


async def schedule_rescoring(transaction: Transaction, occasion: str, at: datetime) -> None:
    """Have everybody rescored as due work, upon an occasion of its own."""
    await schedule_work(transaction, NewWork(WorkKind.RESCORE_PEOPLE, f"{occasion} {at.isoformat()}", at, {}))


async def find_undecided_shifts(transaction: Transaction, period_id: UUID) -> list[UndecidedShift]:
    """The shifts that keep a period from being closed."""
    return [
        UndecidedShift(format_id("Shift", each.id), each.shift.mean)
        for each in await load_undecided_shifts(transaction, period_id)
    ]
