"""Worlds in which citizens say how they were treated: one kind of evidence, and so one axis."""

import math
from collections.abc import Mapping, Sequence
from random import Random
from statistics import fmean

from bench.fairness.answers import Answers
from bench.fairness.designs import Design
from bench.fairness.layout import Seeds, list_units, make_hardness, make_skills, mix_strata, name_strata, place
from bench.fairness.worlds import CaseAnswer, ScoredPeriod, Truth, World
from domain.terms import Axis, EvidenceKind


def make_treatment(design: Design, seeds: Seeds) -> World:
    """A world of answers about treatment."""
    town = _Town(design, seeds)
    past = [town.make_period(number) for number in range(design.history)]
    town.move()
    periods = []
    for number in range(design.history, design.history + design.periods):
        now = town.make_period(number)
        before = [answer for answers in past[-design.history :] for answer in answers] if design.history else []
        periods.append(ScoredPeriod(before, now, town.tell_truths(), units=list_units(design)))
        past.append(now)
    return World(Axis.WORK_BEHAVIOUR, None, periods)


class _Town:
    """The people and strata of one world, and the answers that they get."""

    def __init__(self, design: Design, seeds: Seeds) -> None:
        self.design, self.layout, self.chance = design, Random(seeds.layout), Random(seeds.happens)
        self.answers = Answers(design.shape, design.sigma)
        self.hardness = make_hardness(design, self.layout)
        self.standard = list(self.hardness)
        self.names = name_strata(design)
        self.skills = make_skills(design, self.layout, seeds.sign)
        self.desks = [place(design, self.layout, officer) for officer in range(design.officers)]
        self.volumes = [design.answers * self.layout.uniform(0.5, 1.5) for _ in range(design.officers)]

    def move(self) -> None:
        """What changes after the history: some strata get harder, some people get other desks."""
        drifting = self.layout.sample(range(self.design.strata), self.design.strata // 2)
        for stratum in drifting:
            self.hardness[stratum] += self.design.drift
        for officer in range(self.design.officers):
            if self.layout.random() < self.design.transfers:
                self.desks[officer] = place(self.design, self.layout, self.layout.randrange(self.design.officers))

    def make_period(self, number: int) -> list[CaseAnswer]:
        """The answers of a period. Whoever has a case shares it equally with others who know such cases, in a team."""
        answers = []
        by_stratum = self._find_colleagues()
        for officer in range(self.design.officers):
            for case in range(round(self.volumes[officer] / self.design.handlers)):
                stratum = self.chance.choice(self.desks[officer])
                team = self._gather(officer, by_stratum[stratum])
                judged = self.hardness[stratum] + fmean(self.skills[handler] for handler in team)
                value = self.answers.draw(self.chance, judged)
                shares = dict.fromkeys(team, 1 / len(team))
                origin = f"{number}.{officer}.{case}"
                answers.append(CaseAnswer(EvidenceKind.TREATMENT, origin, self.names[stratum], value, shares))
        return answers

    def tell_truths(self) -> list[Truth]:
        """What is true of everybody."""
        mix = mix_strata(self.desks, self.volumes)
        values = [self._expect(mix, skill) for skill in self.skills]
        reference = self._expect(mix, fmean(self.skills))
        return [
            Truth(officer, value - reference, fmean(self.hardness[stratum] for stratum in self.desks[officer]))
            for officer, value in enumerate(values)
        ]

    def _expect(self, mix: Mapping[int, float], skill: float) -> float:
        return math.fsum(share * self.answers.expect(self.standard[stratum] + skill) for stratum, share in mix.items())

    def _find_colleagues(self) -> dict[int, list[int]]:
        by_stratum: dict[int, list[int]] = {}
        for officer, desk in enumerate(self.desks):
            for stratum in desk:
                by_stratum.setdefault(stratum, []).append(officer)
        return by_stratum

    def _gather(self, officer: int, colleagues: Sequence[int]) -> list[int]:
        if self.design.handlers == 1:
            return [officer]
        others = [each for each in colleagues if each != officer]
        return [officer, *self.chance.sample(others, min(self.design.handlers - 1, len(others)))]
