"""Counters and posts in the field: where people are served, how many a day, and by whom, one in turn after another.

Of most of those who come only their number is kept, by the day; a part of them have a case of their own.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from demo.cases.desks import Desk, Responsibility
from demo.chance import make_key, open_chance
from demo.moments import ONE_DAY, start_of_day
from demo.table_rows import TableRow
from domain.calendar import WorkingCalendar
from domain.terms import CaseKind

if TYPE_CHECKING:
    from demo.organisation.units import Unit

# People whom a counter serves on a usual day, and by how much days differ.
SERVED, LEAST, MOST = 100, 0.6, 1.4
SCATTER = 0.15
# In the field fewer answer, so that as many are heard only where more have a case of their own.
IN_THE_FIELD = 1.7


@dataclass(frozen=True, eq=False)
class Counter:
    """A topic that is served at one place, by people who take turns; `weight` is how many of all come here."""

    responsibility: Responsibility
    desk: Desk
    weight: float


def find_counters(responsibilities: tuple[Responsibility, ...]) -> tuple[Counter, ...]:
    """Every counter: people who serve several topics share their time out by how often these are asked for."""
    offered: dict[Unit, list[tuple[Responsibility, Desk]]] = defaultdict(list)
    for each in responsibilities:
        for desk in each.desks if each.topic.counter else ():
            offered[desk.unit].append((each, desk))
    counters = []
    for places in offered.values():
        people = len({seat.person for _, desk in places for seat in desk.seats})
        asked = sum(each.topic.share for each, _ in places)
        for each, desk in places:
            field = IN_THE_FIELD if each.topic.kind is CaseKind.FIELD_INCIDENT else 1.0
            turns = replace(desk, odds=tuple(float(place) for place in range(1, len(desk.seats) + 1)))
            counters.append(Counter(each, turns, field * people * each.topic.share / asked))
    return tuple(counters)


class CounterDays:
    """Spreads visits over the working days from `since` to before `until`, and says how many came to each counter."""

    def __init__(
        self, seed: int, counters: tuple[Counter, ...], calendar: WorkingCalendar, days: tuple[date, date]
    ) -> None:
        since, until = days
        every = [since + ONE_DAY * passed for passed in range((until - since).days)]
        self._days = [day for day in every if calendar.hours[day.weekday()] and day not in calendar.holidays]
        self._seed, self._counters = seed, counters
        self._odds = tuple(accumulate(each.weight for each in counters))

    def draw(self, chance: Random, first: int, count: int, total: int) -> Iterator[tuple[date, Counter]]:
        """Visits number `first` and on of `total`, day by day, each to one of the counters."""
        for number in range(first, first + count) if self._days and self._counters else ():
            place = int((number + chance.random()) / total * len(self._days))
            counter = self._counters[bisect(self._odds, chance.random() * self._odds[-1], hi=len(self._odds) - 1)]
            yield self._days[min(place, len(self._days) - 1)], counter

    def count(self, services: dict[str, UUID]) -> Iterator[TableRow]:
        """Rows of the table of days of service: how many came to each counter on each working day."""
        for each in self._counters:
            topic, unit = each.responsibility.topic, each.desk.unit
            if topic.code not in services:
                continue
            chance = open_chance(self._seed, "served", topic.code, unit.code)
            usual = SERVED * chance.uniform(LEAST, MOST)
            for day in self._days:
                yield {
                    "id": make_key(chance, start_of_day(day)),
                    "unit_id": unit.id,
                    "service_id": services[topic.code],
                    "day": day,
                    "served": max(round(usual * (1 + SCATTER * chance.gauss())), 1),
                }
