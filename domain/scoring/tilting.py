"""How a person's answers differ from peers': one quality, read from all answers of an axis at once.

The quality is standard normal among peers. Under quality q an answer is spread like its yardstick tilted by slope x q.
The balance at q is what answers say in favour of more than q, less what they say against it, peers counting as one
answer that says zero: the derivative of the log posterior, in which kinds of answers count by their `emphasis`. The
estimate is where it is zero. At the true quality it has mean zero and a variance that is known beforehand, so how far
it is from zero says how sure one may be that the quality is more, or less (score tests, Rao 1948; Wilson's interval of
1927 is the one of a single proportion; estimating functions, Godambe 1960).

A better answer raises the balance at every quality and its spread at none; an answer as expected lowers it above peers,
raises it below them, and adds to the spread. So no answer moves estimate or chances against its own direction, exactly.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from domain.scoring.shrinkage import STANDARD_NORMAL, two_sided
from domain.scoring.yardsticks import Yardstick

# Qualities that anybody has, in standard deviations of peers.
WORST, BEST = -5.0, 5.0

PRECISE = 1e-9
ITERATIONS = 100


@dataclass(frozen=True)
class Tally:
    """Answers with one yardstick and one slope: `n` of them, whose `u` sum to `total`.

    `slope` is how much of a tilt one standard deviation of quality makes: that of the kind times the person's share.
    Yardsticks of one `group` (a kind of evidence) doubt their company together, and its answers may be read by several
    parts of an axis: what they err by is the same then, and adds up before it is squared.
    """

    yardstick: Yardstick
    slope: float
    n: float
    total: float
    emphasis: float = 1.0
    group: str = ""
    part: str = ""

    def emphasise(self, emphasis: float) -> "Tally":
        """The same answers with another emphasis."""
        if emphasis == self.emphasis:
            return self
        return Tally(self.yardstick, self.slope, self.n, self.total, emphasis, self.group, self.part)

    @property
    def information(self) -> float:
        """What the answers tell of a quality like peers', whose one answer tells 1."""
        return self.n * self.slope * self.slope * self.yardstick.moments(0.0)[1]


@dataclass(frozen=True)
class Balance:
    """What answers say for more than a quality less what they say for less, and the spread it has where that is true.

    `steepness` is how fast it falls as the quality rises. The part of the spread that comes from yardsticks which are
    not known for certain is `doubt`.
    """

    value: float
    steepness: float
    spread: float
    doubt: float

    @property
    def ratio(self) -> float:
        """The balance in units of its spread."""
        return self.value / self.spread


