"""What is read off scored worlds: each figure with its standard error.

Every figure is a ratio of sums, or a mean, over worlds. People of one world share its expectations, and two worlds
share a layout, so that they are no independent draws: standard errors are those of the jackknife that leaves out one
layout after the other (Efron and Tibshirani 1993), and say how far the figure would move with other seeds.

A third is a third of a world's people, by how easy their cases are: hard, middle, easy. A true MEETS is somebody whose
true distance from the reference is at most the policy's delta. Distances are on the scale of the axis.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from statistics import fmean
from typing import Any

from domain.terms import Rating

THIRDS = ("hard", "middle", "easy")
# Answers from which on somebody should get a verdict, and the true distance that should be found then.
ENOUGH, FAR = 30, 0.2


@dataclass(frozen=True)
class Judged:
    """One person in one period: what is true, and what the score says. All but `n` are on the scale of the axis.

    `distance`, `estimate`, `low` and `high` are from the reference, the first from the true one; `n` is how many
    answers say something of them. `rating` is none where the score gives no verdict, `low` and `high` where it claims
    nothing.
    """

    distance: float
    ease: float
    n: int
    estimate: float
    low: float | None
    high: float | None
    rating: Rating | None


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    part: float = 0.0
    whole: float = 0.0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """The ratio; none of none."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True)
class Moments:
    """Sums that a straight line is fitted from: numbers, true distances, estimates, squares and products."""

    n: float = 0.0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    xy: float = 0.0

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def at(self, x: float) -> float | None:
        """What the line through the points says at `x`; none where they do not say."""
        spread = self.n * self.xx - self.x * self.x
        if self.n < 2 or spread <= 0:  # noqa: PLR2004 - two points make a line
            return None
        slope = (self.n * self.xy - self.x * self.y) / spread
        return (self.y - slope * self.x) / self.n + slope * x


@dataclass(frozen=True)
class WorldSums:
    """What one world adds to the figures; those with thirds hold a sum for each."""

    regressions: tuple[Moments, ...]
    false_above: tuple[Share, ...]
    false_below: tuple[Share, ...]
    covered: tuple[Share, ...]
    verdicts: Share
    power_above: Share
    power_below: Share
    ranks: Share


def sum_world(judged: Sequence[Judged], delta: float) -> WorldSums:
    """The sums of one world."""
    ordered = sorted(judged, key=lambda each: each.ease)
    ends = [round(len(ordered) * third / len(THIRDS)) for third in range(len(THIRDS) + 1)]
    thirds = [ordered[first:after] for first, after in pairwise(ends)]
    meeting = [[each for each in third if abs(each.distance) <= delta] for third in thirds]
    many = [each for each in judged if each.n >= ENOUGH]
    return WorldSums(
        regressions=tuple(_sum_moments(third) for third in thirds),
        false_above=tuple(_rated(third, Rating.ABOVE) for third in meeting),
        false_below=tuple(_rated(third, Rating.BELOW) for third in meeting),
        covered=tuple(_cover(third) for third in thirds),
        verdicts=_count(each.rating is not None for each in many),
        power_above=_rated([each for each in many if each.distance >= FAR], Rating.ABOVE),
        power_below=_rated([each for each in many if each.distance <= -FAR], Rating.BELOW),
        ranks=Share(*_correlate_ranks(judged)),
    )


def _sum_moments(judged: Iterable[Judged]) -> Moments:
    total = Moments()
    for each in judged:
        x, y = each.distance, each.estimate
        total += Moments(1, x, y, x * x, x * y)
    return total


def _count(results: Iterable[bool]) -> Share:
    listed = list(results)
    return Share(sum(listed), len(listed))


def _rated(judged: Iterable[Judged], rating: Rating) -> Share:
    return _count(each.rating is rating for each in judged)


def _cover(judged: Iterable[Judged]) -> Share:
    claimed = ((each.low, each.distance, each.high) for each in judged)
    return _count(low <= true <= high for low, true, high in claimed if low is not None and high is not None)


def _correlate_ranks(judged: Sequence[Judged]) -> tuple[float, int]:
    """Spearman's correlation of estimates with the truth, and that it is one; nothing where it has none."""
    xs, ys = _rank([each.distance for each in judged]), _rank([each.estimate for each in judged])
    mean_x, mean_y = fmean(xs), fmean(ys)
    product = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    norm = math.fsum((x - mean_x) ** 2 for x in xs) * math.fsum((y - mean_y) ** 2 for y in ys)
    return (product / math.sqrt(norm), 1) if norm else (0.0, 0)


