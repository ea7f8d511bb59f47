"""Fitting slope and yardsticks of one kind of answers to what was answered before a period opens.

Rounds of: strata and people told apart (`peer_effects`); the shape of each yardstick (`peer_shapes`); how much strata
and people differ (`peer_variation`).
Then each person gets yardsticks without the own answers.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from domain.scoring.peer_effects import (
    PersonalEquations,
    Spread,
    StratumEffects,
    Tilts,
    choose,
    find_equations,
    leave_out,
    solve_strata,
)
from domain.scoring.peer_shapes import SaidValues, Shaping, find_offset, move_to, standardise
from domain.scoring.peer_units import StratumUnits, gather
from domain.scoring.peer_variation import Difference, estimate_slope, estimate_spread, find_difference
from domain.scoring.peers import KindFit, KindPrior, PeerRecord, Yardsticks, category_of, no_history
from domain.scoring.sparse_matrices import SparseMatrix
from domain.scoring.yardsticks import AnswerYardstick, yardstick_of

ROUNDS = 5

# In one round, so that none overshoots.
FARTHEST_MOVE = 2.0

# So much may strata differ where nothing draws them together.
FREE = 1e3


def fit_kind(records: Iterable[PeerRecord], prior: KindPrior) -> KindFit:
    """Slope and yardsticks of one kind of answers from those of earlier periods; the prior's where there are none."""
    listed = [each for each in records if each.n > 0]
    if not listed:
        return no_history(prior)
    fit = _Fit(sorted(listed, key=_order), prior)
    for _ in range(ROUNDS):
        fit.advance()
    return fit.finish()


def _order(record: PeerRecord) -> tuple[object, ...]:
    return str(record.person), record.stratum, record.share, str(record.unit), record.counts


class _Shared(NamedTuple):
    """What is taken of the answers of a stratum by everybody who has a part in them; `level` is that of all strata."""

    shaping: Shaping
    yardstick: AnswerYardstick
    values: SaidValues
    units: StratumUnits
    level: float

    def shape(self, expected: float, own: Sequence[PeerRecord]) -> AnswerYardstick:
        """Its yardstick with this expected value, without these own answers."""
        values = self.values.without(self.shaping.sum_up(self.yardstick, own)) if own else self.values
        return self.shaping.shape(values, expected)


