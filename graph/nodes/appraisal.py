"""Periods, performance plans, indicators and measurements in the graph."""

from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Text, cast, exists, literal_column, select

from db.tables.appraisal import indicators, measurements, performance_plans, periods
from db.tables.scoring import evidence, expectations, personal_expectations
from domain.evidence.kinds import EVIDENCE
from domain.terms import EvidenceStanding
from graph.declaration import (
    Field,
    Many,
    Node,
    Relation,
    column,
    columns,
    label_of,
    leads_to,
    localized,
    not_superseded,
)
from graph.filters import equals, is_one_of, refers_to, within_days


def exact(name: str) -> Field:
    """A decimal column, as text, so that no digit is lost on the way."""
    return Field(lambda row: cast(row.c[name], Text), column=name)


def _latest(row: FromClause) -> Any:
    """How late a row's period began; of two that began on a day, a quarter before the year that gathers it."""
    began = periods.c.starts_on - literal_column("date '2000-01-01'", Date())
    lasts = periods.c.ends_on - periods.c.starts_on
    found = select(began * literal_column("1000") - lasts).where(periods.c.id == row.c.period_id)
    return found.correlate(row).scalar_subquery()


def _undecided(period: FromClause, resolution: FromClause) -> ColumnElement[bool]:
    """Of what is said of days of a period, something waits for a decision on this resolution."""
    piece = evidence.alias()
    # Which answers wait is for those to see who see answers, and among what is said.
    return (resolution.c.standing == literal_column(f"'{EvidenceStanding.QUARANTINED}'")) & exists().where(
        piece.c.resolution_id == resolution.c.id,
        piece.c.standing == literal_column(f"'{EvidenceStanding.QUARANTINED}'"),
        not_superseded(piece),
        piece.c.occurred_on.between(period.c.starts_on, period.c.ends_on),
    )


def latest_of_person(target: str) -> Relation:
    """What an employee has for one period: the period that is asked for, or else the latest there is."""
    return Relation(
        target,
        lambda employee, row: row.c.employee_id == employee.c.id,
        first_by=_latest,
        filters={"period": refers_to("period_id", "Period")},
    )


PERIOD = Node(
    "Period",
    periods,
    columns("code", "name", "kind", "starts_on", "ends_on", "state", "opened_at", "closing_at", "closed_at"),
    {
        **{f"{move}_by": leads_to("Employee", f"{move}_by_id") for move in ("opened", "closing", "closed")},
        "expectations": Relation(
            "Expectation", lambda period, expected: expected.c.period_id == period.c.id, Many.CONNECTION
        ),
        "undecided": Relation("Resolution", _undecided, Many.CONNECTION),
        "shifts": Relation(
            "Shift",
            lambda period, shift: shift.c.period_id == period.c.id,
            Many.LIST,
            order=("kind",),
            at_most=len(EVIDENCE),
        ),
    },
    orders={"STARTS_ON": "starts_on"},
    default="STARTS_ON_DESC",
    filters={
        "kind": is_one_of("kind"),
        "state": is_one_of("state"),
        "starts_on": within_days("starts_on"),
        "ends_on": within_days("ends_on"),
    },
    by={"id": refers_to("id", "Period"), "code": equals("code")},
)

PLAN = Node(
    "PerformancePlan",
    performance_plans,
    columns("state"),
    {
        "employee": leads_to("Employee", "employee_id"),
        "period": leads_to("Period", "period_id"),
        "indicators": Relation(
            "Indicator",
            lambda plan, indicator: indicator.c.plan_id == plan.c.id,
            Many.LIST,
            order=("seq",),
            inherits=True,
        ),
    },
    orders={"ID": "id"},
    default="ID_DESC",
    filters={"period": refers_to("period_id", "Period"), "state": is_one_of("state")},
)

INDICATOR = Node(
    "Indicator",
    indicators,
    columns("aspect", "unit_of_measure", "direction", "source", "aggregation")
    | {
        "measure": column("source_key"),
        "name": localized("name"),
        "number": column("seq"),
        "target_min": exact("target_min"),
        "target_max": exact("target_max"),
        "weight": exact("weight"),
    },
    {
        "plan": leads_to("PerformancePlan", "plan_id", inherits=True),
        "measurements": Relation(
            "Measurement",
            lambda indicator, measurement: measurement.c.indicator_id == indicator.c.id,
            Many.CONNECTION,
            inherits=True,
        ),
    },
)

MEASUREMENT = Node(
    "Measurement",
    measurements,
    columns("measured_on", "note", "recorded_at") | {"value": exact("value")},
    {
        "indicator": leads_to("Indicator", "indicator_id", inherits=True),
        "recorded_by": leads_to("Employee", "recorded_by_id"),
    },
    orders={"MEASURED_ON": "measured_on"},
    default="MEASURED_ON_DESC",
)

_LABEL = {"label": label_of("kind", {kind: spec.label for kind, spec in EVIDENCE.items()})}
_YARDSTICK = columns("kind", "stratum", "expected", "people", "shares", "doubt", "company") | _LABEL

EXPECTATION = Node(
    "Expectation",
    expectations,
    _YARDSTICK | columns("cases", "slope", "volumes"),
    {"period": leads_to("Period", "period_id")},
    orders={"STRATUM": "stratum"},
    default="STRATUM_ASC",
    filters={"period": refers_to("period_id", "Period"), "kind": is_one_of("kind")},
)

PERSONAL_EXPECTATION = Node(
    "PersonalExpectation",
    personal_expectations,
    _YARDSTICK,
    {"period": leads_to("Period", "period_id"), "employee": leads_to("Employee", "employee_id")},
    orders={"STRATUM": "stratum"},
    default="STRATUM_ASC",
    filters={
        "employee": refers_to("employee_id", "Employee"),
        "period": refers_to("period_id", "Period"),
        "kind": is_one_of("kind"),
    },
)

NODES = (PERIOD, EXPECTATION, PERSONAL_EXPECTATION, PLAN, INDICATOR, MEASUREMENT)
