"""Reports: figures of declared measures, set out by dimensions."""

import datetime as dt
from enum import Enum
from typing import Any, cast

import strawberry

from domain.disclosure import FEWEST_HANDLERS, SMALLEST_CELL
from domain.measures import MeasureKey, MeasureUnit
from domain.reports.dimensions import DimensionKey
from domain.reports.groups import MOST_UNTOLD
from domain.reports.results import ColumnRole, ColumnType, DimensionValue, Figure, ReportedRow, label_place
from graph.identifiers import format_id
from resolvers.reports import AnsweredReport, answer_report
from schema.descriptions import described
from schema.enums import describe_enum
from schema.fields import column
from schema.info import Info
from schema.references import Period
from schema.reports.catalogue import DimensionEntry, MeasureEntry, list_dimensions, list_measures
from schema.reports.inputs import Asked
from schema.scalars import LocalizedText, write_text


class ReportClock(Enum):
    """What places a fact in time."""

    RECEIVED = "RECEIVED"


describe_enum(
    ReportClock,
    "What places a fact in a report's window.",
    {"RECEIVED": "The day on which a case was received; for scores their period."},
)
describe_enum(
    ColumnRole,
    "What a column is for.",
    {"DIMENSION": "It says what a row is of.", "MEASURE": "It says something about the row."},
)
describe_enum(
    ColumnType,
    "What stands in a column.",
    {"TEXT": "A name.", "INTEGER": "A whole number.", "DECIMAL": "A number."},
)

_NODES = {
    DimensionKey.UNIT: "Unit",
    DimensionKey.CATEGORY: "Category",
    DimensionKey.HANDLER_POSITION: "Position",
    DimensionKey.PERIOD: "Period",
}


@described
class ReportColumn:
    """A column of a report."""

    key: str = column("The dimension or measure that it shows.")
    label: LocalizedText = column("Its heading for people.")
    role: ColumnRole = column("What it is for.")
    type: ColumnType = column("What stands in it.")
    unit: MeasureUnit | None = column("What its figures are counted in; null for a dimension.")


@described
class ReportPlace:
    """Where a row stands in one dimension."""

    dimension: DimensionKey = column("The dimension.")
    key: str | None = column("Code, word, or month such as 2026-03; null where there is no value.")
    label: LocalizedText = column("Its name for people.")
    id: strawberry.ID | None = column("Identifier of the unit, category, position or period.")
    depth: int | None = column("How many units lie above the unit; null for other dimensions.")
    withheld: bool = column(f"Whether the value is kept back because it is of fewer than {SMALLEST_CELL} people.")


@described
class ReportValue:
    """The figure of one measure in one row."""

    measure: MeasureKey = column("The measure.")
    value: float | None = column("Its value, in the unit of its column; null where nothing is known.")
    numerator: int | None = column("Of a rate or share: how many are so.")
    denominator: int | None = column("Of a rate or share: of how many; of a mean or median: of how many it is one.")
    withheld: bool = column(
        "Whether the figure is kept back because it is of too few people or answers, or leaves out too many (`untold`)."
    )


@described
class ReportRow:
    """A row of a report."""

    dimensions: list[ReportPlace] = column("Where it stands, in the order of `by`; none in the row of totals.")
    values: list[ReportValue] = column("Its figures, in the order of `measures`.")
    untold: int = column(
        "How many cases the published groups have that reach into this row and beyond it: some of them may belong here,"
        " and figures of citizens' answers leave all of them out. Where they are more than"
        f" {MOST_UNTOLD:.0%} of what may belong here, these figures are withheld. 0 where they are complete, and always"
        " for the HR agency and auditors."
    )


@described
class ReportedWindow:
    """The days that a report speaks of."""

    from_: dt.date | None = strawberry.field(name="from", description="The first day; null where it is open.")
    before: dt.date | None = column("The day after the last; null where it is open.")
    clock: ReportClock = column("What places a fact in it.")


@strawberry.type(
    description="A report: figures that say of what they are, of what time, and as of when. The totals are taken over"
    " the facts, not over the rows."
)
class Report:
    """A report."""

    columns: list[ReportColumn] = column("What stands in the rows: dimensions, then measures.")
    rows: list[ReportRow] = column("The rows, in the order of the dimensions; none where there is nothing to report.")
    totals: ReportRow = column("The figures over everything together. Scores have none over several periods.")
    row_count: int = column("How many rows there are.")
    window: ReportedWindow = column("The days that it speaks of.")
    period: Period | None = column("The period that was named for it.")
    zone: str = column("The time zone of its days and months.")
    as_of: dt.datetime = column("When its facts were read.")


async def read_report(info: Info, given: Asked) -> Report:
    """Answer a question."""
    return write_report(await answer_report(info.context, given.ask()))


@strawberry.type
class ReportQuery:
    """The roots of reports."""

    report: Report = strawberry.field(
        resolver=read_report,
        description="A report of measures by dimensions, over what the viewer sees now: unit heads of their own units,"
        " complaint officers, administrators, the HR agency and auditors of all. Measures over citizens' answers, which"
        " the HR agency and auditors alone see one by one, are for the others of settled cases, published in groups"
        f" every Monday: at least {SMALLEST_CELL} cases of at least {FEWEST_HANDLERS} people, none of whom handled more"
        " than half. Such a figure is over the groups that lie wholly in its row, so nothing of a smaller group can be"
        " worked out from any number of them; `untold` says how many cases other groups have. Measures over scores are"
        " for the HR agency and auditors.",
    )
    measures: list[MeasureEntry] = strawberry.field(resolver=list_measures, description="The catalogue of measures.")
    dimensions: list[DimensionEntry] = strawberry.field(
        resolver=list_dimensions, description="The catalogue of dimensions."
    )


def write_report(answered: AnsweredReport) -> Report:
    """A report as a client reads it."""
    report = answered.report
    by = [DimensionKey(each.key) for each in report.columns if each.role is ColumnRole.DIMENSION]
    measures = [MeasureKey(each.key) for each in report.columns if each.role is ColumnRole.MEASURE]
    return Report(
        columns=[
            ReportColumn(key=each.key, label=write_text(each.label), role=each.role, type=each.type, unit=each.unit)
            for each in report.columns
        ],
        rows=[_write_row(by, measures, row) for row in report.rows],
        totals=_write_row([], measures, report.totals),
        row_count=len(report.rows),
        window=ReportedWindow(from_=report.window.from_, before=report.window.before, clock=ReportClock.RECEIVED),
        period=cast("Any", answered.period),
        zone=answered.zone.key,
        as_of=report.as_of.astimezone(answered.zone),
    )


def _write_row(by: list[DimensionKey], measures: list[MeasureKey], row: ReportedRow) -> ReportRow:
    return ReportRow(
        dimensions=[_write_place(key, place) for key, place in zip(by, row.places, strict=True)],
        values=[_write_figure(key, figure) for key, figure in zip(measures, row.figures, strict=True)],
        untold=row.untold,
    )


def _write_place(key: DimensionKey, place: DimensionValue) -> ReportPlace:
    return ReportPlace(
        dimension=key,
        key=place.key,
        label=write_text(label_place(key, place)),
        id=None if place.id is None else strawberry.ID(format_id(_NODES[key], place.id)),
        depth=place.depth,
        withheld=place.withheld,
    )


def _write_figure(key: MeasureKey, figure: Figure) -> ReportValue:
    return ReportValue(
        measure=key,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        withheld=figure.withheld,
    )
