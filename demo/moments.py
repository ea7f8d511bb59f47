"""Months and moments of the year shown, the latter in seconds, and working time laid along them."""

from bisect import bisect_right
from datetime import date, datetime, time, timedelta

from demo.government import GOVERNMENT
from domain.calendar import WorkingCalendar

ZONE = GOVERNMENT.zone
MINUTE, HOUR, DAY = 60, 3_600, 86_400
ONE_DAY = timedelta(days=1)
# Histories may run on after the last day shown before they are cut off at it.
MARGIN = timedelta(days=200)


def start_of_day(day: date) -> datetime:
    """Midnight at which `day` begins."""
    return datetime.combine(day, time.min, ZONE)


def add_months(day: date, months: int) -> date:
    """The first of the month so many months later."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def to_datetime(second: float) -> datetime:
    """The moment so many seconds after the beginning of 1970, to the second."""
    return datetime.fromtimestamp(int(second), ZONE)


class WorkClock:
    """Goes forward in working time: stretches of work from `first` to some months after `last`."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self._starts: list[float] = []
        self._passed = [0.0]
        day = first
        while day <= last + MARGIN:
            midnight = start_of_day(day).timestamp()
            for begin, end in () if day in calendar.holidays else calendar.hours[day.weekday()]:
                self._starts.append(midnight + begin * MINUTE)
                self._passed.append(self._passed[-1] + (end - begin) * MINUTE)
            day += ONE_DAY

    def advance(self, second: float, seconds: float) -> float:
        """The moment at which `seconds` more of working time have passed; within office hours, whatever `second` is."""
        return self._at(self._count(second) + seconds)

    def _count(self, second: float) -> float:
        """Working time from the beginning to a moment."""
        place = bisect_right(self._starts, second) - 1
        if place < 0:
            return 0.0
        return min(self._passed[place] + second - self._starts[place], self._passed[place + 1])

    def _at(self, worked: float) -> float:
        place = min(bisect_right(self._passed, worked), len(self._starts)) - 1
        return self._starts[place] + worked - self._passed[place]
