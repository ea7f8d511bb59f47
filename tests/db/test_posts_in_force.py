"""Who is in office is said once, as the domain says it, whichever place asks."""

from dataclasses import dataclass
from datetime import date
from itertools import permutations, product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Date, bindparam, select, true

from db.database import Database
from db.expressions.posts import post_in_force
from db.keys import new_key
from db.repositories.appraisal import load_indicators
from db.repositories.grants import load_directory
from db.repositories.score_inputs import Expected, load_people
from db.statements.binding import Inputs
from db.statements.copies import copy_rows
from db.tables import appraisal, organisation
from domain.access import Principal
from domain.keyring import NO_KEYS
from domain.organisation.posts import Post, find_post
from domain.scoring.context import Period
from domain.terms import AssignmentStatus, JobFamily, Role
from graph.arguments import ABSENT
from graph.identifiers import format_id
from graph.reader import NodeRow, Reader
from tests.databases import arranging

# Far from the day on which the test runs.
LONG_AGO, LATER, MIDDLE, END = date(2001, 1, 1), date(2002, 1, 1), date(2003, 6, 30), date(2190, 12, 31)
DAYS = (date(2000, 12, 31), LONG_AGO, LATER, MIDDLE, date(2003, 7, 1), END, date(2191, 1, 1))
AWAY = {AssignmentStatus.STUDY, AssignmentStatus.LEAVE}

Row = dict[str, Any]


@dataclass(frozen=True)
class Town:
    """People with posts of every status, in two units, on two positions, under two appraisers."""

    database: Database
    units: dict[str, UUID]
    positions: dict[JobFamily, UUID]
    heads: tuple[UUID, UUID]
    posts: dict[UUID, list[Row]]
    period: Period

    def held(self, person: UUID, day: date) -> Row | None:
        """The post that the domain says."""
        known = {
            Post(row["unit_id"], row["status"], row["valid_from"], row["valid_to"], within=True): row
            for row in self.posts[person]
        }
        found = find_post(known, day)
        return None if found is None else known[found]

    def reader(self) -> Reader:
        return Reader(self.database.reads, Inputs({}, Principal(Role.HR_AGENCY), NO_KEYS, self.database.today()))


def draw_posts(person: UUID, units: list[UUID], positions: list[UUID], heads: list[UUID]) -> list[list[Row]]:
    """One post of each status, and two of any: the one newer, or ended already, than the other."""

    def post(status: AssignmentStatus, since: date, until: date | None, place: int) -> Row:
        return {
            "id": new_key(), "employee_id": person, "unit_id": units[place], "position_id": positions[place],
            "appraiser_id": heads[place], "status": status, "valid_from": since, "valid_to": until,
        }  # fmt: skip

    alone = [[post(status, LONG_AGO, until, 0)] for status in AssignmentStatus for until in (None, END, MIDDLE)]
    pairs = [
        [post(one, LONG_AGO, until, first), post(other, LATER, END, second)]
        for one, other in product(AssignmentStatus, repeat=2)
        for until in (MIDDLE, END)
        for first, second in permutations(range(2))
    ]
    return [*alone, *pairs]


@pytest.fixture
async def town(database: Database) -> Town:
    units, heads = {name: new_key() for name in ("here", "there")}, (new_key(), new_key())
    positions = {JobFamily.COUNTER: new_key(), JobFamily.HEALTH: new_key()}
    drawn = draw_posts(new_key(), [*units.values()], [*positions.values()], [*heads])
    posts = {(person := new_key()): [row | {"employee_id": person} for row in rows] for rows in drawn}
    period = Period(new_key(), date(2002, 1, 1), date(2002, 12, 31))
    people = [{"id": key, "name": str(key), "employment": "PNS"} for key in (*posts, *heads)]
    plans = [{"id": new_key(), "employee_id": each, "period_id": period.id, "state": "AGREED"} for each in posts]
    async with database.transaction() as connection, arranging(connection):
        await copy_rows(connection, organisation.units, [
            {"id": key, "code": name, "name": name, "kind": "OFFICE", "valid_from": LONG_AGO}
            for name, key in units.items()
        ])  # fmt: skip
        await copy_rows(connection, organisation.positions, [
            {"id": key, "code": family, "title": family, "type": "PELAKSANA", "job_family": family}
            for family, key in positions.items()
        ])  # fmt: skip
        await copy_rows(connection, organisation.employees, people)
        await copy_rows(connection, organisation.assignments, [row for rows in posts.values() for row in rows])
        await copy_rows(connection, appraisal.periods, [
            {"id": period.id, "code": "2002", "name": "2002", "kind": "ANNUAL", "starts_on": period.starts_on,
             "ends_on": period.ends_on}
        ])  # fmt: skip
        await copy_rows(connection, appraisal.performance_plans, plans)
        await copy_rows(connection, appraisal.indicators, [
            {"id": plan["id"], "plan_id": plan["id"], "seq": 1, "name": {"id": "x", "en": "x"}, "aspect": "QUANTITY",
             "unit_of_measure": "x", "direction": "HIGHER", "target_min": 1, "weight": 1, "source": "RECORDED",
             "aggregation": "LATEST"}
            for plan in plans
        ])  # fmt: skip
    return Town(database, units, positions, heads, posts, period)


