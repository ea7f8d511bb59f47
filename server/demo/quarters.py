"""The year the demonstration shows: the quarter of its date and the three before."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from domain.terms import PeriodKind
from server.demo.chance import make_key
from server.demo.moments import start_of_day

QUARTERS = 4
ROMAN = ("I", "II", "III", "IV")


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
    quarters: list[Quarter] = []
    start = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for _ in range(QUARTERS):
        end = date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1) - timedelta(days=1)
        quarters.insert(
            0, Quarter(make_key(chance, start_of_day(start)), start.year, (start.month + 2) // 3, start, end)
        )
        start = (start - timedelta(days=1)).replace(day=1)
        start = date(start.year, (start.month - 1) // 3 * 3 + 1, 1)
    return tuple(quarters)


def period_rows(quarters: tuple[Quarter, ...]) -> list[dict[str, object]]:
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
