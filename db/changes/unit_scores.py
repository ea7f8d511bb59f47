"""Scores of units in one period, recomputed from sums over their evidence and written only where they change."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.inserts import insert_rows, values_of_rows
from db.changes.locks import lock_scores
from db.queries.evaluation_periods import Period
from db.queries.policies import load_policy
from db.queries.score_inputs import load_expectations
from db.queries.unit_evidence import sum_unit_evidence
from db.tables.scoring import unit_scores
from domain.unit_scoring import score_unit

_KEY = ("unit_id", "kind")
_VALUES = ("policy_id", "estimate", "low", "high", "observed", "cases", "arithmetic")
_COLUMNS = ("period_id", *_KEY, *_VALUES)

_STORED = select(unit_scores.c.id, *(unit_scores.c[name] for name in (*_KEY, *_VALUES))).where(
    unit_scores.c.unit_id == func.any(bindparam("units", type_=ARRAY(Uuid))),
    unit_scores.c.period_id == bindparam("period", type_=Uuid()),
)
_insert = insert_rows(unit_scores, _COLUMNS)
_STORE = _insert.on_conflict_do_update(
    index_elements=["unit_id", "period_id", "kind"],
    set_={name: _insert.excluded[name] for name in _VALUES},
).add_cte(
    delete(unit_scores).where(unit_scores.c.id == func.any(bindparam("gone", type_=ARRAY(Uuid)))).cte("no_scores")
)


async def rescore_units_of_period(connection: AsyncConnection, unit_ids: Collection[UUID], period: Period) -> int:
    """Recompute the scores of some units in one period; how many stored scores changed.

    A unit's evidence is all of it that names the unit, also the rows of persons.
    """
    await lock_scores(connection, unit_ids, period.id)
    policy = await load_policy(connection, period.starts_on)
    expected = await load_expectations(connection, period.id)
    scored = [
        (unit, score_unit(sums, expected, policy))
        for unit, sums in await sum_unit_evidence(connection, unit_ids, period)
    ]
    computed = {
        (unit, one.kind.value): (policy.id, one.estimate, one.low, one.high, one.observed, one.cases, one.arithmetic)
        for unit, one in scored
    }
    rows = await connection.execute(_STORED, {"units": list(unit_ids), "period": period.id})
    stored = {(unit, kind): (key, tuple(values)) for key, unit, kind, *values in rows}
    changed = [
        (period.id, *key, *values) for key, values in computed.items() if key not in stored or stored[key][1] != values
    ]
    gone = [stored[key][0] for key in stored.keys() - computed.keys()]
    if changed or gone:
        await connection.execute(_STORE, values_of_rows(unit_scores, _COLUMNS, changed) | {"gone": gone})
    return len(changed) + len(gone)
