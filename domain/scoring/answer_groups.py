"""What the rated person and their line are told of citizens' answers: those of ten citizens at least, never of one.

A group says how often each value was given, and what each of its answers weighs: all the same, since by its own weight
an answer could be told from the others. The groups of a person are of different answers and keep them for good, so
whatever two of them are compared or subtracted, groups come out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import fsum
from typing import NamedTuple
from uuid import UUID

from domain.disclosure import SMALLEST_GROUP
from domain.evidence.kinds import EVIDENCE, EvidenceSubject
from domain.scoring.context import Period
from domain.scoring.inputs import ScoreInputs, WeightedValue
from domain.terms import EvidenceKind, FeedbackStatus

# Kinds of evidence that are a citizen's own answer; of others, a person has seen the case that says it.
ANSWERED = tuple(kind for kind, spec in EVIDENCE.items() if spec.subject is EvidenceSubject.ANSWER)

# Of different strata: it is read against what all of them let expect.
MIXED = ""

WEIGHT_DECIMALS = 6

# Days for which the answers of a period that ended wait for others of the same period.
LINGERING = timedelta(days=14)


@dataclass(frozen=True)
class Answer:
    """An answer about one person that counts, and belongs to no group yet.

    Its `citizen` is known by the first case that they are known to have answered of.
    """

    evidence_id: UUID
    citizen: UUID
    value: float
    weight: float
    stratum: str
    day: date


@dataclass(frozen=True)
class AnswerGroup:
    """Answers that are told together: `counts` says how often each value was given; each weighs `weight`.

    `strata` is how many of them each stratum has; nothing of groups from before that was kept.
    """

    kind: EvidenceKind
    stratum: str
    weight: float
    counts: Mapping[float, int]
    strata: Mapping[str, int] = field(default_factory=dict)

    def values(self) -> Iterator[WeightedValue]:
        """The answers as they enter a score; they come from nowhere in particular."""
        for value, count in sorted(self.counts.items()):
            for number in range(count):
                yield WeightedValue(str(number), value, self.weight, self.stratum)


class FormedGroup(NamedTuple):
    """Answers that make up a new group, and what they have in common."""

    stratum: str
    weight: float
    answers: tuple[Answer, ...]

    @property
    def counts(self) -> dict[float, int]:
        """How often each value was given."""
        return dict(Counter(answer.value for answer in self.answers))

    @property
    def strata(self) -> dict[str, int]:
        """How many of them each stratum has."""
        return dict(Counter(answer.stratum for answer in self.answers))


def form_answer_groups(answers: Iterable[Answer]) -> list[FormedGroup]:
    """Groups of answers of one kind about a person, by stratum where that is enough; none of fewer than ten citizens.

    Strata with fewer are put together, with the smallest of the others where they still are too few.
    """
    by_stratum: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda each: (each.day, each.evidence_id)):
        by_stratum[answer.stratum].append(answer)
    large = {stratum: listed for stratum, listed in by_stratum.items() if count_citizens(listed) >= SMALLEST_GROUP}
    mixed = [answer for stratum, listed in by_stratum.items() if stratum not in large for answer in listed]
    if mixed and count_citizens(mixed) < SMALLEST_GROUP and large:
        mixed += large.pop(min(large, key=lambda stratum: (count_citizens(large[stratum]), stratum)))
    told = [*large.items(), *([(MIXED, mixed)] if count_citizens(mixed) >= SMALLEST_GROUP else [])]
    return [FormedGroup(stratum, _mean_weight(listed), tuple(listed)) for stratum, listed in told]


def count_citizens(answers: Iterable[Answer]) -> int:
    """How many gave these answers: many of one citizen's would tell what that one said."""
    return len({answer.citizen for answer in answers})


def _mean_weight(answers: Sequence[Answer]) -> float:
    return round(fsum(answer.weight for answer in answers) / len(answers), WEIGHT_DECIMALS)


