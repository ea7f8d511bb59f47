"""Worlds of whole axes: the work result from plan indicators, measured or recorded, and what cases say of it.

People have a general quality and one of their own in each part. Every part has its own hardness by category: outcomes,
on-time rates of 57 to nearly 100 %, reopenings, hours to the resolution. Plans ask of everybody what an average person
reaches with the very same cases. A true value is the weighted sum over the parts; of an indicator it is where the true
attainment lies on the policy's scale, and its reference is a target just met.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random
from statistics import NormalDist, fmean
from typing import NamedTuple
from uuid import UUID

from bench.fairness.answers import Answers
from bench.fairness.designs import Design
from bench.fairness.layout import Seeds, list_units, make_hardness, mix_strata, name_strata, place
from bench.fairness.worlds import CaseAnswer, ScoredPeriod, Truth, World
from domain.scoring.indicators import attain, interpolate
from domain.scoring.inputs import Indicator, MeasuringMonths, RecordedValue, Target
from domain.scoring.policies import Policy
from domain.terms import Aggregation, Axis, Direction, EvidenceKind, IndicatorSource
from domain.text.localized import text

NAME = text(id="Indikator", en="Indicator")
MONTHS = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
ENDED = MeasuringMonths(tuple(day.replace(day=1) for day in MONTHS), len(MONTHS))
# Spread of a month's amount around its expectation, and of true attainment between people.
MONTHS_CV, ATTAINMENT_SPREAD = 0.08, 0.06
# Of categories: on-time rates, reopening rates, and median hours, each from hard to easy.
ON_TIME, REOPENED, HOURS = (0.57, 0.995), (0.16, 0.05), (40.0, 10.0)
# What one standard deviation of quality does to the logit of a rate, and to the logarithm of hours; their spread.
LOGIT, SPEED, HOURS_SPREAD = 0.4, 0.2, 0.8
# How much of a person's quality in one part is their general quality; citizens who answer; the amount planned.
GENERAL, RESPONSE, PLANNED = 0.7, 0.5, 300.0
_NORMAL = NormalDist()


class _Skill(NamedTuple):
    """How good somebody is in each part, in standard deviations; the last two are of what they record themselves."""

    outcome: float
    punctual: float
    lasting: float
    quick: float
    counted: float
    averaged: float


def make_whole_axes(design: Design, seeds: Seeds, policy: Policy) -> World:
    """A world of one history and one scored period, on the axis of work results."""
    office = _Office(design, seeds, policy)
    periods = []
    before = [answer for number in range(design.history) for answer in office.make_period(number)]
    for number in range(design.periods):
        now = office.make_period(design.history + number)
        plans = {officer: list(office.plan(officer)) for officer in range(design.officers)}
        periods.append(ScoredPeriod(before, now, office.tell_truths(), plans, ENDED, list_units(design)))
        before = now
    return World(Axis.WORK_RESULT, None, periods)


class _Office:
    """The people and categories of one world."""

    def __init__(self, design: Design, seeds: Seeds, policy: Policy) -> None:
        self.design, self.chance, self.policy = design, Random(seeds.happens), policy
        layout = Random(seeds.layout)
        self.answers = Answers(design.shape, design.sigma)
        self.hardness = make_hardness(design, layout)
        low, high = min(self.hardness), max(self.hardness)
        self.ease = [(each - low) / (high - low) if high > low else 0.5 for each in self.hardness]
        self.names = name_strata(design)
        self.skills = [_draw_skill(layout, seeds.sign) for _ in range(design.officers)]
        self.desks = [place(design, layout, officer) for officer in range(design.officers)]
        self.volumes = [layout.randint(1, round(2 * design.answers)) for _ in range(design.officers)]

    def make_period(self, number: int) -> list[CaseAnswer]:
        """What the cases of a period say: times of all, answers of those citizens who give one."""
        answers = []
        for officer, skill in enumerate(self.skills):
            for case in range(self.volumes[officer]):
                stratum = self.chance.choice(self.desks[officer])
                origin = f"{number}.{officer}.{case}"
                for kind, value in self._ask(stratum, skill):
                    answers.append(CaseAnswer(kind, origin, self.names[stratum], value, {officer: 1.0}))
        return answers

    def _ask(self, stratum: int, skill: _Skill) -> Iterator[tuple[EvidenceKind, float]]:
        hours = self._median_hours(stratum, skill.quick) * math.exp(self.chance.gauss(0, HOURS_SPREAD))
        yield EvidenceKind.ON_TIME, float(self.chance.random() < self._on_time(stratum, skill.punctual))
        yield EvidenceKind.REOPENED, float(self.chance.random() < self._reopened(stratum, skill.lasting))
        yield EvidenceKind.RESOLUTION_HOURS, hours
        if self.chance.random() < RESPONSE:
            judged = self.hardness[stratum] + self.design.tau * skill.outcome
            yield EvidenceKind.OUTCOME, self.answers.draw(self.chance, judged)

    def _on_time(self, stratum: int, quality: float) -> float:
        return _shift(_between(ON_TIME, self.ease[stratum]), LOGIT * quality)

    def _reopened(self, stratum: int, quality: float) -> float:
        return _shift(_between(REOPENED, self.ease[stratum]), -LOGIT * quality)

    def _median_hours(self, stratum: int, quality: float) -> float:
        return _between(HOURS, self.ease[stratum]) * math.exp(-SPEED * quality)

    def plan(self, officer: int) -> Iterator[Indicator]:
        """Two recorded indicators and two measured ones, of equal weight."""
        for seq, aggregation in enumerate((Aggregation.SUM, Aggregation.MEAN), start=1):
            true = 1 + ATTAINMENT_SPREAD * self.skills[officer][-3 + seq]
            monthly = PLANNED / len(MONTHS) if aggregation is Aggregation.SUM else PLANNED
            amounts = [monthly * true * (1 + self.chance.gauss(0, MONTHS_CV)) for _ in MONTHS]
            values = [RecordedValue(day, 0, amount) for day, amount in zip(MONTHS, amounts, strict=True)]
            target = Target(Direction.HIGHER, PLANNED, None)
            yield Indicator(UUID(int=seq), seq, NAME, target, 0.25, IndicatorSource.RECORDED, None, aggregation, values)
        rate, hours = self._targets(officer)
        for seq, key, target in ((3, "ON_TIME_RATE", rate), (4, "MEDIAN_RESOLUTION_HOURS", hours)):
            source = IndicatorSource.MEASURE
            yield Indicator(UUID(int=seq), seq, NAME, target, 0.25, source, key, Aggregation.LATEST)

    def _targets(self, officer: int) -> tuple[Target, Target]:
        rate, hours = self._realise(officer, 0.0, 0.0)
        return Target(Direction.HIGHER, rate, None), Target(Direction.LOWER, None, hours)

    def _realise(self, officer: int, punctual: float, quick: float) -> tuple[float, float]:
        """The on-time rate in percent, and the median of hours, that a quality reaches with somebody's own cases."""
        desk = self.desks[officer]
        medians = [self._median_hours(stratum, quick) for stratum in desk]
        return 100 * fmean(self._on_time(stratum, punctual) for stratum in desk), _find_median(medians)

    def tell_truths(self) -> list[Truth]:
        """What is true of everybody."""
        mix = mix_strata(self.desks, [float(volume) for volume in self.volumes])
        mean = _Skill(*(fmean(quality) for quality in zip(*self.skills, strict=True)))
        reference = self._value_cases(mean, mix)
        weight = self.policy.axis_weights(None, Axis.WORK_RESULT).indicators
        met = interpolate(1.0, self.policy.attainment_knots)
        return [
            Truth(
                officer,
                self._value_cases(skill, mix) - reference + weight * (self._value_plan(officer) - met),
                fmean(self.hardness[stratum] for stratum in self.desks[officer]),
            )
            for officer, skill in enumerate(self.skills)
        ]

    def _value_cases(self, skill: _Skill, mix: Mapping[int, float]) -> float:
        """What cases would say of somebody who had everybody's mix of them, by the weights of the kinds."""
        weights = self.policy.axis_weights(None, Axis.WORK_RESULT).evidence
        low, high = self.policy.scale
        judged = self.design.tau * skill.outcome
        outcome = sum(share * self.answers.expect(self.hardness[s] + judged) for s, share in mix.items())
        on_time = sum(share * self._on_time(s, skill.punctual) for s, share in mix.items())
        reopened = sum(share * self._reopened(s, skill.lasting) for s, share in mix.items())
        return (
            weights.get(EvidenceKind.OUTCOME, 0.0) * outcome
            + weights.get(EvidenceKind.ON_TIME, 0.0) * (low + (high - low) * on_time)
            + weights.get(EvidenceKind.REOPENED, 0.0) * (high - (high - low) * reopened)
        )

    def _value_plan(self, officer: int) -> float:
        skill, cap = self.skills[officer], self.policy.attainment_cap
        recorded = Target(Direction.HIGHER, PLANNED, None)
        attained = [attain(PLANNED * (1 + ATTAINMENT_SPREAD * each), recorded, cap) for each in skill[-2:]]
        realised = self._realise(officer, skill.punctual, skill.quick)
        pairs = zip(realised, self._targets(officer), strict=True)
        attained += [attain(value, target, cap) for value, target in pairs]
        return fmean(interpolate(each.value, self.policy.attainment_knots) for each in attained)


def _draw_skill(chance: Random, sign: int) -> _Skill:
    general = chance.gauss()

    def draw() -> float:
        return sign * (GENERAL * general + math.sqrt(1 - GENERAL**2) * chance.gauss())

    return _Skill(*(draw() for _ in _Skill._fields))


def _between(ends: tuple[float, float], ease: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * ease


def _shift(rate: float, logit: float) -> float:
    odds = rate / (1 - rate) * math.exp(logit)
    return odds / (1 + odds)


def _find_median(medians: Sequence[float]) -> float:
    """The median of hours that are drawn from one of several strata, each with its own median."""
    low, high = min(medians), max(medians)
    for _ in range(50):
        middle = (low + high) / 2
        below = fmean(_NORMAL.cdf(math.log(middle / median) / HOURS_SPREAD) for median in medians)
        low, high = (middle, high) if below < 0.5 else (low, middle)  # noqa: PLR2004 - half of them
    return (low + high) / 2
