"""How hard strata are and how good people are, told apart: a mixed model of tilts (Henderson 1975).

The tilt of an answer is that of its stratum plus that of the person, slope x share x quality. Qualities are random,
standard normal; strata are all but fixed, so that a hard one is not taken for one where people are worse. Each step
linearises answers about the tilts known so far (Breslow and Clayton 1993). What strata are without one person's answers
follows by taking that person's equations out.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.scoring.matrices import Matrix, invert, is_positive, multiply
from domain.scoring.peers import PeerRecord, category_of
from domain.scoring.sparse_matrices import SparseMatrix, eliminate, multiply_sparse
from domain.scoring.yardsticks import AnswerYardstick

NOISE, STEPS = 1e-6, 6


@dataclass(frozen=True)
class Spread:
    """Variances of tilts: of categories, and of the strata within one."""

    categories: float
    strata: float

    @property
    def whole(self) -> float:
        """Variance of the tilt of a stratum of which nothing is known."""
        return self.categories + self.strata


class Tilts(NamedTuple):
    """The yardsticks of strata, and the slope, as far as they are known."""

    yardsticks: Sequence[AnswerYardstick]
    slope: float


@dataclass(frozen=True)
class PersonalEquations:
    """What one person's answers say of quality and of the strata at `places`, linearised about the tilts so far.

    `information` is about the tilt of each stratum, `weights` about it and quality together, and each `balance` what
    remains to be explained. An answer about several people is parted among them, so that it counts once; `share` is
    the part of it that the person has.
    """

    places: tuple[int, ...]
    information: tuple[float, ...]
    weights: tuple[float, ...]
    balance: tuple[float, ...]
    quality_information: float
    quality_balance: float
    share: float

    def eliminated(self) -> Matrix:
        """Information about the strata, whatever the quality is."""
        return [
            [
                (i == j) * self.information[i] - one * other / self.quality_information
                for j, other in enumerate(self.weights)
            ]
            for i, one in enumerate(self.weights)
        ]

    def gradient(self) -> list[float]:
        """What remains to be explained by the strata, whatever the quality is."""
        step = self.quality_balance / self.quality_information
        return [balance - weight * step for balance, weight in zip(self.balance, self.weights, strict=True)]

    def quality_step(self, moves: Sequence[float]) -> float:
        """How far the quality should move when all strata move so."""
        explained = math.fsum(weight * moves[place] for weight, place in zip(self.weights, self.places, strict=True))
        return (self.quality_balance - explained) / self.quality_information


def find_equations(
    records: Iterable[PeerRecord], places: Mapping[str, int], tilts: Tilts, quality: float
) -> PersonalEquations:
    """The equations of one person's records, about the yardsticks and the quality known so far."""
    found: dict[int, list[tuple[float, ...]]] = {}
    for record in records:
        mean, variance = tilts.yardsticks[places[record.stratum]].moments(tilts.slope * quality)
        told, left = record.share * record.n * variance, record.share * (record.total - record.n * mean)
        row = (told, tilts.slope * told, left, tilts.slope**2 * told, tilts.slope * left, told / record.share)
        found.setdefault(places[record.stratum], []).append(row)
    ordered = tuple(sorted(found))
    sums = [[math.fsum(column) for column in zip(*found[place], strict=True)] for place in ordered]
    information, weights, balance, about_quality, for_quality, whole = zip(*sums, strict=True)
    return PersonalEquations(
        places=ordered,
        information=information,
        weights=weights,
        balance=balance,
        quality_information=1 + math.fsum(about_quality),
        quality_balance=math.fsum(for_quality) - quality,
        share=math.fsum(information) / math.fsum(whole),
    )


@dataclass(frozen=True)
class StratumEffects:
    """How far the tilts of strata should move, and the covariance of what is still unknown of them.

    That of two strata is there at least where somebody answered for both, or they are of one category. Those of which
    too little is known are `drawn` to their likes.
    """

    moves: list[float]
    covariance: SparseMatrix
    drawn: Sequence[bool] = ()


