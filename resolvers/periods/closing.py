"""Closing a period: everybody is shown what they ended with, and from then on nothing of it changes."""

from datetime import date, datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.organisation import list_following
from db.repositories.periods import load_undecided, store_move
from db.statements.binding import Inputs
from db.tables.organisation import employees
from domain.calendar import WorkingCalendar
from domain.scoring.context import Period
from domain.scoring.periods import PeriodRecord, Undecided, check_decided, holds_up, move_to
from domain.scoring.shift_decisions import check_shifts_decided
from domain.terms import PeriodState
from graph.identifiers import format_id
from resolvers.periods.shifts import find_undecided_shifts
from resolvers.publication.unit_scores import publish_unit_scores
from resolvers.publication.weekly_scores import show_scores
from resolvers.scoring.rescoring import refresh_locked

_FIRST = UUID(int=0)


async def check_nothing_undecided(
    transaction: Transaction, record: PeriodRecord, calendar: WorkingCalendar, now: datetime, viewer: Inputs | None
) -> None:
    """Refuse SHIFT_UNDECIDED while nobody has decided about what has moved for all in a period.

    And UNDECIDED while something of it has waited for too long; of what the viewer sees it says which.
    """
    check_shifts_decided(await find_undecided_shifts(transaction, record.period.id))
    check_decided(
        record,
        [
            Undecided(
                format_id(each.type_name, each.id), each.unit, each.since, each.seen, each.type_name == "Feedback"
            )
            for each in await load_undecided(transaction, record.period, viewer)
            if holds_up(each.since, now, calendar)
        ],
    )


async def close(
    transaction: Transaction, record: PeriodRecord, today: date, now: datetime, by: UUID | None
) -> PeriodRecord:
    """Close a period that the caller has locked and that may close; the period as it is for good.

    Its scores are shown and published as they are now, since they are not later.
    """
    await _show(transaction, record.period, today, now)
    await publish_unit_scores(transaction, today, record.period)
    closed = move_to(record, PeriodState.CLOSED, now, by)
    await store_move(transaction, closed)
    return closed


async def _show(transaction: Transaction, period: Period, today: date, now: datetime) -> None:
    people = await list_following(transaction, employees, _FIRST)
    while people:
        await refresh_locked(transaction, people, period, now)
        await show_scores(transaction, people, today, now, period)
        people = await list_following(transaction, employees, people[-1])
