"""What the HR agency does with periods over the graph."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.database import Transaction
from db.repositories.commits import Change, StoredAnswer, Told
from db.repositories.due_work import schedule_work
from db.repositories.periods import lock_period_record
from db.repositories.score_inputs import load_scoring_context
from domain.access import check_action
from domain.due_work import NewWork
from domain.problems import refuse
from domain.scoring.periods import (
    PeriodRecord,
    check_begin_closing,
    check_closing,
    check_opening,
)
from domain.terms import PeriodKind, WorkKind
from graph.identifiers import parse_id, parse_ids
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context
from resolvers.periods.closing import check_nothing_undecided
from resolvers.periods.drafting import draft
from resolvers.periods.opening import fit_ahead, open_and_score
from resolvers.periods.shifts import begin_closing, measure_ahead, measure_period, schedule_rescoring


@dataclass(frozen=True, kw_only=True)
class DraftPeriod(Command):
    """Make the month, quarter or year that holds a day a period."""

    kind: PeriodKind
    day: date


@dataclass(frozen=True, kw_only=True)
class MovePeriod(Command):
    """Move a period on to its next state."""

    period: str


@dataclass(frozen=True)
class ChangedPeriod:
    """The period that was drafted or moved on."""

    period_id: UUID


async def draft_period(context: Context, command: DraftPeriod) -> ChangedPeriod:
    """Draft a period; it opens on its first day, or when it is opened. Refuses PERIOD_EXISTS and PERIOD_FAR."""

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        key, code = await draft(transaction, command.kind, command.day)
        return request.to_change(StoredAnswer(key, {"period": code}), [], Told("Period"))

    return ChangedPeriod((await carry_out(context, "draftPeriod", command, work)).subject_id)


async def open_period(context: Context, command: MovePeriod) -> ChangedPeriod:
    """Open a draft that has begun. Refuses NOT_FOUND, and what `check_opening` refuses."""
    check_action(context.principal, "openPeriod")
    keys = parse_ids("Period", [command.period])
    fitted = await fit_ahead(context.database, keys[0]) if keys else None

    async def move(transaction: Transaction, request: ChangeRequest, record: PeriodRecord) -> PeriodRecord:
        check_opening(record, context.database.government.day_of(request.at))
        return await open_and_score(transaction, record, request.at, request.principal.person_id, fitted)

    return await _move(context, "openPeriod", command, move)


async def begin_closing_period(context: Context, command: MovePeriod) -> ChangedPeriod:
    """Begin to close a period that is over: what has moved for everybody in it is measured now, and not again.

    Refuses NOT_FOUND, and what `check_begin_closing` refuses.
    """
    check_action(context.principal, "beginClosingPeriod")
    keys = parse_ids("Period", [command.period])
    ahead = await measure_ahead(context.database, keys[0], context.database.today()) if keys else None

    async def move(transaction: Transaction, request: ChangeRequest, record: PeriodRecord) -> PeriodRecord:
        check_begin_closing(record, context.database.government.day_of(request.at))
        # It may have opened, or come to its end, since: what is not measured now never is.
        measured = await measure_period(transaction, record) if ahead is None else ahead
        if measured:
            await schedule_rescoring(transaction, record.code, request.at)
        return await begin_closing(transaction, record, measured, request.at, request.principal.person_id)

    return await _move(context, "beginClosingPeriod", command, move)


async def close_period(context: Context, command: MovePeriod) -> ChangedPeriod:
    """Have a period closed that may close: everybody is shown what they ended with, which is due work from now on.

    Refuses NOT_FOUND, and what `check_closing` and `check_nothing_undecided` refuse.
    """

    async def move(transaction: Transaction, request: ChangeRequest, record: PeriodRecord) -> PeriodRecord:
        calendar = (await load_scoring_context(transaction)).calendar
        check_closing(record, request.principal, request.at, calendar)
        await check_nothing_undecided(transaction, record, calendar, request.at, context.viewer)
        asked = {"period": str(record.period.id), "by": str(request.principal.person_id)}
        key = f"{record.code}/{request.at.isoformat()}"
        await schedule_work(transaction, NewWork(WorkKind.CLOSE_PERIOD, key, request.at, asked))
        return record

    return await _move(context, "closePeriod", command, move)


Move = Callable[[Transaction, ChangeRequest, PeriodRecord], Awaitable[PeriodRecord]]


async def _move(context: Context, action: str, command: MovePeriod, move: Move) -> ChangedPeriod:
    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        key = parse_id("Period", command.period, "period")
        before = await lock_period_record(transaction, key)
        if before is None:
            raise refuse("NOT_FOUND", "period")
        after = await move(transaction, request, before)
        told = Told("Period", {"state": before.state}, {"state": after.state})
        return request.to_change(StoredAnswer(key, {"period": before.code}), [], told)

    return ChangedPeriod((await carry_out(context, action, command, work)).subject_id)
