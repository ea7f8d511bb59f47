"""How a matter goes that a citizen brought: handed out, asked about, passed on, answered, and at times not for good."""

import math
from dataclasses import dataclass

from demo.cases.desks import Desk
from demo.cases.histories import HistoryDraft
from demo.cases.opinions import explain, rate
from demo.cases.phrases import ANSWERS, OBJECTIONS, QUESTIONS, RESOLUTIONS, RESPONSES
from demo.cases.topics import Topic
from demo.moments import DAY, HOUR, MINUTE, WorkClock, to_datetime
from demo.organisation.people import Person
from domain.terms import Actor, CaseKind, EventType, Outcome

FORGOTTEN, ASKING, SILENT, PASSING, DISMAYED = 0.02, 0.14, 0.12, 0.13, 0.05
ANSWERED = 0.45
REOPENINGS = 2
# Working time in a day, and the working days after which a resolved or silent case is closed.
WORKDAY = 7.5 * HOUR
WAIT = 10 * WORKDAY
OUTCOMES = (
    (Outcome.FIXED, 0.74),
    (Outcome.PARTLY, 0.88),
    (Outcome.NOT_FIXED, 0.94),
    (Outcome.NOT_OURS, 0.975),
    (Outcome.DUPLICATE, 1.0),
)


@dataclass
class Matter:
    """A matter on its way: `at` is the second to which it has come."""

    history: HistoryDraft
    topic: Topic
    desk: Desk
    clock: WorkClock
    at: float

    def run(self, astray: Desk | None) -> None:
        """From submission to closing; `astray` is the desk it goes to first by mistake."""
        chance = self.history.chance
        self.history.add(EventType.SUBMITTED, self.at, Actor.CITIZEN)
        self._work(
            chance.expovariate(1 / (90 * MINUTE)) + (chance.random() < FORGOTTEN) * chance.uniform(5, 30) * WORKDAY
        )
        if astray and self._hand_to(astray):
            self._work(chance.expovariate(1 / (0.6 * WORKDAY)))
        if not self._hand_to(self.desk):
            return
        effort = self._draw_effort()
        if chance.random() < ASKING and not self._ask(effort):
            return
        self._work(effort * 0.3)
        if chance.random() < PASSING and self._hand_to(self.desk):
            effort *= 1.15
        self._add(EventType.RESPONDED, chance.choice(RESPONSES))
        self._work(effort * 0.7)
        self._resolve(self._draw_outcome(), 0)

    def _holder(self) -> Person:
        if self.history.holder is None:
            raise ValueError("nobody holds the case")
        return self.history.holder

    def _add(self, type_: EventType, text: str | None) -> bool:
        return self.history.add(type_, self.at, self._holder(), text)

    def _work(self, seconds: float) -> None:
        self.at = self.clock.advance(self.at, seconds)

    def _hand_to(self, desk: Desk) -> bool:
        day = to_datetime(self.at).date()
        stay = desk.pick(self.history.chance, day, self.history.holder)
        giver = desk.head or (stay.person if stay else None)
        if stay is None or giver is None:
            return False
        return self.history.add(EventType.ASSIGNED, self.at, giver, to=stay)

    def _draw_effort(self) -> float:
        """Seconds of working time that a resolution takes this person."""
        chance, skill = self.history.chance, self._holder().skill
        return (
            self.topic.pace
            * MINUTE
            * math.exp(0.5 * chance.gauss() - 0.25 * skill.speed + 0.3 * (self.topic.hardness - 0.4))
        )

    def _draw_outcome(self) -> Outcome:
        if self.topic.kind is CaseKind.INFORMATION_REQUEST:
            return Outcome.INFORMATION_GIVEN
        luck = self.history.chance.random() * (0.85 + 0.15 * self.topic.hardness) + 0.12 * self.topic.hardness
        return next((outcome for outcome, odds in OUTCOMES if luck < odds), Outcome.NOT_OURS)

    def _ask(self, effort: float) -> bool:
        """Ask the citizen for more; who never answers has the case closed after ten working days."""
        chance = self.history.chance
        self._work(effort * 0.1)
        self._add(EventType.INFORMATION_REQUESTED, chance.choice(QUESTIONS))
        if chance.random() < SILENT:
            self._work(WAIT)
            self._resolve(Outcome.WITHDRAWN, REOPENINGS)
            return False
        self.at += min(chance.lognormvariate(math.log(20 * HOUR), 0.9), 9 * DAY)
        self.history.add(EventType.INFORMATION_RECEIVED, self.at, Actor.CITIZEN, chance.choice(ANSWERS))
        return True

    def _resolve(self, outcome: Outcome, reopened: int) -> None:
        """Resolve now; then the citizen answers, objects, or keeps silent until the case is closed."""
        chance, holder = self.history.chance, self._holder()
        text = chance.choice(RESOLUTIONS[outcome])
        if not self.history.add(EventType.RESOLVED, self.at, holder, text, outcome=outcome):
            return
        resolution, resolved_at = self.history.last, self.at
        closing_at = self.clock.advance(resolved_at, WAIT)
        if chance.random() < ANSWERED:
            self.at += min(chance.lognormvariate(math.log(14 * HOUR), 1.0), 8 * DAY)
            ratings = rate(chance, holder.skill, self.topic.hardness, outcome, late=self._is_late(resolved_at))
            self.history.rate(self.at, resolution, ratings, explain(chance, ratings))
        if reopened < REOPENINGS and chance.random() < self._dismay(outcome, holder):
            self._reopen(reopened)
        else:
            self.history.add(EventType.CLOSED, closing_at, Actor.SYSTEM)

    def _is_late(self, second: float) -> bool:
        due_at = self.history.facts.due_at
        return due_at is not None and to_datetime(second) > due_at

    def _dismay(self, outcome: Outcome, holder: Person) -> float:
        """How likely the citizen has the case opened again."""
        unsolved = outcome in {Outcome.PARTLY, Outcome.NOT_FIXED}
        return min(max(DISMAYED * (1 + 2 * unsolved + self.topic.hardness - 0.6 * holder.skill.care), 0.0), 0.5)

    def _reopen(self, reopened: int) -> None:
        chance = self.history.chance
        self.at += chance.uniform(4 * HOUR, 4 * DAY)
        self.history.add(EventType.REOPENED, self.at, Actor.CITIZEN, chance.choice(OBJECTIONS))
        self._work(chance.expovariate(1 / (2 * HOUR)))
        if chance.random() < PASSING:
            self._hand_to(self.desk)
        self._work(self._draw_effort() * 0.4)
        self._resolve(self._draw_outcome(), reopened + 1)
