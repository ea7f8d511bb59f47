"""Periods, performance plans, indicators and measurements in the graph."""

from sqlalchemy import Text, cast

from db.graph.declaration import Field, Many, Node, Relation, column, columns, localized
from db.graph.filters import equals, is_one_of, refers_to, within_days
from db.tables.appraisal import indicators, measurements, performance_plans, periods


def exact(name: str) -> Field:
    """A decimal column, as text, so that no digit is lost on the way."""
    return Field(lambda row: cast(row.c[name], Text))


PERIOD = Node(
    "Period",
    periods,
    columns("code", "name", "kind", "starts_on", "ends_on"),
    orders={"STARTS_ON": "starts_on"},
    default="STARTS_ON_DESC",
    filters={"kind": is_one_of("kind"), "starts_on": within_days("starts_on"), "ends_on": within_days("ends_on")},
    by={"id": refers_to("id", "Period"), "code": equals("code")},
)

PLAN = Node(
    "PerformancePlan",
    performance_plans,
    columns("state"),
    {
        "employee": Relation("Employee", lambda plan, employee: employee.c.id == plan.c.employee_id),
        "period": Relation("Period", lambda plan, period: period.c.id == plan.c.period_id),
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
    columns("aspect", "unit_of_measure", "direction", "source", "measure", "aggregation")
    | {
        "name": localized("name"),
        "number": column("seq"),
        "target_min": exact("target_min"),
        "target_max": exact("target_max"),
        "weight": exact("weight"),
    },
    {
        "plan": Relation("PerformancePlan", lambda indicator, plan: plan.c.id == indicator.c.plan_id, inherits=True),
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
        "indicator": Relation(
            "Indicator", lambda measurement, indicator: indicator.c.id == measurement.c.indicator_id, inherits=True
        ),
        "recorded_by": Relation(
            "Employee", lambda measurement, employee: employee.c.id == measurement.c.recorded_by_id
        ),
    },
    orders={"MEASURED_ON": "measured_on"},
    default="MEASURED_ON_DESC",
)

NODES = (PERIOD, PLAN, INDICATOR, MEASUREMENT)
