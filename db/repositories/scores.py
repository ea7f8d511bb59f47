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
    FromClause,
    Table,
    Text,
    Update,
    Uuid,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.repositories.comparisons import write_comparison
from db.repositories.score_inputs import KnownPerson, Wanted
from db.statements.compiled import Prepared, prepare
from db.statements.rows import (
    SUPERSEDED_AT,
    given_rows,
    insert_rows,
    overwrite,
    supersede_rows,
    values_of_rows,
    values_of_superseded,
)
from db.tables.columns import Instant
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
_NOW = bindparam("now", type_=Instant)

_take_axis = attrgetter(*_AXIS[2:])


def _component_values(component: ScoredComponent) -> Iterator[object]:
    for name in _COMPONENT[1:]:
        value = getattr(component, name)
        if name == "comparisons":
            yield [write_comparison(each) for each in component.comparisons]
        else:
            yield value.written() if isinstance(value, LocalizedText) else value


class ScoreTables:
    """Scores with their axes and components, and the statements that store them, given or as others have them."""

    def __init__(self, scores: Table, axes: Table, components: Table) -> None:
        self.scores, self.axes, self.components = scores, axes, components
        given = (given_rows(scores, _SCORE), given_rows(axes, _AXIS), given_rows(components, (_OF_AXIS, *_COMPONENT)))
        parts = [*self._write(*given), supersede_rows(scores)]
        self.store = prepare(select(literal_column("1")).add_cte(*_number(parts)))

    def copying(self, source: "ScoreTables") -> Prepared:
        """The statement that copies scores of others, each to a key, where it is still by the inputs that are named."""
        alike = self._find_alike(source)
        rows, axes, components = source.scores, source.axes, source.components
        copied_axes = (
            select(func.uuidv7().label("id"), alike.c.key.label("score_id"), axes.c.id.label("source"))
            .add_columns(*[axes.c[name] for name in _AXIS[2:]])
            .join_from(alike, axes, axes.c.score_id == alike.c.source)
            .cte("copied_axes")
        )
        copied_components = (
            select(copied_axes.c.id.label(_OF_AXIS), *[components.c[name] for name in _COMPONENT])
            .join_from(copied_axes, components, components.c.axis_id == copied_axes.c.source)
            .where(components.c.superseded_at.is_(None))
            .cte("copied_components")
        )
        copied = (
            select(alike.c.key.label("id"), *[rows.c[name] for name in _SCORE[1:-1]], _NOW.label(_SCORE[-1]))
            .join_from(alike, rows, rows.c.id == alike.c.source)
            .cte("copied")
        )
        return prepare(select(alike.c.key).add_cte(*_number(self._write(copied, copied_axes, copied_components))))

    @staticmethod
    def _find_alike(source: "ScoreTables") -> CTE:
        kinds = {"sources": Uuid, "keys": Uuid, "hashes": Text}
        arrays: list[ColumnElement[Any]] = [bindparam(name, type_=ARRAY(kind)) for name, kind in kinds.items()]
        named = func.unnest(*arrays).table_valued("source", "key", "inputs_hash", name="named").render_derived()
        rows = source.scores
        same = (rows.c.id == named.c.source) & (rows.c.inputs_hash == named.c.inputs_hash)
        return (
            select(named.c.source, named.c.key)
            .join_from(named, rows, same & rows.c.superseded_at.is_(None))
            .cte("alike")
        )

    def _write(self, scores: FromClause, axes: FromClause, components: FromClause) -> list[Insert | Update]:
        """Store scores, axes and components from rows, and end the components that an axis has no longer."""
        axes = self._find_keys(axes)
        components = self._place_components(components, axes)
        inserts = [
            insert_or_update(table).from_select(list(names), select(*[rows.c[name] for name in names]))
            for table, rows, names in (
                (self.scores, scores, _SCORE),
                (self.axes, axes, _AXIS),
                (self.components, components, (_OF_AXIS, *_COMPONENT)),
            )
        ]
        return [
            overwrite(inserts[0], ("employee_id", "period_id"), _SCORE[3:]),
            overwrite(inserts[1], ("score_id", "axis"), _ESTIMATE),
            overwrite(inserts[2], (_OF_AXIS, *_COMPONENT_IDENTITY), ("seq", *_COMPONENT_REST)),
            self._supersede_components(axes, components),
        ]

    def _find_keys(self, given: FromClause) -> CTE:
        """The axes to store, each under the key that it has already, and the key of this call that components name."""
        stored = self.axes
        same = (stored.c.score_id == given.c.score_id) & (stored.c.axis == given.c.axis)
        key = func.coalesce(stored.c.id, given.c.id).label("id")
        columns = [key, *[given.c[name] for name in _AXIS[1:]], given.c.id.label("named")]
        return select(*columns).select_from(given.outerjoin(stored, same)).cte("given_axes")

    @staticmethod
    def _place_components(given: FromClause, axes: CTE) -> CTE:
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


def _number(parts: Iterable[Insert | Update]) -> list[CTE]:
    return [part.cte(f"part_{number}") for number, part in enumerate(parts)]


LIVE = ScoreTables(scores, score_axes, score_components)
WEEKLY = ScoreTables(weekly_scores, weekly_axes, weekly_components)
_SHOW = WEEKLY.copying(LIVE)


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


class AlikeScore(NamedTuple):
    """A live score that says what the weekly one is to say, computed from inputs of this fingerprint, and its key."""

    live: UUID
    weekly: UUID
    inputs_hash: str


async def show_live_scores(connection: AsyncConnection, alike: Sequence[AlikeScore], now: datetime) -> set[UUID]:
    """Make live scores weekly ones, under the keys that are named; of those that are still the same, which are told."""
    sources, keys, hashes = map(list, zip(*alike, strict=True)) if alike else ([], [], [])
    values = {"sources": sources, "keys": keys, "hashes": hashes, "now": now, SUPERSEDED_AT.key: now}
    return {row["key"] for row in await _SHOW.fetch(connection, values)}


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
