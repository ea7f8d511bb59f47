"""Periods, performance plans, indicators and measurements, as a client sees them."""

import datetime as dt
from decimal import Decimal

from strawberry.scalars import JSON

from domain.terms import (
    Aggregation,
    Aspect,
    Direction,
    EvidenceKind,
    IndicatorSource,
    PeriodKind,
    PeriodState,
    PlanState,
)
from schema import orders, references
from schema.descriptions import described
from schema.fields import column, connection, relation
from schema.relay import Connection, Node
from schema.scalars import LocalizedText


@described
class Period(Node):
    """A period of evaluation."""

    code: str = column("Short code, unique, for example 2026-Q3.")
    name: str = column("Name for people.")
    kind: PeriodKind = column("How long it is.")
    starts_on: dt.date = column("First day.")
    ends_on: dt.date = column("Last day.")
    state: PeriodState = column("Where it stands; it never goes back.")
    opened_at: dt.datetime | None = column("When it was opened, and what its answers are read against was fixed.")
    closing_at: dt.datetime | None = column("When closing began.")
    closed_at: dt.datetime | None = column("When it was closed; its scores stay as they were then.")
    opened_by: references.Employee | None = relation("Who opened it; null where it opened by itself.")
    closing_by: references.Employee | None = relation("Who began to close it; null where that began by itself.")
    closed_by: references.Employee | None = relation("Who had it closed; null where it closed by itself.")
    expectations: Connection[references.Expectation] = connection(
        "What its answers are read against, for the HR agency and auditors.", order_by=orders.ExpectationOrder
    )
    undecided: Connection[references.Resolution] = connection(
        "Resolutions of which something in it is in doubt. What waits for more than ten working days keeps it from"
        " closing, until somebody decides (decideQuarantine).",
        order_by=orders.ResolutionOrder,
    )
    shifts: list[references.Shift] = relation(
        "What has moved for everybody in it, from when it closes; for the HR agency, auditors and administrators. What"
        " is not decided keeps it from being closed (decideShift)."
    )


@described
class Expectation(Node):
    """What an answer was expected to be when a period opened, by its stratum; never changed afterwards."""

    kind: EvidenceKind = column("Of which kind of evidence.")
    label: LocalizedText = column("The same for people.")
    stratum: str = column(
        "Category and channel, a category for channels that are new in it, or empty: for all together, and for whatever"
        " no other row is of."
    )
    expected: float = column("The mean that was expected, on the scale of the kind.")
    cases: int = column("How many cases it rests on.")
    people: int | None = column("How many people they were of; null where that was not counted.")
    shares: JSON | None = column(
        "How peers' answers are spread over the values, the worst first; by the second method alone."
    )
    doubt: float | None = column("What is unknown of that, as a standard deviation in tilts; by the second method.")
    company: float | None = column("The same of all strata at once, since few people gave these answers.")
    slope: float | None = column("How much of a tilt a standard deviation of quality makes; of all together alone.")
    volumes: JSON | None = column(
        "How many answers a person gets in a period, by job family, `DEFAULT` of any other; of all together alone."
    )
    period: references.Period | None = relation("For which period.")


@described
class PersonalExpectation(Node):
    """What one person's answers of a stratum are read against: those of others, without the person's own ones."""

    kind: EvidenceKind = column("Of which kind of evidence.")
    label: LocalizedText = column("The same for people.")
    stratum: str = column("Category and channel.")
    expected: float = column("The mean that was expected, on the scale of the kind.")
    people: int = column("How many other people it rests on.")
    shares: JSON = column("How answers about others are spread over the values, the worst first.")
    doubt: float = column("What is unknown of that, as a standard deviation in tilts.")
    company: float = column("The same of all strata at once, since few others gave these answers.")
    period: references.Period | None = relation("For which period.")
    employee: references.Employee | None = relation("Whose answers are read against it.")


@described
class PerformancePlan(Node):
    """Performance plan (SKP): what one person agreed to achieve in one period."""

    state: PlanState = column("Where the plan stands.")
    employee: references.Employee | None = relation("Whose plan.")
    period: references.Period | None = relation("For which period.")
    indicators: list[references.Indicator] = relation("What is measured, in the order of the plan.")


@described
class Indicator(Node):
    """Individual indicator (IKI) with its target."""

    number: int = column("Place in the plan.")
    name: LocalizedText = column("What is measured.")
    aspect: Aspect = column("Quantity, quality, time or cost.")
    unit_of_measure: str = column("Unit of target and realisation, for example percent.")
    direction: Direction = column("Whether higher is better, or lower, or a range is to be met.")
    target_min: Decimal | None = column("Least that is expected, where higher is better or a range is to be met.")
    target_max: Decimal | None = column("Most that is expected, where lower is better or a range is to be met.")
    weight: Decimal = column("Weight within the plan.")
    source: IndicatorSource = column("Recorded by hand, or computed from cases.")
    measure: str | None = column("Key of the measure it is computed by.")
    aggregation: Aggregation = column("How several measurements make one realisation.")
    plan: references.PerformancePlan | None = relation("The plan it belongs to.")
    measurements: Connection[references.Measurement] = connection(
        "What was measured.", order_by=orders.MeasurementOrder
    )


@described
class Measurement(Node):
    """One recorded value of an indicator."""

    measured_on: dt.date = column("Day the value holds for.")
    value: Decimal = column("The value, in the indicator's unit.")
    note: str | None = column("Where it comes from.")
    recorded_at: dt.datetime = column("When it was recorded.")
    indicator: references.Indicator | None = relation("The indicator measured.")
    recorded_by: references.Employee | None = relation("Who recorded it.")
