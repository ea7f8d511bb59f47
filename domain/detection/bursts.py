"""BURST: more answers of one tone, within some days, than the cases that were resolved let expect.

Event: an answer to a case that its citizen brought. Statistic: the Poisson tail of how many of its tone there are
within a span of days, against how many cases were resolved in that time and shortly before; what the person had before
says how many answers of that tone a case brings, beside what is usual. Threshold: `burst.chance`, from `burst.least`
on.
By tone, since a mob speaks one way: among people who are often praised, praise hides no campaign against them. The
least likely span is a burst first; what is left is looked at as if its answers and their cases were not there (a scan
statistic, Kulldorff 1997), so that those beside a mob are not taken for a part of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.detection.rules import BurstRules, DetectionRules
from domain.detection.sightings import Handling, Past, Sighting, Tone, Watched
from domain.detection.tails import is_unlikely, tail_of_count


class _Burst(NamedTuple):
    """Answers within a span, and how unlikely so many are; the key of the first tells apart what is equally so."""

    chance: float
    first: UUID
    answers: frozenset[UUID]


def find_bursts(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """The answers of all bursts."""
    found: set[UUID] = set()
    left = [each for each in watched.handled if not each.served]
    while bursts := list(_list_bursts(left, watched.past, rules.burst)):
        found |= min(bursts).answers
        left = [each for each in left if each.answer is None or each.answer.id not in found]
    return found


def _list_bursts(cases: Sequence[Handling], past: Past, rules: BurstRules) -> Iterator[_Burst]:
    resolved = sorted(each.at for each in cases)
    given = [each.answer for each in cases if each.answer is not None and not each.answer.vouched]
    given.sort(key=lambda each: (each.at, each.id))
    for tone in Tone:
        answers = [each for each in given if each.tone is tone]
        usual = _Usual(past.answers.get(tone, 0), past.resolved, rules.rates[tone])
        for span in rules.spans:
            yield from _list_within(answers, span, resolved, usual, rules)


class _Usual(NamedTuple):
    """How many answers of a tone so many resolved cases brought long before, and how many one brings as a rule."""

    answers: int
    resolved: int
    rate: float

    def expect(self, cases: int, before: tuple[int, int], rules: BurstRules) -> tuple[float, float]:
        """How many answers to so many cases are expected, and as from how many; `before` is what came just before."""
        told = rules.strength + self.answers + before[0]
        mean = told / (rules.strength / self.rate + self.resolved + before[1])
        # Where hardly anybody answered before, many may begin to: people are reminded, or learn that they can.
        return max(mean, rules.floor * self.rate) * max(cases, 1), min(told, rules.most_strength)


def _list_within(
    answers: Sequence[Sighting], span: timedelta, resolved: Sequence[datetime], usual: _Usual, rules: BurstRules
) -> Iterator[_Burst]:
    times = [each.at for each in answers]
    for first, start in enumerate(times):
        last = bisect_left(times, start + span)
        count, since = last - first, bisect_left(resolved, start - rules.lag)
        cases = bisect_right(resolved, times[last - 1]) - since
        expected, strength = usual.expect(cases, (first, since), rules)
        if count >= rules.least and is_unlikely(count, expected, strength, rules.chance):
            keys = frozenset(each.id for each in answers[first:last])
            yield _Burst(tail_of_count(count, expected, strength), answers[first].id, keys)
