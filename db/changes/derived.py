"""What follows from a case's events, stored anew whenever they grow."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes import history_records as records
from db.changes.inserts import insert_rows, values_of_rows
from db.changes.touched import Touched
from db.keys import new_key
from db.tables.cases import attributions, cases, resolutions, segments
from db.tables.scoring import evidence
from domain.cases import CaseState
from domain.derivation import Derived

_CASE = bindparam("case", type_=Uuid())
_STATE = tuple(each.name for each in fields(CaseState))
_PROJECT = (
    update(cases)
    .where(cases.c.id == _CASE)
    .values({name: bindparam(f"cases_{name}", type_=cases.c[name].type) for name in _STATE})
)
_RESOLVE = insert_rows(resolutions, records.RESOLUTIONS)
_RESOLVE = _RESOLVE.on_conflict_do_update(
    index_elements=["case_id", "seq"],
    set_={name: _RESOLVE.excluded[name] for name in records.RESOLUTIONS if name != "id"},
)
# Segments and shares are unique by number, so what was goes in one statement and what is comes in the next.
_CLEAR = (
    delete(evidence)
    .where(evidence.c.case_id == _CASE)
    .returning(*[evidence.c[name] for name in records.EVIDENCE])
    .add_cte(
        _PROJECT.cte("projected"),
        _RESOLVE.cte("resolved"),
        delete(segments).where(segments.c.case_id == _CASE).cte("unsplit"),
        delete(attributions).where(attributions.c.case_id == _CASE).cte("unattributed"),
    )
)
_STORE = insert_rows(evidence, records.EVIDENCE).add_cte(
    insert_rows(segments, records.SEGMENTS).cte("split"),
    insert_rows(attributions, records.ATTRIBUTIONS).cte("attributed"),
)


async def store_derived(
    connection: AsyncConnection, case_id: UUID, derived: Derived, keys: Mapping[int, UUID]
) -> dict[date, Touched]:
    """Replace what is derived of a stored case; who was touched by that, by the day of the evidence that changed.

    `keys` holds the keys of the resolutions stored so far, by number: answers refer to them, so they stay.
    """
    keys = {each.seq: keys.get(each.seq) or new_key() for each in derived.resolutions}
    resolved = values_of_rows(resolutions, records.RESOLUTIONS, records.resolution_records(case_id, derived, keys))
    projected = {f"cases_{name}": getattr(derived.state, name) for name in _STATE}
    before = (await connection.execute(_CLEAR, {"case": case_id} | projected | resolved)).all()
    after = list(records.evidence_records(case_id, derived, keys))
    await connection.execute(
        _STORE,
        values_of_rows(evidence, records.EVIDENCE, after)
        | values_of_rows(segments, records.SEGMENTS, records.segment_records(case_id, derived))
        | values_of_rows(attributions, records.ATTRIBUTIONS, records.attribution_records(case_id, derived, keys)),
    )
    return _compare(map(tuple, before), after)


def _compare(before: Iterable[tuple[Any, ...]], after: Iterable[tuple[Any, ...]]) -> dict[date, Touched]:
    employee, unit, day = (records.EVIDENCE.index(name) for name in ("employee_id", "unit_id", "occurred_on"))
    touched: defaultdict[date, Touched] = defaultdict(Touched)
    for row in set(before) ^ set(after):
        touched[row[day]].add(row[employee], row[unit])
    return dict(touched)
