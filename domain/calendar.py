"""Working time: office hours and holidays, minutes of work between two moments, and deadlines in working days."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from itertools import accumulate

Hours = tuple[tuple[int, int], ...]
"""The stretches of work of a day, each from and to in minutes since midnight."""

DAYS_OF_WEEK = 7
YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class WorkingCalendar:
    """When an office works, by the clock on the wall in `zone`.

    `hours` holds, Monday first, the stretches of work of each day, in order and without overlap.
    Raises ValueError where no day of the week has any, or a day's stretches are not in order.
    """

    zone: tzinfo
    holidays: frozenset[date] = frozenset()
    hours: tuple[Hours, ...] = field(kw_only=True)

    def __post_init__(self) -> None:
        if len(self.hours) != DAYS_OF_WEEK or not any(self.hours):
            raise ValueError("a week has seven days, and work on at least one of them")
        for stretches in self.hours:
            bounds = [0, *(minute for stretch in stretches for minute in stretch), 24 * 60]
            if bounds != sorted(bounds):
                raise ValueError(f"stretches of work are not in order: {stretches}")

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole minutes of work from `start` to `end`, both aware; 0 if `end` is not later. Additive over moments."""
        return max(0, self._count(end) - self._count(start)) if start < end else 0

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The end of office hours on the `days`-th working day after the day of `start`.

        0 means the day of `start` itself, or the next working day if it is none. Raises ValueError below 0.
        """
        if days < 0:
            raise ValueError(f"a deadline lies ahead, not {days} days")
        day = start.astimezone(self.zone).date()
        works = self._works(day)
        while days > 0 or not works:
            day += timedelta(days=1)
            works = self._works(day)
            days -= works
        midnight = datetime.combine(day, time.min, self.zone)
        return midnight + timedelta(minutes=self.hours[day.weekday()][-1][1])

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The earliest moment by which so many minutes of work have passed since `start`, which it is after none."""
        if minutes <= 0:
            return start
        wanted, whole, most = self._count(start) + minutes, start.replace(second=0, microsecond=0), minutes
        while self._count(whole + timedelta(minutes=most)) < wanted:
            most *= 2
        passed = bisect_left(range(most), wanted, key=lambda each: self._count(whole + timedelta(minutes=each)))
        return whole + timedelta(minutes=passed)

    def _works(self, day: date) -> bool:
        return bool(self.hours[day.weekday()]) and day not in self.holidays

    @cached_property
    def _day_minutes(self) -> tuple[tuple[int, ...], ...]:
        """Minutes of work before each minute of the day, and last of the whole day, for each day of the week."""
        return tuple(
            tuple(accumulate((any(start <= each < end for start, end in day) for each in range(24 * 60)), initial=0))
            for day in self.hours
        )

    @cached_property
    def _week_minutes(self) -> tuple[int, ...]:
        """Minutes of work before each day of the week, and last of the whole week."""
        return tuple(accumulate((day[-1] for day in self._day_minutes), initial=0))

    @cached_property
    def _holidays(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The holidays in order, and the minutes of work lost to those before each."""
        days = sorted(self.holidays)
        lost = accumulate((self._day_minutes[day.weekday()][-1] for day in days), initial=0)
        return tuple(day.toordinal() for day in days), tuple(lost)

    def _count(self, moment: datetime) -> int:
        """Minutes of work from the beginning of the calendar, a Monday, to `moment`."""
        local = moment if moment.tzinfo is self.zone else moment.astimezone(self.zone)
        ordinal = local.toordinal()
        weeks, weekday = divmod(ordinal - 1, DAYS_OF_WEEK)
        holidays, lost = self._holidays
        passed = bisect_left(holidays, ordinal)
        minutes = weeks * self._week_minutes[-1] + self._week_minutes[weekday] - lost[passed]
        if passed < len(holidays) and holidays[passed] == ordinal:
            return minutes
        return minutes + self._day_minutes[weekday][local.hour * 60 + local.minute]
