"""What peers' answers of earlier periods say of the answers to come: of each kind a slope, and a yardstick a stratum.

A stratum is a category and a channel, `category|channel`. One that nobody answered for before takes the yardstick of
its category, and a category that is new that of all, with the doubt that this brings.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import fsum, hypot, sqrt

from domain.scoring.yardsticks import AnswerYardstick

SEPARATOR = "|"


@dataclass(frozen=True)
class PeerRecord:
    """How often the cases of a person in a stratum said each value, the worst first.

    `counts` may be fractions; `share` is the person's part in these cases, 0 to 1, and how much of the person's quality
    their answers show. `unit` is where the person worked then, if it is known.
    """

    person: Hashable
    stratum: str
    counts: tuple[float, ...]
    share: float = 1.0
    unit: Hashable = None

    @cached_property
    def n(self) -> float:
        """How many answers there are."""
        return fsum(self.counts)

    @cached_property
    def total(self) -> float:
        """The sum of their `u`."""
        return fsum(count * place for place, count in enumerate(self.counts)) / (len(self.counts) - 1)


@dataclass(frozen=True)
class KindPrior:
    """What a policy says of a kind of answers before any were given, and the bounds of what may be estimated.

    `yardstick` and `slope` hold while there is no history, and `slope` counts as that of `people` more people; `spread`
    is the standard deviation of the tilts of strata. Yardsticks borrow the shape of `shape` answers from all strata
    together. Of categories of which enough is known it is supposed that they differ `distance` times as much as they
    do, so that a hard one is held to be hard; the others are drawn to all, and strata to their category. Of what people
    differ by, their units differ by `unit_share`, of its variance.
    """

    yardstick: AnswerYardstick
    slope: float
    least_slope: float
    most_slope: float
    people: float = 10.0
    spread: float = 1.0
    shape: float = 20.0
    distance: float = 30.0
    unit_share: float = 0.0


@dataclass(frozen=True)
class Yardsticks:
    """Yardsticks of strata, and how many people the answers come from that each was fitted from."""

    by_stratum: Mapping[str, AnswerYardstick] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class KindFit:
    """The yardsticks and the slope of one kind in one period. Without history nothing is `known` of it.

    `personal` has the yardsticks, without their own cases, of people who answered for cases of a stratum before;
    `unknown` is that of strata of which nothing is known.
    """

    slope: float
    overall: AnswerYardstick
    known: bool
    unknown: AnswerYardstick
    strata: Yardsticks = field(default_factory=Yardsticks)
    categories: Mapping[str, AnswerYardstick] = field(default_factory=dict)
    personal: Mapping[Hashable, Yardsticks] = field(default_factory=dict)

    def yardstick(self, stratum: str, person: Hashable = None) -> AnswerYardstick:
        """What an answer of a stratum about a person is read against."""
        own = self.personal.get(person)
        if own and stratum in own.by_stratum:
            return own.by_stratum[stratum]
        found = self.strata.by_stratum.get(stratum) or self.categories.get(category_of(stratum))
        return found or self.unknown

    def people(self, stratum: str, person: Hashable = None) -> int:
        """How many other people the yardstick of a stratum rests on."""
        own = self.personal.get(person)
        if own and stratum in own.by_stratum:
            return own.people[stratum]
        return self.strata.people.get(stratum, 0)


@dataclass(frozen=True)
class Shift:
    """By how much answers of a kind have moved for everybody since a period opened, measured once when it closes.

    `mean` is in tilts, `error` its standard error, and `variance` what is unknown of the shift of one stratum. It rests
    on so many `answers` of the period about so many `people`. The mean is taken out for all alike where that is
    `confirmed`, and for nobody where it was rejected; as long as nobody has decided no rating may hang on it.
    """

    mean: float
    variance: float
    confirmed: bool | None = None
    error: float = 0.0
    people: int = 0
    answers: int = 0

    def apply(self, yardstick: AnswerYardstick) -> AnswerYardstick:
        """A yardstick of the opening as it is when the period closes."""
        moved = yardstick.tilted(self.mean) if self.confirmed else yardstick
        return replace(moved, doubt=hypot(yardstick.doubt, sqrt(self.variance)))


@dataclass(frozen=True)
class KindExpectation:
    """What a period expects of one kind of answers about one person.

    `volume` is how many answers somebody of the family gets in a period, each with the square of the person's share in
    it: zero where the work has none of this kind. `yardsticks` are by stratum, and `people` says how many others they
    rest on; of other strata answers are read against `unknown`. Without history nothing is `known`. `trust` is how much
    answers count, less where it is little known what others would have been told. `shift` is there from when it is
    measured.
    """

    slope: float
    overall: AnswerYardstick
    unknown: AnswerYardstick
    known: bool
    volume: float
    yardsticks: Mapping[str, AnswerYardstick] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    trust: float = 1.0
    shift: Shift | None = None

    def yardstick(self, stratum: str) -> AnswerYardstick:
        """What an answer of a stratum is read against."""
        opened = self.yardsticks.get(stratum, self.unknown)
        return self.shift.apply(opened) if self.shift else opened


def expect(
    fit: KindFit, volume: float, strata: Iterable[str], person: Hashable = None, shift: Shift | None = None
) -> KindExpectation:
    """What is expected of a person's answers of these strata."""
    listed = sorted(set(strata))
    return KindExpectation(
        fit.slope,
        fit.overall,
        fit.unknown,
        fit.known,
        volume,
        {stratum: fit.yardstick(stratum, person) for stratum in listed},
        {stratum: fit.people(stratum, person) for stratum in listed},
        _trust(fit, volume, person),
        shift,
    )


def _trust(fit: KindFit, volume: float, person: Hashable) -> float:
    """What of a person's usual answers comes from their spread, not from that of their yardsticks."""
    own = fit.personal.get(person) or fit.strata
    usual = [*own.by_stratum.values()] or [fit.unknown]
    company = fsum(each.company for each in usual) / len(usual)
    doubt = fsum(each.doubt**2 for each in usual) / len(usual) ** 2 + company**2
    return 1 / (1 + volume * fit.overall.moments(0.0)[1] * doubt)


def category_of(stratum: str) -> str:
    """The category of a stratum, without the channel."""
    return stratum.split(SEPARATOR, 1)[0]


def no_history(prior: KindPrior) -> KindFit:
    """What is expected of a kind where there is no history."""
    doubtful = AnswerYardstick(prior.yardstick.shares, prior.spread)
    return KindFit(prior.slope, prior.yardstick, known=False, unknown=doubtful)
