"""The parts of an axis by which one quality is read: kinds of evidence here, indicators in `indicator_parts`.

A part that the work has is there before anything was answered, with its weight; none takes or gives weight when an
answer arrives.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from domain.evidence.kinds import EVIDENCE, EvidenceSubject, Form
from domain.scoring.inputs import Citizen, ScoreInputs, WeightedValue
from domain.scoring.peers import KindExpectation, Shift, expect, no_history
from domain.scoring.places import AnswerPlace, Place
from domain.scoring.policies import Policy
from domain.scoring.shrinkage import STANDARD_NORMAL, effective_size
from domain.scoring.tilting import Quality, Tally, read_quality
from domain.scoring.tilting_rules import TiltingRules
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import Direction, EvidenceKind
from domain.text.localized import LocalizedText

# Shares of a case are read in twentieths, so that most answers have one of a few slopes; below three of them, as they
# are: many answers of one citizen, each of which has a small share, weigh no more than one.
SHARES, LEAST_SHARES = 20, 3
SMALLEST_SHARE, SHARE_DECIMALS = 0.001, 3
# Decimals to which a share is known that was divided among the answers of a citizen.
SHARES_KNOWN = 6

# Of quality, around peers: what a part's place on the scale is compared over.
NEAR = 0.5


@dataclass(frozen=True)
class Comparison:
    """Answers of one stratum about which the person had one share, and what they were read against.

    `people` is how many others the yardstick rests on; none where it comes from a target.
    """

    stratum: str
    tally: Tally
    people: int | None = None

    @property
    def expected(self) -> float:
        """What these answers of somebody like peers sum to."""
        return self.tally.n * self.tally.yardstick.moments(0.0)[0]


@dataclass(frozen=True)
class Part:
    """A part of an axis: its weight, what was read, and `place`, where on the common scale a quality puts it.

    `information` is what the part tells in a whole period, as far as one could know when it opened: by as many answers
    or figures as are `usual`. `cases`, of the kind `cases_of`, are those that count towards the least number. Of an
    indicator that somebody measures, `missing` are the months that are owed.
    `slope` is that of an answer of which nobody else has a share; figures have none. `source` is the kind of the
    answers, which several parts may read. They count as much as they are to be trusted for what is unknown of their
    yardsticks, and by their `emphasis` among all parts. `shift` is by how much the answers have moved for everybody.
    """

    key: str
    label: LocalizedText
    weight: float
    place: Place
    comparisons: tuple[Comparison, ...]
    information: float
    known: bool = True
    kind: EvidenceKind | None = None
    indicator_id: UUID | None = None
    observed: float | None = None
    attainment: float | None = None
    n: int = 0
    effective_n: float = 0.0
    cases: frozenset[str] = frozenset()
    missing: tuple[date, ...] = ()
    is_measured: bool = False
    slope: float = 0.0
    source: EvidenceKind | None = None
    trust: float = 1.0
    emphasis: float = 1.0
    usual: float = 0.0
    cases_of: EvidenceKind | None = None
    shift: Shift | None = None

    @property
    def is_read(self) -> bool:
        """Whether anything was said."""
        return any(one.tally.n > 0 for one in self.comparisons)

    @cached_property
    def quality(self) -> Quality:
        """What the part alone tells."""
        return read_quality(one.tally.emphasise(self.trust) for one in self.comparisons)

    @cached_property
    def steepness(self) -> float:
        """How much on the scale one standard deviation of quality makes."""
        return (self.place(NEAR) - self.place(-NEAR)) / (2 * NEAR)


def weigh(parts: Sequence[Part], rules: TiltingRules, confidence: float) -> list[Part]:
    """The parts with the emphasis by which together they tell what the weighted mean of all does.

    Alone, a part with information I is drawn towards peers and keeps I / (1 + I) of what it says; emphases are in
    proportion to the weight of that on the scale, and those of parts that read the same answers are one. They depend
    on no answer, and are what a part is trusted where there is but one. None is so large that one answer could lead
    from one rating to the next but one.
    """
    steepness = [part.weight * part.steepness for part in parts]
    total = math.fsum(steepness)
    if total <= 0:
        return list(parts)
    kept = [each / total / (1 + part.information) for each, part in zip(steepness, parts, strict=True)]
    by_source: dict[str, list[int]] = {}
    for place, part in enumerate(parts):
        by_source.setdefault(part.source or part.key, []).append(place)
    whole = math.fsum(
        math.fsum(steepness[place] for place in places) / total * math.fsum(kept[place] for place in places)
        for places in by_source.values()
    )
    found = list(parts)
    for places in by_source.values():
        emphases = [parts[place].trust * min(rules.most_emphasis, kept[place] / whole) for place in places]
        reach = math.fsum(emphasis * parts[place].slope for emphasis, place in zip(emphases, places, strict=True))
        bound = min(1.0, 2 * STANDARD_NORMAL.inv_cdf(confidence) / reach) if reach else 1.0
        for emphasis, place in zip(emphases, places, strict=True):
            found[place] = _emphasise(parts[place], emphasis * bound)
    return found


def _emphasise(part: Part, emphasis: float) -> Part:
    comparisons = (Comparison(one.stratum, one.tally.emphasise(emphasis), one.people) for one in part.comparisons)
    return replace(part, comparisons=tuple(comparisons), emphasis=emphasis)


def find_unevenness(parts: Sequence[Part], own: float) -> float:
    """What it adds to the spread that people are not equally good in all parts.

    `own` is the standard deviation of a part's own quality. Parts err by it as far as a whole period's answers weigh
    them otherwise than the axis does.
    """
    steepness = [part.weight * part.steepness for part in parts]
    total, told = math.fsum(steepness), [part.emphasis * part.information for part in parts]
    if total <= 0:
        return 0.0
    whole = 1 + math.fsum(told)
    by_source: dict[str, float] = {}
    for part, steep, each in zip(parts, steepness, told, strict=True):
        source = part.source or part.key
        by_source[source] = by_source.get(source, 0.0) + each / whole - steep / total
    return own * math.sqrt(math.fsum(each * each for each in by_source.values())) if len(by_source) > 1 else 0.0


def expectation_of(kind: EvidenceKind, inputs: ScoreInputs, rules: TiltingRules) -> KindExpectation:
    """What is expected of a kind of answers; what the policy says where there is no history."""
    found = inputs.peers.get(kind)
    return found or expect(no_history(rules.kinds[kind].prior), rules.kinds[kind].volume, ())


def read_evidence(
    kind: EvidenceKind, weight: float, inputs: ScoreInputs, policy: Policy, rules: TiltingRules
) -> Part | None:
    """The part of a kind of evidence; none where the work has none of it."""
    expected = expectation_of(kind, inputs, rules)
    if expected.volume <= 0:
        return None
    answers = inputs.values(kind)
    return Part(
        key=kind,
        label=EVIDENCE[kind].label,
        weight=weight,
        place=AnswerPlace(expected.overall, expected.slope, policy.scale),
        comparisons=compare(kind, answers, expected, policy),
        usual=expected.volume,
        information=expected.volume * expected.slope**2 * expected.overall.moments(0.0)[1],
        known=expected.known,
        kind=kind,
        observed=mean_of(answers),
        n=len(answers),
        effective_n=effective_size(answer.weight for answer in answers),
        cases=find_cases(kind, inputs, policy, rules),
        cases_of=kind,
        slope=expected.slope,
        source=kind,
        trust=expected.trust,
        shift=expected.shift,
    )


def compare(
    kind: EvidenceKind, answers: Iterable[WeightedValue], expected: KindExpectation, policy: Policy
) -> tuple[Comparison, ...]:
    """Answers by stratum and share, with what they are read against."""
    found: dict[tuple[str, float], list[float]] = {}
    for answer in answers:
        share = share_of(kind, answer, policy)
        found.setdefault((answer.stratum, share), []).append(rise_of(kind, answer.value, policy))
    return tuple(
        Comparison(
            stratum,
            Tally(
                _share_company(expected, stratum, share),
                expected.slope * share,
                len(said),
                math.fsum(said),
                1.0,
                kind,
                kind,
            ),
            expected.people.get(stratum, 0),
        )
        for (stratum, share), said in sorted(found.items())
    )


def _share_company(expected: KindExpectation, stratum: str, share: float) -> AnswerYardstick:
    """The yardstick of a stratum for cases that others had a part in: how good these are is not known."""
    yardstick = expected.yardstick(stratum)
    if share >= 1:
        return yardstick
    others = (1 - share) * expected.slope / math.sqrt(max(1, expected.people.get(stratum, 1)))
    return replace(yardstick, company=math.hypot(yardstick.company, others))


def share_of(kind: EvidenceKind, answer: WeightedValue, policy: Policy) -> float:
    """The person's share among those who dealt with a case, in steps; a weight also says what people answer for."""
    whole = policy.controllability[kind]
    share = min(answer.weight / whole, 1.0) if whole > 0 else 1.0
    if share * SHARES < LEAST_SHARES:
        return max(round(share, SHARE_DECIMALS), SMALLEST_SHARE)
    return round(share * SHARES) / SHARES