@dataclass(frozen=True)
class Quality:
    """What answers tell of a quality; with none it is peers'. Their order does not matter.

    `unevenness` is the standard deviation that parts which differ from the whole add, as far as they are weighed
    otherwise by their answers than in the whole.
    """

    tallies: tuple[Tally, ...]
    unevenness: float = 0.0

    @cached_property
    def _groups(self) -> list[list[list[tuple[Tally, int]]]]:
        """The tallies by group, and within it by part, each with the place of its yardstick, whatever its company."""
        yardsticks = {each.yardstick.alone: place for place, each in enumerate(self.tallies)}
        found: dict[str, dict[str, list[tuple[Tally, int]]]] = {}
        for each in self.tallies:
            found.setdefault(each.group, {}).setdefault(each.part, []).append((each, yardsticks[each.yardstick.alone]))
        return [list(parts.values()) for parts in found.values()]

    @cached_property
    def _balances(self) -> dict[float, Balance]:
        return {}

    def balance(self, quality: float) -> Balance:
        """The balance at a quality; what was found once is remembered."""
        found = self._balances.get(quality)
        if found is None:
            found = self._balances[quality] = self._find_balance(quality)
        return found

    def _find_balance(self, quality: float) -> Balance:
        values, steepness, variances, doubts = [-quality], [1.0], [1.0], []
        alone = [0.0] * len(self.tallies)
        for parts in self._groups:
            company, error = 0.0, 0.0
            for tallies in parts:
                sampled = 0.0
                for each, yardstick in tallies:
                    mean, variance = each.yardstick.moments(each.slope * quality)
                    weight = each.emphasis * each.slope
                    pull = weight * each.n * variance
                    values.append(weight * (each.total - each.n * mean))
                    steepness.append(pull * each.slope)
                    sampled += pull * weight
                    company += pull * each.yardstick.company
                    alone[yardstick] += pull * each.yardstick.doubt
                error += math.sqrt(sampled)
            variances.append(error * error)
            doubts.append(company * company)
        doubt = math.fsum([*doubts, *(each * each for each in alone)])
        fall = math.fsum(steepness)
        spread = math.sqrt(math.fsum([*variances, doubt, (self.unevenness * fall) ** 2]))
        return Balance(math.fsum(values), fall, spread, math.sqrt(doubt))

    @cached_property
    def estimate(self) -> float:
        """The most likely quality, in standard deviations of peers."""
        return self._find(0.0)

    @cached_property
    def at_peers(self) -> Balance:
        """The balance of somebody like peers, whose steepness and spread depend on no answer's value."""
        return self.balance(0.0)

    @property
    def doubt(self) -> float:
        """The standard deviation that yardsticks cause in what answers alone say; it depends on no answer's value."""
        said = self.at_peers.steepness - 1
        return self.at_peers.doubt / said if said > 0 else 0.0

    @property
    def sd(self) -> float:
        """The standard deviation of the estimate around the truth, of somebody like peers."""
        return self.at_peers.spread / self.at_peers.steepness

    def chance_above(self, quality: float) -> float:
        """How sure one may be that the true quality is more than this, 0 to 1."""
        if not WORST < quality < BEST:
            return float(quality <= WORST)
        return STANDARD_NORMAL.cdf(self.balance(quality).ratio)

    def chance_below(self, quality: float) -> float:
        """How sure one may be that the true quality is less than this, 0 to 1."""
        return 1 - self.chance_above(quality)

    def interval(self, probability: float) -> tuple[float, float]:
        """The qualities of which one may not be sure that the true one is beyond them."""
        far = two_sided(probability)
        return self._find(-far), self._find(far)

    def _find(self, far: float) -> float:
        """The quality at which the balance is so many of its spreads below zero: by Newton's steps, or secants."""
        low, high, before = WORST, BEST, None
        quality = min(max(far * self.sd + (self.estimate if far else 0.0), low), high)
        for _ in range(ITERATIONS):
            balance = self.balance(quality)
            excess, steepness = balance.value + far * balance.spread, balance.steepness
            low, high = (quality, high) if excess > 0 else (low, quality)
            if far and before and before[1] != excess:
                steepness = (before[1] - excess) / (quality - before[0])
            before, step = (quality, excess), excess / steepness
            if abs(step) < PRECISE or high - low < PRECISE:
                break
            quality = quality + step if low < quality + step < high else (low + high) / 2
        return quality


def _order(tally: Tally) -> tuple[float | str, ...]:
    return tally.group, tally.part, tally.slope, tally.n, tally.total, *tally.yardstick.moments(0.0)


def read_quality(tallies: Iterable[Tally], unevenness: float = 0.0) -> Quality:
    """What these answers tell of a quality."""
    known = (each for each in tallies if each.n > 0)
    return Quality(tuple(sorted(known, key=_order)), unevenness)


def find_root(function: Callable[[float], float]) -> float:
    """Where a function that falls from WORST to BEST is zero, to ten decimals; an end where it is zero nowhere.

    False position with the weights of the end that stays halved (the Illinois method).
    """
    low, high = WORST, BEST
    at_low, at_high = function(low), function(high)
    if at_low <= 0 or at_high >= 0:
        return low if at_low <= 0 else high
    side = 0
    for _ in range(ITERATIONS):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        there = function(middle)
        if abs(there) < PRECISE or high - low < PRECISE:
            return middle
        if there > 0:
            low, at_low, at_high = middle, there, at_high / (1 + (side > 0))
        else:
            high, at_high, at_low = middle, there, at_low / (1 + (side < 0))
        side = 1 if there > 0 else -1
    return (low + high) / 2
