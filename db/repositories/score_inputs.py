"""What enters scores, in a number of statements that grows neither with the people nor with the periods."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Double,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import LateralFromClause

from db.expressions.posts import post_in_force
from db.repositories.governments import GOVERNMENT, HOLIDAYS, calendar_of
from db.statements.compiled import prepare
from db.statements.rows import Gathered
from db.tables.appraisal import indicators, measurements, performance_plans, periods
from db.tables.organisation import positions
from db.tables.scoring import evidence, policies, scores
from domain.governments import parse_government
from domain.scoring.context import DatedPolicy, Period, ScoringContext
from domain.scoring.frozen_peers import OwnExpectations, PeriodExpectations
from domain.scoring.inputs import Citizen, Indicator, RecordedValue, ScoreInputs, Target, WeightedValue
from domain.scoring.months import list_months
from domain.terms import (
    Aggregation,
    Direction,
    EvidenceKind,
    EvidenceStanding,
    IndicatorSource,
    JobFamily,
    PeriodState,
    PlanState,
)
from domain.text.localized import LocalizedText


def _parameters() -> ColumnElement[Any]:
    """Parameters as text; none of a policy that is known here already."""
    known = policies.c.id == func.any(bindparam("known", type_=ARRAY(Uuid)))
    return case((known, null()), else_=cast(policies.c.parameters, Text)).label("parameters")


_PERIODS = Gathered(periods, ("id", "starts_on", "ends_on", "state"), "starts_on")
_periods = _PERIODS.beside()
_policies = (
    select(
        *[
            func.array_agg(aggregate_order_by(column, policies.c.version)).label(f"policies_{column.name}")
            for column in (policies.c.id, policies.c.version, policies.c.effective_from, _parameters())
        ]
    )
    .select_from(policies)
    .lateral("gathered_policies")
)
_CONTEXT = prepare(
    select(GOVERNMENT.label("government"), HOLIDAYS.label("holidays"), *_periods.c, *_policies.c).select_from(
        _periods.join(_policies, true())
    )
)

# A stored policy never changes, so it is read once.
_READ: dict[UUID, DatedPolicy] = {}


async def load_scoring_context(connection: AsyncConnection) -> ScoringContext:
    """What a transaction derives and scores by, in one statement."""
    [row] = await _CONTEXT.fetch(connection, {"known": list(_READ)})
    names = ("id", "version", "effective_from", "parameters")
    stored = zip(*(row[f"policies_{name}"] for name in names), strict=True)
    found = [_read_period(*values) for values in _PERIODS.read(row)]
    found.sort(key=lambda each: (each.starts_on, each.ends_on, each.id))
    calendar = calendar_of(parse_government(row["government"]), row["holidays"])
    return ScoringContext(calendar, tuple(found), tuple(_read_policy(*values) for values in stored))


def _read_period(key: UUID, starts_on: date, ends_on: date, state: str) -> Period:
    return Period(key, starts_on, ends_on, PeriodState(state))


def _read_policy(key: UUID, version: int, effective_from: date, parameters: str | None) -> DatedPolicy:
    known = _READ.get(key)
    if known is None or parameters is not None or known.effective_from != effective_from:
        read = known.parameters if known and parameters is None else orjson.loads(parameters or "{}")
        known = _READ[key] = DatedPolicy(key, version, effective_from, read)
    return known


Wanted = Sequence[tuple[UUID, Period]]


def wanted_values(wanted: Wanted) -> dict[str, Any]:
    """The parameters of `wanted_rows`."""
    return {
        "subjects": [subject for subject, _ in wanted],
        "periods": [period.id for _, period in wanted],
        "firsts": [period.starts_on for _, period in wanted],
        "lasts": [period.ends_on for _, period in wanted],
    }


def wanted_rows() -> TableValuedAlias:
    """People or units with the period for which each is wanted: `subject`, `period`, `first`, `last`."""
    given: dict[str, Any] = {"subjects": Uuid, "periods": Uuid, "firsts": Date, "lasts": Date}
    arrays: list[ColumnElement[Any]] = [bindparam(name, type_=ARRAY(kind)) for name, kind in given.items()]
    return func.unnest(*arrays).table_valued("subject", "period", "first", "last", name="wanted").render_derived()


_wanted = wanted_rows()

# A draft is not yet an agreement on targets.
_BINDING: ColumnElement[Any] = literal_column(f"'{{{PlanState.AGREED},{PlanState.LOCKED}}}'::text[]")

_post = post_in_force(_wanted.c.subject, _wanted.c.first, _wanted.c.last, "position_id")


def _said() -> LateralFromClause:
    """The counted evidence of a person in a period, a row for each kind, and how much of it waits for a second look."""
    columns = (cast(evidence.c.origin_id, Text), evidence.c.value, evidence.c.weight, evidence.c.stratum)
    arrays = [
        func.array_agg(column).filter(evidence.c.counted).label(name)
        for column, name in zip(columns, _SAID, strict=True)
    ]
    return (
        select(evidence.c.kind, *arrays, func.count().filter(WAITS).label("waiting"))
        .where(
            evidence.c.employee_id == _wanted.c.subject,
            evidence.c.occurred_on.between(_wanted.c.first, _wanted.c.last),
            or_(evidence.c.counted, WAITS),
            evidence.c.superseded_at.is_(None),
        )
        .group_by(evidence.c.kind)
        .lateral("said")
    )


# Evidence that waits for a second look.
WAITS = evidence.c.standing == literal_column(f"'{EvidenceStanding.QUARANTINED}'", Text)
_SAID = ("origins", "values", "weights", "strata")
_said_of = _said()
_plan = and_(
    performance_plans.c.employee_id == _wanted.c.subject,
    performance_plans.c.period_id == _wanted.c.period,
    performance_plans.c.state == func.any(_BINDING),
)
_score = and_(scores.c.employee_id == _wanted.c.subject, scores.c.period_id == _wanted.c.period)
_PEOPLE = prepare(
    select(
        _wanted.c.subject,
        _wanted.c.period,
        positions.c.job_family,
        performance_plans.c.id.label("plan"),
        scores.c.id.label("score"),
        case((scores.c.superseded_at.is_(None), scores.c.inputs_hash)).label("inputs_hash"),
        *_said_of.c,
    ).select_from(
        _wanted.outerjoin(_post, true())
        .outerjoin(positions, positions.c.id == _post.c.position_id)
        .outerjoin(performance_plans, _plan)
        .outerjoin(scores, _score)
        .outerjoin(_said_of, true())
    )
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
_INDICATORS = prepare(
    select(indicators, _taken.c.days, _taken.c.readings)
    .join_from(indicators, _taken, true())
    .where(indicators.c.plan_id == func.any(bindparam("plans", type_=ARRAY(Uuid))))
)


class StoredScore(NamedTuple):
    """The key of a stored score, and the fingerprint of what it was computed from; none of one that is superseded."""

    id: UUID
    inputs_hash: str | None


class KnownPerson(NamedTuple):
    """What is known of a person in a period, if anything is, and the score that is stored, if one is."""

    employee_id: UUID
    period: Period
    inputs: ScoreInputs | None
    stored: StoredScore | None


# What the periods expect, and what people are read by without their own answers, by person and period.
ByPeriod = Mapping[UUID, PeriodExpectations]
Personal = Mapping[tuple[UUID, UUID], OwnExpectations]
_NOTHING, _NOTHING_OWN = PeriodExpectations({}, {}), OwnExpectations()


class Expected(NamedTuple):
    """What people's answers are read against, and the day by which measurements are due or not.

    `citizens` are those of whom it is known that they answered more than once (db.repositories.citizens).
    """

    periods: ByPeriod
    personal: Personal
    today: date
    citizens: Mapping[tuple[UUID, UUID], Mapping[str, Citizen]] = MappingProxyType({})


async def load_people(connection: AsyncConnection, wanted: Wanted, expected: Expected) -> list[KnownPerson]:
    """What is known of people in periods: those have inputs who have an agreed plan, or counted evidence."""
    found: dict[tuple[UUID, UUID], list[asyncpg.Record]] = defaultdict(list)
    for row in await _PEOPLE.fetch(connection, wanted_values(wanted)):
        found[row["subject"], row["period"]].append(row)
    plans = await _load_plans(connection, {rows[0]["plan"] for rows in found.values()} - {None})
    return [_read_person(found[subject, period.id], period, plans, expected) for subject, period in wanted]


def _read_person(
    rows: Sequence[asyncpg.Record], period: Period, plans: Mapping[UUID, list[Indicator]], expected: Expected
) -> KnownPerson:
    first, opened_with = rows[0], expected.periods.get(period.id, _NOTHING)
    subject = first["subject"]
    said = {EvidenceKind(row["kind"]): _read_values(row) for row in rows if row["origins"] is not None}
    waiting = {EvidenceKind(row["kind"]): row["waiting"] for row in rows if row["waiting"]}
    family, plan = JobFamily(first["job_family"]) if first["job_family"] else None, first["plan"]
    peers = opened_with.expect(subject, family, said, expected.personal.get((subject, period.id), _NOTHING_OWN))
    months = list_months(period.starts_on, period.ends_on, expected.today)
    # One method reads people against means, the other against peers.
    means = {} if peers else opened_with.means
    citizens = expected.citizens.get((subject, period.id), {}) if peers else {}
    known = ScoreInputs(family, plans.get(plan, []), said, means, waiting, peers, months, citizens)
    stored = StoredScore(first["score"], first["inputs_hash"]) if first["score"] else None
    return KnownPerson(subject, period, known if plan or said else None, stored)


def _read_values(row: asyncpg.Record) -> tuple[WeightedValue, ...]:
    return tuple(map(WeightedValue._make, zip(*(row[name] for name in _SAID), strict=True)))


async def _load_plans(connection: AsyncConnection, plan_ids: Collection[UUID]) -> Mapping[UUID, list[Indicator]]:
    found: defaultdict[UUID, list[Indicator]] = defaultdict(list)
    for row in await _INDICATORS.fetch(connection, {"plans": list(plan_ids)}) if plan_ids else ():
        found[row["plan_id"]].append(_read_indicator(row))
    return found


def _read_indicator(row: asyncpg.Record) -> Indicator:
    taken = zip(row["days"] or (), row["readings"] or (), strict=True)
    return Indicator(
        id=row["id"],
        seq=row["seq"],
        name=LocalizedText.read(row["name"]),
        target=Target(Direction(row["direction"]), _number(row["target_min"]), _number(row["target_max"])),
        weight=float(row["weight"]),
        source=IndicatorSource(row["source"]),
        source_key=row["source_key"],
        aggregation=Aggregation(row["aggregation"]),
        measurements=tuple(RecordedValue(day, order, value) for order, (day, value) in enumerate(taken)),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
