"""Audit entries and the seals over them: found, stored, walked."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Interval, Select, bindparam, func, insert, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.audit import audit_entries, audit_seals
from db.tables.columns import Instant
from domain.audit_chain import Entry, Seal

# An entry gets its key when it is written, last in its transaction, and is seen when that ends; no request may take as
# long as this, and clocks of two machines do not differ as much.
LONGEST_TRANSACTION = timedelta(hours=1)

_SAID = ("role", "actor_id", "action", "subject_type", "subject_id", "before", "after", "detail", "request_id")
_ENTRY = (audit_entries.c.id, audit_entries.c.at, *(audit_entries.c[name] for name in _SAID))
_SEAL = tuple(audit_seals.c[name] for name in ("number", "at", "entries", "digests", "previous", "hash"))

_AGO = literal_column(f"interval '{LONGEST_TRANSACTION // timedelta(seconds=1)} seconds'", Interval)
_RECORDED = bindparam("recorded", type_=Instant)
# Keys begin with the time at which they were made, so this is about the first of those times.
_FIRST_KEY = func.uuidv7(_RECORDED - func.now() - _AGO)
_LAST = select(*_SEAL, audit_seals.c.recorded_at).order_by(audit_seals.c.number.desc()).limit(1)


def _unsealed(*, recent: bool) -> Select[tuple[object, ...]]:
    """Entries that no seal names; the `recent` ones are all that were not there, or not to be seen, at the last."""
    sealed = select(func.unnest(audit_seals.c.entries))
    entries = select(*_ENTRY)
    if recent:
        sealed = sealed.where(audit_seals.c.recorded_at >= _RECORDED - _AGO - _AGO)
        entries = entries.where(audit_entries.c.id >= _FIRST_KEY)
    return entries.where(audit_entries.c.id.not_in(sealed)).order_by(audit_entries.c.id)


_ALL_UNSEALED, _RECENT_UNSEALED = _unsealed(recent=False), _unsealed(recent=True)
_NEXT = select(*_SEAL).where(audit_seals.c.number > bindparam("number")).order_by(audit_seals.c.number).limit(1)
_THESE = select(*_ENTRY).where(audit_entries.c.id == func.any(bindparam("keys", type_=audit_seals.c.entries.type)))


async def find_unsealed(transaction: AsyncConnection, most: int) -> tuple[Seal | None, list[Entry]]:
    """The last seal, and at most so many entries that none names."""
    row = (await transaction.execute(_LAST)).one_or_none()
    if row is None:
        found = await transaction.execute(_ALL_UNSEALED.limit(most))
        return None, [_entry(each) for each in found]
    recent = await transaction.execute(_RECENT_UNSEALED.limit(most), {"recorded": row.recorded_at})
    return _seal(row), [_entry(each) for each in recent]


async def store_seal(transaction: AsyncConnection, seal: Seal) -> None:
    """Add a seal. The second of two with one number is refused by the table."""
    values = {**vars(seal), "entries": list(seal.entries), "digests": list(seal.digests)}
    await transaction.execute(insert(audit_seals).values(values))


async def walk_seals(transaction: AsyncConnection) -> AsyncIterator[tuple[Seal, dict[UUID, Entry]]]:
    """Every seal in order, with those that there are of the entries it names."""
    number = 0
    while (row := (await transaction.execute(_NEXT, {"number": number})).one_or_none()) is not None:
        seal = _seal(row)
        found = await transaction.execute(_THESE, {"keys": list(seal.entries)})
        yield seal, {each.id: _entry(each) for each in found}
        number = seal.number


async def list_unsealed(transaction: AsyncConnection) -> list[Entry]:
    """All entries that no seal names, the oldest first."""
    return [_entry(each) for each in await transaction.execute(_ALL_UNSEALED)]


def made_at(key: UUID) -> datetime:
    """When a key was made."""
    return datetime.fromtimestamp((key.int >> 80) / 1000).astimezone()


def _seal(row: Any) -> Seal:
    return Seal(row.number, row.at, tuple(row.entries), tuple(row.digests), row.previous, row.hash)


def _entry(row: Any) -> Entry:
    said = {name: getattr(row, name) for name in _SAID}
    return Entry(
        row.id, row.at, {name: str(value) if isinstance(value, UUID) else value for name, value in said.items()}
    )
