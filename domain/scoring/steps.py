"""The steps of an axis by the second method: all figures that lead to it, but those that stand in comparisons.

Whoever has these, the comparisons of the parts and the policy redoes every number. What a step begins with is told as
it is; what comes out of it is rounded to four decimals, half to even, and only to be told: the next step goes on
with the whole number.
"""

from collections.abc import Mapping
from typing import NotRequired, TypedDict


class WaitingStep(TypedDict):
    """Answers that do not count yet, and for what they wait; see `ToldAnswers`."""

    reason: str | None
    number: int


class ShiftStep(TypedDict):
    """By how much answers have moved for everybody since the period opened, in tilts.

    It was measured without the person's own answers: `mean`, its standard error, and the `variance` of one stratum's.
    It rests on so many `answers` of the period about so many `people`. `moved` is what that makes of the mean of
    `shares` (from 0 to 1). Once it is `confirmed` everybody's yardsticks are tilted by `mean`. From when it was
    measured, whatever is decided, their `doubt` is √(doubt² + `variance`) of what it was at the opening. As long as
    nobody has decided `confirmed` is null: then a rating is proposed only if it is the same as things stand, with all
    such shifts taken out that raise the axis, and with all that lower it.
    """

    mean: float
    error: float
    variance: float
    people: int
    answers: int
    moved: float
    confirmed: bool | None


class PartStep(TypedDict):
    """A part of an axis.

    `source` is the kind of its answers, or the key of figures: parts with one source err together. Of the kind
    `cases_of` cases count towards the least number. Its place on the scale follows from `read_as`. ANSWERS: the mean
    of `shares` (the values' own, the worst first) tilted by `slope` x quality. CASES: how far the mean of `shares` so
    tilted, plus `nothing`, is of what it is untilted, through the knots of attainment. FIGURES: 1 + `difference` x
    quality, through the knots. `usual` is how many answers or figures a period brings, each with the square of the
    share in it, and `information` usual x slope^2 x variance of one. `n` answers or figures were read, taken from so
    many `pieces`, cases or measurements; `counted` is how many cases, or of answers citizens, count towards the least
    number. `total` is what the answers sum to, from 0 (the worst) to 1, and `expected` what those of somebody like
    peers do; `fewest` and `most` are on how many others what they are read against rests, and of `unheard` of them
    nobody had any. Of what one has to measure `missing` are the months, by their first days. `shift` is there from when
    the period closes.
    """

    key: str
    label: Mapping[str, str]
    kind: str | None
    form: str | None
    source: str
    cases_of: str | None
    read_as: str
    is_measured: bool
    weight: float
    slope: float
    usual: float
    trust: float
    information: float
    emphasis: float
    shares: NotRequired[tuple[float, ...]]
    nothing: NotRequired[float]
    variance: NotRequired[float]
    shift: NotRequired[ShiftStep]
    difference: NotRequired[float]
    known: bool
    counts: bool
    n: float
    pieces: int
    counted: int
    total: float
    expected: float
    fewest: int | None
    most: int | None
    unheard: float
    observed: float | None
    attainment: float | None
    quality: float
    estimate: float
    reference: float
    missing: list[str]
    waiting: list[WaitingStep]


class ChanceStep(TypedDict):
    """How sure one may be that a quality is beyond a threshold: the part of the normal curve below balance / spread."""

    threshold: float
    balance: float
    spread: float
    doubt: float
    chance: float


class RuleStep(TypedDict):
    """The numbers of the policy that decide whether a rating is proposed, and which."""

    minimum_rated: float
    least_coverage: float
    most_doubt: float
    confidence: float
    interval: float
    delta: float


class AxisStep(TypedDict):
    """An axis: its parts, the quality that all answers tell of, how sure that is, and what follows.

    `doubt` is what yardsticks leave unknown, in standard deviations of peers, and `unevenness` what it adds that people
    are not equally good in all parts. `cases` are the different ones that count, `enough` and `known` the weight of
    the parts of which enough is there, and of which peers let something expect.
    """

    axis: str
    parts: list[PartStep]
    quality: float
    quality_low: float
    quality_high: float
    unevenness: float
    doubt: float
    estimate: float | None
    low: float | None
    high: float | None
    reference: float | None
    below: ChanceStep
    above: ChanceStep
    cases: int
    coverage: float
    enough: float
    known: float
    rules: RuleStep
    rating: str | None
    undecided: str | None
    needs_reading: bool
