"""Stored scores of people and of units: rows keep their key, and only what differs is written."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    Boolean,
    ColumnElement,
    Table,
    Text,
    Update,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.repositories.comparisons import write_comparison
from db.repositories.score_inputs import KnownPerson, Wanted
from db.statements.compiled import prepare
from db.statements.rows import (
    SUPERSEDED_AT,
    given_rows,
    insert_rows,
    overwrite,
    supersede_rows,
    values_of_rows,
    values_of_superseded,
)
from db.tables.scoring import (
    score_axes,
    score_components,
    scores,
    unit_scores,
    weekly_axes,
    weekly_components,
    weekly_scores,
)
from domain.scoring.policies import Policy
from domain.scoring.scores import Score, ScoredComponent
from domain.text.localized import LocalizedText

_names = (
    func.unnest(bindparam("names", type_=ARRAY(Text)), bindparam("shared", type_=ARRAY(Boolean)))
    .table_valued("name", "shared", name="names")
    .render_derived()
)
_key = func.hashtextextended(_names.c.name, 0).label("key")
_keys = select(_key, _names.c.shared).distinct().order_by(_key).subquery("keys")
_LOCK = prepare(
    select(
        case(
            (_keys.c.shared, func.pg_advisory_xact_lock_shared(_keys.c.key)),
            else_=func.pg_advisory_xact_lock(_keys.c.key),
        )
    )
)


async def lock_scores(connection: AsyncConnection, wanted: Wanted) -> None:
    """Wait until nobody else recomputes these people's or units' scores of these periods, or closes one of them.

    All that a transaction recomputes is locked at once, in the order of the locks, so that two never wait for each
    other. Whoever recomputes shares the periods with others.
    """
    names = [f"{subject}/{period.id}" for subject, period in wanted]
    shared = sorted({f"period/{period.id}" for _, period in wanted})
    await _LOCK.fetch(connection, {"names": names + shared, "shared": [False] * len(names) + [True] * len(shared)})


async def lock_period(connection: AsyncConnection, period_id: UUID) -> None:
    """Wait until nobody recomputes scores of a period, and let nobody begin to before the transaction ends."""
    await _LOCK.fetch(connection, {"names": [f"period/{period_id}"], "shared": [False]})


_SCORE = ("id", "employee_id", "period_id", "policy_id", "predicate", "coverage", "inputs_hash", "computed_at")
_ESTIMATE = (
    *("estimate", "reference", "low", "high", "effective_n", "coverage", "rating", "arithmetic"),
    *("undecided", "needs_reading", "steps"),
)
_AXIS = ("id", "score_id", "axis", *_ESTIMATE)
_COMPONENT_IDENTITY = ("key", "indicator_id")
_COMPONENT_REST = (
    "label",
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
    "comparisons",
    "missing",
)
_COMPONENT = ("seq", *_COMPONENT_IDENTITY, *_COMPONENT_REST)
_OF_AXIS = "axis_id"

_take_axis = attrgetter(*_AXIS[2:])


def _component_values(component: ScoredComponent) -> Iterator[object]:
    for name in _COMPONENT[1:]:
        value = getattr(component, name)
        if name == "comparisons":
            yield [write_comparison(each) for each in component.comparisons]
        else:
            yield value.written() if isinstance(value, LocalizedText) else value


class ScoreTables:
    """Scores with their axes and components, and the statement that stores them."""

    def __init__(self, scores: Table, axes: Table, components: Table) -> None:
        self.scores, self.axes, self.components = scores, axes, components
        written = [
            overwrite(insert_rows(scores, _SCORE), ("employee_id", "period_id"), _SCORE[3:]),
            *self._store_axes(),
        ]
        parts = [*written, supersede_rows(scores)]
        ctes = [part.cte(f"part_{number}") for number, part in enumerate(parts)]
        self.store = prepare(select(literal_column("1")).add_cte(*ctes))

    def _given_axes(self) -> CTE:
        """The axes to store, each under the key that it has already, and the key of this call that components name."""
        stored, given = self.axes, given_rows(self.axes, _AXIS)
        same = (stored.c.score_id == given.c.score_id) & (stored.c.axis == given.c.axis)
        key = func.coalesce(stored.c.id, given.c.id).label("id")
        columns = [key, *[given.c[name] for name in _AXIS[1:]], given.c.id.label("named")]
        return select(*columns).select_from(given.outerjoin(stored, same)).cte("given_axes")

    def _given_components(self, axes: CTE) -> CTE:
        given = given_rows(self.components, (_OF_AXIS, *_COMPONENT))
        columns = [axes.c.id.label(_OF_AXIS), *[given.c[name] for name in _COMPONENT]]
        return select(*columns).select_from(given.join(axes, axes.c.named == given.c.axis_id)).cte("given_components")

    def _supersede_components(self, axes: CTE, components: CTE) -> Update:
        """End the components that an axis has no longer."""
        stored = self.components
        same: list[ColumnElement[bool]] = [
            stored.c[name].is_not_distinct_from(components.c[name]) for name in _COMPONENT_IDENTITY
        ]
        there = exists().where(components.c.axis_id == stored.c.axis_id, *same)
        ended = update(stored).where(stored.c.axis_id == axes.c.id, stored.c.superseded_at.is_(None), ~there)
        return ended.values(superseded_at=SUPERSEDED_AT)

    def _store_axes(self) -> list[Any]:
        axes = self._given_axes()
        components = self._given_components(axes)
        axis_columns, component_columns = list(_AXIS), [_OF_AXIS, *_COMPONENT]
        new_axes = insert_or_update(self.axes).from_select(axis_columns, select(*[axes.c[name] for name in _AXIS]))
        new_components = insert_or_update(self.components).from_select(component_columns, select(*components.c))
        return [
            overwrite(new_axes, ("score_id", "axis"), _ESTIMATE),
            overwrite(new_components, (_OF_AXIS, *_COMPONENT_IDENTITY), ("seq", *_COMPONENT_REST)),
            self._supersede_components(axes, components),
        ]


LIVE = ScoreTables(scores, score_axes, score_components)
WEEKLY = ScoreTables(weekly_scores, weekly_axes, weekly_components)


class ComputedScore(NamedTuple):
    """A score computed anew, of whom, and by which policy."""

    person: KnownPerson
    policy: Policy
    score: Score


async def store_scores(
    connection: AsyncConnection,
    computed: Sequence[ComputedScore],
    gone: Iterable[UUID],
    now: datetime,
    tables: ScoreTables = LIVE,
) -> list[UUID]:
    """Store scores computed anew, and end those of whom nothing is known any more; all of them locked by the caller.

    Returns the keys of the scores computed.
    """
    given: list[tuple[Any, ...]] = []
    axes: list[tuple[object, ...]] = []
    components: list[tuple[object, ...]] = []
    for person, policy, score in computed:
        key = person.stored.id if person.stored else new_key()
        derived = (score.predicate, score.coverage, score.inputs_hash)
        given.append((key, person.employee_id, person.period.id, policy.id, *derived, now))
        for axis in score.axes:
            named = new_key()
            axes.append((named, key, *_take_axis(axis)))
            components.extend(
                (named, seq, *_component_values(component)) for seq, component in enumerate(axis.components, 1)
            )
    values = values_of_rows(tables.scores, _SCORE, given) | values_of_rows(tables.axes, _AXIS, axes)
    values |= values_of_rows(tables.components, (_OF_AXIS, *_COMPONENT), components)
    await tables.store.fetch(connection, values | values_of_superseded(tables.scores, gone, now))
    return [key for key, *_ in given]


_UNIT_KEY = ("unit_id", "period_id", "kind")
UNIT_VALUES = ("policy_id", "estimate", "low", "high", "observed", "cases", "arithmetic")
_UNIT = (*_UNIT_KEY, *UNIT_VALUES)

_STORE_UNITS = prepare(
    overwrite(insert_rows(unit_scores, _UNIT), _UNIT_KEY, UNIT_VALUES).add_cte(
        supersede_rows(unit_scores).cte("superseded")
    )
)


async def store_unit_scores(
    connection: AsyncConnection, changed: Collection[tuple[object, ...]], gone: Iterable[UUID], now: datetime
) -> None:
    """Store scores of units, each as unit, period, kind and `UNIT_VALUES`, and end those that are gone."""
    values = values_of_rows(unit_scores, _UNIT, changed) | values_of_superseded(unit_scores, gone, now)
    await _STORE_UNITS.fetch(connection, values)