@pytest.mark.parametrize("day", DAYS)
async def test_the_post_of_a_day_is_that_of_the_domain(town: Town, day: date) -> None:
    employees, on = organisation.employees, bindparam("on", day, Date())
    post = post_in_force(employees.c.id, on, on, "unit_id", "status")
    statement = select(employees.c.id, post.c.unit_id, post.c.status).join_from(employees, post, true(), isouter=True)
    async with town.database.transaction() as connection:
        found = {row.id: (row.unit_id, row.status) for row in await connection.execute(statement)}
    for person in town.posts:
        held = town.held(person, day)
        assert found[person] == ((held["unit_id"], held["status"]) if held else (None, None)), town.posts[person]


async def test_who_signs_in_does_so_for_the_unit_they_work_in(town: Town) -> None:
    """For an acting post, too; until now it took a definitive one."""
    async with town.database.transaction() as connection:
        posts = (await load_directory(connection, LATER, town.database.clock())).posts
    for person in town.posts:
        held = town.held(person, LATER)
        assert posts.get(person) == (held and held["unit_id"])


async def test_the_graph_shows_the_post_somebody_works_from(town: Town) -> None:
    """Nobody has a unit, a position or an appraiser while they are away; until now they had."""
    reader = town.reader()
    for person in town.posts:
        held = town.held(person, date(2100, 1, 1))
        row: NodeRow = {"__key": str(person)}
        for name, kind, key in (
            ("unit", "Unit", "unit_id"),
            ("position", "Position", "position_id"),
            ("appraiser", "Employee", "appraiser_id"),
        ):
            found = await reader.read_relation("Employee", name, row, {})
            assert (found and found["id"]) == (held and format_id(kind, held[key]))


async def test_a_unit_lists_whoever_works_from_any_post_in_it(town: Town) -> None:
    """Whoever acts here beside a definitive post elsewhere is listed; whoever is away is not; until now they were."""
    for relation, type_name, keys, column in (
        ("employees", "Unit", town.units.values(), "unit_id"),
        ("appraises", "Employee", town.heads, "appraiser_id"),
    ):
        for key in keys:
            page = await town.reader().read_relation(type_name, relation, {"__key": str(key)}, {"first": ABSENT})
            expected = {
                person
                for person, rows in town.posts.items()
                for row in rows
                if row[column] == key and row["status"] not in AWAY and row["valid_to"] in (None, END)
            }
            assert await page["count"]() == len(expected) > 0


async def test_work_of_a_period_is_appraised_by_whom_it_was_done_under(town: Town) -> None:
    """Whoever was away all the time did no work, so that nobody records any for it."""
    async with town.database.transaction() as connection:
        planned = (await connection.execute(select(appraisal.indicators.c.id))).scalars()
        found = await load_indicators(connection, [*planned])
    assert found
    for indicator in found.values():
        rows = town.posts[indicator.employee_id]
        assert indicator.appraiser_ids == {row["appraiser_id"] for row in rows if row["status"] not in AWAY}


async def test_a_score_is_of_the_family_of_the_post_of_its_period(town: Town) -> None:
    async with town.database.transaction() as connection:
        found = await load_people(connection, [(person, town.period) for person in town.posts], Expected({}, {}, END))
    inputs = {each.employee_id: each.inputs for each in found if each.inputs is not None}
    families = {key: family for family, key in town.positions.items()}
    assert {given.job_family for given in inputs.values()} == {None, *town.positions}
    for person, given in inputs.items():
        held = town.held(person, town.period.ends_on)
        assert given.job_family == (held and families[held["position_id"]])
