"""The year the demonstration shows: the quarter of its date and the three before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from demo.chance import make_key
from demo.moments import ONE_DAY, add_months, start_of_day
from demo.table_rows import TableRow
from domain.terms import PeriodKind

QUARTERS = 4
MONTHS = 3
ROMAN = ("I", "II", "III", "IV")
# Before a quarter has lasted so long, it has too little to show.
YOUNG = timedelta(days=30)


@dataclass(frozen=True)
class Quarter:
    """An evaluation period of three months; both days included."""

    id: UUID
    year: int
    number: int
    starts_on: date
    ends_on: date


def list_quarters(today: date, chance: Random) -> tuple[Quarter, ...]:
    """The last four quarters, the one that holds `today` last."""
    quarters = []
    start = find_first_day(today)
    for _ in range(QUARTERS):
        after = add_months(start, MONTHS)
        key = make_key(chance, start_of_day(start))
        quarters.append(Quarter(key, start.year, (start.month + 2) // MONTHS, start, after - ONE_DAY))
        start = after
    return tuple(quarters)


def find_first_day(today: date) -> date:
    """The first day of the four quarters that end with that of `today`."""
    return add_months(_begin_quarter(today), -MONTHS * (QUARTERS - 1))


def choose_day(today: date) -> date:
    """As of which day to make a demonstration: today, or while a quarter is young the last day of the one before."""
    begun = _begin_quarter(today)
    return begun - ONE_DAY if today - begun < YOUNG else today


def choose_moment(day: date, now: datetime) -> datetime:
    """When a demonstration made as of `day` takes place: now, or once its quarter is over, on the last day of that.

    It knows no later quarter, and nobody has a history there. `now` is in the government's zone.
    """
    last = add_months(_begin_quarter(day), MONTHS) - ONE_DAY
    return min(now, datetime.combine(last, now.timetz()))


def _begin_quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def period_rows(quarters: tuple[Quarter, ...]) -> list[TableRow]:
    """Rows of the table of periods."""
    return [
        {
            "id": quarter.id,
            "code": f"{quarter.year}-Q{quarter.number}",
            "name": f"Triwulan {ROMAN[quarter.number - 1]} {quarter.year}",
            "kind": PeriodKind.QUARTERLY,
            "starts_on": quarter.starts_on,
            "ends_on": quarter.ends_on,
        }
        for quarter in quarters
    ]
