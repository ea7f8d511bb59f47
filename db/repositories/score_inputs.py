"""What enters scores, in a number of statements that does not grow with the people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Double, Row, Text, Uuid, and_, bindparam, cast, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import post_in_force
from db.tables.appraisal import indicators, measurements, performance_plans
from db.tables.organisation import employees, positions
from db.tables.scoring import evidence, expectations, policies
from domain.scoring.casemix import Expectations
from domain.scoring.context import Period
from domain.scoring.inputs import Indicator, RecordedValue, ScoreInputs, Target, WeightedValue
from domain.scoring.policies import Policy, parse_policy
from domain.terms import Aggregation, Direction, EvidenceKind, IndicatorSource, JobFamily, PlanState
from domain.text.localized import LocalizedText

_PEOPLE = bindparam("people", type_=ARRAY(Uuid))
_PERIOD = bindparam("period", type_=Uuid())
_FIRST = bindparam("first", type_=Date())
_LAST = bindparam("last", type_=Date())

# A draft is not yet an agreement on targets.
_BINDING = (PlanState.AGREED, PlanState.LOCKED)

_post = post_in_force(employees.c.id, _FIRST, _LAST, "position_id")
_LOAD_PEOPLE = (
    select(employees.c.id, positions.c.job_family, performance_plans.c.id)
    .select_from(employees)
    .outerjoin(_post, true())
    .outerjoin(positions, positions.c.id == _post.c.position_id)
    .outerjoin(
        performance_plans,
        and_(
            performance_plans.c.employee_id == employees.c.id,
            performance_plans.c.period_id == _PERIOD,
            performance_plans.c.state.in_(_BINDING),
        ),
    )
    .where(employees.c.id == func.any(_PEOPLE))
)

_recorded = (measurements.c.measured_on, measurements.c.recorded_at, measurements.c.id)
_taken = (
    select(
        func.array_agg(aggregate_order_by(measurements.c.measured_on, *_recorded)).label("days"),
        func.array_agg(aggregate_order_by(cast(measurements.c.value, Double), *_recorded)).label("readings"),
    )
    .where(measurements.c.indicator_id == indicators.c.id)
    .lateral("taken")
)
_LOAD_INDICATORS = (
    select(indicators, _taken.c.days, _taken.c.readings)
    .join_from(indicators, _taken, true())
    .where(indicators.c.plan_id == func.any(bindparam("plans", type_=ARRAY(Uuid))))
)

_LOAD_EVIDENCE = (
    select(
        evidence.c.employee_id,
        evidence.c.kind,
        func.array_agg(cast(evidence.c.case_id, Text)),
        func.array_agg(evidence.c.value),
        func.array_agg(evidence.c.weight),
        func.array_agg(evidence.c.stratum),
    )
    .where(
        evidence.c.employee_id == func.any(_PEOPLE),
        evidence.c.occurred_on.between(_FIRST, _LAST),
        evidence.c.counted,
    )
    .group_by(evidence.c.employee_id, evidence.c.kind)
)

_LOAD_EXPECTATIONS = select(expectations.c.kind, expectations.c.stratum, expectations.c.expected).where(
    expectations.c.period_id == _PERIOD
)


async def load_score_inputs(
    connection: AsyncConnection, employee_ids: Iterable[UUID], period: Period
) -> Mapping[UUID, ScoreInputs]:
    """Inputs by employee, of those who have a score in the period: an agreed plan, or counted evidence."""
    given: dict[str, Any] = {"people": list(employee_ids), "period": period.id}
    days = {"first": period.starts_on, "last": period.ends_on}
    people = (await connection.execute(_LOAD_PEOPLE, given | days)).all()
    plans = await _load_plans(connection, [plan for _, _, plan in people if plan])
    answers = await _load_answers(connection, given | days)
    expected = await load_expectations(connection, period.id)
    return {
        employee: ScoreInputs(JobFamily(family) if family else None, plans[plan], answers[employee], expected)
        for employee, family, plan in people
        if plan or employee in answers
    }


async def load_expectations(connection: AsyncConnection, period_id: UUID) -> Expectations:
    """What answers of a period are read against, by kind and stratum."""
    rows = await connection.execute(_LOAD_EXPECTATIONS, {"period": period_id})
    return {(EvidenceKind(kind), stratum): expected for kind, stratum, expected in rows}


async def _load_plans(connection: AsyncConnection, plan_ids: Sequence[UUID]) -> Mapping[UUID | None, list[Indicator]]:
    found: defaultdict[UUID | None, list[Indicator]] = defaultdict(list)
    for row in await connection.execute(_LOAD_INDICATORS, {"plans": list(plan_ids)}) if plan_ids else ():
        found[row.plan_id].append(_indicator(row))
    return found


async def _load_answers(
    connection: AsyncConnection, given: Mapping[str, Any]
) -> Mapping[UUID, dict[EvidenceKind, tuple[WeightedValue, ...]]]:
    found: defaultdict[UUID, dict[EvidenceKind, tuple[WeightedValue, ...]]] = defaultdict(dict)
    for employee, kind, *columns in await connection.execute(_LOAD_EVIDENCE, given):
        found[employee][EvidenceKind(kind)] = tuple(map(WeightedValue._make, zip(*columns, strict=True)))
    return found


def _indicator(row: Row[Any]) -> Indicator:
    taken = zip(row.days or (), row.readings or (), strict=True)
    return Indicator(
        id=row.id,
        seq=row.seq,
        name=LocalizedText.read(row.name),
        target=Target(Direction(row.direction), _number(row.target_min), _number(row.target_max)),
        weight=float(row.weight),
        source=IndicatorSource(row.source),
        source_key=row.source_key,
        aggregation=Aggregation(row.aggregation),
        measurements=tuple(RecordedValue(day, order, value) for order, (day, value) in enumerate(taken)),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


_DAY = bindparam("day", type_=Date())
_LOAD = (
    select(policies.c.id, policies.c.version, policies.c.parameters)
    .order_by(
        (policies.c.effective_from <= _DAY).desc(),
        func.abs(policies.c.effective_from - _DAY),
        policies.c.version.desc(),
    )
    .limit(1)
)


async def load_policy(connection: AsyncConnection, on: date) -> Policy:
    """The policy in force on a day, the first one before there was any; refuses POLICY_PARAMETER if it is unusable."""
    row = (await connection.execute(_LOAD, {"day": on})).one()
    return parse_policy(row.id, row.version, row.parameters)