def groupable(answers: Iterable[Answer], period: Period, parts: Iterable[Period], today: date) -> list[Answer]:
    """The answers of a period that wait for no others: those of its parts do until a while after these have ended."""
    open_parts = [part for part in parts if period.contains(part) and today <= part.ends_on + LINGERING]
    within = (answer for answer in answers if period.holds(answer.day))
    return [answer for answer in within if not any(part.holds(answer.day) for part in open_parts)]


class ToldAnswers(NamedTuple):
    """A row of what a weekly score is computed from; without a value it counts answers that wait.

    `reason` says for what: the end of their hold (HELD), or a second pair of eyes (the words of `Doubt` and
    `AnswerDoubt`); none says others that they are told with, or a second pair of eyes, and not which of the two.
    """

    kind: EvidenceKind
    stratum: str | None
    value: float | None
    weight: float | None
    number: int
    reason: str | None = None

    @property
    def waiting(self) -> str:
        """What it says where it tells no value, in a word."""
        return " ".join(map(str, (self.kind, self.reason or "", self.number)))


class WithheldAnswers(NamedTuple):
    """Answers of one kind about a person that enter no score yet: for which reason, how many, of how many citizens."""

    kind: EvidenceKind
    reason: str
    number: int
    citizens: int

    @property
    def told(self) -> int:
        """Of how many the reason is told: of tens of citizens, since some reasons are found of good answers alone.

        That answers are held says nothing of them: all are.
        """
        if self.reason == FeedbackStatus.HELD:
            return self.number
        return self.citizens - self.citizens % SMALLEST_GROUP


def tell_in_groups(inputs: ScoreInputs, groups: Sequence[AnswerGroup]) -> ScoreInputs:
    """What a weekly score is computed from: of answers, those in groups; of everything else, what there is.

    How many answers wait for a second look is told beside it (`list_answers`).
    """
    answered = {
        kind: tuple(value for group in groups if group.kind is kind for value in group.values()) for kind in ANSWERED
    }
    others = {kind: values for kind, values in inputs.evidence.items() if kind not in ANSWERED}
    quarantined = {kind: number for kind, number in inputs.quarantined.items() if kind not in ANSWERED}
    evidence = others | {kind: values for kind, values in answered.items() if values}
    return replace(inputs, evidence=evidence, quarantined=quarantined)


def number_cases(inputs: ScoreInputs) -> ScoreInputs:
    """The same with numbers instead of cases, of each kind the largest shares first.

    So a kind has as many cases as values, and kinds together as many as the one with the most: what a table without
    cases says, and never more than there are.
    """
    evidence = {kind: tuple(_number(values)) for kind, values in inputs.evidence.items()}
    return replace(inputs, evidence=evidence)


def _number(values: Iterable[WeightedValue]) -> Iterator[WeightedValue]:
    ordered = sorted(values, key=lambda each: (-each.weight, each.stratum, each.value))
    return (each._replace(origin=str(number)) for number, each in enumerate(ordered))


def list_answers(live: ScoreInputs, told: ScoreInputs, withheld: Sequence[WithheldAnswers] = ()) -> list[ToldAnswers]:
    """The values that a weekly score is computed from, each with its number, and how many answers wait.

    `withheld` are those that enter no score yet, live or told. Those whose reason is not told are one number with what
    waits for others: else whoever knows what is suspect about them would know the good answers from the bad.
    """
    counted = Counter(
        (kind, each.stratum, each.value, each.weight) for kind in told.evidence for each in told.values(kind)
    )
    rows = [ToldAnswers(*row, count) for row, count in sorted(counted.items())]
    for kind in ANSWERED:
        unsaid = sum(each.number - each.told for each in withheld if each.kind is kind)
        waiting = max(len(live.values(kind)) - len(told.values(kind)), 0) + unsaid
        rows += [ToldAnswers(kind, None, None, None, waiting)] if waiting else []
    reasons = sorted(each for each in withheld if each.told)
    return [*rows, *(ToldAnswers(each.kind, None, None, None, each.told, each.reason) for each in reasons)]
