"""What has moved for everybody in a period: stored when it is measured, read by whoever rescores, and decided about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, Uuid, bindparam, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.repositories.score_inputs import Wanted, wanted_rows, wanted_values
from db.statements.compiled import prepare
from db.statements.copies import copy_records
from db.statements.rows import insert_row, values_of_row
from db.tables.shifts import personal_shifts, shift_decisions, shifts
from domain.scoring.peers import Shift
from domain.scoring.shift_decisions import SaidOfShift
from domain.scoring.shifts import KindShift
from domain.terms import EvidenceKind, Role

_MEASURED = ("mean", "error", "variance", "people", "answers")
_SHIFT = ("id", "period_id", "kind", "measured_at", *_MEASURED)
_PERSONAL = ("shift_id", "employee_id", *_MEASURED)


async def store_shifts(
    connection: AsyncConnection, period_id: UUID, measured: Mapping[EvidenceKind, KindShift], at: datetime
) -> None:
    """Store what was measured of a period that is closing, once and for all."""
    keys = {kind: new_key() for kind in measured}
    common = [(keys[kind], period_id, str(kind), at, *_numbers(shift.common)) for kind, shift in measured.items()]
    own = [
        (keys[kind], person, *_numbers(one))
        for kind, shift in measured.items()
        for person, one in shift.personal.items()
    ]
    await copy_records(connection, shifts, _SHIFT, common)
    await copy_records(connection, personal_shifts, _PERSONAL, own)


def _numbers(shift: Shift | None) -> tuple[object, ...]:
    return tuple(getattr(shift, name) for name in _MEASURED) if shift else (None,) * len(_MEASURED)


_wanted = wanted_rows()
_own = personal_shifts


def _read_by(name: str) -> ColumnElement[Any]:
    """A number of the shift without the own answers, of whoever has some; of all else."""
    return case((_own.c.id.is_not(None), _own.c[name]), else_=shifts.c[name]).label(name)


_SHIFTS = prepare(
    select(_wanted.c.subject, _wanted.c.period, shifts.c.kind, shifts.c.confirmed, *map(_read_by, _MEASURED))
    .join_from(_wanted, shifts, shifts.c.period_id == _wanted.c.period)
    .outerjoin(_own, (_own.c.shift_id == shifts.c.id) & (_own.c.employee_id == _wanted.c.subject))
)


async def load_shifts(
    connection: AsyncConnection, wanted: Wanted
) -> dict[tuple[UUID, UUID], dict[EvidenceKind, Shift]]:
    """What has moved for all in the periods of people, by person and period, each measured without their own answers.

    In one statement, or none for nobody.
    """
    found: dict[tuple[UUID, UUID], dict[EvidenceKind, Shift]] = {}
    for row in await _SHIFTS.fetch(connection, wanted_values(wanted)) if wanted else ():
        if row["mean"] is not None:
            found.setdefault((row["subject"], row["period"]), {})[EvidenceKind(row["kind"])] = _read(row)
    return found


def _read(row: asyncpg.Record) -> Shift:
    return Shift(row["mean"], row["variance"], row["confirmed"], row["error"], row["people"], row["answers"])


class StoredShift(NamedTuple):
    """What has moved for everybody in a period, in one kind."""

    id: UUID
    period_id: UUID
    kind: EvidenceKind
    shift: Shift


_COLUMNS = [shifts.c[name] for name in (*_SHIFT, "confirmed")]
_THIS = shifts.c.id == bindparam("shift", type_=Uuid())
_LOCKED = prepare(select(*_COLUMNS).where(_THIS).with_for_update(key_share=True))
_UNDECIDED = prepare(
    select(*_COLUMNS)
    .where(shifts.c.period_id == bindparam("period", type_=Uuid()), shifts.c.confirmed.is_(None))
    .order_by(shifts.c.kind)
)


async def lock_shift(connection: AsyncConnection, key: UUID) -> StoredShift | None:
    """A shift about which nobody else decides until the transaction ends; None without one."""
    rows = await _LOCKED.fetch(connection, {"shift": key})
    return _read_stored(rows[0]) if rows else None


async def load_undecided_shifts(connection: AsyncConnection, period_id: UUID) -> list[StoredShift]:
    """The shifts of a period about which nobody has decided."""
    return [_read_stored(row) for row in await _UNDECIDED.fetch(connection, {"period": period_id})]


def _read_stored(row: asyncpg.Record) -> StoredShift:
    return StoredShift(row["id"], row["period_id"], EvidenceKind(row["kind"]), _read(row))


_DECISION = ("shift_id", "confirm", "reason", "role", "decided_by_id", "decided_at")
_STORE = prepare(insert_row(shift_decisions, _DECISION))
_SAID = prepare(
    select(shift_decisions.c.decided_by_id, shift_decisions.c.role, shift_decisions.c.confirm)
    .where(shift_decisions.c.shift_id == bindparam("shift", type_=Uuid()))
    .order_by(shift_decisions.c.id)
)
_DECIDE = prepare(
    update(shifts).where(_THIS).values(confirmed=bindparam("confirmed"), decided_at=bindparam("decided_at"))
)


async def load_said_of_shift(connection: AsyncConnection, key: UUID) -> list[SaidOfShift]:
    """What people have said of a shift so far."""
    return [SaidOfShift(by, Role(role), confirm) for by, role, confirm in await _SAID.fetch(connection, {"shift": key})]


async def store_said_of_shift(
    connection: AsyncConnection, key: UUID, said: SaidOfShift, reason: str, at: datetime
) -> None:
    """Store what somebody says of a shift, and why."""
    record = (key, said.confirm, reason, str(said.role), said.by, at)
    await _STORE.fetch(connection, values_of_row(shift_decisions, _DECISION, record))


async def decide_about_shift(connection: AsyncConnection, key: UUID, *, confirmed: bool, at: datetime) -> None:
    """Let a shift be taken out for all, or for nobody."""
    await _DECIDE.fetch(connection, {"shift": key, "confirmed": confirmed, "decided_at": at})