def rise_of(kind: EvidenceKind, value: float, policy: Policy) -> float:
    """A value on `u`: 0 is the worst, 1 the best."""
    low, high = policy.scale if EVIDENCE[kind].form is Form.RATING else (0.0, 1.0)
    risen = min(max((value - low) / (high - low), 0.0), 1.0)
    return 1 - risen if EVIDENCE[kind].better is Direction.LOWER else risen


def find_cases(kind: EvidenceKind, inputs: ScoreInputs, policy: Policy, rules: TiltingRules) -> frozenset[str]:
    """The cases that the person had enough of a share in to count, whatever they said; of a citizen's answers, one.

    How little these weigh beside each other does not matter: another one of theirs takes nobody away.
    """
    if EVIDENCE[kind].subject is not EvidenceSubject.ANSWER:
        enough = (each for each in inputs.values(kind) if share_of(kind, each, policy) >= rules.least_share)
        return frozenset(each.origin for each in enough)
    if kind in inputs.heard:
        return frozenset(map(str, range(inputs.heard[kind])))
    found = set()
    for answer in inputs.values(kind):
        citizen = inputs.citizens.get(answer.origin, Citizen(answer.origin, 1.0))
        whole = answer._replace(weight=round(answer.weight / citizen.weight, SHARES_KNOWN))
        if share_of(kind, whole, policy) >= rules.least_share:
            found.add(citizen.key)
    return frozenset(found)


def mean_of(answers: Sequence[WeightedValue]) -> float | None:
    """The plain mean of what was said, by weight; none of none."""
    weight = math.fsum(answer.weight for answer in answers)
    return math.fsum(answer.weight * answer.value for answer in answers) / weight if weight else None
