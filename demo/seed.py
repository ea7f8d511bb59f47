"""Fills an empty database with the demonstration: the government, its cases, then the scores.

Whatever interrupts it, the next filling begins anew.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from operator import attrgetter

from db.database import Database, Transaction
from db.repositories.governments import change_government
from db.repositories.periods import lock_period_record
from db.repositories.policies import PROVIDED, read_provided, store_policy
from db.repositories.score_inputs import load_scoring_context
from db.statements.copies import copy_rows
from db.tables import appraisal, cases, hearing, organisation
from demo.appointments import appoint
from demo.appraisal.quarters import period_rows
from demo.appraisal.years import year_rows
from demo.crew import Crew, gather_crew
from demo.government import GOVERNMENT
from demo.hearing import ask_again, hand_out_slips
from demo.moments import start_of_day
from demo.organisation.people import person_rows
from demo.organisation.posts import assignment_rows, position_rows
from demo.organisation.units import unit_rows
from demo.public_holidays import holiday_rows
from demo.scores import score_everybody
from demo.shifts import begin_closings
from demo.sizes import Size
from demo.state import Demonstration, begin_demonstration, clear_everything, finish_demonstration, gather_statistics
from demo.storage import Town, list_cases, list_plans, make_cases_of, store_cases, store_plans
from demo.world import World, build_world
from domain.keyring import Keys
from resolvers.periods.fitting import fit_many
from resolvers.periods.opening import open_draft, read_ahead
from resolvers.periods.schedule import close_if_ready
from resolvers.publication.cases import publish_cases
from resolvers.publication.unit_scores import publish_unit_scores

ReportProgress = Callable[[str, int, int], None]

SEED = 1701
# By the newest policy, which its government has had since it was founded.
POLICY = PROVIDED[-1]
FOUNDED = date(2017, 1, 1)


async def fill(  # noqa: PLR0917
    database: Database,
    keys: Keys,
    size: Size,
    today: date,
    report: ReportProgress,
    seed: int = SEED,
    policy: int = POLICY,
    address: str | None = None,
) -> Demonstration:
    """Make the demonstration of a size as of `today`; `report` is told what is being made, how much, and of how much.

    It is scored by a version of the policy, unless the database has a newer one already; by several processes where an
    `address` says how they reach the database.

    What an interrupted filling left behind is cleared first. The caller sees to it that the database holds nothing
    else and that nobody else fills it.
    """
    world = build_world(size, seed, today)
    demonstration = Demonstration(size.name, seed, today)
    async with database.transaction() as connection:
        await clear_everything(connection)
        await change_government(connection, GOVERNMENT)
        await store_policy(connection, policy, FOUNDED, read_provided(policy))
        key = await begin_demonstration(connection, demonstration, database.clock())
    async with gather_crew(database, address) as crew:
        async with database.transaction() as connection:
            await _store_government(connection, world)
        town = Town(size, seed, today)
        await crew.do(store_plans, list_plans(town), partial(report, "batches of plans"))
        await crew.do(store_cases, list_cases(keys, town), partial(report, "batches of cases"))
        async with database.transaction() as connection:
            await gather_statistics(connection)
        await _open_periods(crew, world)
        await score_everybody(crew, partial(report, "scores"))
    async with database.transaction() as connection:
        await publish_unit_scores(connection, today)
        await _close_periods(connection, world, today, database.clock())
        await publish_cases(connection, database.government, today, database.clock())
    async with database.transaction() as connection:
        await gather_statistics(connection)
        await appoint(connection, database, today)
        await hand_out_slips(connection)
        await ask_again(connection, seed, today)
        await finish_demonstration(connection, key, database.clock())
    return replace(demonstration, finished=True)


async def _store_government(connection: Transaction, world: World) -> None:
    years = range(world.since.year, world.today.year + 2)
    employees, numbers = person_rows(world.staff.people)
    for table, rows in (
        (organisation.holidays, holiday_rows(years)),
        (organisation.units, unit_rows(world.units)),
        (organisation.positions, position_rows(world.positions)),
        (organisation.employees, employees),
        (organisation.identity_numbers, numbers),
        (organisation.assignments, assignment_rows(world.staff, world.positions)),
        (organisation.services, world.services),
        (cases.categories, world.categories),
        (appraisal.periods, period_rows(world.quarters)),
        (appraisal.periods, year_rows(world.years)),
    ):
        await copy_rows(connection, table, rows)
    await _store_served_days(connection, world)


async def _store_served_days(connection: Transaction, world: World) -> None:
    """How many counters served, of whom nothing else is kept."""
    context = await load_scoring_context(connection)
    services = {str(row["code"]): row["id"] for row in world.services}
    days = list(make_cases_of(world, context.calendar).counters.count(services))
    await copy_rows(connection, hearing.served_days, days)


async def _open_periods(crew: Crew, world: World) -> None:
    """Open every quarter and year on its day, each read against the one before."""
    async with crew.database.transaction() as connection:
        unfitted = await read_ahead(connection, [period.id for period in world.periods])
    fitted = {each.of.period.id: each for each in await fit_many(unfitted, crew.pool)}
    for period in world.periods:
        async with crew.database.transaction() as connection:
            draft = await lock_period_record(connection, period.id)
            assert draft is not None
            opened_at = start_of_day(period.starts_on)
            await open_draft(connection, draft, opened_at, None, fitted.get(period.id))
    async with crew.database.transaction() as connection:
        await begin_closings(connection, world, world.today)


async def _close_periods(connection: Transaction, world: World, today: date, now: datetime) -> None:
    """Close the periods that are over of which nothing is in doubt, in the order in which they ended."""
    for period in sorted(world.periods, key=attrgetter("ends_on")):
        if period.ends_on < today:
            await close_if_ready(connection, period.id, today, now)
