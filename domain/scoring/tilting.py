"""How a person's answers differ from peers': one quality, read from all answers of an axis at once.

The quality is standard normal among peers. Under quality q an answer is spread like its yardstick tilted by slope x q,
and the answers of one kind count `emphasis` times, as in a composite likelihood (Varin, Reid and Firth 2011), to the
power that gives their sum the spread which it has (Pauli, Racugno and Ventura 2011). Slopes, emphases and yardsticks
are set before the period opens and the power depends on no answer's value, so a better answer multiplies the posterior
by a rising function: mode, quantiles and chances all follow, exactly.
"""

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from domain.scoring.shrinkage import STANDARD_NORMAL
from domain.scoring.yardsticks import Yardstick

# Qualities that anybody has, in standard deviations of peers.
WORST, BEST = -5.0, 5.0

# The grid's step where little is known. It is halved until sums over it are exact, and cells narrow beside the spread.
WIDEST_STEP, EXACT, NARROW = 0.1, 1.25, 4.0

# A density that is less than exp(-NEGLIGIBLE) of the largest is none.
NEGLIGIBLE = 25.0
FAR = 6.0
HALVINGS = 5
ITERATIONS = 60
PRECISE = 1e-12


@dataclass(frozen=True)
class Tally:
    """Answers with one yardstick and one slope: `n` of them, whose `u` sum to `total`.

    `slope` is how much of a tilt one standard deviation of quality makes: that of the kind times the person's share.
    `group` names the yardsticks whose doubts about the company are one (a kind of evidence).
    """

    yardstick: Yardstick
    slope: float
    n: float
    total: float
    emphasis: float = 1.0
    group: str = ""

    @cached_property
    def pull(self) -> float:
        """How much a tilt of the yardstick changes the slope of the log posterior: that of answers as expected."""
        return self.emphasis * self.slope * self.n * self.yardstick.moments(0.0)[1]

    @property
    def information(self) -> float:
        """What the answers tell of quality, one standard deviation of peers being the unit."""
        return self.n * self.slope * self.slope * self.yardstick.moments(0.0)[1]


@dataclass(frozen=True)
class Posterior:
    """What is known of a quality: its mode, and the chances of the points of a grid, each even over the cell around it.

    `information` is that of the answers and of peers together. `power` is what the likelihood was raised to, `doubt`
    the standard deviation that was added since yardsticks are not known for certain.
    """

    mode: float
    first: float
    step: float
    chances: tuple[float, ...]
    information: float = 1.0
    power: float = 1.0
    doubt: float = 0.0

    @cached_property
    def _cumulative(self) -> list[float]:
        return list(accumulate(self.chances, initial=0.0))

    def chance_below(self, quality: float) -> float:
        """Probability that the quality is less than this."""
        place = (quality - self.first) / self.step + 0.5
        if place <= 0 or place >= len(self.chances):
            return float(place > 0)
        whole = int(place)
        return min(1.0, self._cumulative[whole] + (place - whole) * self.chances[whole])

    def chance_above(self, quality: float) -> float:
        """Probability that the quality is more than this."""
        return 1 - self.chance_below(quality)

    def quantile(self, probability: float) -> float:
        """The quality which the true one is below with this probability."""
        whole = min(bisect_right(self._cumulative, probability), len(self.chances)) - 1
        rest = (probability - self._cumulative[whole]) / self.chances[whole] if self.chances[whole] else 0.5
        return self.first + (whole - 0.5 + min(rest, 1.0)) * self.step


def infer(tallies: Iterable[Tally]) -> Posterior:
    """What answers tell of a quality; with none it is peers'. Their order does not matter."""
    known = sorted((each for each in tallies if each.n > 0), key=_order)
    information = 1 + math.fsum(each.emphasis * each.information for each in known)
    spread = 1 + math.fsum(each.emphasis**2 * each.information for each in known)
    power = information / spread
    mode = find_mode(known)
    doubt = find_doubt(known, information)
    step = _find_step(math.sqrt(spread) / information, doubt)
    first, chances = _blur(*_grid(known, mode, step, power), step, doubt)
    return Posterior(mode, first, step, chances, information, power, doubt)


def _find_step(sd: float, doubt: float) -> float:
    widest = min(sd / EXACT, math.hypot(sd, doubt) / NARROW)
    return WIDEST_STEP / 2 ** max(0, math.ceil(math.log2(WIDEST_STEP / widest)))


