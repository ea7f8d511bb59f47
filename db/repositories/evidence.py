"""Evidence: whom it is about, its sums, and what is expected of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import (
    Date,
    Double,
    Integer,
    Numeric,
    bindparam,
    cast,
    distinct,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.score_inputs import WAITS, Wanted, wanted_rows, wanted_values
from db.repositories.scores import UNIT_VALUES
from db.statements.compiled import prepare
from db.statements.rows import insert_rows, values_of_rows
from db.tables.scoring import evidence, expectations, unit_scores
from domain.evidence.kinds import SCORED
from domain.evidence.records import Affected, Subject
from domain.scoring.scores import DECIMALS
from domain.scoring.unit_scores import UnitEvidence
from domain.terms import EvidenceKind

DAYS = evidence.c.occurred_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
_total = func.sum(cast(evidence.c.value * evidence.c.weight, Numeric)).label("total")
_weight = func.sum(cast(evidence.c.weight, Numeric)).label("weight")
_cases = func.count(distinct(evidence.c.origin_id)).label("cases")
_people = func.count(distinct(evidence.c.employee_id))
_SCORED = (
    evidence.c.weight > 0,
    evidence.c.superseded_at.is_(None),
    evidence.c.kind == func.any(literal_column(f"'{{{','.join(SCORED)}}}'::text[]")),
)
COUNTED = (evidence.c.counted, *_SCORED)
_wanted = wanted_rows()
_parts = [
    func.sum(cast(value, Numeric)).filter(evidence.c.counted).label(name)
    for name, value in (("total", evidence.c.value * evidence.c.weight), ("weight", evidence.c.weight))
]
_origins = func.count(distinct(evidence.c.origin_id))
_by_stratum = (
    select(
        evidence.c.kind,
        evidence.c.stratum,
        *_parts,
        _origins.filter(evidence.c.counted).label("cases"),
        _origins.filter(WAITS).label("waiting"),
    )
    .where(
        *_SCORED,
        or_(evidence.c.counted, WAITS),
        evidence.c.unit_id == _wanted.c.subject,
        evidence.c.occurred_on.between(_wanted.c.first, _wanted.c.last),
    )
    .group_by(evidence.c.kind, evidence.c.stratum)
    .correlate(_wanted)
    .subquery("by_stratum")
)
_counts = _by_stratum.c.weight.is_not(None)
# A case has one stratum, so that those of all strata are different ones.
_sums = (
    select(
        _by_stratum.c.kind,
        *[func.sum(_by_stratum.c[name]).label(name) for name in ("total", "weight", "cases", "waiting")],
        func.array_agg(_by_stratum.c.stratum).filter(_counts).label("strata"),
        func.array_agg(cast(_by_stratum.c.weight, Double)).filter(_counts).label("weights"),
    )
    .group_by(_by_stratum.c.kind)
    .having(func.bool_or(_counts))
    .lateral("sums")
)
_summed = (
    select(_wanted.c.subject, _wanted.c.period, *_sums.c).select_from(_wanted.join(_sums, true())).subquery("summed")
)
_known = wanted_rows()
_of_wanted = (unit_scores.c.unit_id == _known.c.subject) & (unit_scores.c.period_id == _known.c.period)
_stored = (
    select(unit_scores)
    .join_from(unit_scores, _known, _of_wanted)
    .where(unit_scores.c.superseded_at.is_(None))
    .subquery("stored")
)
_same = (_summed.c.subject == _stored.c.unit_id) & (_summed.c.period == _stored.c.period_id)
_SUMMED = ("kind", "total", "weight", "cases", "waiting", "strata", "weights")
_UNITS = prepare(
    select(
        _summed.c.subject,
        _summed.c.period,
        *[_summed.c[name].label(f"said_{name}") for name in _SUMMED],
        *_stored.c,
    ).select_from(_summed.join(_stored, _same & (_summed.c.kind == _stored.c.kind), full=True))
)
_SUM_STRATA = (
    select(evidence.c.kind, func.coalesce(evidence.c.stratum, ""), _total / _weight, _cases, _people)
    .where(*COUNTED, DAYS)
    .group_by(func.grouping_sets(tuple_(evidence.c.kind, evidence.c.stratum), evidence.c.kind))
    .having(_cases >= bindparam("minimum", type_=Integer()))
)


class StoredUnitScore(NamedTuple):
    """The key of a unit's stored score of one kind, and its `UNIT_VALUES`."""

    id: UUID
    values: tuple[Any, ...]


class KnownUnit(NamedTuple):
    """What the cases of a unit say in a period of one kind, if any do, and the score that is stored, if one is."""

    unit_id: UUID
    period_id: UUID
    said: UnitEvidence | None
    stored: StoredUnitScore | None


async def load_units(connection: AsyncConnection, wanted: Wanted) -> list[KnownUnit]:
    """What is known of units in periods, a row a kind; evidence of its people and of the unit itself together."""
    return [_read_unit(row) for row in await _UNITS.fetch(connection, wanted_values(wanted))]


def _read_unit(row: asyncpg.Record) -> KnownUnit:
    said = stored = None
    if row["said_kind"] is not None:
        numbers = (float(row["said_total"]), float(row["said_weight"]))
        strata = dict(zip(row["said_strata"], row["said_weights"], strict=True))
        counts = (int(row["said_cases"]), int(row["said_waiting"]))
        said = UnitEvidence(EvidenceKind(row["said_kind"]), *numbers, *counts, strata)
    if row["id"] is not None:
        stored = StoredUnitScore(row["id"], tuple(row[name] for name in UNIT_VALUES))
    return KnownUnit(row["subject"] or row["unit_id"], row["period"] or row["period_id"], said, stored)


class Stratum(NamedTuple):
    """What evidence of a kind said in a stratum ('' for all together): its weighted mean, on how much that rests."""

    kind: EvidenceKind
    stratum: str
    mean: float
    cases: int
    people: int


async def average_strata(connection: AsyncConnection, first: date, last: date, minimum: int) -> list[Stratum]:
    """The strata of the counted evidence of some days, both included, where there are `minimum` cases."""
    rows = await connection.execute(_SUM_STRATA, {"first": first, "last": last, "minimum": minimum})
    return [Stratum(EvidenceKind(kind), stratum, float(mean), *counts) for kind, stratum, mean, *counts in rows]


_SUBJECTS = (
    select(evidence.c.occurred_on, evidence.c.unit_id, evidence.c.employee_id)
    .where(DAYS, evidence.c.superseded_at.is_(None))
    .distinct()
)


async def load_evidence_subjects(connection: AsyncConnection, first: date, last: date) -> Affected:
    """Of whom evidence of the days from `first` to `last`, both included, says something."""
    affected = Affected()
    for day, unit_id, employee_id in await connection.execute(_SUBJECTS, {"first": first, "last": last}):
        affected.add(day, Subject(unit_id, employee_id))
    return affected


_EXPECTATION = ("period_id", "kind", "stratum", "expected", "cases", "people")
_STORE_EXPECTATIONS = insert_rows(expectations, _EXPECTATION)


async def store_expectations(connection: AsyncConnection, period_id: UUID, strata: Iterable[Stratum]) -> None:
    """Store what a period expects, once and for all: PostgreSQL takes it only for a draft."""
    records = [
        (period_id, each.kind, each.stratum, round(each.mean, DECIMALS), each.cases, each.people) for each in strata
    ]
    if records:
        await connection.execute(_STORE_EXPECTATIONS, values_of_rows(expectations, _EXPECTATION, records))