def solve_strata(
    equations: Sequence[PersonalEquations],
    strata: Sequence[str],
    offsets: Sequence[float],
    spread: Spread,
    distances: Sequence[float],
) -> StratumEffects:
    """Solve for all strata at once; `offsets` are their tilts so far, from that of all together.

    The categories of strata are taken to differ `distances` times as much as `spread` says: those of which enough is
    known stay where their answers put them.
    """
    matrix = _precisions(strata, spread, distances)
    gradient = [-each for each in multiply_sparse(matrix, offsets)]
    for one in equations:
        for place, row, pull in zip(one.places, one.eliminated(), one.gradient(), strict=True):
            gradient[place] += pull
            entries = matrix[place]
            for other, value in zip(one.places, row, strict=True):
                entries[other] = entries.get(other, 0.0) + value
    eliminated = eliminate(matrix)
    return StratumEffects(eliminated.solve(gradient), eliminated.inverse)


def _precisions(strata: Sequence[str], spread: Spread, distances: Sequence[float]) -> SparseMatrix:
    """The inverse of the covariance of tilts before anything was answered: strata of a category go together."""
    together: defaultdict[str, list[int]] = defaultdict(list)
    for place, stratum in enumerate(strata):
        together[category_of(stratum)].append(place)
    matrix: SparseMatrix = [{} for _ in strata]
    for places in together.values():
        wide = spread.categories * distances[places[0]] ** 2
        common = wide / (spread.strata + len(places) * wide)
        for place in places:
            for other in places:
                matrix[place][other] = ((place == other) - common) / spread.strata
    return matrix


def choose(free: StratumEffects, drawn: StratumEffects, spread: Spread) -> StratumEffects:
    """Strata that stay where their answers put them, and those of which too little is known drawn to their likes.

    Too little is known where nobody answered, too, whatever the last digit of that variance is.
    """
    most = spread.whole * (1 - NOISE)
    known = [row[place] <= most for place, row in enumerate(free.covariance)]
    moves = [one if held else other for held, one, other in zip(known, free.moves, drawn.moves, strict=True)]
    covariance = [
        {j: value if one and known[j] else drawn.covariance[i][j] for j, value in free.covariance[i].items()}
        for i, one in enumerate(known)
    ]
    return StratumEffects(moves, covariance, [not held for held in known])


def leave_out(effects: StratumEffects, one: PersonalEquations, most: float) -> StratumEffects:
    """The strata of one person as they are without that person's answers, also where others had a part in them.

    No stratum is less known then than if nothing had been answered, which is by a variance of `most`.
    """
    covariance = [[effects.covariance[i][j] for j in one.places] for i in one.places]
    own, inverse = one.eliminated(), invert(covariance)
    times, without = _take_away(inverse, own, 1 / one.share, most * (1 + NOISE))
    pulls = multiply(inverse, [effects.moves[place] for place in one.places])
    rest = _differences(pulls, [times * value for value in one.gradient()])
    return StratumEffects(multiply(without, rest), [dict(enumerate(row)) for row in without])


def _take_away(inverse: Matrix, own: Matrix, times: float, most: float) -> tuple[float, Matrix]:
    """The covariance without so many times the own information, or as many as others have told, once at least."""
    for step in range(STEPS):
        taken = 1 + (times - 1) * (1 - step / (STEPS - 1))
        rest = _minus(inverse, [[taken * value for value in row] for row in own])
        if is_positive(rest):
            without = invert(rest)
            if all(row[place] <= most for place, row in enumerate(without)):
                return taken, without
    kept = [[value * (1 + NOISE * (i == j)) for j, value in enumerate(row)] for i, row in enumerate(inverse)]
    return 1.0, invert(_minus(kept, own))


def _minus(left: Matrix, right: Matrix) -> Matrix:
    return [_differences(*rows) for rows in zip(left, right, strict=True)]


def _differences(left: Sequence[float], right: Sequence[float]) -> list[float]:
    return [a - b for a, b in zip(left, right, strict=True)]
