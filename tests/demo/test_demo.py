"""The demonstration: the same each time, and true to the rules that it shows."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from db.database import Database, open_database
from db.repositories import organisation
from db.repositories.organisation import Share, list_in_batches
from db.tables import metadata
from db.tables.organisation import employees
from demo.appraisal.performance_plans import make_plans
from demo.appraisal.quarters import Quarter, choose_day, choose_moment, list_quarters
from demo.cases.batches import count_batches
from demo.chance import open_chance
from demo.failures import OccupiedDatabaseError
from demo.government import GOVERNMENT
from demo.moments import ZONE, start_of_day
from demo.preparation import Wish, prepare
from demo.public_holidays import holiday_rows
from demo.seed import fill
from demo.sizes import DEMO, Size
from demo.state import Demonstration, begin_demonstration, find_demonstration
from demo.storage import make_cases_of
from demo.world import World, build_world
from domain.calendar import WorkingCalendar
from domain.organisation.identity_numbers import parse_identity_number
from domain.organisation.posts import check_assignments
from domain.organisation.units import find_cycle
from domain.terms import AssignmentStatus, Employment, UnitKind
from resolvers.scoring.recomputation import rescore_everything
from tests import clock
from tests.clock import NOW, TODAY
from tests.contents import read_texts
from tests.keys import KEYS

TINY = Size("small", employees=60, cases=150, offices=4, points=1)
SEED = 7

# Keys of rows that nothing outside refers to, and times of recording, are new each time.
NEW = {
    *("resolution_id", "recorded_at", "computed_at", "closed_at", "axis_id", "score_id", "group_id", "evidence_id"),
    "shift_id",
    "content_key",
}
# What is sealed anew each time, and says the same.
TEXTS = {
    "cases": ("address", "description"),
    "case_events": ("text",),
    "resolutions": ("text",),
    "feedbacks": ("text",),
}
LASTING = {
    *("units", "positions", "employees", "services", "categories", "periods"),
    *("performance_plans", "indicators", "cases", "feedbacks"),
}


def stay_silent(_stage: str, _done: int, _total: int) -> None:
    """Report to nobody."""


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(DEMO, SEED, TODAY)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The clone as whoever makes a demonstration opens it: past all privileges."""
    async with open_database(database_url, clock=clock.begin(), owner=True) as opened:
        yield opened


async def summarise(database: Database) -> dict[str, tuple[int, str]]:
    """Number and hash of the rows of each table, but for what is new each time."""
    found = {}
    for table in metadata.sorted_tables:
        if table.name in {"audit_entries", "directory_versions"}:
            continue
        left_out = {*NEW, *TEXTS.get(table.name, ()), *(() if table.name in LASTING else ("id",))}
        names = ", ".join(column.name for column in table.columns if column.name not in left_out)
        rows = sorted(map(str, await database.reads.fetch(f"SELECT {names} FROM {table.name}")))
        found[table.name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    for name, texts in TEXTS.items():
        for text in texts:
            told = sorted(map(str, await read_texts(database, metadata.tables[name], text)))
            found[f"{name}.{text}"] = (len(told), hashlib.sha256("\n".join(told).encode()).hexdigest())
    return found


async def count(database: Database, query: str, *values: Any) -> int:
    found: int = await database.reads.fetchval(query, *values)
    return found


async def test_a_seed_makes_the_same_rows_each_time_in_one_process_or_several(
    database: Database, database_url: str
) -> None:
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED)
    first = await summarise(database)
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED, address=database_url)
    second = await summarise(database)
    assert {name: summary for name, summary in second.items() if summary != first[name]} == {}
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED + 1)
    other = await summarise(database)
    changed = ("employees", "identity_numbers", "indicators", "measurements", "cases", "case_events", "feedbacks")
    assert all(other[name] != first[name] for name in changed)
    assert first["employees"][0] == TINY.employees
    assert first["cases"][0] == TINY.cases


