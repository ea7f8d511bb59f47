"""When cases come in: so many on each day of the year, and at which hour."""

from bisect import bisect
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from random import Random

from demo.cases.desks import Responsibility
from demo.cases.topics import Topic
from demo.chance import open_chance
from demo.moments import HOUR, MINUTE, ONE_DAY, start_of_day
from domain.calendar import WorkingCalendar
from domain.terms import CaseKind, Channel

QUIET = 0.4
# How often citizens write at each hour of the day.
HOURS = tuple(accumulate((1, 0, 0, 0, 1, 3, 6, 10, 12, 12, 11, 9, 7, 8, 9, 8, 8, 7, 7, 9, 9, 7, 4, 2)))
RUSHES = ((6.5, 1.0), (11.8, 1.2), (16.2, 1.6))
MORNINGS = ((7.6, 4.2), (7.6, 4.2), (13.0, 2.0))

CHANNELS = (
    (Channel.PORTAL, 0.30),
    (Channel.WHATSAPP, 0.24),
    (Channel.MOBILE_APP, 0.18),
    (Channel.PHONE, 0.10),
    (Channel.SOCIAL_MEDIA, 0.08),
    (Channel.COUNTER, 0.06),
    (Channel.EMAIL, 0.04),
)
CHANNEL_NAMES = tuple(channel for channel, _ in CHANNELS)
CHANNEL_ODDS = tuple(accumulate(odds for _, odds in CHANNELS))
CALLING = (Channel.PHONE, Channel.FIELD, Channel.WHATSAPP)
CALLING_ODDS = (0.5, 0.8, 1.0)


class Arrivals:
    """Spreads cases over the days before `until`, fewer on days of rest, when counters are closed."""

    def __init__(
        self,
        seed: int,
        responsibilities: tuple[Responsibility, ...],
        calendar: WorkingCalendar,
        days: tuple[date, date],
    ) -> None:
        since, until = days
        chance = open_chance(seed, "arrivals")
        self._days = [since + ONE_DAY * passed for passed in range((until - since).days)]
        self._works = [bool(calendar.hours[day.weekday()]) and day not in calendar.holidays for day in self._days]
        self._passed = list(accumulate((1.0 if works else QUIET) * chance.uniform(0.8, 1.2) for works in self._works))
        self._responsibilities = responsibilities
        self._open = tuple(accumulate(each.topic.share for each in responsibilities))
        self._resting = tuple(
            accumulate(
                0 if each.topic.kind is CaseKind.SERVICE_RECORD else each.topic.share for each in responsibilities
            )
        )

    def draw(self, chance: Random, first: int, count: int, total: int) -> Iterator[tuple[float, Responsibility]]:
        """Cases number `first` and on of `total`: the second each came in, and where it belongs; day by day."""
        for number in range(first, first + count):
            passed = (number + chance.random()) / total * self._passed[-1]
            place = min(bisect(self._passed, passed), len(self._days) - 1)
            odds = self._open if self._works[place] or not self._resting[-1] else self._resting
            responsibility = self._responsibilities[bisect(odds, chance.random() * odds[-1], hi=len(odds) - 1)]
            yield start_of_day(self._days[place]).timestamp() + draw_time(chance, responsibility.topic), responsibility


def draw_time(chance: Random, topic: Topic) -> float:
    """Seconds since midnight."""
    if topic.kind is CaseKind.FIELD_INCIDENT:
        start, length = chance.choice(RUSHES)
        return (start + length * chance.random()) * HOUR + chance.gauss() * 20 * MINUTE
    if topic.counter:
        start, length = chance.choice(MORNINGS)
        return (start + length * chance.random()) * HOUR
    return (bisect(HOURS, chance.random() * HOURS[-1]) + chance.random()) * HOUR


def draw_channel(chance: Random, topic: Topic) -> Channel:
    """How a case of the topic came in."""
    if topic.kind is CaseKind.SERVICE_RECORD:
        return Channel.COUNTER
    if topic.kind is CaseKind.FIELD_INCIDENT:
        return CALLING[bisect(CALLING_ODDS, chance.random())]
    return CHANNEL_NAMES[bisect(CHANNEL_ODDS, chance.random() * CHANNEL_ODDS[-1], hi=len(CHANNEL_ODDS) - 1)]
