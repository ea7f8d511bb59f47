"""Storing the plans and the cases of the demonstration, a batch at a time."""

from datetime import date
from functools import cache
from typing import NamedTuple

from db.database import Database
from db.repositories.score_inputs import load_scoring_context
from db.statements.copies import copy_rows
from db.tables import appraisal
from demo.appraisal.performance_plans import make_plans
from demo.cases.arrivals import Arrivals
from demo.cases.batches import CaseMaker, count_batches
from demo.cases.counters import CounterDays, find_counters
from demo.moments import WorkClock
from demo.sizes import Size
from demo.world import World, build_world
from domain.calendar import WorkingCalendar
from domain.keyring import Keys
from resolvers.cases.histories import store_histories

PEOPLE_AT_ONCE = 500


class Town(NamedTuple):
    """What says how a made-up government is."""

    size: Size
    seed: int
    today: date


def list_plans(town: Town) -> list[tuple[Town, int, int]]:
    """The parts of storing all plans, for `store_plans`: a town, a quarter and from whom on."""
    world = _world(town)
    starts = range(0, len(world.staff.people), PEOPLE_AT_ONCE)
    return [(town, number, start) for number in range(len(world.quarters)) for start in starts]


async def store_plans(database: Database, town: Town, number: int, start: int) -> None:
    """Store plans of a quarter, in a transaction of its own."""
    world = _world(town)
    people = world.staff.people[start : start + PEOPLE_AT_ONCE]
    rows = make_plans(town.seed, world.staff, world.quarters[number], town.today, people)
    async with database.transaction() as connection:
        await copy_rows(connection, appraisal.performance_plans, rows.plans)
        await copy_rows(connection, appraisal.indicators, rows.indicators)
        await copy_rows(connection, appraisal.measurements, rows.measurements)


def list_cases(keys: Keys, town: Town) -> list[tuple[Keys, Town, int]]:
    """The parts of storing all cases, for `store_cases`."""
    return [(keys, town, number) for number in range(count_batches(town.size.cases, town.size.visits))]


async def store_cases(database: Database, keys: Keys, town: Town, number: int) -> None:
    """Store a batch, in a transaction of its own."""
    async with database.transaction() as connection:
        context = await load_scoring_context(connection)
        histories = _maker(town, context.calendar).make_batch(number, town.size.cases, town.size.visits)
        await store_histories(connection, histories, context, keys)


@cache
def _world(town: Town) -> World:
    return build_world(*town)


@cache
def _maker(town: Town, calendar: WorkingCalendar) -> CaseMaker:
    return make_cases_of(_world(town), calendar)


def make_cases_of(world: World, calendar: WorkingCalendar) -> CaseMaker:
    """What makes up the cases of a government."""
    days = (world.since, world.today)
    return CaseMaker(
        world.seed,
        world.coordinators,
        {str(row["code"]): row["id"] for row in world.categories},
        calendar,
        WorkClock(calendar, *days),
        Arrivals(world.seed, world.responsibilities, calendar, days),
        CounterDays(world.seed, find_counters(world.responsibilities), calendar, days),
        world.today,
    )