class _Fit:
    """The records of one kind, by person and by stratum, and what is known of both so far."""

    def __init__(self, records: Sequence[PeerRecord], prior: KindPrior) -> None:
        self.prior = prior
        self.strata = sorted({record.stratum for record in records})
        self.places = {stratum: place for place, stratum in enumerate(self.strata)}
        self.by_person: dict[Hashable, list[PeerRecord]] = {}
        self.by_stratum: list[list[PeerRecord]] = [[] for _ in self.strata]
        for record in records:
            self.by_person.setdefault(record.person, []).append(record)
            self.by_stratum[self.places[record.stratum]].append(record)
        self.overall = _pool(records, prior)
        self.tilts = Tilts([_move_to_answers(self.overall, listed) for listed in self.by_stratum], prior.slope)
        self.qualities: dict[Hashable, float] = dict.fromkeys(self.by_person, 0.0)
        self.spread = Spread(prior.spread**2 / 2, prior.spread**2 / 2)
        self.distances = [prior.distance] * len(self.strata)
        self.equations = self.find_equations()

    def advance(self) -> None:
        """One round."""
        equations = self.equations
        effects = self.solve(equations, self.distances)
        apart = self.solve(equations, [self.prior.distance] * len(self.strata))
        differences = (self.differ(person, one, apart) for person, one in equations.items())
        slope = estimate_slope(differences, self.prior)
        moves = [_bounded(move) for move in effects.moves]
        for person, one in equations.items():
            moved = self.qualities[person] + _bounded(one.quality_step(moves))
            self.qualities[person] = moved * self.tilts.slope / slope
        yardsticks = [each.tilted(move) for each, move in zip(self.tilts.yardsticks, moves, strict=True)]
        shaping = Shaping(self.overall, self.prior.shape, slope, self.qualities)
        shaped = [
            shaping.shape(shaping.sum_up(each, listed), each.expected)
            for each, listed in zip(yardsticks, self.by_stratum, strict=True)
        ]
        self.tilts = Tilts(shaped, slope)
        sizes = [math.fsum(record.share * record.n for record in listed) for listed in self.by_stratum]
        self.overall = standardise(shaped, sizes)
        self.draw()

    def find_equations(self) -> dict[Hashable, PersonalEquations]:
        """The equations of all people about what is known so far."""
        return {
            person: find_equations(listed, self.places, self.tilts, self.qualities[person])
            for person, listed in self.by_person.items()
        }

    def solve(self, equations: Mapping[Hashable, PersonalEquations], distances: Sequence[float]) -> StratumEffects:
        """How far all strata should move."""
        return solve_strata([*equations.values()], self.strata, self.find_offsets(), self.spread, distances)

    def solve_both(self, equations: Mapping[Hashable, PersonalEquations]) -> tuple[StratumEffects, StratumEffects]:
        """The same where categories of which enough is known stay where they are, and where all are drawn together."""
        return self.solve(equations, self.distances), self.solve(equations, [1.0] * len(self.strata))

    def draw(self) -> None:
        """Estimate how much strata differ, and draw categories of which less is known than that to all."""
        self.equations = self.find_equations()
        wide = Spread(FREE, FREE)
        free = solve_strata(
            [*self.equations.values()], self.strata, self.find_offsets(), wide, [1.0] * len(self.strata)
        )
        offsets = [offset + move for offset, move in zip(self.find_offsets(), free.moves, strict=True)]
        self.spread = estimate_spread(self.strata, offsets, free.covariance, self.prior)
        known = {
            category_of(stratum)
            for place, stratum in enumerate(self.strata)
            if free.covariance[place][place] <= self.spread.whole
        }
        self.distances = [self.prior.distance if category_of(each) in known else 1.0 for each in self.strata]

    def find_offsets(self) -> list[float]:
        """The tilts of strata from that of all together."""
        return [find_offset(self.overall, yardstick.expected) for yardstick in self.tilts.yardsticks]

    def differ(self, person: Hashable, one: PersonalEquations, effects: StratumEffects) -> Difference:
        """By how much a person's answers differ from those of others."""
        others = leave_out(effects, one, self.spread.whole * self.prior.distance**2)
        positions = {self.strata[place]: position for position, place in enumerate(one.places)}
        yardsticks = [self.tilts.yardsticks[place] for place in one.places]
        return find_difference(self.by_person[person], positions, yardsticks, others)

    def finish(self) -> KindFit:
        """The yardsticks with all that is unknown of them."""
        equations = self.equations
        free, drawn = self.solve_both(equations)
        shared, chosen = self.sum_up(), choose(free, drawn, self.spread)
        personal = {
            person: self.leave_out(person, one, self.choose_without(one, free, drawn), shared)
            for person, one in equations.items()
        }
        return KindFit(
            slope=self.tilts.slope,
            overall=self.overall,
            known=True,
            unknown=self.doubt(self.overall, self.spread.whole),
            strata=self.finish_strata(equations, chosen, shared),
            categories=self.find_categories(),
            personal=personal,
        )

    def find_level(self) -> float:
        """The variance of people's mean tilt, as a sample of all that there could be: peers are these, so it is none.

        Somebody alone is nobody's peer.
        """
        weights = [math.fsum(each.share * each.n for each in listed) for listed in self.by_person.values()]
        likeness = math.fsum(weight * weight for weight in weights) / math.fsum(weights) ** 2
        return self.tilts.slope**2 * likeness * (1 - likeness)

    def sum_up(self) -> list[_Shared]:
        """What is taken of the answers of each stratum, for all of its people at once."""
        shaping = Shaping(self.overall, self.prior.shape, self.tilts.slope, self.qualities)
        everybody, level = gather(record for listed in self.by_stratum for record in listed), self.find_level()
        return [
            _Shared(
                shaping, yardstick, shaping.sum_up(yardstick, listed), StratumUnits(gather(listed), everybody), level
            )
            for yardstick, listed in zip(self.tilts.yardsticks, self.by_stratum, strict=True)
        ]

    def finish_strata(
        self, equations: Mapping[Hashable, PersonalEquations], effects: StratumEffects, shared: Sequence[_Shared]
    ) -> Yardsticks:
        """The yardsticks of strata, everybody's answers in them."""
        company = _share_of_company(equations.values(), effects.covariance)
        found = {}
        for place, expected in enumerate(self.expect(range(len(self.strata)), effects)):
            shaped = shared[place].shape(expected, ())
            level = shared[place].level
            doubtful = self.doubt(shaped, effects.covariance[place][place] - level, company - level)
            found[self.strata[place]] = self.doubt_units(doubtful, shared[place].units.likeness())
        people = {stratum: each.units.count() for stratum, each in zip(self.strata, shared, strict=True)}
        return Yardsticks(found, people)

    def choose_without(self, one: PersonalEquations, free: StratumEffects, drawn: StratumEffects) -> StratumEffects:
        """What strata are without one person's answers; those then little known are drawn to their likes."""
        most = self.spread.whole
        kept = leave_out(free, one, most * self.prior.distance**2)
        return choose(kept, leave_out(drawn, one, most), self.spread)

    def leave_out(
        self, person: Hashable, one: PersonalEquations, without: StratumEffects, shared: Sequence[_Shared]
    ) -> Yardsticks:
        """The yardsticks of the strata of one person, without that person's own answers."""
        company = _mean_covariance(without.covariance, one.information)
        found, people = {}, {}
        for position, (place, expected) in enumerate(zip(one.places, self.expect(one.places, without), strict=True)):
            stratum, units, level = self.strata[place], shared[place].units, shared[place].level
            own = [record for record in self.by_person[person] if record.stratum == stratum]
            shaped = shared[place].shape(expected, own)
            doubtful = self.doubt(shaped, without.covariance[position][position] - level, company - level)
            found[stratum] = self.doubt_units(doubtful, units.likeness(person))
            people[stratum] = units.count(person)
        return Yardsticks(found, people)

    def expect(self, places: Iterable[int], effects: StratumEffects) -> list[float]:
        """What answers of strata are expected to be, once these have moved; of those drawn, by the shape of all."""
        expected = []
        for place, move, drawn in zip(places, effects.moves, effects.drawn, strict=True):
            yardstick = self.tilts.yardsticks[place]
            offset = find_offset(self.overall, yardstick.expected) if drawn else 0.0
            moved = self.overall.tilted(offset + move) if drawn else yardstick.tilted(move)
            expected.append(moved.expected)
        return expected

    def find_categories(self) -> dict[str, AnswerYardstick]:
        """Yardsticks of strata that are new in a category that is not."""
        members: dict[str, list[float]] = {}
        for stratum, offset in zip(self.strata, self.find_offsets(), strict=True):
            members.setdefault(category_of(stratum), []).append(offset)
        found = {}
        for category, offsets in members.items():
            kept = self.spread.categories / (self.spread.strata + len(offsets) * self.spread.categories)
            tilted = self.overall.tilted(kept * math.fsum(offsets))
            found[category] = self.doubt(tilted, self.spread.strata * (1 + kept))
        return found

    def doubt(self, yardstick: AnswerYardstick, variance: float, company: float = 0.0) -> AnswerYardstick:
        """A yardstick with what is unknown of it, which is no more than strata differ."""
        bounded = min(max(variance, 0.0), self.spread.whole)
        shared = min(max(company, 0.0), bounded)
        return AnswerYardstick(yardstick.shares, math.sqrt(bounded - shared), math.sqrt(shared))

    def doubt_units(self, yardstick: AnswerYardstick, likeness: float) -> AnswerYardstick:
        """A yardstick with what is unknown of it since those who it rests on may be better or worse by their unit."""
        differing = self.prior.unit_share * self.tilts.slope**2 * likeness
        return replace(yardstick, company=math.sqrt(yardstick.company**2 + differing))