def _order(tally: Tally) -> tuple[float, ...]:
    return tally.slope, tally.n, tally.total, tally.emphasis, *tally.yardstick.moments(0.0)


def find_mode(tallies: Sequence[Tally]) -> float:
    """The most likely quality: where the log posterior, which is concave, has its top; Newton's steps, halved."""
    low, high, at = WORST, BEST, 0.0
    for _ in range(ITERATIONS):
        slope, curvature = _derivatives(tallies, at)
        if slope > 0:
            low = at
        else:
            high = at
        following = at + slope / curvature
        if not low <= following <= high:
            following = (low + high) / 2
        at, before = following, at
        if abs(at - before) < PRECISE:
            break
    return at


def _derivatives(tallies: Sequence[Tally], quality: float) -> tuple[float, float]:
    """The first derivative of the log posterior, and the second with its sign changed."""
    slopes, curvatures = [-quality], [1.0]
    for each in tallies:
        mean, variance = each.yardstick.moments(each.slope * quality)
        slopes.append(each.emphasis * each.slope * (each.total - each.n * mean))
        curvatures.append(each.emphasis * each.slope * each.slope * each.n * variance)
    return math.fsum(slopes), math.fsum(curvatures)


def log_posterior(tallies: Sequence[Tally], qualities: Sequence[float]) -> list[float]:
    """The logarithm of the posterior, up to a constant, before it is raised to its power."""
    sums = [-quality * quality / 2 for quality in qualities]
    for each in tallies:
        tilts = [each.slope * quality for quality in qualities]
        for place, normaliser in enumerate(each.yardstick.log_normalisers(tilts)):
            sums[place] += each.emphasis * (tilts[place] * each.total - each.n * normaliser)
    return sums


def _grid(tallies: Sequence[Tally], mode: float, step: float, power: float) -> tuple[float, list[float]]:
    """The first point of the grid that is not negligible, and the chances of the points from there on."""
    points = _points(tallies, mode, step, power)
    logs = [power * each for each in log_posterior(tallies, points)]
    top = max(logs)
    densities = [math.exp(each - top) for each in logs]
    total = math.fsum(densities)
    return points[0], [density / total for density in densities]


def _points(tallies: Sequence[Tally], mode: float, step: float, power: float) -> list[float]:
    """The points of the grid, which lie at multiples of the step whatever the mode is, as far as they matter."""
    [top] = log_posterior(tallies, [mode])
    places = []
    for end in (WORST, BEST):
        near, far = mode, end
        for _ in range(HALVINGS):
            middle = (near + far) / 2
            [there] = log_posterior(tallies, [middle])
            near, far = (near, middle) if power * (top - there) > NEGLIGIBLE else (middle, far)
        places.append(far / step)
    return [place * step for place in range(math.floor(places[0]), math.ceil(places[1]) + 1)]


def _blur(first: float, chances: Sequence[float], step: float, doubt: float) -> tuple[float, tuple[float, ...]]:
    """The chances when an independent normal error is added, cell by cell."""
    reach = math.ceil(FAR * doubt / step)
    if not reach:
        return first, tuple(chances)
    edges = [STANDARD_NORMAL.cdf((place - 0.5) * step / doubt) for place in range(-reach, reach + 2)]
    kernel = [after - before for before, after in pairwise(edges)]
    blurred = [0.0] * (len(chances) + 2 * reach)
    for place, share in enumerate(kernel):
        there = slice(place, place + len(chances))
        blurred[there] = [sofar + share * chance for sofar, chance in zip(blurred[there], chances, strict=True)]
    total = math.fsum(blurred)
    return first - reach * step, tuple(chance / total for chance in blurred)


def find_doubt(tallies: Sequence[Tally], information: float) -> float:
    """The standard deviation that uncertain yardsticks add to a quality; it depends on no answer's value.

    Each yardstick adds its own doubt in proportion to the information that was read by it; doubts about the company
    of one kind add up before they are squared.
    """
    alone: dict[Yardstick, float] = {}
    company: dict[str, list[float]] = {}
    for each in tallies:
        alone[each.yardstick] = alone.get(each.yardstick, 0.0) + each.pull
        company.setdefault(each.group, []).append(each.pull * each.yardstick.company)
    variances = [(pull * yardstick.doubt) ** 2 for yardstick, pull in alone.items()]
    together = [math.fsum(pulls) ** 2 for pulls in company.values()]
    return math.sqrt(math.fsum(variances + together)) / information
