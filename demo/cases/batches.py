"""The cases of a year, batch by batch: each batch depends on the seed and its number alone."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from db.repositories.case_records import NewCaseHistory
from demo.cases.arrivals import Arrivals, draw_channel, draw_time
from demo.cases.counters import Counter, CounterDays
from demo.cases.desks import Desk, Responsibility
from demo.cases.histories import HistoryDraft
from demo.cases.matters import Matter
from demo.cases.phrases import AREAS, OPENINGS, SINCE, SPOTS, STREETS, TOPIC_PHRASES, WISHES
from demo.cases.topics import Topic
from demo.cases.visits import run_visit
from demo.chance import make_key, open_chance
from demo.government import GOVERNMENT
from demo.moments import WorkClock, start_of_day, to_datetime
from demo.organisation.units import Unit
from demo.table_rows import TableRow
from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts
from domain.cases.particulars import Category
from domain.cases.tickets import format_ticket
from domain.terms import CaseKind

BATCH = 1_000
ASTRAY, ANONYMOUS, CONFIDENTIAL = 0.04, 0.35, 0.08
# An odd multiplier, so that the tickets of different cases differ and yet do not count up.
SCATTER = 0x2545F491


@dataclass(frozen=True)
class CaseMaker:
    """Makes the cases that arrive, up to the day `until`, which is not included."""

    seed: int
    coordinators: Desk | None
    categories: dict[str, UUID]
    calendar: WorkingCalendar
    clock: WorkClock
    arrivals: Arrivals
    counters: CounterDays
    until: date

    def make_batch(self, number: int, total: int, visits: int = 0) -> list[NewCaseHistory]:
        """A batch of `total` cases: first comes what came in besides, then the `visits` among them."""
        others = total - visits
        ahead = count_batches(others)
        if number < ahead:
            return self._make_others(number * BATCH, others)
        return self._make_visits((number - ahead) * BATCH, others, visits)

    def _make_visits(self, first: int, before: int, total: int) -> list[NewCaseHistory]:
        """Visits to counters, numbered after those cases that come before them."""
        until = start_of_day(self.until).timestamp()
        chance = open_chance(self.seed, "visits", first)
        drawn = self.counters.draw(chance, first, min(BATCH, total - first), total)
        return [
            self._make_visit(chance, counter, start_of_day(day).timestamp(), before + first + place, until)
            for place, (day, counter) in enumerate(drawn)
        ]

    def _make_visit(
        self, chance: Random, counter: Counter, midnight: float, number: int, until: float
    ) -> NewCaseHistory:
        topic = counter.responsibility.topic
        second = midnight + draw_time(chance, topic)
        history = self._open(chance, topic, counter.desk.unit, (second, until), number)
        run_visit(history, topic, counter.desk, second)
        return history.finish()

    def _make_others(self, first: int, total: int) -> list[NewCaseHistory]:
        """What came in, in that order."""
        until = start_of_day(self.until).timestamp()
        chance = open_chance(self.seed, "cases", first)
        drawn = list(self.arrivals.draw(chance, first, min(BATCH, total - first), total))
        return [
            self._make_case(chance, min(second, until - 1), responsibility, first + place, until)
            for place, (second, responsibility) in enumerate(sorted(drawn, key=lambda each: each[0]))
        ]

    def _make_case(
        self, chance: Random, second: float, responsibility: Responsibility, number: int, until: float
    ) -> NewCaseHistory:
        topic = responsibility.topic
        desk = responsibility.pick(chance)
        astray = self.coordinators if not topic.counter and chance.random() < ASTRAY else None
        history = self._open(chance, topic, (astray or desk).unit, (second, until), number)
        if topic.counter:
            run_visit(history, topic, desk, second)
        else:
            Matter(history, topic, desk, self.clock, second).run(astray)
        return history.finish()

    def _open(self, chance: Random, topic: Topic, unit: Unit, times: tuple[float, float], number: int) -> HistoryDraft:
        """A case as it comes in, and until when its history is known: both in seconds."""
        received_at = to_datetime(times[0])
        facts = CaseFacts(
            make_key(chance, received_at),
            topic.kind,
            Category(self.categories[topic.code], topic.code),
            draw_channel(chance, topic),
            unit.id,
            received_at,
            self._find_due(topic, received_at),
        )
        description, address = _describe(chance, topic)
        return HistoryDraft(facts, self._make_row(chance, facts, number, description, address), chance, times[1])

    def _find_due(self, topic: Topic, received_at: datetime) -> datetime:
        if topic.promise is not None:
            return received_at + timedelta(minutes=topic.promise)
        return self.calendar.add_working_days(received_at, topic.days or 0)

    def _make_row(
        self, chance: Random, facts: CaseFacts, number: int, description: str, address: str | None
    ) -> TableRow:
        brought = facts.kind not in {CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT}
        return {
            "ticket": format_ticket(GOVERNMENT.ticket_prefix, facts.received_at.date(), number * SCATTER),
            "anonymous": brought and chance.random() < ANONYMOUS,
            "confidential": brought and chance.random() < CONFIDENTIAL,
            "address": address,
            "description": description,
        }


def count_batches(total: int, visits: int = 0) -> int:
    """How many batches there are of `total` cases, the `visits` among them in batches of their own."""
    return math.ceil((total - visits) / BATCH) + math.ceil(visits / BATCH)


def _describe(chance: Random, topic: Topic) -> tuple[str, str | None]:
    """What the citizen writes, and the address if the matter has a place."""
    phrase = chance.choice(TOPIC_PHRASES[topic.code])
    street, area = chance.choice(STREETS), chance.choice(AREAS)
    told = phrase.format(tempat=f"di {street} {chance.choice(SPOTS)}", waktu=chance.choice(SINCE))
    address = f"{street}, Kelurahan {area}" if "{tempat}" in phrase else None
    if topic.counter:
        return f"{told}.", address
    end = "" if told.endswith("?") else "."
    parts = (chance.choice(OPENINGS), f"{told}{end}", chance.choice(WISHES[topic.kind]))
    return " ".join(part for part in parts if part), address
