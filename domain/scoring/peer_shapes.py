"""The shape of a yardstick: how answers of a stratum are spread, with what people's qualities did to it taken out.

These are answers sampled with a known bias (Vardi 1985): those of good people hold good values more often. Of few
answers it is borrowed from all strata together.
"""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from domain.scoring.peers import PeerRecord
from domain.scoring.yardsticks import AnswerYardstick, yardstick_of

# No expected value comes nearer to an end.
LEAST = 1e-6


class SaidValues(NamedTuple):
    """How often each value was said, and how often it would have been for each share that it has of a yardstick."""

    said: list[float]
    times: list[float]

    def without(self, own: "SaidValues") -> "SaidValues":
        """The same without some of them."""
        return SaidValues(*([a - b for a, b in zip(*each, strict=True)] for each in zip(self, own, strict=True)))


@dataclass(frozen=True)
class Shaping:
    """What shapes are taken from: the yardstick of all, so many of whose answers count, the slope and who is how good.

    Of two values there is but one shape for every expected value.
    """

    overall: AnswerYardstick
    borrowed: float
    slope: float
    qualities: Mapping[Hashable, float]

    def sum_up(self, yardstick: AnswerYardstick, records: Iterable[PeerRecord]) -> SaidValues:
        """What records of a stratum say, whose yardstick is known so far."""
        size = len(yardstick.shares)
        found = SaidValues([0.0] * size, [0.0] * size)
        for record in records:
            tilted = yardstick.tilted(self.slope * self.qualities[record.person]).shares
            for place, count in enumerate(record.counts):
                found.said[place] += record.share * count
                found.times[place] += record.share * record.n * tilted[place] / yardstick.shares[place]
        return found

    def shape(self, values: SaidValues, expected: float) -> AnswerYardstick:
        """A yardstick with this expected value, in the shape of what was said and of some answers of all together."""
        borrowed = move_to(self.overall, expected)
        if len(borrowed.shares) == len((False, True)):
            return borrowed
        fitted = yardstick_of(
            (said + self.borrowed * share) / (times + self.borrowed)
            for said, times, share in zip(*values, borrowed.shares, strict=True)
        )
        return move_to(fitted, expected)


def move_to(yardstick: AnswerYardstick, expected: float) -> AnswerYardstick:
    """A yardstick tilted until this is what it lets expect."""
    return yardstick.tilted(find_offset(yardstick, expected))


def find_offset(yardstick: AnswerYardstick, expected: float) -> float:
    """The tilt of a yardstick under which this is expected, or nearly so, where it lies at an end."""
    return yardstick.find_tilt(min(max(expected, LEAST), 1 - LEAST))


def standardise(yardsticks: Iterable[AnswerYardstick], sizes: Iterable[float]) -> AnswerYardstick:
    """The answers of somebody like peers if strata did not differ: every stratum's, moved to where all lie."""
    listed = list(zip(yardsticks, sizes, strict=True))
    total = math.fsum(size for _, size in listed)
    expected = math.fsum(size * each.expected for each, size in listed) / total
    moved = [(move_to(each, expected).shares, size) for each, size in listed]
    return yardstick_of(math.fsum(size * shares[place] for shares, size in moved) for place in range(len(moved[0][0])))
