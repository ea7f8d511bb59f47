"""Stored scores of people and of units."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.statements.inserts import insert_rows, values_of_rows
from db.tables.scoring import score_axes, score_parts, scores, unit_scores
from domain.scoring.context import Period
from domain.scoring.policies import Policy
from domain.scoring.scores import Score, ScoredAxis, ScoredPart
from domain.text.localized import LocalizedText

_names = func.unnest(bindparam("names", type_=ARRAY(Text))).column_valued("name")
_key = func.hashtextextended(_names, 0).label("key")
_keys = select(_key).distinct().order_by(_key).subquery("keys")
_LOCK = select(func.pg_advisory_xact_lock(_keys.c.key))


async def lock_scores(connection: AsyncConnection, subjects: Iterable[UUID], period_id: UUID) -> None:
    """Wait until nobody else recomputes these people's or units' scores of a period.

    Every caller takes its locks in the order of their keys, so that two never wait for each other.
    """
    await connection.execute(_LOCK, {"names": [f"{subject}/{period_id}" for subject in subjects]})


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


class StoredScore(NamedTuple):
    """The key of a stored score, and the fingerprint of what it was computed from."""

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


async def load_stored_scores(
    connection: AsyncConnection, employee_ids: Collection[UUID], period_id: UUID
) -> dict[UUID, StoredScore]:
    """The scores of some people that are stored for a period."""
    rows = await connection.execute(_STORED, {"people": list(employee_ids), "period": period_id})
    return {employee: StoredScore(key, hashed) for employee, key, hashed in rows}


async def store_scores(
    connection: AsyncConnection,
    computed: Mapping[UUID, Score],
    stored: Mapping[UUID, StoredScore],
    gone: list[UUID],
    by: tuple[Period, Policy, datetime],
) -> None:
    """Store scores computed anew, in the place of those stored, and forget those of whom nothing is known any more."""
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
    values = (getattr(part, name) for name in _PART[3:])
    return tuple(value.written() if isinstance(value, LocalizedText) else value for value in values)


_KEY = ("unit_id", "kind")
_VALUES = ("policy_id", "estimate", "low", "high", "observed", "cases", "arithmetic")
_COLUMNS = ("period_id", *_KEY, *_VALUES)

_UNITS_STORED = select(unit_scores.c.id, *(unit_scores.c[name] for name in (*_KEY, *_VALUES))).where(
    unit_scores.c.unit_id == func.any(bindparam("units", type_=ARRAY(Uuid))),
    unit_scores.c.period_id == bindparam("period", type_=Uuid()),
)
_insert_units = insert_rows(unit_scores, _COLUMNS)

_STORE_UNITS = _insert_units.on_conflict_do_update(
    index_elements=["unit_id", "period_id", "kind"],
    set_={name: _insert_units.excluded[name] for name in _VALUES},
).add_cte(
    delete(unit_scores).where(unit_scores.c.id == func.any(bindparam("gone", type_=ARRAY(Uuid)))).cte("no_scores")
)


async def load_stored_unit_scores(
    connection: AsyncConnection, unit_ids: Collection[UUID], period_id: UUID
) -> dict[tuple[UUID, str], tuple[UUID, tuple[Any, ...]]]:
    """The scores of some units that are stored for a period: by unit and kind, their key and their values."""
    rows = await connection.execute(_UNITS_STORED, {"units": list(unit_ids), "period": period_id})
    return {(unit, kind): (key, tuple(values)) for key, unit, kind, *values in rows}


async def store_unit_scores(
    connection: AsyncConnection, changed: Sequence[tuple[object, ...]], gone: Sequence[UUID]
) -> None:
    """Store scores of units computed anew, each as period, unit, kind and values, and forget those that are gone."""
    await connection.execute(_STORE_UNITS, values_of_rows(unit_scores, _COLUMNS, changed) | {"gone": list(gone)})
