"""Working time in SQL, by the same hours and holidays as the calendar of the domain."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from operator import add
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.tables.organisation import holidays
from domain.calendar import Hours

# Days are numbered from 1 January of the year 1, a Monday, and minutes from its midnight.
_FIRST_DAY: ColumnElement[Any] = literal_column("DATE '0001-01-01'")
_MINUTES_TO_1970 = literal_column("1035593280", Integer)

_NONE, _ONE = literal_column("0", Integer), literal_column("1", Integer)
_A_WEEK, _A_DAY = literal_column("7", Integer), literal_column("1440", Integer)
_NUMBERS = ARRAY(Integer)


def local_time(instant: ColumnElement[Any], zone: ZoneInfo) -> ColumnElement[Any]:
    """An instant as the clocks of a zone show it."""
    return func.timezone(literal(zone.key, Text()), instant)


def minute_of(instant: ColumnElement[Any], zone: ZoneInfo) -> ColumnElement[Any]:
    """The number of the minute in which an instant falls, by the clocks of a zone."""
    seconds = func.date_part(literal_column("'epoch'"), local_time(instant, zone))
    return cast(func.floor(seconds / literal_column("60")), Integer) + _MINUTES_TO_1970


@dataclass(frozen=True)
class WorkingTime:
    """Counts working minutes of weeks of `hours` by `tables`, a single row to be joined to whatever is counted."""

    tables: FromClause
    hours: tuple[Hours, ...]

    def count_between(self, start: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
        """Working minutes from one numbered minute to another, never negative."""
        return func.greatest(_NONE, self._count(end) - self._count(start))

    def _count(self, minute: ColumnElement[Any]) -> ColumnElement[Any]:
        """Working minutes since the beginning of the calendar; what would fall on a holiday is lost."""
        day = minute // _A_DAY
        weekday = day % _A_WEEK + _ONE
        passed = func.width_bucket(day, self.tables.c.holidays, type_=Integer)
        lost = self.tables.c.lost
        today = case(
            (self.tables.c.holidays[passed] == day, -lost[passed]),
            else_=self._count_today(weekday, minute % _A_DAY) - lost[passed + _ONE],
        )
        a_week = literal_column(str(sum(_count_minutes(self.hours))), Integer)
        return day // _A_WEEK * a_week + self.tables.c.week[weekday] + today

    def _count_today(self, weekday: ColumnElement[Any], minute: ColumnElement[Any]) -> ColumnElement[Any]:
        columns = self.tables.c
        worked = (
            func.greatest(
                _NONE, func.least(minute, columns[f"until_{index}"][weekday]) - columns[f"since_{index}"][weekday]
            )
            for index in _stretches(self.hours)
        )
        return reduce(add, worked)


def office_clock(week: tuple[Hours, ...]) -> WorkingTime:
    """The clock of the office hours of a week, with the holidays that are stored."""
    hours = select(*_hours(week)).cte("hours")
    day = type_coerce(holidays.c.day - _FIRST_DAY, Integer).label("day")
    off = select(day).subquery("off")
    minutes = hours.c.minutes[off.c.day % _A_WEEK + _ONE]
    running = func.sum(minutes).over(order_by=off.c.day).label("lost")
    passed = select(off.c.day, running).join_from(off, hours, true()).subquery("passed")
    lost = func.array_prepend(_NONE, _in_order(passed.c.lost, passed.c.day), type_=_NUMBERS)
    tables = select(hours, _in_order(passed.c.day, passed.c.day).label("holidays"), lost.label("lost"))
    return WorkingTime(tables.cte("office"), week)


def _hours(week: tuple[Hours, ...]) -> list[ColumnElement[Any]]:
    """For each day of the week its minutes of work, those of the week before it, and its stretches of work."""
    minutes = _count_minutes(week)
    columns = {"minutes": minutes, "week": [*accumulate(minutes[:-1], initial=0)]}
    for index in _stretches(week):
        stretches = [day[index] if index < len(day) else (0, 0) for day in week]
        columns[f"since_{index}"] = [since for since, _ in stretches]
        columns[f"until_{index}"] = [until for _, until in stretches]
    return [_numbers(values).label(name) for name, values in columns.items()]


def _count_minutes(week: tuple[Hours, ...]) -> list[int]:
    """Minutes of work on each day of the week."""
    return [sum(until - since for since, until in day) for day in week]


def _stretches(week: tuple[Hours, ...]) -> range:
    """Numbers for the stretches of work of a day, as many as any day has."""
    return range(max(map(len, week)))


def _numbers(values: Sequence[int]) -> ColumnElement[Any]:
    return cast(literal(list(values), _NUMBERS), _NUMBERS)


def _in_order(value: ColumnElement[Any], order: ColumnElement[Any]) -> ColumnElement[Any]:
    """All values as an array in an order; empty without any."""
    listed = select(cast(func.array_agg(aggregate_order_by(value, order)), _NUMBERS)).scalar_subquery()
    return type_coerce(func.coalesce(listed, _numbers([])), _NUMBERS)
