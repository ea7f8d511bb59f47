"""Sums over the evidence of units and of strata. They are exact (numeric), so the order of rows never matters."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Numeric, Uuid, bindparam, cast, distinct, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.evaluation_periods import Period
from db.tables.scoring import evidence
from domain.policies import SCORED
from domain.terms import EvidenceKind
from domain.unit_scoring import UnitEvidence

_total = func.sum(cast(evidence.c.value * evidence.c.weight, Numeric))
_weight = func.sum(cast(evidence.c.weight, Numeric))
_cases = func.count(distinct(evidence.c.case_id))
_COUNTED = (
    evidence.c.counted,
    evidence.c.weight > 0,
    evidence.c.kind.in_(SCORED),
    evidence.c.occurred_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date())),
)
_SUM_UNITS = (
    select(evidence.c.unit_id, evidence.c.kind, _total, _weight, _cases)
    .where(*_COUNTED, evidence.c.unit_id == func.any(bindparam("units", type_=ARRAY(Uuid))))
    .group_by(evidence.c.unit_id, evidence.c.kind)
)
_SUM_STRATA = (
    select(evidence.c.kind, func.coalesce(evidence.c.stratum, ""), _total / _weight, _cases)
    .where(*_COUNTED)
    .group_by(func.grouping_sets(tuple_(evidence.c.kind, evidence.c.stratum), evidence.c.kind))
    .having(_cases >= bindparam("minimum", type_=Integer()))
)


async def sum_unit_evidence(
    connection: AsyncConnection, unit_ids: Iterable[UUID], period: Period
) -> list[tuple[UUID, UnitEvidence]]:
    """What the cases of each unit say in a period, by kind; the rows of its people and its own together."""
    given = {"units": list(unit_ids), "first": period.starts_on, "last": period.ends_on}
    return [
        (unit, UnitEvidence(EvidenceKind(kind), float(total), float(weight), cases))
        for unit, kind, total, weight, cases in await connection.execute(_SUM_UNITS, given)
    ]


async def average_strata(
    connection: AsyncConnection, period: Period, minimum: int
) -> list[tuple[EvidenceKind, str, float, int]]:
    """Kind, stratum ('' for all together), weighted mean and cases of a period, where there are `minimum` cases."""
    given = {"first": period.starts_on, "last": period.ends_on, "minimum": minimum}
    rows = await connection.execute(_SUM_STRATA, given)
    return [(EvidenceKind(kind), stratum, float(mean), cases) for kind, stratum, mean, cases in rows]
