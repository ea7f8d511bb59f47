"""Storing the cases of the demonstration, a batch at a time."""

from datetime import date
from functools import cache
from typing import NamedTuple

from db.database import Database
from db.repositories.score_inputs import load_scoring_context
from demo.cases.arrivals import Arrivals
from demo.cases.batches import CaseMaker, count_batches
from demo.cases.counters import CounterDays, find_counters
from demo.moments import WorkClock
from demo.sizes import Size
from demo.world import World, build_world
from domain.calendar import WorkingCalendar
from domain.keyring import Keys
from resolvers.cases.histories import store_histories


class Town(NamedTuple):
    """What says how a made-up government is."""

    size: Size
    seed: int
    today: date


def list_parts(keys: Keys, town: Town) -> list[tuple[Keys, Town, int]]:
    """The parts of storing all cases, for `store_part`."""
    return [(keys, town, number) for number in range(count_batches(town.size.cases, town.size.visits))]


async def store_part(database: Database, keys: Keys, town: Town, number: int) -> None:
    """Store a batch, in a transaction of its own."""
    async with database.transaction() as connection:
        context = await load_scoring_context(connection)
        histories = _maker(town, context.calendar).make_batch(number, town.size.cases, town.size.visits)
        await store_histories(connection, histories, context, keys)


@cache
def _maker(town: Town, calendar: WorkingCalendar) -> CaseMaker:
    return make_cases_of(build_world(*town), calendar)


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
