"""What a report is asked for."""

import datetime as dt
from typing import Annotated, Any

import strawberry

from domain.measures import MeasureKey
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import MOST_ROWS
from domain.terms import CaseKind, Channel, Outcome
from resolvers.reports import AskReport
from schema.descriptions import described_input
from schema.fields import column
from schema.filters import given


@described_input
class ReportFilter:
    """Which facts count: those for which all of the given fields hold."""

    units: list[strawberry.ID] | None = given("Of one of these units or the units below them.")
    categories: list[strawberry.ID] | None = given("Of one of these categories. For measures over cases.")
    channels: list[Channel] | None = given("Through one of these channels. For measures over cases.")
    kinds: list[CaseKind] | None = given("Of one of these kinds. For measures over cases.")
    outcomes: list[Outcome] | None = given("With one of these outcomes. For measures over cases.")
    source_systems: list[str] | None = given("Imported from one of these systems. For measures over cases.")


@strawberry.input(
    description="Of what time: days of receipt by the government's clocks, or one period. Measures over scores need a"
    " period here, or are set out by PERIOD."
)
class ReportWindow:
    """The window of a report."""

    from_: dt.date | None = strawberry.field(
        default=strawberry.UNSET, name="from", description="Received on or after this day."
    )
    before: dt.date | None = given("Received before this day.")
    period: strawberry.ID | None = given("Received on the days of this period, or scored for it; without days.")


@described_input
class ReportInput:
    """What a report is to show."""

    measures: list[MeasureKey] = column("1 to 10 measures, the columns of figures in this order.")
    by: list[DimensionKey] | None = given("Up to 3 dimensions, which together make the rows; one row without any.")
    where: ReportFilter | None = given("Which facts count; all that the viewer may add up without it.")
    window: ReportWindow | None = given("Of what time; of all time without it.")
    limit: int | None = given(
        f"The most rows that are wanted, 1 to {MOST_ROWS}, which is also what holds without it. A report that would"
        " have more is refused, never cut short."
    )

    def ask(self) -> AskReport:
        """The question that this input is."""
        where: dict[str, Any] = {
            name: tuple(value) for name, value in vars(self.where or ReportFilter()).items() if value
        }
        window: dict[str, Any] = {name: value for name, value in vars(self.window or ReportWindow()).items() if value}
        return AskReport(
            measures=tuple(self.measures),
            by=tuple(self.by or ()),
            limit=self.limit if isinstance(self.limit, int) else MOST_ROWS,
            **where,
            **window,
        )


Asked = Annotated[ReportInput, strawberry.argument(name="input", description="What to show, set out by what.")]
