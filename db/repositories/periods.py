"""Periods: made, moved on, and what of them still waits for a decision."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Row,
    Text,
    Update,
    Uuid,
    bindparam,
    func,
    literal_column,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.access import rows_visible
from db.repositories.score_inputs import WAITS
from db.repositories.scores import lock_period
from db.statements.binding import Binder, Inputs, Read
from db.statements.compiled import Prepared, prepare
from db.tables.appraisal import periods
from db.tables.cases import cases, feedbacks, resolutions
from db.tables.columns import Instant
from db.tables.organisation import units
from db.tables.scoring import evidence
from domain.access import Principal
from domain.scoring.context import Period
from domain.scoring.periods import CalendarPeriod, Move, PeriodRecord
from domain.terms import EvidenceStanding, PeriodKind, PeriodState, Role

_MOVES: Mapping[PeriodState, str] = {
    PeriodState.OPEN: "opened",
    PeriodState.CLOSING: "closing",
    PeriodState.CLOSED: "closed",
}
_QUARANTINED = literal_column(f"'{EvidenceStanding.QUARANTINED}'", Text)
_ALL = select(periods).order_by(periods.c.starts_on, periods.c.ends_on, periods.c.id)
_THIS = periods.c.id == bindparam("period", type_=Uuid())
# Whoever refers to it need not wait.
_LOCKED = select(periods).where(_THIS).with_for_update(key_share=True)


def _read(row: Row[Any]) -> PeriodRecord:
    period = Period(row.id, row.starts_on, row.ends_on, PeriodState(row.state))
    moves = [Move(getattr(row, f"{name}_at"), getattr(row, f"{name}_by_id")) for name in _MOVES.values()]
    return PeriodRecord(period, PeriodKind(row.kind), row.code, tuple(move for move in moves if move.at is not None))


async def load_periods(connection: AsyncConnection) -> list[PeriodRecord]:
    """All periods, in the order in which they begin."""
    return [_read(row) for row in await connection.execute(_ALL)]


async def lock_period_record(connection: AsyncConnection, key: UUID) -> PeriodRecord | None:
    """A period that nobody else moves on, and in which nobody rescores, until the transaction ends; None without one.

    Waits for whoever rescores in it: what they counted is counted.
    """
    await lock_period(connection, key)
    row = (await connection.execute(_LOCKED, {"period": key})).one_or_none()
    return _read(row) if row else None


async def store_draft(connection: AsyncConnection, draft: CalendarPeriod) -> UUID | None:
    """Store a period as a draft; its key, or None where there is one of its code already."""
    values = {**vars(draft), "state": PeriodState.DRAFT}
    stored = insert(periods).values(values).on_conflict_do_nothing(index_elements=["code"]).returning(periods.c.id)
    key: UUID | None = await connection.scalar(stored)
    return key


def _move_to(state: PeriodState) -> Update:
    moved = {f"{_MOVES[state]}_at": bindparam("at", type_=Instant), f"{_MOVES[state]}_by_id": bindparam("by")}
    return update(periods).where(_THIS).values({"state": state, **moved})


async def store_move(connection: AsyncConnection, record: PeriodRecord) -> None:
    """Store the latest move of a period."""
    move = record.moves[-1]
    await connection.execute(_move_to(record.state), {"period": record.period.id, "at": move.at, "by": move.by})


class Waiting(NamedTuple):
    """What waits for a decision that something in a period depends on: of which unit, since when, whether it is seen.

    It is a resolution or an answer, by the name of its type.
    """

    id: UUID
    unit: str
    since: datetime
    seen: bool
    type_name: str


def _undecided(seen: Any, answer_seen: Any) -> CompoundSelect[Any]:
    since = func.min(func.coalesce(feedbacks.c.at, resolutions.c.at))
    source = (
        evidence.join(resolutions, resolutions.c.id == evidence.c.resolution_id)
        .join(cases, cases.c.id == resolutions.c.case_id)
        .join(units, units.c.id == resolutions.c.unit_id)
        .outerjoin(feedbacks, feedbacks.c.id == evidence.c.feedback_id)
    )
    days = evidence.c.occurred_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
    of_resolutions = (
        select(resolutions.c.id, units.c.code, since, func.bool_or(seen), literal_column("'Resolution'", Text))
        .select_from(source)
        .where(WAITS, evidence.c.superseded_at.is_(None), days, resolutions.c.standing == _QUARANTINED)
        .group_by(resolutions.c.id, units.c.code)
    )
    doubted = func.coalesce(feedbacks.c.doubted_at, feedbacks.c.at)
    of_answers = (
        select(feedbacks.c.id, units.c.code, doubted, func.bool_or(answer_seen), literal_column("'Feedback'", Text))
        .select_from(source)
        .where(WAITS, evidence.c.superseded_at.is_(None), days, feedbacks.c.status == _QUARANTINED)
        .group_by(feedbacks.c.id, units.c.code)
    )
    return union_all(of_resolutions, of_answers)


@cache
def _undecided_for(role: Role) -> tuple[Prepared, dict[str, Read]]:
    binder = Binder(Principal(role))
    seen, answer_seen = rows_visible("Case", cases, binder), rows_visible("Feedback", feedbacks, binder)
    limits = [true() if each is None else each for each in (seen, answer_seen)]
    return prepare(_undecided(*limits)), binder.reads


_UNDECIDED = prepare(_undecided(true(), true()))


async def load_undecided(connection: AsyncConnection, period: Period, viewer: Inputs | None) -> list[Waiting]:
    """What is in doubt in a period, a row a resolution or an answer.

    It is `seen` by the viewer, or all where nobody in person asks.
    """
    statement, reads = (_UNDECIDED, {}) if viewer is None else _undecided_for(viewer.principal.role)
    values: dict[str, Any] = {} if viewer is None else {name: read(viewer) for name, read in reads.items()}
    days = {"first": period.starts_on, "last": period.ends_on}
    return [Waiting(*row) for row in await statement.fetch(connection, values | days)]
