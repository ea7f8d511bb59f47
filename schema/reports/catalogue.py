"""The catalogue of measures and dimensions."""

import strawberry

from domain.disclosure import SMALLEST_CELL
from domain.measures import MEASURES, Fact, Measure, MeasureKey, MeasureKind, MeasureUnit
from domain.reports.dimensions import DIMENSIONS, Dimension, DimensionKey, fitting
from domain.terms import Direction
from domain.text.localized import Language
from schema.enums import describe_enum
from schema.fields import column
from schema.scalars import LocalizedText, write_text

describe_enum(
    MeasureKey,
    "Measures: each has one definition, which reports and indicators share.",
    {
        measure.key: ". ".join(text.in_(Language.ENGLISH) for text in (measure.label, measure.description))
        for measure in MEASURES.values()
    },
)
describe_enum(
    DimensionKey,
    "Dimensions: by what the figures of a report are set out.",
    {dimension.key: dimension.description.in_(Language.ENGLISH) for dimension in DIMENSIONS.values()},
)
describe_enum(
    MeasureKind,
    "How single observations make a measure.",
    {
        "COUNT": "Their number.",
        "RATE": "How many of a hundred are so.",
        "MEDIAN": "The one in the middle.",
        "MEAN": "Their mean.",
        "SHARE": "How many of a hundred fall to each value.",
    },
)
describe_enum(
    MeasureUnit,
    "What a measure is counted in.",
    {
        "CASES": "Cases.",
        "PEOPLE": "People.",
        "PERCENT": "Percent, 0 to 100.",
        "HOURS": "Hours.",
        "MINUTES": "Minutes.",
        "RATING": "A citizen's answer, 1 to 5.",
        "INDEX": "The scale of scores, 1 to 4.",
    },
)
describe_enum(
    Fact,
    "What a measure is taken over.",
    {
        "CASES": "Cases with their resolutions, as far as the viewer sees them.",
        "ANSWERS": "Citizens' answers, where they count. Below the HR agency, no figure is shown of fewer than"
        f" {SMALLEST_CELL}.",
        "INVITATIONS": "Invitations to answer, one a case that was resolved, for the HR agency and auditors. No rate is"
        f" shown of fewer than {SMALLEST_CELL}.",
        "SERVED": "Days of service with how many were served, and services with an answer, for the HR agency and"
        f" auditors. No rate is shown of fewer than {SMALLEST_CELL}.",
        "SCORES": "Scores of people, one a person and period. No figure is shown of fewer than"
        f" {SMALLEST_CELL} people.",
    },
)


@strawberry.type(name="Dimension", description="A dimension: by what the figures of a report are set out.")
class DimensionEntry:
    """An entry of the catalogue of dimensions."""

    key: DimensionKey = column("Its name in reports.")
    label: LocalizedText = column("Its name for people.")
    description: LocalizedText = column("What it is.")
    facts: list[Fact] = column("The facts that it sets out.")
    overlapping: bool = column("Whether one case may count in several rows, so that rows do not add up to the total.")


@strawberry.type(name="Measure", description="A measure: one definition, which reports and indicators share.")
class MeasureEntry:
    """An entry of the catalogue of measures."""

    key: MeasureKey = column("Its name in reports and indicators.")
    label: LocalizedText = column("Its name for people.")
    description: LocalizedText = column("What it measures, and what counts neither way.")
    formula: LocalizedText = column("How its value is computed.")
    unit: MeasureUnit = column("What its value is counted in.")
    kind: MeasureKind = column("How single observations make its value.")
    direction: Direction = column("Which way it improves.")
    fact: Fact = column("What it is taken over.")
    dimensions: list[DimensionEntry] = column("The dimensions by which it can be set out.")


def list_dimensions() -> list[DimensionEntry]:
    """Every dimension there is."""
    return [_dimension(dimension) for dimension in DIMENSIONS.values()]


def list_measures() -> list[MeasureEntry]:
    """Every measure there is."""
    return [_measure(measure) for measure in MEASURES.values()]


def _dimension(dimension: Dimension) -> DimensionEntry:
    return DimensionEntry(
        key=dimension.key,
        label=write_text(dimension.label),
        description=write_text(dimension.description),
        facts=sorted(dimension.facts),
        overlapping=dimension.overlapping,
    )


def _measure(measure: Measure) -> MeasureEntry:
    return MeasureEntry(
        key=measure.key,
        label=write_text(measure.label),
        description=write_text(measure.description),
        formula=write_text(measure.formula),
        unit=measure.unit,
        kind=measure.kind,
        direction=measure.direction,
        fact=measure.fact,
        dimensions=[_dimension(dimension) for dimension in fitting(measure)],
    )
