"""What periods do by themselves on their day: they are drafted, open, begin to close, and close."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from db.database import Database, Transaction
from db.repositories.periods import load_periods, load_undecided, lock_period_record, store_draft
from db.repositories.score_inputs import load_scoring_context
from domain.problems import Refused
from domain.scoring.periods import (
    PeriodRecord,
    check_closing,
    find_due_drafts,
    holds_up,
)
from domain.terms import PeriodKind, PeriodState
from resolvers.audit.deeds import note_operator
from resolvers.periods.closing import check_nothing_undecided, close
from resolvers.periods.drafting import draft
from resolvers.periods.opening import open_and_score
from resolvers.periods.shifts import (
    begin_closing,
    find_undecided_shifts,
    measure_period,
    schedule_rescoring,
)


async def open_due_periods(transaction: Transaction, today: date, now: datetime) -> list[str]:
    """Draft the period of each kind that a day lies in, where earlier ones were there; open those that have begun.

    The codes of those that opened.
    """
    for missing in find_due_drafts(await load_periods(transaction), today):
        await store_draft(transaction, missing)
    opened = []
    for known in await load_periods(transaction):
        if known.state is PeriodState.DRAFT and known.period.starts_on <= today:
            record = await _lock(transaction, known)
            if record.state is PeriodState.DRAFT:
                await open_and_score(transaction, record, now, None)
                await _note(transaction, "openPeriod", record, now)
                opened.append(record.code)
    return opened


async def begin_due_closings(transaction: Transaction, today: date, now: datetime) -> list[str]:
    """Begin to close the periods that are over, with what has moved for everybody in each; their codes."""
    begun = []
    for known in await load_periods(transaction):
        if known.state is PeriodState.OPEN and known.period.ends_on < today:
            measured = await measure_period(transaction, known)
            record = await _lock(transaction, known)
            if record.state is PeriodState.OPEN:
                await begin_closing(transaction, record, measured, now, None)
                await _note(transaction, "beginClosingPeriod", record, now)
                begun.append(record.code)
    return begun


async def begin_and_rescore(transaction: Transaction, today: date, now: datetime) -> list[str]:
    """Begin to close the periods that are over, and have everybody rescored by what was measured; their codes."""
    begun = await begin_due_closings(transaction, today, now)
    if begun:
        await schedule_rescoring(transaction, " ".join(begun), now)
    return begun


async def close_next_period(transaction: Transaction, today: date, now: datetime) -> str | None:
    """Close the first period that may close by now; its code, or None where none may."""
    for known in await load_periods(transaction):
        if known.state is PeriodState.CLOSING and await close_if_ready(transaction, known.period.id, today, now):
            return known.code
    return None


async def close_if_ready(
    transaction: Transaction, period_id: UUID, today: date, now: datetime, by: UUID | None = None
) -> bool:
    """Close a period if the rules let it; whether it is closed now. `by` is who asked for it, if anybody did."""
    record = await lock_period_record(transaction, period_id)
    calendar = (await load_scoring_context(transaction)).calendar
    if record is None:
        return False
    try:
        check_closing(record, None, now, calendar)
        await check_nothing_undecided(transaction, record, calendar, now, None)
    except Refused:
        return False
    await close(transaction, record, today, now, by)
    if by is None:
        await _note(transaction, "closePeriod", record, now)
    return True


@dataclass(frozen=True)
class MovedPeriods:
    """The codes of periods that moved on, and of those that are held up, on how many decisions they wait.

    Of resolutions and answers `held_up` says how many, of what has moved for everybody `unconfirmed`.
    """

    opened: list[str]
    begun: list[str]
    closed: list[str]
    held_up: dict[str, int] = field(default_factory=dict)
    unconfirmed: dict[str, int] = field(default_factory=dict)


async def move_due_periods(database: Database) -> MovedPeriods:
    """Do what periods do by themselves by now, each closing in a transaction of its own."""
    now, today = database.clock(), database.today()
    async with database.transaction() as transaction:
        opened = await open_due_periods(transaction, today, now)
        moved = MovedPeriods(opened, await begin_and_rescore(transaction, today, now), [])
    while True:
        async with database.transaction() as transaction:
            code = await close_next_period(transaction, today, now)
            if code is None:
                unconfirmed = await _find_unconfirmed(transaction)
                return replace(moved, held_up=await _find_held_up(transaction, now), unconfirmed=unconfirmed)
            moved.closed.append(code)


async def _find_held_up(transaction: Transaction, now: datetime) -> dict[str, int]:
    calendar = (await load_scoring_context(transaction)).calendar
    found = {}
    for record in await load_periods(transaction):
        if record.state is PeriodState.CLOSING:
            waiting = await load_undecided(transaction, record.period, None)
            found[record.code] = sum(holds_up(each.since, now, calendar) for each in waiting)
    return {code: count for code, count in found.items() if count}


async def _find_unconfirmed(transaction: Transaction) -> dict[str, int]:
    closing = [each for each in await load_periods(transaction) if each.state is PeriodState.CLOSING]
    found = {each.code: len(await find_undecided_shifts(transaction, each.period.id)) for each in closing}
    return {code: count for code, count in found.items() if count}


async def draft_as_operator(transaction: Transaction, kind: PeriodKind, day: date, now: datetime) -> str:
    """Draft the period of a kind that holds a day, as the operator; its code. Refuses PERIOD_EXISTS and PERIOD_FAR."""
    key, code = await draft(transaction, kind, day)
    await note_operator(transaction, "draftPeriod", now, ("Period", key), period=code)
    return code


async def _lock(transaction: Transaction, known: PeriodRecord) -> PeriodRecord:
    return await lock_period_record(transaction, known.period.id) or known


async def _note(transaction: Transaction, action: str, record: PeriodRecord, now: datetime) -> None:
    await note_operator(transaction, action, now, ("Period", record.period.id), period=record.code)
