"""What an answer is read against: how peers' answers of the same stratum are spread over its values.

Answers lie on `u`, from 0 (the worst) to 1 (the best). Somebody better or worse than peers gets the same answers, but
tilted: P(u | t) = P(u) exp(t u) / Z(t), a partial credit model whose items are anchored by peers' answers (Rasch 1960,
Masters 1982); of two values it is logistic regression with a known offset. The best answer speaks for a higher tilt and
the worst for a lower one whatever the yardstick is, and an answer as expected speaks for none.
"""

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

# No tilt that anybody could have reaches beyond this.
FARTHEST = 60.0
ITERATIONS, PRECISE = 80, 1e-13
OUTCOMES = 2


class Yardstick(Protocol):
    """A distribution of `u` when nobody is better or worse, how it changes with a tilt, and how well it is known.

    `doubt` and `company` are standard deviations of its own tilt: what is unknown of it alone, since few answers were
    there to fit it; and what is unknown of all yardsticks of its kind at once, since few others gave these answers.
    """

    @property
    def doubt(self) -> float:
        """What is unknown of it alone."""

    @property
    def company(self) -> float:
        """What is unknown of all of its kind at once."""

    @property
    def alone(self) -> Hashable:
        """What it is and what is unknown of it alone: the same for all shares that people may have in its answers."""

    def moments(self, tilt: float) -> tuple[float, float]:
        """Mean and variance of `u` under a tilt."""


@dataclass(frozen=True)
class AnswerYardstick:
    """A yardstick of answers whose values are evenly spaced: `shares` of each, the worst first, sum to one."""

    shares: tuple[float, ...]
    doubt: float = 0.0
    company: float = 0.0

    @property
    def alone(self) -> Hashable:
        """What it is and what is unknown of it alone."""
        return self.shares, self.doubt

    @cached_property
    def expected(self) -> float:
        """The expected `u` of somebody like peers."""
        return self._untilted[0]

    @cached_property
    def _untilted(self) -> tuple[float, float]:
        return self._tilt(0.0)

    def moments(self, tilt: float) -> tuple[float, float]:
        """Mean and variance of `u` under a tilt."""
        return self._tilt(tilt) if tilt else self._untilted

    def _tilt(self, tilt: float) -> tuple[float, float]:
        if len(self.shares) == OUTCOMES:
            odds = self.shares[1] * math.exp(_bounded(tilt))
            mean = odds / (self.shares[0] + odds)
            return mean, mean * (1 - mean)
        last = len(self.shares) - 1
        step = math.exp(_bounded(tilt) / last)
        total = first = second = 0.0
        for share, once, twice in self._weighted:
            total = total * step + share
            first = first * step + once
            second = second * step + twice
        mean = first / total
        return mean / last, max(0.0, second / total - mean * mean) / (last * last)

    @cached_property
    def _weighted(self) -> list[tuple[float, float, float]]:
        """Each share, the best value's first, with its products with the value's place and its square."""
        return [(share, share * place, share * place * place) for place, share in enumerate(self.shares)][::-1]

    def tilted(self, tilt: float) -> "AnswerYardstick":
        """The answers of somebody who differs from peers by `tilt`."""
        last = len(self.shares) - 1
        odds = [share * math.exp(_bounded(tilt) * place / last) for place, share in enumerate(self.shares)]
        total = math.fsum(odds)
        return AnswerYardstick(tuple(each / total for each in odds), self.doubt, self.company)

    def find_tilt(self, expected: float) -> float:
        """The tilt under which `expected`, strictly between 0 and 1, is the expected `u`.

        By Newton's steps on its log odds, which are all but straight in the tilt; halves where a step leads too far.
        """
        low, high, tilt = -FARTHEST, FARTHEST, 0.0
        odds = expected / (1 - expected)
        for _ in range(ITERATIONS):
            mean, variance = self.moments(tilt)
            low, high = (tilt, high) if mean < expected else (low, tilt)
            inside = variance > 0 and 0 < mean < 1
            step = math.log(odds * (1 - mean) / mean) * mean * (1 - mean) / variance if inside else high - low
            if abs(step) < PRECISE or high - low < PRECISE:
                break
            tilt = tilt + step if low < tilt + step < high else (low + high) / 2
        return tilt


@dataclass(frozen=True)
class NormalYardstick:
    """A yardstick of measurements: `u` is how far one lies from its target, normal with `variance` around none."""

    variance: float
    doubt: float = 0.0
    company: float = 0.0

    @property
    def alone(self) -> Hashable:
        """What it is and what is unknown of it alone."""
        return self.variance, self.doubt

    def moments(self, tilt: float) -> tuple[float, float]:
        """Mean and variance of `u` under a tilt."""
        return self.variance * tilt, self.variance


def yardstick_of(counts: Iterable[float]) -> AnswerYardstick:
    """The yardstick of answers that were given so often, the worst first."""
    listed = list(counts)
    total = math.fsum(listed)
    return AnswerYardstick(tuple(count / total for count in listed))


def _bounded(tilt: float) -> float:
    return tilt if -FARTHEST < tilt < FARTHEST else math.copysign(FARTHEST, tilt)
