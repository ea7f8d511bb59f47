"""What moved for everybody since a period opened: measured once when it closes, one shift for all answers of a kind.

It is read from people who dealt with the cases of a stratum before and since, so that who is how good cancels. Every
stratum has a movement of its own, in tilts, and its noise is known from how many answers there are. Their mean and
their variance around it follow by moments (Paule and Mandel 1982). From each person the same is taken out, measured
without their own answers: so these move nothing that they are read against.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from domain.scoring.peer_shapes import find_offset
from domain.scoring.peers import PeerRecord, Shift
from domain.scoring.yardsticks import AnswerYardstick

STEPS, PRECISE = 50, 1e-10


class Movement(NamedTuple):
    """By how much one stratum has moved, in tilts, and the variance of the noise in that."""

    tilt: float
    noise: float


@dataclass(frozen=True)
class KindShift:
    """The shift of a kind, and for those who have a part in it, that without their own; none where nobody else has."""

    common: Shift
    personal: Mapping[Hashable, Shift | None] = field(default_factory=dict)

    def of(self, person: Hashable) -> Shift | None:
        """What is taken out of the answers of a person."""
        return self.personal.get(person, self.common)

    def confirm(self) -> "KindShift":
        """The same, once it is confirmed."""
        personal = {person: shift and replace(shift, confirmed=True) for person, shift in self.personal.items()}
        return KindShift(replace(self.common, confirmed=True), personal)


class _Pair(NamedTuple):
    """Answers before and since that weigh the same: their weight, and the sums of their `u` by it.

    `answers` is how many there are since.
    """

    weight: float
    before: float
    since: float
    answers: float

    def without(self, other: "_Pair") -> "_Pair":
        return _Pair(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


def measure_shift(
    opened: Mapping[str, AnswerYardstick], before: Iterable[PeerRecord], now: Iterable[PeerRecord]
) -> KindShift | None:
    """The shift of a kind from the answers that yardsticks of strata were fitted from to those since a period opened.

    None where nobody dealt with the same stratum before and since.
    """
    by_person = _pair(opened, before, now)
    by_stratum = {
        stratum: _Pair(*map(math.fsum, zip(*said.values(), strict=True))) for stratum, said in by_person.items()
    }
    movements = {stratum: _move(opened[stratum], whole) for stratum, whole in by_stratum.items()}
    if not movements:
        return None
    people = sorted({person for said in by_person.values() for person in said}, key=str)
    answers = math.fsum(pair.answers for pair in by_stratum.values())
    personal = {}
    for person in people:
        without = dict(movements)
        for stratum, said in by_person.items():
            if person in said:
                del without[stratum]
                if len(said) > 1:
                    without[stratum] = _move(opened[stratum], by_stratum[stratum].without(said[person]))
        own = math.fsum(said[person].answers for said in by_person.values() if person in said)
        personal[person] = _estimate(without, len(people) - 1, answers - own) if without else None
    return KindShift(_estimate(movements, len(people), answers), personal)


def _estimate(movements: Mapping[str, Movement], people: int, answers: float) -> Shift:
    return replace(estimate_shift([*movements.values()]), people=people, answers=round(answers))


def _pair(
    opened: Mapping[str, AnswerYardstick], before: Iterable[PeerRecord], now: Iterable[PeerRecord]
) -> dict[str, dict[Hashable, _Pair]]:
    """By stratum, the people who have answers of it before and since."""
    earlier, later = _sum_up(before), _sum_up(now)
    found: defaultdict[str, dict[Hashable, _Pair]] = defaultdict(dict)
    for key in sorted(earlier.keys() & later.keys(), key=lambda key: (key[0], str(key[1]))):
        (n, total, _), (since, total_since, answers) = earlier[key], later[key]
        weight = n * since / (n + since)
        if key[0] in opened:
            found[key[0]][key[1]] = _Pair(weight, weight * total / n, weight * total_since / since, answers)
    return dict(found)


def _sum_up(records: Iterable[PeerRecord]) -> dict[tuple[str, Hashable], tuple[float, float, float]]:
    """By stratum and person how many answers there are, and the sum of their `u`, both by the share; how many alike."""
    listed: defaultdict[tuple[str, Hashable], list[PeerRecord]] = defaultdict(list)
    for record in records:
        if record.n > 0:
            listed[record.stratum, record.person].append(record)
    return {
        key: (
            math.fsum(each.share * each.n for each in said),
            math.fsum(each.share * each.total for each in said),
            math.fsum(each.n for each in said),
        )
        for key, said in listed.items()
    }


def _move(yardstick: AnswerYardstick, pair: _Pair) -> Movement:
    """The movement of a stratum.

    Where all answers of a few people are the best, or the worst, they speak for a tilt without end: one more as
    expected keeps it within reason.
    """
    tilts = [
        find_offset(yardstick, (total + yardstick.expected) / (pair.weight + 1)) for total in (pair.before, pair.since)
    ]
    return Movement(tilts[1] - tilts[0], 1 / (pair.weight * yardstick.moments(sum(tilts) / 2)[1]))


def estimate_shift(movements: Sequence[Movement]) -> Shift:
    """The mean of movements, and what is unknown of one: their variance around the mean, and that of the mean.

    By Newton's steps from none, of which none overshoots: the excess falls ever more slowly in the variance.
    """
    variance = 0.0
    for _ in range(STEPS):
        mean, weights = _average(movements, variance)
        squares = [weight * (tilt - mean) ** 2 for weight, (tilt, _) in zip(weights, movements, strict=True)]
        excess = math.fsum(squares) - (len(movements) - 1)
        if excess <= PRECISE:
            break
        variance += excess / math.fsum(weight * square for weight, square in zip(weights, squares, strict=True))
    mean, weights = _average(movements, variance)
    error = 1 / math.fsum(weights)
    return Shift(mean, variance + error, error=math.sqrt(error))


def _average(movements: Sequence[Movement], variance: float) -> tuple[float, list[float]]:
    """The mean that has the least variance, and by which weights; the inverse of their sum is that variance."""
    weights = [1 / (variance + noise) for _, noise in movements]
    weighted = math.fsum(weight * tilt for weight, (tilt, _) in zip(weights, movements, strict=True))
    return weighted / math.fsum(weights), weights
