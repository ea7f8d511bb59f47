"""The town serves far more people than have a case of their own, and hears of whoever serves them, not of offices."""

from collections import Counter
from datetime import date

import pytest

from demo.cases.batches import count_batches
from demo.cases.counters import SERVED, CounterDays, find_counters
from demo.government import GOVERNMENT
from demo.public_holidays import holiday_rows
from demo.seed import SEED
from demo.sizes import DEMO
from demo.storage import make_cases_of
from demo.world import World, build_world
from domain.calendar import WorkingCalendar
from domain.terms import CaseKind

ENOUGH = 30
SERVING = {"COUNTER", "TRANSPORT"}


def calendar_of(world: World) -> WorkingCalendar:
    holidays = holiday_rows(range(world.since.year, world.today.year + 2))
    return WorkingCalendar(GOVERNMENT.zone, frozenset(row["day"] for row in holidays), hours=GOVERNMENT.hours)


# The end of a year, and the middle of one, when neither year is whole.
@pytest.mark.parametrize("today", [date(2026, 11, 27), date(2027, 5, 15)])
def test_most_who_serve_at_counters_and_in_the_field_are_heard_of_within_a_quarter(today: date) -> None:
    world = build_world(DEMO, SEED, today)
    heard: Counter[tuple[object, int]] = Counter()
    maker = make_cases_of(world, calendar_of(world))
    for number in range(count_batches(DEMO.cases, DEMO.visits)):
        for each in maker.make_batch(number, DEMO.cases, DEMO.visits):
            holder = next((event.holder_id for event in reversed(each.events) if event.holder_id), None)
            for answer in each.feedbacks:
                heard[holder, sum(answer.at.date() >= quarter.starts_on for quarter in world.quarters)] += 1
    most = Counter[object]()
    for (person, _), answers in heard.items():
        most[person] = max(most[person], answers)
    families = {stay.person.id: stay.position.family for stay in world.staff.stays}
    serving = [person for person in most if families.get(person) in SERVING]
    assert len(serving) > 60
    assert sum(most[person] >= ENOUGH for person in serving) > 0.6 * len(serving)
    offices = [person for person, family in families.items() if family not in SERVING]
    assert sum(most[person] >= ENOUGH for person in offices) < 0.01 * len(offices)


def test_counters_serve_about_a_hundred_people_a_day_and_none_when_they_are_closed() -> None:
    world = build_world(DEMO, SEED, date(2026, 11, 27))
    calendar, services = calendar_of(world), {row["code"]: row["id"] for row in world.services}
    days = CounterDays(SEED, find_counters(world.responsibilities), calendar, (world.since, world.today))
    rows = list(days.count(services))
    assert abs(sum(row["served"] for row in rows) / len(rows) - SERVED) < SERVED / 5
    assert len({(row["unit_id"], row["service_id"], row["day"]) for row in rows}) == len(rows)
    assert all(calendar.hours[row["day"].weekday()] and row["day"] not in calendar.holidays for row in rows)
    offered = {each.responsibility.topic.code for each in find_counters(world.responsibilities)}
    kinds = {each.topic.code for each in world.responsibilities if each.topic.kind is CaseKind.SERVICE_RECORD}
    assert kinds <= offered
    assert {row["service_id"] for row in rows} == {services[code] for code in kinds}