async def test_what_is_made_up_obeys_the_rules(database: Database) -> None:
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED)
    numbers = await database.reads.fetch(
        "SELECT value, employment FROM identity_numbers JOIN employees ON employees.id = employee_id"
    )
    for number in numbers:
        parse_identity_number(number["value"], today=TODAY, employment=Employment(number["employment"]))
    assert len(numbers) >= TINY.employees
    assert not await count(
        database, "SELECT count(*) FROM (SELECT FROM attributions GROUP BY resolution_id HAVING sum(share) <> 1)"
    )
    assert not await count(
        database, "SELECT count(*) FROM (SELECT FROM indicators GROUP BY plan_id HAVING sum(weight) <> 1)"
    )
    assert not await count(
        database,
        "SELECT count(*) FROM resolutions"
        " WHERE NOT EXISTS (SELECT FROM attributions WHERE resolution_id = resolutions.id)",
    )
    assert await count(database, "SELECT count(*) FROM performance_plans") > TINY.employees
    assert not await count(
        database,
        "SELECT count(*) FROM performance_plans WHERE NOT EXISTS (SELECT FROM scores"
        " WHERE employee_id = performance_plans.employee_id AND period_id = performance_plans.period_id)",
    )
    assert not await count(database, "SELECT count(*) FROM cases WHERE flags <> '{}'")


async def test_nothing_lies_in_the_future(database: Database) -> None:
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED)
    midnight = start_of_day(TODAY)
    for column in ("case_events.at", "cases.received_at", "feedbacks.at", "measurements.recorded_at"):
        table, name = column.split(".")
        latest = await database.reads.fetchval(f"SELECT max({name}) FROM {table}")
        assert midnight - timedelta(days=60) < latest < midnight, column
    for column in ("measurements.measured_on", "identity_numbers.valid_from", "assignments.valid_from"):
        table, name = column.split(".")
        assert await database.reads.fetchval(f"SELECT max({name}) FROM {table}") <= TODAY, column
    assert not await count(database, "SELECT count(*) FROM employees WHERE left_on >= $1", TODAY)


async def test_recomputing_the_scores_changes_nothing(database: Database) -> None:
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED)
    outcome = await rescore_everything(database)
    assert (outcome.employees, outcome.changed, outcome.units) == (TINY.employees, 0, 0)


async def test_shares_of_batches_are_all_of_them_and_none_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database, KEYS, TINY, TODAY, stay_silent, SEED)
    monkeypatch.setattr(organisation, "BATCH", 25)
    taken = [
        [person async for _, batch in list_in_batches(database, employees, Share(number, 2)) for person in batch]
        for number in range(2)
    ]
    assert [*map(len, taken)] == [35, 25]
    assert len({*taken[0], *taken[1]}) == TINY.employees


async def test_a_finished_demonstration_is_used_again_and_a_half_made_one_is_not(database: Database) -> None:
    wish = Wish("small", TODAY)
    async with database.transaction() as connection:
        await begin_demonstration(connection, Demonstration("small", SEED, TODAY), NOW)
    found, made = await prepare(database, KEYS, wish, TODAY, stay_silent)
    assert made
    assert found.finished
    before = await count(database, "SELECT count(*) FROM case_events")
    found, made = await prepare(database, KEYS, Wish(), TODAY, stay_silent)
    assert not made
    assert await count(database, "SELECT count(*) FROM case_events") == before
    with pytest.raises(OccupiedDatabaseError, match="--fresh"):
        await prepare(database, KEYS, Wish("demo"), TODAY, stay_silent)
    _, made = await prepare(database, KEYS, Wish("small", TODAY, fresh=True), TODAY, stay_silent)
    assert made


async def test_data_of_somebodys_own_is_left_alone(database: Database) -> None:
    async with database.transaction() as connection:
        assert await find_demonstration(connection) is None
    await database.reads.fetch(
        "INSERT INTO units (code, name, kind, valid_from) VALUES ('A', 'A', 'OFFICE', '2020-01-01')"
    )
    for fresh in (False, True):
        with pytest.raises(OccupiedDatabaseError, match="data of its own"):
            await prepare(database, KEYS, Wish(fresh=fresh), TODAY, stay_silent)
    assert await count(database, "SELECT count(*) FROM units") == 1


