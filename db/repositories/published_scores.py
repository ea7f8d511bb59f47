"""Published scores of units, and on whose cases they rest."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import Date, Text, Uuid, bindparam, cast, distinct, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.statements.compiled import prepare
from db.statements.rows import insert_rows, overwrite, values_of_rows
from db.tables.scoring import evidence, published_score_bases, published_scores, unit_scores
from domain.disclosure import Contributors
from domain.scoring.context import Period
from domain.scoring.published_scores import PublishedFigures
from domain.terms import EvidenceKind

_FIRST, _LAST = bindparam("first", type_=Date()), bindparam("last", type_=Date())
_each = (
    select(evidence.c.employee_id, func.count(distinct(evidence.c.origin_id)).label("cases"))
    .where(
        evidence.c.unit_id == unit_scores.c.unit_id,
        evidence.c.kind == unit_scores.c.kind,
        evidence.c.occurred_on.between(_FIRST, _LAST),
        evidence.c.counted,
        evidence.c.weight > 0,
        evidence.c.superseded_at.is_(None),
        evidence.c.employee_id.is_not(None),
    )
    .group_by(evidence.c.employee_id)
    .correlate(unit_scores)
    .subquery("each")
)
_by = (
    select(func.jsonb_object_agg(cast(_each.c.employee_id, Text), _each.c.cases).label("handled"))
    .correlate(unit_scores)
    .lateral("handled_by")
)
_LIVE = prepare(
    select(
        *[unit_scores.c[name] for name in ("unit_id", "kind", "policy_id", "estimate", "cases")],
        cast(_by.c.handled, Text).label("handled"),
    )
    .join_from(unit_scores, _by, true())
    .where(
        unit_scores.c.period_id == bindparam("period", type_=Uuid()),
        unit_scores.c.superseded_at.is_(None),
    )
)
_BASES = prepare(
    select(
        *[published_scores.c[name] for name in ("unit_id", "kind", "period_id")],
        published_score_bases.c.cases,
        cast(published_score_bases.c.handled, Text).label("handled"),
    ).join_from(published_scores, published_score_bases)
)


class LiveScore(NamedTuple):
    """A unit's score of one kind as it is now, and whose doing it is."""

    unit_id: UUID
    kind: EvidenceKind
    policy_id: UUID
    estimate: float
    by: Contributors


class Told(NamedTuple):
    """What was told already: of which unit, of what, in which period, and whose doing it was."""

    unit_id: UUID
    kind: EvidenceKind
    period_id: UUID
    by: Contributors


async def load_live_scores(connection: AsyncConnection, period: Period) -> list[LiveScore]:
    """The current scores of all units in a period."""
    values = {"period": period.id, "first": period.starts_on, "last": period.ends_on}
    return [
        LiveScore(row["unit_id"], EvidenceKind(row["kind"]), row["policy_id"], row["estimate"], _read(row))
        for row in await _LIVE.fetch(connection, values)
    ]


async def load_told(connection: AsyncConnection) -> list[Told]:
    """Everything that is published."""
    return [
        Told(row["unit_id"], EvidenceKind(row["kind"]), row["period_id"], _read(row))
        for row in await _BASES.fetch(connection, {})
    ]


def _read(row: Any) -> Contributors:
    handled = orjson.loads(row["handled"] or "{}")
    return Contributors(row["cases"], {UUID(person): cases for person, cases in handled.items()})


_KEY = ("unit_id", "period_id", "kind")
_VALUES = ("policy_id", "estimate", "low", "high", "cases", "published_on")
_SCORE = ("id", *_KEY, *_VALUES)
_inserted = insert_rows(published_scores, _SCORE)
_STORE = prepare(
    _inserted.on_conflict_do_update(
        index_elements=_KEY, set_={name: _inserted.excluded[name] for name in _VALUES}
    ).returning(*[published_scores.c[name] for name in ("id", "unit_id", "kind")])
)
_BASIS = ("score_id", "cases", "handled")
_STORE_BASES = prepare(overwrite(insert_rows(published_score_bases, _BASIS), ("score_id",), _BASIS[1:]))


async def store_published(
    connection: AsyncConnection, period_id: UUID, published: Sequence[tuple[LiveScore, PublishedFigures]], on: date
) -> None:
    """Publish scores of a period, each in place of the one before."""
    records = [
        (new_key(), live.unit_id, period_id, live.kind, live.policy_id, *attrgetter(*_VALUES[1:-1])(figures), on)
        for live, figures in published
    ]
    rows = await _STORE.fetch(connection, values_of_rows(published_scores, _SCORE, records))
    keys = {(row["unit_id"], row["kind"]): row["id"] for row in rows}
    bases = [
        (keys[live.unit_id, live.kind], live.by.cases, {str(each): cases for each, cases in live.by.handled.items()})
        for live, _ in published
    ]
    await _STORE_BASES.fetch(connection, values_of_rows(published_score_bases, _BASIS, bases))
