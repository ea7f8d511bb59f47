"""How much people differ, and strata: estimated by moments, and drawn towards what the policy says where few are known.

A spread is such that squared differences are, on average, as large as spread and noise together let expect (Paule and
Mandel 1982, DerSimonian and Laird 1986). Each counts by the part of it that is no noise (the score of the likelihood),
and what is taken is one standard error above the most likely spread: where little is known of how much people differ,
or strata, they are supposed to do so rather more, so that fewer are drawn to the middle, and more is doubted.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.scoring.peer_effects import Spread, StratumEffects
from domain.scoring.peers import KindPrior, PeerRecord, category_of
from domain.scoring.sparse_matrices import SparseMatrix, multiply_sparse
from domain.scoring.yardsticks import AnswerYardstick

HALVINGS = 50
LEAST_SPREAD, MOST_SPREAD = 0.05, 20.0

# As how many categories, and strata, the spread of the policy counts.
SUPPOSED = 2


class Difference(NamedTuple):
    """By how much one person's answers differ from those of others: its square, its noise, and the information.

    Part of the noise comes from not knowing what others would have been told.
    """

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
    doubts = zip(weights, multiply_sparse(others.covariance, weights), strict=True)
    doubt = math.fsum(weight * each for weight, each in doubts)
    return Difference(math.fsum(balances) ** 2, math.fsum([*information, doubt]), math.fsum(information))


def estimate_slope(differences: Iterable[Difference], prior: KindPrior) -> float:
    """The slope by which differences are as large as they should be, within the bounds of the policy.

    People who cannot be told from their strata say next to nothing of it.
    """
    found = [each for each in differences if each.information > 0]
    low, high = prior.least_slope, prior.most_slope
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        signals = [(middle * each.information) ** 2 for each in found]
        totals = [each.noise + signal for each, signal in zip(found, signals, strict=True)]
        shares = [signal / total for signal, total in zip(signals, totals, strict=True)]
        squares = [share * each.square / total for share, each, total in zip(shares, found, totals, strict=True)]
        error = math.sqrt(2 * math.fsum(share * share for share in shares))
        supposed = 2 * prior.people * math.log(prior.slope / middle)
        excess = math.fsum([*squares, *(-share for share in shares), supposed, error])
        low, high = (middle, high) if excess > 0 else (low, middle)
    return math.sqrt(low * high)


class Deviation(NamedTuple):
    """How far something lies from what it belongs to: its square, the noise in it, and how many freedoms it has."""

    square: float
    noise: float
    freedom: float


def estimate_spread(
    strata: Sequence[str], offsets: Sequence[float], covariance: SparseMatrix, prior: KindPrior
) -> Spread:
    """How much categories differ, and the strata within them, by what their tilts are and what is unknown of them.

    `offsets` are as their answers put them, not drawn to each other.
    """
    members: defaultdict[str, list[int]] = defaultdict(list)
    for place, stratum in enumerate(strata):
        members[category_of(stratum)].append(place)
    groups = list(members.values())
    inner = _solve_variance([each for group in groups for each in _deviate(group, offsets, covariance)], prior)
    means = [math.fsum(offsets[place] for place in group) / len(group) for group in groups]
    centre = math.fsum(means) / len(means)
    freedom = 1 - 1 / len(means)
    between = [
        Deviation((mean - centre) ** 2, _mean_block(group, covariance) + inner / len(group), freedom)
        for mean, group in zip(means, groups, strict=True)
        if freedom
    ]
    return Spread(_solve_variance(between, prior), inner)


def _deviate(group: Sequence[int], offsets: Sequence[float], covariance: SparseMatrix) -> Iterable[Deviation]:
    """How far the strata of one category lie from their mean."""
    freedom = 1 - 1 / len(group)
    mean, shared = math.fsum(offsets[place] for place in group) / len(group), _mean_block(group, covariance)
    for place in group if freedom else ():
        crossed = math.fsum(covariance[place][other] for other in group) / len(group)
        noise = (covariance[place][place] - 2 * crossed + shared) / freedom
        yield Deviation((offsets[place] - mean) ** 2, max(0.0, noise), freedom)


def _mean_block(group: Sequence[int], covariance: SparseMatrix) -> float:
    return math.fsum(covariance[i][j] for i in group for j in group) / len(group) ** 2


def _solve_variance(deviations: Sequence[Deviation], prior: KindPrior) -> float:
    """The variance by which deviations are as large as they should be; the prior's counts as some more of them."""
    supposed = prior.spread**2 / 2
    low, high = LEAST_SPREAD**2, MOST_SPREAD**2
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high)
        shares = [middle / (middle + each.noise) for each in deviations]
        weighted = [*zip(shares, deviations, strict=True)]
        excesses = [share * (each.square / (middle + each.noise) - each.freedom) for share, each in weighted]
        error = math.sqrt(2 * math.fsum(share * share * each.freedom for share, each in weighted))
        excess = math.fsum([*excesses, SUPPOSED * (supposed / middle - 1), error])
        low, high = (middle, high) if excess > 0 else (low, middle)
    return math.sqrt(low * high)
