"""Cases whose citizens are asked again: which, by whom, and what they said."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    SmallInteger,
    Uuid,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Connection
from db.expressions.posts import overlaps
from db.statements.compiled import prepare
from db.statements.rows import insert_rows, values_of_rows
from db.tables.cases import cases
from db.tables.columns import Instant
from db.tables.grants import grants
from db.tables.hearing import invitations, recontacts
from db.tables.organisation import assignments
from domain.cases.recontacts import ASKING, Candidate

_NOW = bindparam("now", type_=Instant)
_DAY = bindparam("day", type_=Date())


class DrawnCase(NamedTuple):
    """A case of which the lot says that its citizen is asked again, and what chooses by whom."""

    case_id: UUID
    lot: bytes


_made = select(1).where(recontacts.c.case_id == invitations.c.case_id).exists()
_DRAWN = prepare(
    select(invitations.c.case_id, invitations.c.recontact_lot)
    .join(cases, cases.c.id == invitations.c.case_id)
    .where(
        invitations.c.recontact_lot.is_not(None),
        invitations.c.made_at <= bindparam("made_before", type_=Instant),
        cases.c.erased_at.is_(None),
        ~_made,
    )
    .order_by(invitations.c.made_at, invitations.c.id)
    .limit(bindparam("most", type_=Integer()))
)


async def list_drawn(transaction: AsyncConnection, made_before: datetime, most: int) -> list[DrawnCase]:
    """At most so many of the cases to ask about again that were resolved before a moment, the longest ago first."""
    rows = await _DRAWN.fetch(transaction, {"made_before": made_before, "most": most})
    return [DrawnCase(case_id, bytes(lot)) for case_id, lot in rows]


_ASKING: ColumnElement[Any] = literal_column(f"'{{{','.join(sorted(ASKING))}}}'::text[]")
_CANDIDATES = prepare(
    select(grants.c.employee_id, assignments.c.unit_id)
    .join(assignments, assignments.c.employee_id == grants.c.employee_id)
    .where(
        grants.c.role == func.any(_ASKING),
        grants.c.confirmed_at.is_not(None),
        grants.c.revoked_at.is_(None),
        grants.c.starts_at <= _NOW,
        or_(grants.c.ends_at.is_(None), grants.c.ends_at > _NOW),
        overlaps(assignments, _DAY, _DAY),
    )
)


async def list_candidates(transaction: AsyncConnection, now: datetime, day: date) -> list[Candidate]:
    """Whoever holds a role in which people ask citizens again, and has a post."""
    units: dict[UUID, set[UUID]] = defaultdict(set)
    for employee_id, unit_id in await _CANDIDATES.fetch(transaction, {"now": now, "day": day}):
        units[employee_id].add(unit_id)
    return [Candidate(employee_id, frozenset(found)) for employee_id, found in units.items()]


_DRAW = ("case_id", "asker_id", "drawn_at")
_STORE = prepare(insert_rows(recontacts, _DRAW))


async def store_drawn(transaction: AsyncConnection, records: Sequence[tuple[UUID, UUID | None, datetime]]) -> None:
    """Store who is to ask about which cases: the case, who asks, and when that was drawn."""
    await _STORE.fetch(transaction, values_of_rows(recontacts, _DRAW, records))


class Recontact(NamedTuple):
    """Who is to ask about a case again, and when they have."""

    id: UUID
    asker_id: UUID | None
    asked_at: datetime | None


_LOCK = prepare(
    select(recontacts.c.id, recontacts.c.asker_id, recontacts.c.asked_at)
    .where(recontacts.c.case_id == bindparam("case", type_=Uuid()))
    .with_for_update()
)


async def lock_recontact(transaction: AsyncConnection, case_id: UUID) -> Recontact | None:
    """What is to be asked about a case again, locked; None of most cases."""
    for row in await _LOCK.fetch(transaction, {"case": case_id}):
        return Recontact(*row)
    return None


_ANSWER = prepare(
    update(recontacts)
    .where(recontacts.c.id == bindparam("recontact", type_=Uuid()))
    .values(
        asked_at=bindparam("moment", type_=Instant),
        reached=bindparam("was_reached", type_=Boolean()),
        treatment=bindparam("of_treatment", type_=SmallInteger()),
        outcome=bindparam("of_outcome", type_=SmallInteger()),
    )
)


async def store_second_answer(
    transaction: AsyncConnection, recontact_id: UUID, now: datetime, answer: tuple[int, int] | None
) -> None:
    """Keep what a citizen said when they were asked again; None of whom nobody reached."""
    treatment, outcome = answer or (None, None)
    values = {"moment": now, "was_reached": answer is not None, "of_treatment": treatment, "of_outcome": outcome}
    await _ANSWER.fetch(transaction, {"recontact": recontact_id} | values)


_WAITING = prepare(
    select(recontacts.c.case_id)
    .where(recontacts.c.asker_id == bindparam("asker", type_=Uuid()), recontacts.c.asked_at.is_(None))
    .order_by(recontacts.c.drawn_at, recontacts.c.id)
    .limit(bindparam("most", type_=Integer()))
)


async def list_waiting(connection: Connection, asker_id: UUID, most: int) -> list[UUID]:
    """At most so many of the cases about which somebody is to ask again, those drawn first before others."""
    return [case_id for (case_id,) in await _WAITING.fetch(connection, {"asker": asker_id, "most": most})]
