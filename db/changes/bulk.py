"""Many rows at once, by PostgreSQL's COPY: whole histories of cases, with everything derived from them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes import history_records
from db.keys import new_key
from db.tables.cases import attributions, case_events, case_links, cases, feedbacks, resolutions, segments
from db.tables.scoring import evidence
from domain.calendar import WorkingCalendar
from domain.cases import CaseFacts, Event
from domain.derivation import Derived, derive
from domain.evidence import Feedback
from domain.policies import Policy

# A COPY of so many cases stays far below the statement timeout, and in memory.
AT_ONCE = 4_000


@dataclass(frozen=True)
class CaseHistory:
    """A case as it is stored: what is known of it, and what happened.

    `row` holds the columns of `cases` that are neither in `facts` nor derived (`ticket`, `category_id`,
    `description`, ...); every history of one call names the same ones. `links` holds the columns of `case_links`
    without the case; `answers` the columns of `feedbacks` that scoring does not read (`reasons`, `text`), by
    feedback. `recorded_at` is when we learnt of it all, none where each event was recorded as it happened.
    """

    facts: CaseFacts
    row: Mapping[str, object]
    events: tuple[Event, ...]
    feedbacks: tuple[Feedback, ...] = ()
    links: tuple[Mapping[str, object], ...] = ()
    answers: Mapping[UUID, Mapping[str, object]] = field(default_factory=dict)
    recorded_at: datetime | None = None


@dataclass
class _Records:
    """Records of a batch of histories, by table; `columns` are those of cases that its rows name."""

    columns: tuple[str, ...]
    cases: list[history_records.Record] = field(default_factory=list)
    events: list[history_records.Record] = field(default_factory=list)
    resolutions: list[history_records.Record] = field(default_factory=list)
    segments: list[history_records.Record] = field(default_factory=list)
    feedbacks: list[history_records.Record] = field(default_factory=list)
    attributions: list[history_records.Record] = field(default_factory=list)
    evidence: list[history_records.Record] = field(default_factory=list)
    links: list[history_records.Record] = field(default_factory=list)


async def copy_rows(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add `rows` to `table` in the caller's transaction; every row names the columns that the first one names.

    Columns that no row names take their defaults. Values of JSONB columns are given as Python objects. Raises
    ValueError for rows that differ in their columns, and asyncpg's errors for rows that the table refuses.
    """
    names = tuple(rows[0]) if rows else ()
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError(f"rows of {table.name} differ in their columns")
    encoded = {name for name in names if isinstance(table.c[name].type, JSONB)}
    records = [tuple(_write(row[name]) if name in encoded else row[name] for name in names) for row in rows]
    await _copy(connection, table, names, records)


def _write(value: object) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


async def store_histories(
    connection: AsyncConnection, histories: Sequence[CaseHistory], calendar: WorkingCalendar, policy: Policy
) -> None:
    """Add whole cases: derive what follows from each history, and store case, events and derived rows together.

    A batch is derived in a thread of its own while PostgreSQL takes the one before.
    """
    batches = [histories[start : start + AT_ONCE] for start in range(0, len(histories), AT_ONCE)]
    records = _Records(())
    for batch in batches:
        deriving = asyncio.to_thread(_derive_all, batch, calendar, policy)
        _, records = await asyncio.gather(_copy_all(connection, records), deriving)
    await _copy_all(connection, records)


def _derive_all(histories: Sequence[CaseHistory], calendar: WorkingCalendar, policy: Policy) -> _Records:
    records = _Records(tuple(histories[0].row))
    for history in histories:
        derived = derive(history.facts, history.events, history.feedbacks, calendar, policy.controllability)
        _add(records, history, derived)
    return records


def _add(records: _Records, history: CaseHistory, derived: Derived) -> None:
    case_id = history.facts.id
    keys = {each.seq: new_key() for each in derived.resolutions}
    case = history_records.case_record(history.facts, derived.state, history.recorded_at)
    records.cases.append((*case, *[history.row[name] for name in records.columns]))
    records.events.extend(history_records.event_records(case_id, history.events, history.recorded_at))
    records.resolutions.extend(history_records.resolution_records(case_id, derived, keys))
    records.segments.extend(history_records.segment_records(case_id, derived))
    records.attributions.extend(history_records.attribution_records(case_id, derived, keys))
    records.evidence.extend(history_records.evidence_records(case_id, derived, keys))
    for each in history.feedbacks:
        records.feedbacks.append(history_records.feedback_record(case_id, each, history.answers.get(each.id, {}), keys))
    for link in history.links:
        records.links.append((case_id, link["source_system"], link["external_id"], link["title"], link["agency"]))


async def _copy_all(connection: AsyncConnection, records: _Records) -> None:
    await _copy(connection, cases, history_records.CASES + records.columns, records.cases)
    await _copy(connection, case_events, history_records.EVENTS, records.events)
    await _copy(connection, resolutions, history_records.RESOLUTIONS, records.resolutions)
    await _copy(connection, segments, history_records.SEGMENTS, records.segments)
    await _copy(connection, feedbacks, history_records.FEEDBACKS, records.feedbacks)
    await _copy(connection, attributions, history_records.ATTRIBUTIONS, records.attributions)
    await _copy(connection, evidence, history_records.EVIDENCE, records.evidence)
    await _copy(connection, case_links, history_records.LINKS, records.links)


async def _copy(
    connection: AsyncConnection, table: Table, columns: Sequence[str], records: Sequence[history_records.Record]
) -> None:
    if not records:
        return
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if not driver.is_in_transaction():
        # The engine opens its transaction at its first own statement; COPY goes past it.
        await connection.execute(text("SELECT 1"))
    copying = asyncio.ensure_future(driver.copy_records_to_table(table.name, records=records, columns=columns))

    def give_up(_: object) -> None:
        # asyncpg would wait for ever to be allowed to write on.
        copying.cancel()

    driver.add_termination_listener(give_up)
    try:
        await copying
    except asyncio.CancelledError:
        if not driver.is_closed():
            raise
        await connection.invalidate()
        raise ConnectionError(f"the connection was lost while {table.name} was copied; nothing is stored") from None
    finally:
        driver.remove_termination_listener(give_up)