def test_a_demonstration_is_made_when_there_is_something_to_show_and_ends_with_its_quarter() -> None:
    for passed in range(4 * 366):
        today = date(2024, 1, 1) + timedelta(days=passed)
        day = choose_day(today)
        quarters = {each.starts_on: each for each in build_quarters(day)}
        begun = max(quarters)
        assert timedelta(days=30) <= day - begun
        assert timedelta(0) <= today - day <= timedelta(days=30)
        for hours in (0, 23.9, 24 * 200):
            now = start_of_day(today) + timedelta(hours=hours)
            moment = choose_moment(day, now)
            assert begun <= moment.date() <= quarters[begun].ends_on
            assert moment == now or (moment.date(), moment.timetz()) == (quarters[begun].ends_on, now.timetz())


def build_quarters(day: date) -> tuple[Quarter, ...]:
    return list_quarters(day, open_chance(SEED, "quarters"))


def test_the_government_is_a_tree_led_from_one_head(world: World) -> None:
    parents = {unit.code: unit.parent.code if unit.parent else None for unit in world.units}
    assert find_cycle(parents) is None
    assert len(parents) == len(world.units)
    leaders = {stay: world.staff.appraiser(stay) for stay in world.staff.stays}
    top = [stay for stay, leader in leaders.items() if leader is None]
    assert [stay.position.code for stay in top] == ["SEKDA"]
    above = {
        stay.person: leader
        for stay, leader in leaders.items()
        if leader and stay.status is AssignmentStatus.DEFINITIVE and stay.valid_to is None
    }
    assert all(leader is not person for person, leader in above.items())
    for person in above:
        line = [person]
        while line[-1] in above and len(line) < len(UnitKind):
            line.append(above[line[-1]])
        assert line[-1] is top[0].person


def test_posts_follow_each_other_and_some_people_move_act_and_retire(world: World) -> None:
    spans: dict[object, list[tuple[date, date | None]]] = {}
    for stay in world.staff.stays:
        if stay.status is AssignmentStatus.DEFINITIVE:
            spans.setdefault(stay.person, []).append((stay.valid_from, stay.valid_to))
    for held in spans.values():
        check_assignments(held)
        assert all(later[0] - timedelta(days=1) == earlier[1] for earlier, later in pairwise(held))
    assert len(spans) == DEMO.employees
    assert any(len(held) > 1 for held in spans.values())
    assert any(person.left_on for person in world.staff.people)
    assert any(stay.status is AssignmentStatus.ACTING for stay in world.staff.stays)


def test_plans_promise_between_four_and_eight_things_and_some_months_are_missing(world: World) -> None:
    quarter = world.quarters[1]
    rows = make_plans(SEED, world.staff, quarter, TODAY, world.staff.people)
    counted = Counter(row["plan_id"] for row in rows.indicators)
    assert {4, 5, 6, 7, 8} >= set(counted.values())
    measured = Counter(row["indicator_id"] for row in rows.measurements)
    recorded = [row["id"] for row in rows.indicators if row["source"] == "RECORDED"]
    assert {measured[key] for key in recorded} == {0, 1, 2, 3}
    assert all(row["measured_on"] <= quarter.ends_on for row in rows.measurements)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2024, 2, 29), date(2025, 12, 31), date(2026, 4, 2)])
def test_any_day_will_do(today: date) -> None:
    world = build_world(TINY, SEED, today)
    assert world.quarters[-1].starts_on <= today <= world.quarters[-1].ends_on
    assert all(a.ends_on + timedelta(days=1) == b.starts_on for a, b in pairwise(world.quarters))
    histories = make_histories(world)
    assert len(histories) == TINY.cases
    assert len({history.row["ticket"] for history in histories}) == TINY.cases
    for history in histories:
        times = [event.at for event in history.events]
        assert start_of_day(world.since) <= history.facts.received_at
        assert times == sorted(times)
        assert times[-1] < start_of_day(today)


def make_histories(world: World) -> list[Any]:
    years = range(world.since.year, world.today.year + 2)
    holidays = frozenset(date.fromisoformat(str(row["day"])) for row in holiday_rows(years))
    calendar = WorkingCalendar(ZONE, holidays, hours=GOVERNMENT.hours)
    maker = make_cases_of(world, calendar)
    batches = (maker.make_batch(number, TINY.cases) for number in range(count_batches(TINY.cases)))
    return [history for batch in batches for history in batch]
