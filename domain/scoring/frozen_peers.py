"""What is frozen of peers when a period opens: of each kind its fit, rounded as it is kept, and how much people get.

Whoever reads what is kept reads the very numbers that scores are computed by.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from domain.evidence.kinds import EVIDENCE, SCORED, Form
from domain.scoring.casemix import Expectations
from domain.scoring.inputs import WeightedValue
from domain.scoring.parts import rise_of, share_of
from domain.scoring.peer_fitting import fit_kind
from domain.scoring.peers import SEPARATOR, KindExpectation, KindFit, PeerRecord, Shift, Yardsticks, category_of, expect
from domain.scoring.policies import DEFAULT_FAMILY, Policy
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import Direction, EvidenceKind, JobFamily

DECIMALS = 6
LEAST_SHARE = 10.0**-DECIMALS
MOST_STRATA = 300


class PastAnswers(NamedTuple):
    """Equal answers about one person before a period opened: `number` of them, each of this value and weight.

    `unit` is the one for which the person worked at them.
    """

    person: Hashable
    stratum: str
    value: float
    weight: float
    number: int
    unit: Hashable = None

    def share(self, kind: EvidenceKind, policy: Policy) -> float:
        """The person's share among those who dealt with each case."""
        return share_of(kind, WeightedValue("", self.value, self.weight, self.stratum), policy)


@dataclass(frozen=True)
class PeerHistory:
    """What was said before a period opened, by kind; in which family everybody worked, people without answers too.

    It is of `days` days, which need not be as many as the period has.
    """

    answers: Mapping[EvidenceKind, Sequence[PastAnswers]]
    families: Mapping[Hashable, JobFamily | None]
    days: int


@dataclass(frozen=True)
class FrozenKind:
    """What a period expects of one kind of answers. `volumes` are by job family, and of any other by DEFAULT_FAMILY."""

    fit: KindFit
    volumes: Mapping[str, float]

    def expect(
        self,
        family: JobFamily | None,
        strata: Iterable[str],
        person: Hashable,
        own: Yardsticks | None,
        shift: Shift | None = None,
    ) -> KindExpectation:
        """What is expected of a person's answers of these strata.

        `own` are the personal yardsticks of the kind, `shift` is what has moved for all, once that is measured.
        """
        fit = self.fit if own is None else replace(self.fit, personal={person: own})
        volume = self.volumes.get(family or DEFAULT_FAMILY, self.volumes[DEFAULT_FAMILY])
        return expect(fit, volume, strata, person, shift)


def freeze_kinds(history: PeerHistory, policy: Policy, days: int) -> dict[EvidenceKind, FrozenKind]:
    """What a period of so many days expects, fitted to its history; nothing of kinds of which there is none."""
    assert policy.tilting is not None
    found = {}
    for kind in SCORED:
        if answers := history.answers.get(kind):
            records = bound_strata(list_records(kind, answers, policy))
            fit = fit_kind(records, policy.tilting.kinds[kind].prior)
            found[kind] = FrozenKind(round_fit(fit), measure_volumes(kind, history, policy, days))
    return found


def list_records(kind: EvidenceKind, answers: Iterable[PastAnswers], policy: Policy) -> list[PeerRecord]:
    """Answers of people as a fit takes them: by stratum and share, how often each value, the worst first."""
    assert policy.tilting is not None
    size = len(policy.tilting.kinds[kind].prior.yardstick.shares)
    counts: defaultdict[tuple[Hashable, Hashable, str, float], list[float]] = defaultdict(lambda: [0.0] * size)
    for each in answers:
        place = round(rise_of(kind, each.value, policy) * (size - 1))
        counts[each.person, each.unit, each.stratum, each.share(kind, policy)][place] += each.number
    return [
        PeerRecord(person, stratum, tuple(said), share, unit) for (person, unit, stratum, share), said in counts.items()
    ]


