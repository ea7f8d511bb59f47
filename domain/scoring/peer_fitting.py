"""Fitting slope and yardsticks of one kind of answers to what was answered before a period opens.

Rounds of: strata and people told apart (`peer_effects`); the shape of each yardstick, with what people's qualities did
to it taken out (answers sampled with a known bias, Vardi 1985); how much strata and people differ (`peer_variation`).
Then each person gets yardsticks without the own answers.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence

from domain.scoring.matrices import Matrix
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
from domain.scoring.peer_variation import Difference, estimate_slope, estimate_spread, find_difference
from domain.scoring.peers import KindFit, KindPrior, PeerRecord, Yardsticks, category_of, no_history
from domain.scoring.yardsticks import AnswerYardstick, yardstick_of

ROUNDS = 5

# In one round, so that none overshoots.
FARTHEST_MOVE = 2.0

# So much may strata differ where nothing draws them together.
FREE = 1e3

# No expected value comes nearer to an end.
LEAST = 1e-6


def fit_kind(records: Iterable[PeerRecord], prior: KindPrior) -> KindFit:
    """Slope and yardsticks of one kind of answers from those of earlier periods; the prior's where there are none."""
    listed = [each for each in records if each.n > 0]
    if not listed:
        return no_history(prior)
    fit = _Fit(sorted(listed, key=lambda each: (str(each.person), each.stratum, each.share, each.counts)), prior)
    for _ in range(ROUNDS):
        fit.advance()
    return fit.finish()


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

    def advance(self) -> None:
        """One round."""
        equations = self.find_equations()
        effects = self.solve(equations, self.distances)
        differences = (self.differ(person, one, effects) for person, one in equations.items())
        slope = estimate_slope(differences, self.prior, self.spread)
        moves = [_bounded(move) for move in effects.moves]
        for person, one in equations.items():
            moved = self.qualities[person] + _bounded(one.quality_step(moves))
            self.qualities[person] = moved * self.tilts.slope / slope
        yardsticks = [each.tilted(move) for each, move in zip(self.tilts.yardsticks, moves, strict=True)]
        self.tilts = Tilts(yardsticks, slope)
        shaped = zip(yardsticks, self.by_stratum, strict=True)
        self.tilts = Tilts([self.shape(each, listed, each.expected) for each, listed in shaped], slope)
        self.overall = self.standardise()
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

    def draw(self) -> None:
        """Estimate how much strata differ, and draw categories of which less is known than that to all."""
        equations = self.find_equations()
        wide = Spread(FREE, FREE)
        free = solve_strata([*equations.values()], self.strata, self.find_offsets(), wide, [1.0] * len(self.strata))
        offsets = [offset + move for offset, move in zip(self.find_offsets(), free.moves, strict=True)]
        self.spread = estimate_spread(self.strata, offsets, free.covariance, self.prior)
        known = {
            category_of(stratum)
            for place, stratum in enumerate(self.strata)
            if free.covariance[place][place] <= self.spread.whole
        }
        self.distances = [self.prior.distance if category_of(each) in known else 1.0 for each in self.strata]

    def standardise(self) -> AnswerYardstick:
        """The answers of somebody like peers if strata did not differ: every stratum's, moved to where all lie."""
        sizes = [math.fsum(record.share * record.n for record in listed) for listed in self.by_stratum]
        expected = math.fsum(
            size * each.expected for size, each in zip(sizes, self.tilts.yardsticks, strict=True)
        ) / math.fsum(sizes)
        moved = [each.tilted(each.find_tilt(_inside(expected))).shares for each in self.tilts.yardsticks]
        return yardstick_of(
            math.fsum(size * shares[place] for size, shares in zip(sizes, moved, strict=True))
            for place in range(len(self.overall.shares))
        )

    def find_offsets(self) -> list[float]:
        """The tilts of strata from that of all together."""
        return [self.overall.find_tilt(_inside(yardstick.expected)) for yardstick in self.tilts.yardsticks]

    def differ(self, person: Hashable, one: PersonalEquations, effects: StratumEffects) -> Difference:
        """By how much a person's answers differ from those of others."""
        others = leave_out(effects, one)
        positions = {self.strata[place]: position for position, place in enumerate(one.places)}
        yardsticks = [self.tilts.yardsticks[place] for place in one.places]
        return find_difference(self.by_person[person], positions, yardsticks, others)

    def shape(self, yardstick: AnswerYardstick, listed: Iterable[PeerRecord], expected: float) -> AnswerYardstick:
        """A yardstick with this expected value, in the shape of these answers and of some of all together."""
        borrowed = self.overall.tilted(self.overall.find_tilt(_inside(expected)))
        if len(borrowed.shares) == len((False, True)):
            return borrowed
        given = [self.prior.shape * share for share in borrowed.shares]
        times = [self.prior.shape] * len(given)
        for record in listed:
            tilted = yardstick.tilted(self.tilts.slope * self.qualities[record.person])
            for place, count in enumerate(record.counts):
                given[place] += record.share * count
                times[place] += record.share * record.n * tilted.shares[place] / yardstick.shares[place]
        fitted = yardstick_of(count / expected_times for count, expected_times in zip(given, times, strict=True))
        return fitted.tilted(fitted.find_tilt(_inside(expected)))

    def finish(self) -> KindFit:
        """The yardsticks with all that is unknown of them."""
        equations = self.find_equations()
        free, drawn = self.solve(equations, self.distances), self.solve(equations, [1.0] * len(self.strata))
        effects = choose(free, drawn, self.spread)
        personal = {
            person: self.leave_out(person, one, choose(leave_out(free, one), leave_out(drawn, one), self.spread))
            for person, one in equations.items()
        }
        people = [len({record.person for record in listed}) for listed in self.by_stratum]
        company = _share_of_company(equations.values(), effects.covariance)
        expected = self.expect(range(len(self.strata)), effects)
        generic = {
            stratum: self.doubt(self.shape(yardstick, listed, each), effects.covariance[place][place], company)
            for place, (stratum, yardstick, listed, each) in enumerate(
                zip(self.strata, self.tilts.yardsticks, self.by_stratum, expected, strict=True)
            )
        }
        return KindFit(
            slope=self.tilts.slope,
            overall=self.overall,
            known=True,
            unknown=self.doubt(self.overall, self.spread.whole, 0.0),
            strata=Yardsticks(generic, dict(zip(self.strata, people, strict=True))),
            categories=self.find_categories(),
            personal=personal,
        )

    def leave_out(self, person: Hashable, one: PersonalEquations, without: StratumEffects) -> Yardsticks:
        """The yardsticks of the strata of one person, without that person's own answers."""
        company = _mean_covariance(without.covariance, one.information)
        found, people = {}, {}
        for position, (place, expected) in enumerate(zip(one.places, self.expect(one.places, without), strict=True)):
            others = [record for record in self.by_stratum[place] if record.person != person]
            shaped = self.shape(self.tilts.yardsticks[place], others, expected)
            found[self.strata[place]] = self.doubt(shaped, without.covariance[position][position], company)
            people[self.strata[place]] = len({record.person for record in others})
        return Yardsticks(found, people)

    def expect(self, places: Iterable[int], effects: StratumEffects) -> list[float]:
        """What answers of strata are expected to be, once these have moved; of those drawn, by the shape of all."""
        expected = []
        for place, move, drawn in zip(places, effects.moves, effects.drawn, strict=True):
            yardstick = self.tilts.yardsticks[place]
            offset = self.overall.find_tilt(_inside(yardstick.expected))
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
            found[category] = self.doubt(tilted, self.spread.strata * (1 + kept), 0.0)
        return found

    def doubt(self, yardstick: AnswerYardstick, variance: float, company: float) -> AnswerYardstick:
        """A yardstick with what is unknown of it, which is no more than strata differ."""
        bounded = min(variance, self.spread.whole)
        shared = min(company, bounded)
        return AnswerYardstick(yardstick.shares, math.sqrt(bounded - shared), math.sqrt(shared))


def _share_of_company(equations: Iterable[PersonalEquations], covariance: Matrix) -> float:
    """The mean covariance of two strata that one person answers for."""
    means, weights = [], []
    for one in equations:
        block = [[covariance[i][j] for j in one.places] for i in one.places]
        weights.append(_pairs(one.information))
        means.append(weights[-1] * _mean_covariance(block, one.information))
    total = math.fsum(weights)
    return math.fsum(means) / total if total > 0 else 0.0


def _mean_covariance(covariance: Matrix, weights: Sequence[float]) -> float:
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
    return overall.tilted(overall.find_tilt(_inside((total + overall.expected) / (n + 1))))


def _inside(expected: float) -> float:
    return min(max(expected, LEAST), 1 - LEAST)


def _bounded(move: float) -> float:
    return min(max(move, -FARTHEST_MOVE), FARTHEST_MOVE)
