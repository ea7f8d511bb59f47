"""Evidence: whom it is about, its sums, and what is expected of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, Integer, Numeric, Uuid, bindparam, cast, delete, distinct, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.inserts import insert_rows, values_of_rows
from db.tables.scoring import evidence, expectations
from domain.evidence.kinds import SCORED
from domain.evidence.records import Touched
from domain.scoring.context import Period
from domain.scoring.unit_scores import UnitEvidence
from domain.terms import EvidenceKind

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


_DAYS = evidence.c.occurred_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
_UNITS = select(evidence.c.unit_id).where(_DAYS).distinct()
_PEOPLE = select(evidence.c.employee_id).where(_DAYS, evidence.c.employee_id.is_not(None)).distinct()


async def load_evidence_subjects(connection: AsyncConnection, first: date, last: date) -> tuple[set[UUID], set[UUID]]:
    """The units and the people that evidence of the days from `first` to `last`, both included, says something of."""
    days = {"first": first, "last": last}
    units, people = await connection.scalars(_UNITS, days), await connection.scalars(_PEOPLE, days)
    return set(units), set(people)


_SAID = (
    select(evidence.c.occurred_on, evidence.c.employee_id, evidence.c.unit_id)
    .where(evidence.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid))))
    .distinct()
)


async def load_touched(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[date, Touched]:
    """Of whom some cases, all of them new, say something."""
    touched: defaultdict[date, Touched] = defaultdict(Touched)
    for day, employee_id, unit_id in await connection.execute(_SAID, {"cases": list(case_ids)}):
        touched[day].add(employee_id, unit_id)
    return touched


DECIMALS = 4
_EXPECTATION = ("period_id", "kind", "stratum", "expected", "cases")
_STORE_EXPECTATIONS = insert_rows(expectations, _EXPECTATION)
_FORGET_EXPECTATIONS = delete(expectations).where(expectations.c.period_id == bindparam("period", type_=Uuid()))


async def replace_expectations(
    connection: AsyncConnection, period_id: UUID, strata: Iterable[tuple[EvidenceKind, str, float, int]]
) -> None:
    """Store what a period expects, as `average_strata` gives it, in place of what it expected before."""
    await connection.execute(_FORGET_EXPECTATIONS, {"period": period_id})
    records = [(period_id, kind, stratum, round(mean, DECIMALS), cases) for kind, stratum, mean, cases in strata]
    if records:
        await connection.execute(_STORE_EXPECTATIONS, values_of_rows(expectations, _EXPECTATION, records))