def _share_of_company(equations: Iterable[PersonalEquations], covariance: SparseMatrix) -> float:
    """The mean covariance of two strata that one person answers for."""
    means, weights = [], []
    for one in equations:
        block = [{place: covariance[i][j] for place, j in enumerate(one.places)} for i in one.places]
        weights.append(_pairs(one.information))
        means.append(weights[-1] * _mean_covariance(block, one.information))
    total = math.fsum(weights)
    return math.fsum(means) / total if total > 0 else 0.0


def _mean_covariance(covariance: SparseMatrix, weights: Sequence[float]) -> float:
    """The mean covariance of two different strata; none where it is negative."""
    crossed = math.fsum(
        one * other * covariance[i][j] for i, one in enumerate(weights) for j, other in enumerate(weights) if i != j
    )
    pairs = _pairs(weights)
    return max(0.0, crossed / pairs) if pairs > 0 else 0.0


def _pairs(weights: Sequence[float]) -> float:
    return math.fsum(weights) ** 2 - math.fsum(weight * weight for weight in weights) if len(weights) > 1 else 0.0


def _pool(records: Iterable[PeerRecord], prior: KindPrior) -> AnswerYardstick:
    """All answers together, and one of the prior, so that no value is impossible."""
    columns = zip(*(record.counts for record in records), strict=True)
    return yardstick_of(
        math.fsum(column) + share for column, share in zip(columns, prior.yardstick.shares, strict=True)
    )


def _move_to_answers(overall: AnswerYardstick, listed: Sequence[PeerRecord]) -> AnswerYardstick:
    """The yardstick of all, tilted to where some answers, and one as expected, lie."""
    n, total = math.fsum(each.n for each in listed), math.fsum(each.total for each in listed)
    return move_to(overall, (total + overall.expected) / (n + 1))


def _bounded(move: float) -> float:
    return min(max(move, -FARTHEST_MOVE), FARTHEST_MOVE)
