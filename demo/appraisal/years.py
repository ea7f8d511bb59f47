"""The years that the demonstration shows a part of: annual periods, which gather what their quarters brought."""

from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from demo.appraisal.quarters import Quarter
from demo.chance import make_key
from demo.moments import start_of_day
from demo.table_rows import TableRow
from domain.scoring.periods import find_calendar_period
from domain.terms import PeriodKind


@dataclass(frozen=True)
class Year:
    """An annual period; both days included."""

    id: UUID
    starts_on: date
    ends_on: date


def list_years(quarters: tuple[Quarter, ...], chance: Random) -> tuple[Year, ...]:
    """The years of the quarters, in their order."""
    starts = sorted({date(each.year, 1, 1) for each in quarters})
    return tuple(Year(make_key(chance, start_of_day(day)), day, day.replace(month=12, day=31)) for day in starts)


def year_rows(years: tuple[Year, ...]) -> list[TableRow]:
    """Rows of the table of periods."""
    drafts = [(year, find_calendar_period(PeriodKind.ANNUAL, year.starts_on)) for year in years]
    return [
        {
            "id": year.id,
            "code": draft.code,
            "name": draft.name,
            "kind": draft.kind,
            "starts_on": draft.starts_on,
            "ends_on": draft.ends_on,
        }
        for year, draft in drafts
    ]
