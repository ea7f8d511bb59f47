"""People as detectors see them: at honest work, and with a mob after them."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.detection.rules import DetectionRules
from domain.detection.sightings import Handling, Sighting
from domain.scoring.detection_parameters import parse_detection
from domain.scoring.parameters import Parameters

POLICY = Path(__file__).parents[3] / "db" / "migrations" / "policy_2.json"
RULES: DetectionRules = parse_detection(Parameters(json.loads(POLICY.read_text(encoding="utf-8"))["detection"]))
BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
SEEN = timedelta(days=33)
USUAL = (0.05, 0.07, 0.18, 0.35, 0.35)
# Of these, many are good, most are the best, and many are bad.
SHAPES = (USUAL, (0.1, 0.02, 0.03, 0.05, 0.8), (0.15, 0.15, 0.25, 0.3, 0.15))


class Maker:
    """Makes cases and answers, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def key(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128))

    def answer(self, at: datetime, treatment: int, outcome: int | None = None, **more: Any) -> Sighting:
        return Sighting(self.key(), at, treatment, treatment if outcome is None else outcome, **more)

    def case(self, at: datetime, answer: Sighting | None = None, **more: Any) -> Handling:
        return Handling(self.key(), at, answer=answer, **more)

    def work(
        self, a_day: float, *, shares: Sequence[float] = USUAL, answered: float = 0.6, days: int = 45, **more: Any
    ) -> list[Handling]:
        """Honest work of some days, of which the first ones lie before anything is seen of answers."""
        found = []
        for day in range(days):
            number = round(self.chance.gauss(a_day, a_day / 4) + self.chance.random() - 0.5)
            for _ in range(max(0, number)):
                at = BEGINS + timedelta(days=day, hours=self.chance.uniform(1, 9))
                found.append(self.honest(at, shares, answered, BEGINS + timedelta(days=days) - SEEN, **more))
        return found

    def honest(self, at: datetime, shares: Sequence[float], answered: float, since: datetime, **more: Any) -> Handling:
        treatment, other = self.chance.choices(range(1, 6), shares, k=2)
        outcome = treatment if self.chance.random() < 0.6 else other
        given_at = at + timedelta(days=self.chance.expovariate(1 / 2))
        in_office_hours = self.chance.random() < 0.5
        answer = self.answer(given_at, treatment, outcome, in_office_hours=in_office_hours)
        answers = self.chance.random() < answered and given_at >= since
        well = self.chance.random() < 0.8
        usual = {"favourable": well, "reopened": not well and self.chance.random() < 0.3, "timed": True}
        usual |= {"quiet": self.chance.random() < 0.3, "self_taken": self.chance.random() < 0.2}
        usual |= {"easy": self.chance.random() < 0.5, "handed_on": self.chance.random() < 0.08}
        return self.case(at, answer if answers else None, **usual | more)

    def mob(self, ends: datetime, over: timedelta, rating: int = 1, number: int = 50) -> list[Handling]:
        """Cases and answers of a mob that ends by a moment."""
        moments = [ends - over * self.chance.random() for _ in range(number)]
        return [self.case(at - timedelta(hours=5), self.answer(at, rating)) for at in moments]


def keys_of(cases: Iterable[Handling]) -> set[UUID]:
    """The answers to cases."""
    return {each.answer.id for each in cases if each.answer is not None}


def vouch(case: Handling) -> Handling:
    """A case whose answer somebody let count."""
    assert case.answer is not None
    return replace(case, answer=replace(case.answer, vouched=True))