def bound_strata(records: Sequence[PeerRecord], most: int = MOST_STRATA) -> list[PeerRecord]:
    """Records of so many strata at most, since a fit takes the cube of them where everybody answers for all.

    Where there are more, the smallest are taken together by category; what is beyond the most then, is left out.
    """
    kept = _list_largest(records, most)
    if len(kept) == len({each.stratum for each in records}):
        return list(records)
    half = _list_largest(records, most // 2)
    folded = [
        each if each.stratum in half else replace(each, stratum=category_of(each.stratum) + SEPARATOR)
        for each in records
    ]
    kept = _list_largest(folded, most)
    return [each for each in folded if each.stratum in kept]


def _list_largest(records: Iterable[PeerRecord], most: int) -> frozenset[str]:
    sizes: defaultdict[str, float] = defaultdict(float)
    for each in records:
        sizes[each.stratum] += each.n
    return frozenset(sorted(sizes, key=lambda stratum: (-sizes[stratum], stratum))[:most])


def measure_volumes(kind: EvidenceKind, history: PeerHistory, policy: Policy, days: int) -> dict[str, float]:
    """How many answers somebody gets in so many days, each with the square of the share in it, by job family."""
    told: defaultdict[str, float] = defaultdict(float)
    for each in history.answers[kind]:
        counted = each.number * each.share(kind, policy) ** 2
        for family in {str(history.families.get(each.person) or DEFAULT_FAMILY), DEFAULT_FAMILY}:
            told[family] += counted
    everybody = {each.person for each in history.answers[kind]} | history.families.keys()
    people: Counter[str] = Counter(str(family) for family in history.families.values() if family is not None)
    people_by_family: dict[str, int] = {**people, DEFAULT_FAMILY: len(everybody)}
    scale = days / history.days
    return {family: round(told[family] / number * scale, DECIMALS) for family, number in people_by_family.items()}


def round_fit(fit: KindFit) -> KindFit:
    """A fit as it is kept."""
    return replace(
        fit,
        slope=round(fit.slope, DECIMALS),
        overall=_rounded(fit.overall),
        unknown=_rounded(fit.unknown),
        strata=_round_all(fit.strata),
        categories={category: _rounded(each) for category, each in fit.categories.items()},
        personal={person: _round_all(own) for person, own in fit.personal.items()},
    )


def _round_all(yardsticks: Yardsticks) -> Yardsticks:
    return replace(yardsticks, by_stratum={name: _rounded(each) for name, each in yardsticks.by_stratum.items()})


def _rounded(yardstick: AnswerYardstick) -> AnswerYardstick:
    """No value becomes impossible by it."""
    shares = tuple(max(round(share, DECIMALS), LEAST_SHARE) for share in yardstick.shares)
    return AnswerYardstick(shares, round(yardstick.doubt, DECIMALS), round(yardstick.company, DECIMALS))


def place_expected(kind: EvidenceKind, yardstick: AnswerYardstick, policy: Policy) -> float:
    """What answers are expected to be on average, on the scale of their kind."""
    low, high = policy.scale if EVIDENCE[kind].form is Form.RATING else (0.0, 1.0)
    rise = 1 - yardstick.expected if EVIDENCE[kind].better is Direction.LOWER else yardstick.expected
    return round(low + (high - low) * rise, DECIMALS)


@dataclass(frozen=True)
class OwnExpectations:
    """What one person is read by without their own answers: yardsticks, and what has moved for all meanwhile."""

    yardsticks: Mapping[EvidenceKind, Yardsticks] = field(default_factory=dict)
    shifts: Mapping[EvidenceKind, Shift] = field(default_factory=dict)


@dataclass(frozen=True)
class PeriodExpectations:
    """What a period was opened with: means by kind and stratum, and from the second method on what peers let expect.

    Once it `closes`, what has moved for all is known, too.
    """

    means: Expectations
    kinds: Mapping[EvidenceKind, FrozenKind]
    closes: bool = False

    def expect(
        self,
        person: Hashable,
        family: JobFamily | None,
        evidence: Mapping[EvidenceKind, Sequence[WeightedValue]],
        own: OwnExpectations,
    ) -> dict[EvidenceKind, KindExpectation]:
        """What is expected of a person's evidence."""
        strata = {kind: {each.stratum for each in evidence.get(kind, ())} for kind in self.kinds}
        return {
            kind: frozen.expect(family, strata[kind], person, own.yardsticks.get(kind), own.shifts.get(kind))
            for kind, frozen in self.kinds.items()
        }
