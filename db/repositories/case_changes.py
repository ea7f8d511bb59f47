"""What one event changes of a stored case: the event itself, and the derived rows that differ."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories import case_records as records
from db.statements.compiled import Prepared, prepare
from db.statements.copies import Record
from db.statements.inserts import insert_row, insert_rows, values_of_row, values_of_rows
from db.statements.updates import overwrite, supersede_rows, update_rows, values_of_changes, values_of_superseded
from db.tables.cases import attributions, case_events, cases, feedbacks, resolutions, segments
from db.tables.scoring import evidence
from domain.evidence.reconciliation import Differences


@dataclass(frozen=True)
class CaseChanges:
    """Records of `case_records`: a new event, perhaps with an answer, the state it leads to, and all that differs."""

    event: Record
    feedback: Record | None
    state: Record
    resolutions: tuple[Record, ...]
    segments: Differences
    attributions: Differences
    evidence: Differences


@dataclass(frozen=True)
class _Derived:
    """A table of derived rows: who they belong to, what they say of whom, and how."""

    table: Any
    owner: tuple[str, ...]
    identity: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def how(self) -> tuple[str, ...]:
        return self.columns[len(self.identity) :]

    def values(self, owner: Record, differences: Differences) -> dict[str, Any]:
        """The parameters that add and change rows."""
        added = [owner + record for record in differences.added]
        changed = [(row.id, *row.record[len(self.identity) :]) for row in differences.changed]
        return values_of_rows(self.table, self.owner + self.columns, added) | values_of_changes(
            self.table, self.how, changed
        )

    def superseded(self, differences: Differences, now: datetime) -> dict[str, Any]:
        """The parameters that end rows."""
        return values_of_superseded(self.table, (row.id for row in differences.superseded), now)


_SEGMENTS = _Derived(segments, records.OF_CASE, records.SEGMENT_IDENTITY, records.SEGMENT)
_ATTRIBUTIONS = _Derived(attributions, records.OF_CASE, records.ATTRIBUTION_IDENTITY, records.ATTRIBUTION)
_EVIDENCE = _Derived(evidence, records.EVIDENCE_OF_CASE, records.EVIDENCE_IDENTITY, records.EVIDENCE)
_DERIVED = (_SEGMENTS, _ATTRIBUTIONS, _EVIDENCE)

_PROJECT = (
    update(cases)
    .where(cases.c.id == bindparam("case", type_=Uuid()))
    .values({name: bindparam(f"cases_{name}", type_=cases.c[name].type) for name in records.STATE})
)
_RESOLVE = overwrite(insert_rows(resolutions, records.RESOLUTIONS), ("case_id", "seq"), records.RESOLUTIONS[3:])
_DERIVE = [
    part
    for each in _DERIVED
    for part in (insert_rows(each.table, each.owner + each.columns), update_rows(each.table, each.how))
]


def _store(*answer: Any) -> Prepared:
    parts = (insert_row(case_events, records.EVENTS), *answer, _RESOLVE, *_DERIVE)
    return prepare(_PROJECT.add_cte(*[part.cte(f"part_{number}") for number, part in enumerate(parts)]))


_STORE = {False: _store(), True: _store(insert_row(feedbacks, records.FEEDBACKS))}
# A segment takes the number of the one it replaces, so that one ends first.
_SUPERSEDE = prepare(
    select(literal_column("1")).add_cte(*[supersede_rows(each.table).cte(each.table.name) for each in _DERIVED])
)


async def store_case_changes(connection: AsyncConnection, case_id: UUID, changes: CaseChanges, now: datetime) -> None:
    """Store what changes of a case that the caller has locked, in one statement; in two, where rows hold no longer."""
    owner, named = (case_id,), records.name_case(case_id)
    both = ((_SEGMENTS, owner, changes.segments), (_ATTRIBUTIONS, owner, changes.attributions))
    all_three = (*both, (_EVIDENCE, named, changes.evidence))
    if any(differences.superseded for _, _, differences in all_three):
        ended = (each.superseded(differences, now) for each, _, differences in all_three)
        await _SUPERSEDE.fetch(connection, _together(ended))
    values = {"case": case_id} | _row(cases, records.STATE, changes.state)
    values |= _row(case_events, records.EVENTS, changes.event)
    if changes.feedback is not None:
        values |= _row(feedbacks, records.FEEDBACKS, changes.feedback)
    values |= values_of_rows(resolutions, records.RESOLUTIONS, changes.resolutions)
    values |= _together(each.values(of, differences) for each, of, differences in all_three)
    await _STORE[changes.feedback is not None].fetch(connection, values)


def _row(table: Any, names: tuple[str, ...], record: Record) -> dict[str, Any]:
    return values_of_row(table, dict(zip(names, record, strict=True)))


def _together(values: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for each in values for name, value in each.items()}