def _rank(values: Sequence[float]) -> list[float]:
    """Ranks from one on; what is equal shares the mean of its ranks."""
    places = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    first = 0
    while first < len(places):
        after = first
        while after < len(places) and values[places[after]] == values[places[first]]:
            after += 1
        for place in places[first:after]:
            ranks[place] = (first + 1 + after) / 2
        first = after
    return ranks


def add_worlds(worlds: Sequence[WorldSums]) -> WorldSums:
    """The sums of some worlds that are no independent draws, as of one."""
    first, *others = worlds
    for other in others:
        first = WorldSums(
            **{each.name: _add_sums(getattr(first, each.name), getattr(other, each.name)) for each in fields(first)}
        )
    return first


def _add_sums(one: Any, other: Any) -> Any:
    return tuple(a + b for a, b in zip(one, other, strict=True)) if isinstance(one, tuple) else one + other


Figure = float | list[float | None] | None
Reading = Callable[[Sequence[WorldSums]], float | None]


def _pool_gap(worlds: Sequence[WorldSums]) -> float | None:
    """Easy minus hard third at the mean true distance of all, in standard deviations of true distance.

    In each third estimates are regressed on true distances, so that thirds are compared at equal skill.
    """
    thirds = [_add(world.regressions[third] for world in worlds) for third in range(len(THIRDS))]
    together = _add(thirds)
    mean = together.x / together.n
    sd = math.sqrt(max(together.xx / together.n - mean * mean, 0.0))
    hard, easy = thirds[0].at(mean), thirds[-1].at(mean)
    return None if hard is None or easy is None or not sd else (easy - hard) / sd


def _add(moments: Iterable[Moments]) -> Moments:
    return sum(moments, Moments())


def _pool(name: str, third: int | None = None) -> Reading:
    """The ratio of a sum of `name` over worlds; of one third where it has thirds, or of all of them."""

    def read(worlds: Sequence[WorldSums]) -> float | None:
        total = Share()
        for world in worlds:
            sums = getattr(world, name)
            chosen = [sums] if isinstance(sums, Share) else sums if third is None else [sums[third]]
            total = sum(chosen, total)
        return total.value

    return read


def _worst(name: str) -> Reading:
    """The largest ratio among the thirds."""

    def read(worlds: Sequence[WorldSums]) -> float | None:
        found = [_pool(name, third)(worlds) for third in range(len(THIRDS))]
        return max((value for value in found if value is not None), default=None)

    return read


def _by_third(name: str) -> list[Reading]:
    return [_pool(name, third) for third in range(len(THIRDS))]


READINGS: Mapping[str, Reading | list[Reading]] = {
    "gap": _pool_gap,
    "false_above": _worst("false_above"),
    "false_above_thirds": _by_third("false_above"),
    "false_below": _worst("false_below"),
    "false_below_thirds": _by_third("false_below"),
    "coverage": _pool("covered"),
    "coverage_thirds": _by_third("covered"),
    "verdicts": _pool("verdicts"),
    "power_above": _pool("power_above"),
    "power_below": _pool("power_below"),
    "rank": _pool("ranks"),
}


@dataclass(frozen=True)
class Figures:
    """The figures of a family of worlds by name, and their standard errors; those by third are lists, hard first.

    `people` is how many of them were scored, each once a period.
    """

    values: Mapping[str, Figure]
    errors: Mapping[str, Figure]
    people: int


def pool(worlds: Sequence[WorldSums]) -> Figures:
    """The figures of some worlds together."""
    return Figures(
        {name: _map(reading, lambda read: read(worlds)) for name, reading in READINGS.items()},
        {name: _map(reading, lambda read: jackknife(read, worlds)) for name, reading in READINGS.items()},
        round(sum(_add(world.regressions).n for world in worlds)),
    )


def _map(reading: Reading | list[Reading], evaluate: Callable[[Reading], float | None]) -> Figure:
    return [evaluate(each) for each in reading] if isinstance(reading, list) else evaluate(reading)


def jackknife(read: Reading, worlds: Sequence[WorldSums]) -> float | None:
    """Standard error of a figure over worlds; none of a single one, and where some do not say."""
    if len(worlds) < 2:  # noqa: PLR2004 - one has no spread
        return None
    without = [read([*worlds[:left_out], *worlds[left_out + 1 :]]) for left_out in range(len(worlds))]
    known = [value for value in without if value is not None]
    if len(known) < len(without):
        return None
    mean = fmean(known)
    return math.sqrt((len(known) - 1) / len(known) * math.fsum((value - mean) ** 2 for value in known))
