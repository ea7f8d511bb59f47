"""Scores of people in one period, recomputed from what is stored and written only where their inputs changed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.inserts import insert_rows, values_of_rows
from db.changes.locks import lock_scores
from db.keys import new_key
from db.queries.evaluation_periods import Period
from db.queries.policies import load_policy
from db.queries.score_inputs import load_score_inputs
from db.tables.scoring import score_axes, score_parts, scores
from domain.policies import Policy
from domain.score_inputs import hash_inputs
from domain.scoring import Score, ScoredAxis, ScoredPart, score

_SCORE = ("id", "employee_id", "period_id", "policy_id", "predicate", "coverage", "inputs_hash", "computed_at")
_AXIS = (
    "id",
    "score_id",
    "axis",
    "estimate",
    "reference",
    "low",
    "high",
    "effective_n",
    "coverage",
    "rating",
    "arithmetic",
)
_PART = (
    "id",
    "axis_id",
    "seq",
    "key",
    "label",
    "label_en",
    "indicator_id",
    "kind",
    "weight",
    "effective_weight",
    "observed",
    "attainment",
    "estimate",
    "reference",
    "low",
    "high",
    "n",
    "effective_n",
    "counts_for_rating",
    "arithmetic",
)


class _Stored(NamedTuple):
    id: UUID
    inputs_hash: str


_STORED = select(scores.c.employee_id, scores.c.id, scores.c.inputs_hash).where(
    scores.c.employee_id == func.any(bindparam("people", type_=ARRAY(Uuid))),
    scores.c.period_id == bindparam("period", type_=Uuid()),
)
_insert_scores = insert_rows(scores, _SCORE)
# Axes and parts are unique within their score, so what was goes in one statement and what is comes in the next.
_CLEAR = _insert_scores.on_conflict_do_update(
    index_elements=["employee_id", "period_id"],
    set_={name: _insert_scores.excluded[name] for name in _SCORE[3:]},
).add_cte(
    delete(score_axes).where(score_axes.c.score_id == func.any(bindparam("old", type_=ARRAY(Uuid)))).cte("no_axes"),
    delete(scores).where(scores.c.id == func.any(bindparam("gone", type_=ARRAY(Uuid)))).cte("no_scores"),
)
_STORE = insert_rows(score_parts, _PART).add_cte(insert_rows(score_axes, _AXIS).cte("axes"))


async def rescore_employees_of_period(
    connection: AsyncConnection, employee_ids: Collection[UUID], period: Period, now: datetime
) -> list[UUID]:
    """Recompute the scores of some people, at most a few hundred, in one period; those whose stored score changed.

    Waits for others who recompute them, and reads evidence after that: of two parallel changes the later sees both.
    """
    await lock_scores(connection, employee_ids, period.id)
    policy = await load_policy(connection, period.starts_on)
    inputs = await load_score_inputs(connection, employee_ids, period)
    rows = await connection.execute(_STORED, {"people": list(employee_ids), "period": period.id})
    stored = {employee: _Stored(key, hashed) for employee, key, hashed in rows}
    computed = {
        employee: score(given, policy)
        for employee, given in inputs.items()
        if employee not in stored or stored[employee].inputs_hash != hash_inputs(given, policy)
    }
    gone = [employee for employee in stored if employee not in inputs]
    if computed or gone:
        await _store(connection, computed, stored, [stored[employee].id for employee in gone], (period, policy, now))
    return [*computed, *gone]


async def _store(
    connection: AsyncConnection,
    computed: Mapping[UUID, Score],
    stored: Mapping[UUID, _Stored],
    gone: list[UUID],
    by: tuple[Period, Policy, datetime],
) -> None:
    period, policy, now = by
    keys = {employee: stored[employee].id if employee in stored else new_key() for employee in computed}
    records = [
        (keys[employee], employee, period.id, policy.id, one.predicate, one.coverage, one.inputs_hash, now)
        for employee, one in computed.items()
    ]
    old = [keys[employee] for employee in computed if employee in stored]
    await connection.execute(_CLEAR, values_of_rows(scores, _SCORE, records) | {"old": old, "gone": gone})
    axes = [(new_key(), keys[employee], axis) for employee, one in computed.items() for axis in one.axes]
    parts = [(key, seq, part) for key, _, axis in axes for seq, part in enumerate(axis.parts, 1)]
    if axes:
        await connection.execute(
            _STORE,
            values_of_rows(score_axes, _AXIS, [(key, of, *_axis_values(axis)) for key, of, axis in axes])
            | values_of_rows(
                score_parts, _PART, [(new_key(), of, seq, *_part_values(part)) for of, seq, part in parts]
            ),
        )


def _axis_values(axis: ScoredAxis) -> tuple[object, ...]:
    return tuple(getattr(axis, name) for name in _AXIS[2:])


def _part_values(part: ScoredPart) -> tuple[object, ...]:
    return tuple(getattr(part, name) for name in _PART[3:])
