"""How much people differ, and strata: estimated by moments, and drawn towards what the policy says where few are known.

A spread is such that squared differences are, on average, as large as spread and noise together let expect (Paule and
Mandel 1982, DerSimonian and Laird 1986).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.scoring.matrices import Matrix, multiply
from domain.scoring.peer_effects import Spread, StratumEffects
from domain.scoring.peers import KindPrior, PeerRecord, category_of
from domain.scoring.yardsticks import AnswerYardstick

HALVINGS = 50
LEAST_SPREAD = 0.05

# As how many categories, and strata, the spread of the policy counts.
SUPPOSED = 2


class Difference(NamedTuple):
    """By how much one person's answers differ from those of others: its square, its noise, and the information."""

    square: float
    noise: float
    information: float


def find_difference(
    records: Iterable[PeerRecord],
    positions: Mapping[str, int],
    yardsticks: Sequence[AnswerYardstick],
    others: StratumEffects,
) -> Difference:
    """The difference of one person, whose strata moved as `others` say, without the person's own answers."""
    weights = [0.0] * len(yardsticks)
    balances, information = [], []
    for record in records:
        position = positions[record.stratum]
        mean, variance = yardsticks[position].moments(others.moves[position])
        balances.append(record.share * (record.total - record.n * mean))
        weights[position] += record.share * record.n * variance
        information.append(record.share * record.share * record.n * variance)
    doubts = zip(weights, multiply(others.covariance, weights), strict=True)
    noise = math.fsum([*information, *(weight * each for weight, each in doubts)])
    return Difference(math.fsum(balances) ** 2, noise, math.fsum(information))


def estimate_slope(differences: Iterable[Difference], prior: KindPrior) -> float:
    """The slope by which differences are as large as they should be, within the bounds of the policy."""
    found = [each for each in differences if each.information > 0]
    low, high = prior.least_slope, prior.most_slope
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        excesses = [square / (noise + (middle * known) ** 2) - 1 for square, noise, known in found]
        supposed = prior.people * ((prior.slope / middle) ** 2 - 1)
        low, high = (middle, high) if math.fsum(excesses) + supposed > 0 else (low, middle)
    return math.sqrt(low * high)


def estimate_spread(strata: Sequence[str], offsets: Sequence[float], covariance: Matrix, prior: KindPrior) -> Spread:
    """How much categories differ, and the strata within them, by what their tilts are and what is unknown of them."""
    members: defaultdict[str, list[int]] = defaultdict(list)
    for place, stratum in enumerate(strata):
        members[category_of(stratum)].append(place)
    groups = list(members.values())
    means = [math.fsum(offsets[place] for place in group) / len(group) for group in groups]
    noises = [math.fsum(covariance[i][j] for i in group for j in group) / len(group) ** 2 for group in groups]
    supposed = SUPPOSED * prior.spread**2
    within = [
        math.fsum((offsets[place] - mean) ** 2 - covariance[place][place] for place in group) + len(group) * noise
        for group, mean, noise in zip(groups, means, noises, strict=True)
    ]
    inner = max(LEAST_SPREAD**2, (math.fsum(within) + supposed) / (len(strata) - len(groups) + SUPPOSED))
    centre = math.fsum(means) / len(means)
    between = math.fsum((mean - centre) ** 2 - noise for mean, noise in zip(means, noises, strict=True)) + supposed
    shared = inner * math.fsum(1 / len(group) for group in groups) / len(groups)
    return Spread(max(LEAST_SPREAD**2, between / (len(groups) - 1 + SUPPOSED) - shared), inner)
